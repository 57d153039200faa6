"""Who in the picture is the lifter? A first look at a clip before it is read through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS
from squatform.pose.pose import Floats, Pose
from squatform.video import VideoSource
from squatform.video.frame import Image

PeopleFinder = Callable[[Image], list[Pose]]
"""Gives every person in one picture, in its pixels."""

BODY = [*SHOULDERS, *HIPS, *KNEES, *ANKLES]

LOOKS = (0.0, *np.linspace(0.04, 0.96, 12).tolist())
"""Where in the clip to look, as fractions of its duration."""

MIDDLE = 0.5
"""Share of the picture's width within which lifters put themselves."""

COVER = 127
"""Grey, 0-255, of what is covered: the network sees nobody there."""

LEAST_SEEN = 1 / 3
"""Who is seen in fewer looks, of those in which somebody else is, passes by or is none."""

LEAST_TRAVEL = 0.15
FOLLOWS_DOWN = 0.6
"""Hips of a lifter go up and down by more than the first, in `Pose.reach`, and those of a spotter,
who bends the knees along, by less than the second share of it: on rendered clips 0.53 at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Lifter:
    """The person whose set the clip shows.

    Attributes
    ----------
    pose : Pose
        As seen in the first look, in pixels of the picture.
    alone : bool
        Whether nobody else was seen.
    """

    pose: Pose
    alone: bool


def near(pose: Pose, place: Floats, reach: float) -> bool:
    """Tell whether `pose` stands at `place` (pixels) and is about as large as `reach` (pixels)."""
    close = np.linalg.norm(pose.feet - place) < 0.35 * reach
    return bool(close and 0.4 < pose.reach / reach < 1.6)


def same(a: Pose, b: Pose) -> bool:
    """Tell whether two poses seen in one picture are of one person."""
    apart = np.linalg.norm(a.image[BODY, :2] - b.image[BODY, :2], axis=1).mean()
    return bool(apart < 0.15 * max(a.reach, b.reach))


def distinct(people: Sequence[Pose]) -> list[Pose]:
    """Drop people found twice, keeping the first."""
    kept: list[Pose] = []
    for pose in people:
        if not any(same(pose, other) for other in kept):
            kept.append(pose)
    return kept


def most_prominent(people: Sequence[Pose], width: int) -> Pose | None:
    """Choose the largest person, those near the middle of a picture of `width` pixels first."""

    def prominence(pose: Pose) -> float:
        off_centre = abs(pose.hip[0] - width / 2) / (width / 2)
        return float(pose.reach * (1.0 - 0.4 * min(1.0, off_centre)))

    return max(people, key=prominence, default=None)


def first_look(source: VideoSource, find_people: PeopleFinder) -> Lifter | None:
    """Look at a few frames of a clip for the person who squats in it.

    One look is enough where the first who is seen is alone, and in the middle. Where there are
    more, or one at the side, looks spread over the clip tell the one who goes up and down on the
    spot from those who stand by or walk past.

    Returns
    -------
    Lifter or None
        None where no look shows anybody.
    """
    width = source.info.width
    looks: list[list[Pose]] = []
    for part in LOOKS:
        people = _people_at(source, part, find_people)
        if not any(looks) and len(people) == 1 and _in_the_middle(people[0], width):
            return Lifter(people[0], alone=True)
        looks.append(people)
    lifter = who_squats(looks, width)
    if lifter is None:
        return None
    others = [pose for seen in looks for pose in seen if not near(pose, lifter.feet, lifter.reach)]
    return Lifter(lifter, alone=not others and max(map(len, looks)) == 1)


def _in_the_middle(pose: Pose, width: int) -> bool:
    return bool(abs(pose.hip[0] / width - 0.5) < MIDDLE / 2)


def who_squats(looks: Sequence[Sequence[Pose]], width: int) -> Pose | None:
    """Choose from looks at one clip the person who moves up and down on the spot.

    Parameters
    ----------
    looks : sequence of sequences of Pose
        The people in each look.
    width : int
        Of the picture, in pixels.

    Returns
    -------
    Pose or None
        That person as first seen; the most prominent one if nobody moves so.
    """
    tracks: list[list[Pose]] = []
    for people in looks:
        for pose in people:
            home = next((t for t in tracks if near(pose, t[0].feet, _size(t))), None)
            if home is None:
                tracks.append([pose])
            elif home[-1] not in people:
                home.append(pose)
    tracks = _lasting(tracks, LEAST_SEEN)
    travel = [_hip_travel(track) for track in tracks]
    least = max(LEAST_TRAVEL, FOLLOWS_DOWN * max(travel, default=0.0))
    movers = [track for track, way in zip(tracks, travel, strict=True) if way > least]
    stayers = _lasting(movers or tracks, 0.5)
    return most_prominent([track[0] for track in stayers], width)


def _lasting(tracks: Sequence[list[Pose]], share: float) -> list[list[Pose]]:
    """Keep what is in more than a share of as many looks as what is in most."""
    most = max((len(track) for track in tracks), default=0)
    return [track for track in tracks if len(track) > share * most]


def _hip_travel(track: Sequence[Pose]) -> float:
    """Range of the height of the hips over the feet, as a share of the person's reach."""
    heights = [pose.feet[1] - pose.hip[1] for pose in track]
    return float(max(heights) - min(heights)) / _size(track)


def _size(track: Sequence[Pose]) -> float:
    return max(pose.reach for pose in track)


def _people_at(source: VideoSource, part: float, find_people: PeopleFinder) -> list[Pose]:
    """Find everybody in the frame at a part of the clip's duration."""
    frame = next(iter(source.frames(start_s=part * source.info.duration_s)), None)
    return distinct(find_people(frame.image)) if frame is not None else []
