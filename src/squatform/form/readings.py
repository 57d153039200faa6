"""The measures of one repetition: what a report shows and what checks judge."""

from __future__ import annotations

import numpy as np

from squatform.form.check import Measures
from squatform.form.readings_front import read_front
from squatform.form.readings_time import read_time
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

ANGLES = ("knee_flexion", "thigh_angle", "trunk_lean", "shank_lean")


def read_repetition(motion: Motion, repetition: Repetition) -> Measures:
    """Measure one repetition.

    Angles are medians over the bottom, in degrees; `trunk_over_shank` is trunk lean minus shank
    lean there. Times, in seconds: `eccentric_s` from start to bottom, `pause_s` at the bottom,
    `concentric_s` from there to the end; each edge is known to a frame.
    """
    frames = repetition.bottom_frames(motion.time_s)
    readings: dict[str, Reading | Unavailable] = {
        name: _angle(motion, name, frames) for name in ANGLES
    }
    trunk, shank = readings["trunk_lean"], readings["shank_lean"]
    readings["trunk_over_shank"] = _difference(trunk, shank)
    step = float(np.median(np.diff(motion.time_s[repetition.frames(motion.time_s)])))
    spans = {
        "eccentric_s": (repetition.start_s, repetition.bottom_start_s),
        "pause_s": (repetition.bottom_start_s, repetition.bottom_end_s),
        "concentric_s": (repetition.bottom_end_s, repetition.end_s),
    }
    for name, (start_s, end_s) in spans.items():
        readings[name] = Reading(
            value=round(end_s - start_s, 3), unit="s", sigma=round(step * np.sqrt(2), 3)
        )
    if not repetition.complete:
        readings["concentric_s"] = Unavailable(unavailable="The lifter was not seen to stand up.")
    return {**readings, **read_front(motion, repetition), **read_time(motion, repetition)}


def _angle(motion: Motion, name: str, frames: np.typing.NDArray[np.int64]) -> Reading | Unavailable:
    measure = motion[name]
    values = measure.values[frames]
    known = np.isfinite(values)
    if known.mean() < 0.5:
        return Unavailable(
            unavailable="Hips, knees, ankles and shoulders were not all in the picture at the "
            "bottom: step back until the whole body fits."
        )
    return Reading(
        value=round(float(np.median(values[known])), 1),
        unit=measure.unit,
        sigma=round(float(np.median(measure.sigma[frames][known])), 1),
    )


def _difference(a: Reading | Unavailable, b: Reading | Unavailable) -> Reading | Unavailable:
    if isinstance(a, Unavailable):
        return a
    if isinstance(b, Unavailable):
        return b
    return Reading(
        value=round(a.value - b.value, 1),
        unit=a.unit,
        sigma=round(float(np.hypot(a.sigma, b.sigma)), 1),
    )
