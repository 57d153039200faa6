"""What the front shows of a repetition: knees, hips, stance."""

from __future__ import annotations

import numpy as np

from squatform.form.check import Measures
from squatform.form.reading import (
    FACING,
    FROM_THE_FRONT,
    OUT_OF_PICTURE,
    Frames,
    lasting,
    read,
    reading,
)
from squatform.motion.measures import Motion
from squatform.pose.pose import Floats
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

KNEES = FROM_THE_FRONT.format("Knees")
STANCE = FROM_THE_FRONT.format("Stance and toes")
LEVEL = FACING.format("Left against right")

SAME_DEPTH_NOISE = 0.04
"""Standard error of knee separation against the descent at the same depth: what the landmarks
have wrong is alike in both and cancels."""

LEAST_BEND = 0.2
"""Share of the way down from which knees have a place to go to."""


def read_front(motion: Motion, repetition: Repetition) -> Measures:
    """Read knees, hips and stance of one repetition.

    `knee_inward`: of the knee that is worse; `knees_inside`: inside the lines from hips to ankles;
    `separation_drop`: what the knees come together in the ascent, as a share of how far they
    were apart at the same depth of the descent; `hip_shift`, `pelvis_tilt`, `shoulder_tilt`,
    `bar_tilt` and `flexion_difference` without their side; stance as it is before the repetition;
    `feet_moved` from then on.
    """
    bottom = repetition.bottom_frames(motion.time_s)
    loaded = _bottom_to_mid_ascent(motion, repetition)
    legs = [read(motion, f"knee_inward_{side}", loaded, KNEES, lasting) for side in SIDES]
    start = _start(motion, repetition)
    return {
        "knee_inward_left": legs[0],
        "knee_inward_right": legs[1],
        "knee_inward": _worse(*legs),
        "knees_inside": read(motion, "knees_inside", loaded, KNEES, lasting),
        "knee_separation": read(motion, "knee_separation", bottom, KNEES),
        "separation_drop": _separation_drop(motion, repetition),
        "hip_shift": read(motion, "hip_shift", bottom, LEVEL, _size),
        "pelvis_tilt": read(motion, "pelvis_tilt", bottom, LEVEL, _size),
        "shoulder_tilt": read(motion, "shoulder_tilt", bottom, LEVEL, _size),
        "bar_tilt": read(motion, "bar_tilt", bottom, LEVEL, _size),
        "flexion_difference": _flexion_difference(motion, bottom),
        "stance_width": read(motion, "stance_width", start, STANCE),
        "toe_out": read(motion, "toe_out", start, STANCE),
        "toes_differ": read(motion, "toes_differ", start, STANCE),
        "feet_moved": read(motion, "feet_moved", repetition.frames(motion.time_s), STANCE, lasting),
    }


SIDES = ("left", "right")


def _size(values: Floats, time_s: Floats) -> float:
    return abs(float(np.median(values)))


def _start(motion: Motion, repetition: Repetition) -> Frames:
    time_s = motion.time_s
    before = np.flatnonzero((time_s >= repetition.start_s - 0.3) & (time_s <= repetition.start_s))
    return before if len(before) else repetition.frames(time_s)[:1]


def _bottom_to_mid_ascent(motion: Motion, repetition: Repetition) -> Frames:
    middle_s = (repetition.bottom_end_s + repetition.end_s) / 2
    if not repetition.complete:
        middle_s = repetition.end_s
    time_s = motion.time_s
    frames = np.flatnonzero((time_s >= repetition.bottom_start_s) & (time_s <= middle_s))
    return frames if len(frames) else repetition.bottom_frames(time_s)


def _worse(left: Reading | Unavailable, right: Reading | Unavailable) -> Reading | Unavailable:
    if isinstance(left, Unavailable) or isinstance(right, Unavailable):
        return left if isinstance(left, Unavailable) else right
    return max(left, right, key=lambda leg: leg.value)


def _separation_drop(motion: Motion, repetition: Repetition) -> Reading | Unavailable:
    time_s = motion.time_s
    height, apart = motion["hip_height"].values, motion["knee_separation"].values
    known = np.isfinite(height) & np.isfinite(apart)
    down = (time_s >= repetition.start_s) & (time_s <= repetition.bottom_start_s)
    up = (time_s >= repetition.bottom_end_s) & (time_s <= repetition.end_s)
    if not (known & down).any() or not (known & up).any():
        frames = repetition.frames(time_s)
        unseen = np.isfinite(height[frames]).mean() >= 0.5
        return Unavailable(unavailable=KNEES) if unseen else OUT_OF_PICTURE
    down, up = down & known, up & known
    low, high = height[down].min(), height[down].max()
    up = up & (height <= high - LEAST_BEND * (high - low))
    if not up.any():
        return OUT_OF_PICTURE
    order = np.argsort(height[down])
    before = np.interp(height[up], height[down][order], apart[down][order])
    drop = lasting(1.0 - apart[up] / np.maximum(before, 0.1), time_s[up])
    return reading(drop, "of descent", SAME_DEPTH_NOISE)


def _flexion_difference(motion: Motion, frames: Frames) -> Reading | Unavailable:
    level = read(motion, "hip_shift", frames, LEVEL)
    left, right = (read(motion, f"knee_flexion_{side}", frames, LEVEL) for side in SIDES)
    if isinstance(level, Unavailable):
        return level
    if isinstance(left, Unavailable) or isinstance(right, Unavailable):
        return left if isinstance(left, Unavailable) else right
    # what the camera's place has wrong is alike in both legs
    sigma = float(np.hypot(left.sigma, right.sigma)) / 2
    return reading(abs(left.value - right.value), "°", sigma)
