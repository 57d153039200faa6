"""What has changed since the lifter stood: feet and back, which only the side shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from squatform.form.check import Measures
from squatform.motion.camera import circular_mean_deg, view_label
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

AROUND_S = 0.15
"""Before and after the bottom still belongs to it: what is up for less than that is no fault."""

LEAST_KNOWN = 0.5
"""Share of the frames of the bottom without which nothing is said of it."""

NOT_STANDING = (
    "The lifter never stands still: stand still for a second before the first repetition."
)
NO_FOOT = (
    "The near foot could not be followed: film it whole, large enough and in even light, "
    "and keep it in its place."
)
NO_BACK = (
    "The outline of the back is not clear: keep arms, bar, loose clothes and things behind you "
    "out of it."
)


def read_changes(motion: Motion, repetition: Repetition) -> Measures:
    """Measure what has changed at the bottom of a repetition since standing.

    `heel_lift` is the pitch of the near foot with the heel up, `toe_lift` with the toes up, and
    `back_curve` how much rounder the outline of the back is, all in degrees.
    """
    heel = _change(motion, repetition, "foot_pitch", "Heels", NO_FOOT)
    toe = replace(heel, value=0.0 - heel.value) if isinstance(heel, Reading) else heel
    back = _change(motion, repetition, "back_curve", "The back", NO_BACK)
    return {"heel_lift": heel, "toe_lift": toe, "back_curve": back}


def _change(
    motion: Motion, repetition: Repetition, name: str, what: str, unclear: str
) -> Reading | Unavailable:
    bottom = repetition.bottom_frames(motion.time_s)
    yaw = circular_mean_deg(motion.baseline.yaw_deg[bottom])
    if not np.isfinite(yaw) or view_label(yaw) != "side":
        return Unavailable(
            unavailable=f"{what} can only be judged from the side: film a second clip from there."
        )
    if not motion.baseline.known[bottom].any():
        return Unavailable(unavailable=NOT_STANDING)
    start_s, end_s = motion.time_s[bottom[[0, -1]]] + [-AROUND_S, AROUND_S]
    frames = (motion.time_s >= start_s) & (motion.time_s <= end_s)
    values, sigma = (column[frames] for column in (motion[name].values, motion[name].sigma))
    known = np.isfinite(values)
    if known.mean() < LEAST_KNOWN:
        return Unavailable(unavailable=unclear)
    return Reading(
        value=round(float(np.median(values[known])), 1),
        unit=motion[name].unit,
        sigma=round(float(np.median(sigma[known])), 1),
    )
