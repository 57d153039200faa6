"""The measures of one repetition: what a report shows and what checks judge."""

from __future__ import annotations

import numpy as np

from squatform.form.check import Measures
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

ANGLES = ("knee_flexion", "thigh_angle", "trunk_lean", "shank_lean")


def read_repetition(motion: Motion, repetition: Repetition) -> Measures:
    """Measure one repetition.

    Angles are medians over the bottom, in degrees; `trunk_over_shank` is trunk lean minus shank
    lean there. Times, in seconds: `eccentric_s` from the start until the hips rest at the bottom,
    `pause_s` there, `concentric_s` from there to the end.
    """
    frames = repetition.bottom_frames(motion.time_s)
    readings: dict[str, Reading | Unavailable] = {
        name: _angle(motion, name, frames) for name in ANGLES
    }
    trunk, shank = readings["trunk_lean"], readings["shank_lean"]
    readings["trunk_over_shank"] = _difference(trunk, shank)
    return readings | _spans(repetition)


def _spans(repetition: Repetition) -> dict[str, Reading | Unavailable]:
    edges = {
        "eccentric_s": (repetition.start_s, repetition.rest_s),
        "pause_s": (repetition.rest_s, repetition.rise_s),
        "concentric_s": (repetition.rise_s, repetition.end_s),
    }
    if not repetition.bottom_seen:
        return dict.fromkeys(edges, Unavailable(unavailable="The lifter was hidden at the bottom."))
    sigma = round(repetition.edge_sigma_s * float(np.sqrt(2)), 3)
    spans: dict[str, Reading | Unavailable] = {
        name: Reading(value=round(end_s - start_s, 3), unit="s", sigma=sigma)
        for name, (start_s, end_s) in edges.items()
    }
    if not repetition.complete:
        spans["concentric_s"] = Unavailable(unavailable="The lifter was not seen to stand up.")
    return spans


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
