"""The feet on the floor: where they point, how far apart they are, whether they move.

Feet stand still while the lifter squats, so they are read while the lifter stands, when heels and
toes are seen best, and hold from there to the next time of standing. Where they point also tells
how the lifter is turned: a person's feet point ahead on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.smoothing import runs
from squatform.pose.landmarks import ANKLES, HEELS, TOES
from squatform.pose.pose import Floats, PoseTrack

OUTWARD = np.array([1.0, -1.0])
"""Sign of the way out, left and right, on an axis that grows towards the lifter's left."""

FOOT_SHARE = 0.62
"""Heel landmark to toe landmark in shank lengths, on rendered people whose feet are known; the
bones of the studio's feet are 0.55, the network puts heels farther in and toes farther out."""

FOOT_NOISE = 0.05
"""Standard error of where a foot points, radians, seen from the front: about 3°."""

FOOT_SHARE_NOISE = 0.10
WORLD_YAW_DEG = 8.0
"""Standard error of the turn of the lifter from world landmarks."""

USUAL_TOE_OUT_DEG = 17.0
TOE_OUT_SPREAD_DEG = 12.0
FEET_DIFFER_DEG = 4.0
"""Toe-out that lifters choose, mean and standard deviation: what is left to go by where feet are
seen from the side; and half of what they differ. A convention between the 0, 21 and 42° of
Lorenzetti et al. 2018, BMC Sports Sci Med Rehabil 10:14."""


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """The lifter's feet over time.

    Attributes
    ----------
    yaw_deg, yaw_sigma_deg : Floats
        Shape (T,): turn of the lifter to the line of sight, see `squatform.motion.camera.yaw_deg`.
    turned_deg : Floats
        Shape (T,): turn from facing the camera, or away from it, 0 to 90, by feet or by world
        landmarks, whichever is more: what it leaves in view is in view for certain.
    heading_deg : Floats
        Shape (T, 2): where each foot points in the lifter's frame, + outward, left and right.
    heading_sigma_deg, toe_out_sigma_deg : Floats
        Shape (T,): of one foot, and of the mean of both, which the turn of the lifter leaves
        alone.
    across : Floats
        Shape (T, 2): how far the toe is to the right of the heel in the picture, foot lengths.
    apart : Floats
        Shape (T,): ankle to ankle across the lifter, pixels.
    """

    yaw_deg: Floats
    yaw_sigma_deg: Floats
    turned_deg: Floats
    heading_deg: Floats
    heading_sigma_deg: Floats
    toe_out_sigma_deg: Floats
    across: Floats
    apart: Floats


def read_feet(track: PoseTrack, baseline: Baseline) -> Feet:
    """Read the feet of a smoothed track."""
    x = track.image[:, :, 0]
    foot = FOOT_SHARE * baseline.shank.mean(axis=1)
    across = (x[:, list(TOES)] - x[:, list(HEELS)]) / foot[:, None]
    across = np.clip(while_standing(across, track, baseline), -0.98, 0.98)
    yaw, sigma = _turn(across.mean(axis=1), baseline.yaw_deg)
    facing = np.cos(np.radians(yaw))
    both, both_sigma = _toe_out(across, facing)
    unlike, unlike_sigma = _unlike(across, yaw, sigma)
    heading = np.stack([both + unlike, both - unlike], axis=-1)
    ankle = x[:, list(ANKLES)] @ OUTWARD
    apart = while_standing(ankle, track, baseline) / np.where(np.abs(facing) < 0.05, np.nan, facing)
    sideways = np.maximum(
        np.abs(np.sin(np.radians(yaw))), np.abs(np.sin(np.radians(baseline.yaw_deg)))
    )
    side_on = np.degrees(np.arcsin(sideways))
    return Feet(
        yaw, sigma, side_on, heading, np.hypot(both_sigma, unlike_sigma), both_sigma, across, apart
    )


def while_standing(values: Floats, track: PoseTrack, baseline: Baseline) -> Floats:
    """Hold values from each time of quiet standing to the next, linearly in between.

    Parameters
    ----------
    values : Floats
        Shape (T,) or (T, K).

    Returns
    -------
    Floats
        Same shape. A scene in which nobody stands still has its own median everywhere.
    """
    if len(values) == 0:
        return values
    flat = values.reshape(len(values), -1)
    held = np.full(flat.shape, np.nan)
    stands = runs(track.time_s, baseline.standing & track.found, track.scene, 0.1)
    for scene in np.unique(track.scene):
        frames = np.flatnonzero((track.scene == scene) & track.found)
        if len(frames) == 0:
            continue
        own: list[slice | NDArray[np.int64]] = [s for s in stands if track.scene[s.start] == scene]
        own = own or [frames]
        middle = np.array([float(track.time_s[stand].mean()) for stand in own])
        for k in range(flat.shape[1]):
            medians = np.array([_median(flat[stand, k]) for stand in own])
            known = np.isfinite(medians)
            if known.any():
                held[frames, k] = np.interp(track.time_s[frames], middle[known], medians[known])
    return held.reshape(values.shape)


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _turn(across: Floats, world_deg: Floats) -> tuple[Floats, Floats]:
    """Turn of the lifter from both feet and from world landmarks, by their variances."""
    ahead = np.degrees(np.arcsin(-across))
    front = np.abs(world_deg) <= 90.0
    by_feet = np.where(front, ahead, (180.0 - ahead + 180.0) % 360.0 - 180.0)
    slope = np.maximum(np.cos(np.radians(ahead)), 0.1)
    noise = np.hypot(FOOT_NOISE / np.sqrt(2), FOOT_SHARE_NOISE * across) / slope
    apart = (by_feet - world_deg + 180.0) % 360.0 - 180.0
    variance = np.degrees(noise) ** 2
    share = WORLD_YAW_DEG**2 / (WORLD_YAW_DEG**2 + variance)
    yaw = (world_deg + share * apart + 180.0) % 360.0 - 180.0
    return yaw, np.sqrt(variance * share)


def _toe_out(across: Floats, facing: Floats) -> tuple[Floats, Floats]:
    """Mean toe-out of both feet, degrees: what toes are farther apart than heels."""
    facing = np.where(np.abs(facing) < 0.05, 0.05, facing)
    seen = np.degrees(np.arcsin(np.clip(across @ OUTWARD / 2 / facing, -1.0, 1.0)))
    noise = np.degrees(FOOT_NOISE) / np.sqrt(2) / np.abs(facing)
    share = TOE_OUT_SPREAD_DEG**2 / (TOE_OUT_SPREAD_DEG**2 + noise**2)
    return USUAL_TOE_OUT_DEG + share * (seen - USUAL_TOE_OUT_DEG), noise * np.sqrt(share)


def _unlike(across: Floats, yaw_deg: Floats, yaw_sigma_deg: Floats) -> tuple[Floats, Floats]:
    """Half of what the left foot points out more than the right, degrees."""
    turned = np.degrees(np.arcsin(across)).mean(axis=1)
    front = np.abs(yaw_deg) <= 90.0
    turned = np.where(front, turned, 180.0 - turned)
    seen = (turned + yaw_deg + 180.0) % 360.0 - 180.0
    slope = np.maximum(np.abs(np.cos(np.radians(yaw_deg))), 0.05)
    noise = np.hypot(np.degrees(FOOT_NOISE) / np.sqrt(2) / slope, yaw_sigma_deg)
    share = FEET_DIFFER_DEG**2 / (FEET_DIFFER_DEG**2 + noise**2)
    return share * seen, noise * np.sqrt(share)
