"""The knees seen from the front: where they are across the lifter.

Joint angles in the frontal plane explode when the thighs point at the camera, and knees that are
wider apart than the ankles prove nothing where the toes point out. So each knee is compared with
the line its own foot points along: a shank of length L that leans by λ over a foot carries its
knee L sin λ ahead, and in the picture that is as far along the foot as it goes, whatever the
turn of the lifter. What is missing towards the midline is `knee_inward`. Of knees far outside the
straight legs nothing is missing.

Knees are nearer to the camera than ankles, which makes them look farther apart; depths from the
leans of shank and thigh undo it.

Source: Padua et al. 2009, Am J Sports Med 37(10), and Ageberg et al. 2010, BMC Musculoskelet
Disord 11:265, judge the knee over the foot; the projection is the project's own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from squatform.motion.baseline import Baseline
from squatform.motion.camera import Camera
from squatform.motion.feet import FOOT_NOISE, OUTWARD, Feet
from squatform.motion.measure import Measure
from squatform.pose.landmarks import ANKLES, HIPS, KNEES
from squatform.pose.pose import Floats, PoseTrack

KNEE_NOISE = 0.02
"""Standard error across of a knee over its ankle, shank lengths: about 0.9 cm."""

LEGS_DIFFER = 0.05
"""Standard deviation of the difference between two knees' offsets, halved, in shank lengths.
What the camera cannot tell between the legs is taken to be alike."""

SEEN_FROM_DEG = 35.0
"""Turn from facing the camera, or away, up to which the knees can be told. Farther round exact
landmarks would do, the network's do not: of rendered lifters at 30-60° (8 repetitions with knees
8-15° in, 10 without) the two kinds could not be told apart."""


WELL_OUTSIDE = 0.75
"""How far outside the straight lines from hips to ankles knees are not inward, whatever the feet
say: of 25 rendered repetitions with knees 8-15° in, sumo squats among them, the farthest are 0.63
out; a filmed lifter whose squat is called good has 0.77, and knees inside the line of the feet."""


def knees_off_legs(hips: Floats, knees: Floats, ankles: Floats, across: Floats) -> Floats:
    """How far the knees are outside the straight lines from hips to ankles, in shank lengths.

    Needs no baseline and no camera: it is read off a single picture, from the front or obliquely.

    Parameters
    ----------
    hips, knees, ankles : Floats
        Shape (T, 2, 2): left and right, (x, y) of the upright picture in pixels.
    across : Floats
        Shape (T, 2): any vector along which the lifter's left is, such as from the right hip to
        the left.

    Returns
    -------
    Floats
        Shape (T,), the mean of both legs, − where the knees are inside.
    """
    shank = np.linalg.norm(knees - ankles, axis=-1).mean(axis=1)
    unit = across / np.linalg.norm(across, axis=-1, keepdims=True)

    def half_apart(joint: Floats) -> Floats:
        half: Floats = ((joint[:, 0] - joint[:, 1]) * unit).sum(axis=-1) / 2
        return half

    outside: Floats = (half_apart(knees) - half_apart((hips + ankles) / 2)) / shank
    return outside


def knee_measures(
    track: PoseTrack, baseline: Baseline, camera: Camera, feet: Feet, known: Mapping[str, Measure]
) -> list[Measure]:
    """Measure the knees against the feet, left and right, and against each other.

    `knee_inward_left` and `_right`: towards the midline from the foot's line, in shank lengths;
    `knee_separation`: distance of the knees over that of the ankles, across the lifter;
    `knees_inside`: how far the knees are inside the lines from hips to ankles.
    """
    shank = baseline.shank.mean(axis=1)
    lean = known["shank_lean"]
    ahead = np.sin(np.radians(lean.values))
    ahead_sigma = np.radians(lean.sigma) * np.cos(np.radians(lean.values))
    nearness = _nearness(shank, lean.values, camera, feet)
    x = track.image[:, :, 0] - camera.centre[0]
    knee, ankle = x[:, list(KNEES)] * nearness[:, None], x[:, list(ANKLES)]
    offset = (knee - ankle) / shank[:, None]
    facing = np.abs(np.cos(np.radians(feet.yaw_deg)))
    seen = feet.turned_deg < SEEN_FROM_DEG
    both, between, sigma = _inward(offset, ahead, ahead_sigma, feet)
    values = np.stack([both + between, both - between], axis=-1)
    stance = ankle @ OUTWARD
    apart = (knee @ OUTWARD) / np.where(np.abs(stance) < 1.0, np.nan, stance)
    hips, knees, ankles = (track.image[:, list(pair), :2] for pair in (HIPS, KNEES, ANKLES))
    inside = -knees_off_legs(hips, knees, ankles, hips[:, 0] - hips[:, 1])
    values = np.minimum(values, (inside + WELL_OUTSIDE)[:, None])
    values = np.where(seen[:, None], values, np.nan)
    plain = np.full(len(track), 2 * KNEE_NOISE) / np.maximum(facing, 0.05)
    separation = Measure(
        "knee_separation", "of ankles", np.where(seen, apart, np.nan), plain / 0.6 * np.abs(apart)
    )
    return [
        Measure("knee_inward_left", "of shank", values[:, 0], sigma),
        Measure("knee_inward_right", "of shank", values[:, 1], sigma),
        separation,
        Measure("knees_inside", "of shank", np.where(seen, inside, np.nan), plain),
    ]


def _nearness(shank: Floats, lean_deg: Floats, camera: Camera, feet: Feet) -> Floats:
    """Depth of the knees over that of the ankles, shape (T,)."""
    lean, pitch = np.radians(lean_deg), np.radians(camera.pitch_deg)
    towards = np.cos(lean) * np.sin(pitch)
    towards = towards + np.sin(lean) * np.cos(np.radians(feet.yaw_deg)) * np.cos(pitch)
    nearness: Floats = 1.0 - shank * towards / camera.focal
    return nearness


def _inward(
    offset: Floats, ahead: Floats, ahead_sigma: Floats, feet: Feet
) -> tuple[Floats, Floats, Floats]:
    """Mean of both knees, half of what the left has more, and the standard error of a knee.

    Parameters
    ----------
    offset : Floats
        Shape (T, 2): of each knee from its ankle to the right in the picture, shank lengths.
    ahead, ahead_sigma : Floats
        Shape (T,): how far the knees are from above the ankles, along the feet, shank lengths:
        what the front sees of a shank's lean is its height, whichever way it leans.
    """
    yaw, heading = np.radians(feet.yaw_deg), np.radians(feet.heading_deg)
    facing = np.cos(yaw)
    facing = np.where(np.abs(facing) < 0.05, np.nan, facing)
    toe_out = heading.mean(axis=1)
    # both knees go ahead alike, so what is between them is across the lifter
    apart = (offset @ OUTWARD) / 2 / facing
    both = (ahead * np.sin(toe_out) - apart) * np.cos(toe_out)
    line = ahead * np.radians(feet.toe_out_sigma_deg)
    mean_sigma = np.hypot(
        np.hypot(KNEE_NOISE / np.abs(facing), np.sin(toe_out) * ahead_sigma), line
    )
    # what both have in common is the turn of the lifter, or one knee in and the other out
    feet_point = np.sin(OUTWARD * heading - yaw[:, None]).mean(axis=1)
    between = -(offset.mean(axis=1) - ahead * feet_point) / facing
    turn = np.abs(np.sin(yaw) / facing) * ahead_sigma
    noise = np.hypot(KNEE_NOISE, ahead * FOOT_NOISE / np.sqrt(2)) / np.abs(facing)
    between_sigma = np.hypot(noise, turn)
    share = LEGS_DIFFER**2 / (LEGS_DIFFER**2 + between_sigma**2)
    return both, share * between, np.hypot(mean_sigma, between_sigma * np.sqrt(share))
