"""Follows the lifter, not a spotter, a passer-by or a trainer, from frame to frame."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from squatform.pose.people import PeopleFinder, distinct, feet, most_prominent, near
from squatform.pose.pose import Floats, Pose, PoseFrame
from squatform.video.frame import Image

MEMORY_S = 2.0
"""How long positions and sizes are remembered."""

LOST_S = 0.5
"""After this long without the lifter the whole picture is searched again."""

CUT_CONTRAST = 0.22
"""Mean change of a thumbnail between two frames, of its range, that only a cut makes."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sighting:
    time_s: float
    box: Floats
    feet: Floats
    reach: float


class PersonLock:
    """Decides, picture by picture, which person is the lifter.

    The network follows one person by itself and now and then slips to another. The lock notices
    (the person jumps, changes size or walks off the spot), searches the whole picture, and while
    others are about shows the network only the lifter's surroundings.

    Parameters
    ----------
    find_people : PeopleFinder
        Finds everybody in a picture; called only when in doubt.
    lifter : Pose, optional
        The lifter as seen in a first look. Without it the first person found is followed, the
        most prominent one if they are several.
    alone : bool
        Whether nobody else was seen in that look.
    """

    def __init__(
        self, find_people: PeopleFinder, lifter: Pose | None = None, *, alone: bool = True
    ) -> None:
        self._find_people = find_people
        self._crowded = not alone
        self._sightings: deque[_Sighting] = deque()
        self._scene = 0
        self._thumbnail: Image | None = None
        self._last_search_s = -np.inf
        self._home: Floats | None = None
        self._expected: _Sighting | None = None
        if lifter is not None and not alone:
            self._home = feet(lifter)
            self._expected = _Sighting(-np.inf, lifter.box, self._home, lifter.reach)

    def look_at(self, image: Image, scale: float) -> Image:
        """Give the picture to show the network, with everybody but the lifter covered if needed.

        Parameters
        ----------
        image : Image
            The frame, perhaps reduced.
        scale : float
            Size of `image` over size of the source picture.
        """
        box = self._surroundings()
        if not self._crowded or box is None:
            return image
        height, width = image.shape[:2]
        left, top, right, bottom = (box * scale).round().astype(int)
        covered = np.full_like(image, 127)
        window = np.s_[max(0, top) : min(height, bottom), max(0, left) : min(width, right)]
        covered[window] = image[window]
        return covered

    def follow(self, found: Pose | None, image: Image, time_s: float, scale: float) -> PoseFrame:
        """Judge what the network found in this frame.

        Parameters
        ----------
        found : Pose or None
            In pixels of the source picture.
        image : Image
            The whole frame, perhaps reduced by `scale`.
        time_s : float
            Presentation time.
        scale : float
            Size of `image` over size of the source picture.
        """
        if self._cut(image):
            self._new_scene()
        pose = found
        width = round(image.shape[1] / scale)
        if found is None:
            if self._crowded and self._lost_for(time_s) > LOST_S and self._may_search(time_s):
                pose = self._search(None, image, time_s, scale, width)
        elif not self._plausible(found, time_s) and self._may_search(time_s, pause_s=0.1):
            pose = self._search(found, image, time_s, scale, width)
        elif not self._plausible(found, time_s):
            pose = None
        elif self._off_spot(found) and self._may_search(time_s):
            pose = self._search(found, image, time_s, scale, width)
        elif self._crowded and self._may_search(time_s, pause_s=MEMORY_S):
            self._crowded = len(self._everybody(image, scale)) > 1
            self._last_search_s = time_s
        if pose is not None:
            self._remember(pose, time_s)
        return PoseFrame(time_s, pose, self._scene)

    def _search(
        self, found: Pose | None, image: Image, time_s: float, scale: float, width: int
    ) -> Pose | None:
        """Search the whole picture for the lifter, who may be `found` after all."""
        self._last_search_s = time_s
        people = self._everybody(image, scale)
        self._crowded = len(people) > 1
        expected = self._last
        if expected is not None:
            reach = max(expected.reach, self._reach)
            here = [pose for pose in people if near(pose, expected.feet, reach)]
            at_home = [
                pose for pose in people if self._home is not None and near(pose, self._home, reach)
            ]
            # somebody on the lifter's spot is the lifter, if the one followed has walked off it
            walked_off = found is not None and self._off_spot(found)
            known = (at_home or here) if walked_off else (here or at_home)
            if known:
                return min(known, key=lambda pose: _distance(pose, expected.feet))
            if self._lost_for(time_s) < LOST_S and self._crowded:
                return None
        chosen = most_prominent(people, width) or found
        if chosen is not None:
            self._new_scene()
        return chosen

    def _everybody(self, image: Image, scale: float) -> list[Pose]:
        people = distinct(self._find_people(image))
        return [Pose(p.image / scale, p.visibility, p.world) for p in people]

    @property
    def _last(self) -> _Sighting | None:
        return self._sightings[-1] if self._sightings else self._expected

    @property
    def _reach(self) -> float:
        return max((s.reach for s in self._sightings), default=0.0)

    def _lost_for(self, time_s: float) -> float:
        return time_s - self._sightings[-1].time_s if self._sightings else np.inf

    def _may_search(self, time_s: float, pause_s: float = LOST_S) -> bool:
        return time_s - self._last_search_s >= pause_s

    def _plausible(self, pose: Pose, time_s: float) -> bool:
        """Tell whether the person seen last can have become `pose` by now."""
        if not self._sightings:
            return self._expected is None or near(pose, self._expected.feet, self._expected.reach)
        last = self._sightings[-1]
        # nobody's feet cross more than 2.5 times the own reach (some 3 m) in a second
        limit = (0.15 + 2.5 * (time_s - last.time_s)) * self._reach
        return _distance(pose, last.feet) < limit and 0.3 < pose.reach / self._reach < 1.8

    def _off_spot(self, pose: Pose) -> bool:
        return self._home is not None and _distance(pose, self._home) > 0.6 * self._reach

    def _remember(self, pose: Pose, time_s: float) -> None:
        place = feet(pose)
        if self._home is None:
            self._home = place
        else:
            since = time_s - self._sightings[-1].time_s if self._sightings else MEMORY_S
            self._home = self._home + (place - self._home) * min(1.0, since / MEMORY_S)
        self._sightings.append(_Sighting(time_s, pose.box, place, pose.reach))
        while self._sightings[0].time_s < time_s - MEMORY_S:
            self._sightings.popleft()

    def _surroundings(self) -> Floats | None:
        """Box around where the lifter was lately, with room to move; pixels of the source."""
        boxes = [s.box for s in self._sightings]
        if not boxes and self._expected is not None:
            boxes = [self._expected.box]
        if not boxes:
            return None
        room = 0.25 * max(self._reach, self._last.reach if self._last else 0.0)
        stacked = np.array(boxes)
        return np.concatenate(
            [stacked[:, :2].min(axis=0) - room, stacked[:, 2:].max(axis=0) + room]
        )

    def _new_scene(self) -> None:
        if self._sightings:
            self._scene += 1
        self._sightings.clear()
        self._expected = None
        self._home = None

    def _cut(self, image: Image) -> bool:
        """Tell whether the clip was cut before this frame."""
        small = cv2.resize(image[::8, ::8, 1], (32, 32), interpolation=cv2.INTER_AREA)
        thumbnail = np.asarray(small, dtype=np.uint8)
        last, self._thumbnail = self._thumbnail, thumbnail
        if last is None:
            return False
        change = float(np.abs(thumbnail.astype(float) - last).mean())
        contrast = max(float(np.ptp(thumbnail)), float(np.ptp(last)), 1.0)
        return change > CUT_CONTRAST * contrast


def _distance(pose: Pose, place: Floats) -> float:
    return float(np.linalg.norm(feet(pose) - place))
