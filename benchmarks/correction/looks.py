"""Several looks at a held posture, for what is learned not to hang on one square.

In a clip the square around the lifter is never twice the same, and what the network says shakes
with it. Smoothing averages that; of a held posture several looks do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from squatform.pose.crop import SIDE, Crop, place_of
from squatform.pose.follower import Follower
from squatform.pose.pose import Pose
from squatform.video.frame import Image

FRAME_RATE = 20.0

SHAKEN = 4
"""Looks besides that of the follower."""

SIZE_SHARE, TURN_DEG, SHIFT_SHARE = 0.04, 3.0, 0.03
"""Standard deviations of their squares: of the size, of the turn, and of the place in sides."""


def looks(
    follower: Follower, pictures: Sequence[Image], start_s: float, *, outline: bool = False
) -> list[Pose]:
    """Follow somebody who holds still, and look at the last picture a few times more.

    Parameters
    ----------
    follower : Follower
        What has followed them so far.
    pictures : sequence of Image
        One after the other, at `FRAME_RATE`.
    start_s : float
        Time of the first.
    outline : bool
        See `squatform.pose.close_up.CloseUp.look`.

    Returns
    -------
    list[Pose]
        In pixels of the pictures; empty where nobody was found.
    """
    found = None
    for number, picture in enumerate(pictures):
        found = follower.find(picture, start_s + number / FRAME_RATE, outline=outline)
    if found is None:
        return []
    random = np.random.default_rng(0)
    crops = [_shaken(found, random) for _ in range(SHAKEN)]
    seen = [
        (crop, follower.close_up.look(crop.picture(pictures[-1], 1.0), outline=outline))
        for crop in crops
    ]
    return [found, *(crop.pose_outside(pose) for crop, pose in seen if pose is not None)]


def mean_pose(poses: Sequence[Pose]) -> Pose | None:
    """Give the mean of all landmarks; None of no poses."""
    if not poses:
        return None
    return Pose(
        image=np.mean([pose.image for pose in poses], axis=0),
        visibility=np.mean([pose.visibility for pose in poses], axis=0),
        world=np.mean([pose.world for pose in poses], axis=0),
    )


def _shaken(pose: Pose, random: np.random.Generator) -> Crop:
    larger, turned, *moved = random.normal(size=4)
    crop = Crop.at(place_of(pose) * [1.0, 1.0, 1.0, 1.0, np.exp(SIZE_SHARE * larger)])
    angle = np.radians(TURN_DEG * turned)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ crop.turn
    middle = SIDE * (0.5 + SHIFT_SHARE * np.array(moved))
    return Crop(turn, middle - turn @ pose.hip)
