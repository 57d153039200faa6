"""The measures of one repetition: what a report shows and what checks judge."""

from __future__ import annotations

import numpy as np

from squatform.form.changes import read_changes
from squatform.form.check import Measures
from squatform.form.reading import FROM_THE_SIDE, HIDDEN_LOW, NOT_UP, read
from squatform.form.readings_back import read_back
from squatform.form.readings_front import read_front
from squatform.form.readings_legs import angle, read_legs
from squatform.form.readings_time import read_time
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

ANGLES = ("knee_flexion", "thigh_angle", "trunk_lean", "shank_lean")

MEASURES = {
    **dict.fromkeys(ANGLES, "°"),
    "trunk_over_shank": "°",
    "ankle_dorsiflexion": "°",
    "front_thigh_angle": "°",
    "working_thigh_angle": "°",
    "working_knee_flexion": "°",
    "eccentric_s": "s",
    "pause_s": "s",
    "concentric_s": "s",
    "heel_lift": "°",
    "toe_lift": "°",
    "back_curve": "°",
    "late_rounding": "°",
    "thoracic_flexion": "°",
    "knee_inward_left": "of shank",
    "knee_inward_right": "of shank",
    "knee_inward": "of shank",
    "front_knee_inward": "of shank",
    "working_knee_inward": "of shank",
    "knees_inside": "of shank",
    "knee_separation": "of ankles",
    "separation_drop": "of descent",
    "hip_shift": "of stance",
    "pelvis_tilt": "°",
    "shoulder_tilt": "°",
    "bar_tilt": "°",
    "flexion_difference": "°",
    "stance_width": "of shoulders",
    "toe_out": "°",
    "toes_differ": "°",
    "feet_moved": "of shank",
    "drop_speed": "legs/s",
    "bounce": "of standing",
    "concentric_speed": "legs/s",
    "lean_gain": "°",
    "rise_ratio": "ratio",
    "lockout_flexion": "°",
    "head_off": "°",
    "knee_past_toe": "of foot",
    "bar_drift": "of standing leg",
    "arms_forward": "°",
}
"""Every measure of a repetition, and its unit: what a profile can set limits on."""


def read_repetition(motion: Motion, repetition: Repetition) -> Measures:
    """Measure one repetition.

    Angles are medians over the bottom, in degrees; `trunk_over_shank` is trunk lean minus shank
    lean there; of feet and back see `squatform.form.changes` and `squatform.form.readings_back`.
    Times, in seconds: `eccentric_s` from the start until the hips rest at the bottom, `pause_s`
    there, `concentric_s` from there to the end.
    """
    frames = repetition.bottom_frames(motion.time_s)
    readings: dict[str, Reading | Unavailable] = {
        name: angle(motion, name, frames) for name in ANGLES
    }
    trunk, shank = readings["trunk_lean"], readings["shank_lean"]
    readings["trunk_over_shank"] = _difference(trunk, shank)
    readings["ankle_dorsiflexion"] = read(
        motion, "ankle_dorsiflexion", frames, FROM_THE_SIDE.format("The bend of the ankle")
    )
    readings |= _spans(repetition)
    for part in (read_changes, read_back, read_front, read_time):
        readings |= {**part(motion, repetition)}
    return {**readings, **read_legs(motion, frames, readings)}


def _spans(repetition: Repetition) -> dict[str, Reading | Unavailable]:
    edges = {
        "eccentric_s": (repetition.start_s, repetition.rest_s),
        "pause_s": (repetition.rest_s, repetition.rise_s),
        "concentric_s": (repetition.rise_s, repetition.end_s),
    }
    if not repetition.bottom_seen:
        return dict.fromkeys(edges, HIDDEN_LOW)
    sigma = round(repetition.edge_sigma_s * float(np.sqrt(2)), 3)
    spans: dict[str, Reading | Unavailable] = {
        name: Reading(value=round(end_s - start_s, 3), unit="s", sigma=sigma)
        for name, (start_s, end_s) in edges.items()
    }
    if not repetition.complete:
        spans["concentric_s"] = NOT_UP
    return spans


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
