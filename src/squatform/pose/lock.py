"""Follows the lifter, not a spotter, a passer-by or a trainer, from frame to frame."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from squatform.pose.people import COVER, PeopleFinder, distinct, most_prominent, near, same
from squatform.pose.pose import Floats, Pose, PoseFrame
from squatform.video.frame import Image

MEMORY_S = 2.0
"""How long positions and sizes are remembered."""

LOST_S = 0.5
"""For this long after the lifter was seen last nobody takes their place; among others, the whole
picture is searched again after it."""

OFF_SPOT = 0.25
"""Distance from where the lifter stood, in their reach, past which it may be somebody else: feet
stay put in a squat, and whoever walks past is half a step away before they look like a lifter."""

LEAST_SIZE = 0.5
"""Size, of the lifter's, of what may be somebody else and no figment of the network's."""

STANDING = 1.25
"""Height of a person in their reach."""

THUMBNAIL = 32
CUT_CONTRAST = 0.22
"""Mean change of a thumbnail between two frames, of its range, that only a cut makes."""


class _Doubt(Enum):
    """Why to search the whole picture; the value is the shortest pause, in s, between searches."""

    NONE = 0.0
    IMPLAUSIBLE = 0.1
    LOST = 0.501
    OFF_SPOT = 0.5
    CROWDED = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Sighting:
    time_s: float
    box: Floats
    feet: Floats
    reach: float

    @classmethod
    def of(cls, pose: Pose, time_s: float) -> _Sighting:
        return cls(time_s, pose.box, pose.feet, pose.reach)


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
        self._reach = 0.0  # size of the lifter: the largest of the sightings
        self._scene = 0
        self._thumbnail: NDArray[np.int16] | None = None
        self._began_s = np.inf
        self._last_search_s = -np.inf
        self._home: Floats | None = None
        self._astray = False  # whether the network was last seen to follow somebody else
        self._expected: _Sighting | None = None
        if lifter is not None and not alone:
            self._home, self._reach = lifter.feet, lifter.reach
            self._expected = _Sighting.of(lifter, -np.inf)

    @property
    def scene(self) -> int:
        """Of the frame judged last, see `PoseFrame.scene`."""
        return self._scene

    @property
    def alone(self) -> bool:
        """Whether nobody else was seen in the last look at the whole picture."""
        return not self._crowded

    def look_at(self, image: Image, scale: float) -> Image:
        """Give the picture to show the network, with everybody but the lifter covered if needed.

        Parameters
        ----------
        image : Image
            The frame, perhaps reduced.
        scale : float
            Size of `image` over size of the source picture.
        """
        box = self._surroundings() if self._crowded else None
        if box is None:
            return image
        height, width = image.shape[:2]
        left, top, right, bottom = (box * scale).round().astype(int)
        covered = np.full_like(image, COVER)
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
        self._began_s = min(self._began_s, time_s)
        if self._cut(image):
            self._new_scene()
        doubt = self._doubt(found, time_s)
        self._astray = self._astray and doubt not in {_Doubt.NONE, _Doubt.CROWDED}
        pose = found if doubt is not _Doubt.IMPLAUSIBLE else None
        if doubt is not _Doubt.NONE and time_s - self._last_search_s >= doubt.value:
            pose = self._search(found, doubt, image, time_s, scale)
        if pose is not None:
            self._remember(pose, time_s)
        return PoseFrame(time_s, pose, self._scene)

    def _doubt(self, found: Pose | None, time_s: float) -> _Doubt:
        """Say why `found` may not be the lifter."""
        if found is None:
            lost = self._crowded and self._lost_for(time_s) > LOST_S
            return _Doubt.LOST if lost else _Doubt.NONE
        if not self._plausible(found, time_s):
            return _Doubt.IMPLAUSIBLE
        if self._off_spot(found):
            return _Doubt.IMPLAUSIBLE if self._astray else _Doubt.OFF_SPOT
        return _Doubt.CROWDED if self._crowded else _Doubt.NONE

    def _search(
        self, found: Pose | None, doubt: _Doubt, image: Image, time_s: float, scale: float
    ) -> Pose | None:
        """Search the whole picture for the lifter, who may be `found` after all."""
        self._last_search_s = time_s
        people = self._everybody(image, scale)
        self._crowded = self._others_in(people, found)
        if doubt is _Doubt.CROWDED:
            return found
        for place, reach in self._places(doubt):
            here = [pose for pose in people if near(pose, place, reach)]
            if here:
                return self._recognised(min(here, key=lambda pose: _distance(pose, place)), found)
        if doubt is _Doubt.OFF_SPOT:
            return found
        if self._waits(time_s):
            return None
        chosen = most_prominent(people, round(image.shape[1] / scale)) or found
        if chosen is not None:
            self._new_scene()
        return chosen

    def _others_in(self, people: Sequence[Pose], found: Pose | None) -> bool:
        """Tell whether anybody but the lifter is about; `found` may be somebody, or nobody."""
        last = self._last
        if last is None:
            return len(people) > 1
        reach = max(last.reach, self._reach)
        seen = distinct(people if found is None else [*people, found])
        large = [pose for pose in seen if pose.reach >= LEAST_SIZE * reach]
        return len(people) > 1 or any(not near(pose, last.feet, reach) for pose in large)

    def _waits(self, time_s: float) -> bool:
        """Tell whether it is too early to take somebody else for the lifter."""
        if self._sightings:
            return self._lost_for(time_s) < LOST_S
        return self._expected is not None and time_s - self._began_s < MEMORY_S

    def _recognised(self, lifter: Pose, found: Pose | None) -> Pose:
        """Forget what was seen of somebody else, whom the network may go on to follow."""
        if found is not None and same(found, lifter):
            self._astray = False
            return found
        self._astray = found is not None
        own = (s for s in self._sightings if _distance(lifter, s.feet) < OFF_SPOT * self._reach)
        self._sightings = deque(own)
        return lifter

    def _places(self, doubt: _Doubt) -> list[tuple[Floats, float]]:
        """Where the lifter may be and how large, the likeliest first."""
        last = self._last
        if last is None:
            return []
        reach = max(last.reach, self._reach)
        places = [last.feet] if self._home is None else [last.feet, self._home]
        # one who has left the spot may be a passer-by the network slipped to
        ordered = places[::-1] if doubt is _Doubt.OFF_SPOT else places
        return [(place, reach) for place in ordered]

    def _everybody(self, image: Image, scale: float) -> list[Pose]:
        people = distinct(self._find_people(image))
        return [pose.enlarged(scale) for pose in people]

    @property
    def _last(self) -> _Sighting | None:
        return self._sightings[-1] if self._sightings else self._expected

    def _lost_for(self, time_s: float) -> float:
        return time_s - self._sightings[-1].time_s if self._sightings else np.inf

    def _plausible(self, pose: Pose, time_s: float) -> bool:
        """Tell whether the person seen last can have become `pose` by now."""
        if not self._sightings:
            return self._expected is None or near(pose, self._expected.feet, self._expected.reach)
        last = self._sightings[-1]
        # nobody's feet cross more than 2.5 times the own reach (some 3 m) in a second
        limit = (0.15 + 2.5 * (time_s - last.time_s)) * self._reach
        return _distance(pose, last.feet) < limit and 0.3 < pose.reach / self._reach < 1.8

    def _off_spot(self, pose: Pose) -> bool:
        return self._home is not None and _distance(pose, self._home) > OFF_SPOT * self._reach

    def _remember(self, pose: Pose, time_s: float) -> None:
        place = pose.feet
        if self._home is None:
            self._home = place
        else:
            since = time_s - self._sightings[-1].time_s if self._sightings else MEMORY_S
            self._home = self._home + (place - self._home) * min(1.0, since / MEMORY_S)
        self._sightings.append(_Sighting.of(pose, time_s))
        while self._sightings[0].time_s < time_s - MEMORY_S:
            self._sightings.popleft()
        self._reach = max(sighting.reach for sighting in self._sightings)

    def _surroundings(self) -> Floats | None:
        """Box around where the lifter was lately, with room to stand up; pixels of the source."""
        last = self._last
        if last is None:
            return None
        reach = max(self._reach, last.reach)
        boxes, room = [s.box for s in self._sightings or [last]], 0.25 * reach
        if self._astray:
            # so close that the network has to let go of whom it follows
            boxes, room = boxes[-1:], room / 3
        stacked = np.array(boxes)
        left, top = stacked[:, :2].min(axis=0)
        right, bottom = stacked[:, 2:].max(axis=0)
        top = min(top, last.feet[1] - STANDING * reach)
        return np.array([left - room, top - room, right + room, bottom + room])

    def _new_scene(self) -> None:
        if self._sightings:
            self._scene += 1
        self._sightings.clear()
        self._reach = 0.0
        self._expected = None
        self._home = None

    def _cut(self, image: Image) -> bool:
        """Tell whether the clip was cut before this frame."""
        rows, columns = (max(1, side // THUMBNAIL) for side in image.shape[:2])
        thumbnail = image[::rows, ::columns, 1].astype(np.int16)
        last, self._thumbnail = self._thumbnail, thumbnail
        if last is None or last.shape != thumbnail.shape:
            return False
        change = float(np.abs(thumbnail - last).mean())
        contrast = max(float(np.ptp(thumbnail)), float(np.ptp(last)), 1.0)
        return change > CUT_CONTRAST * contrast


def _distance(pose: Pose, place: Floats) -> float:
    return float(np.linalg.norm(pose.feet - place))
