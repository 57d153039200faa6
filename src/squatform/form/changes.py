"""What has changed since the lifter stood: feet and back, which only the side shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from squatform.form.check import Measures
from squatform.motion.camera import circular_mean_deg, view_label
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

AROUND_S = 0.15
"""Before and after the bottom still belongs to it: what is up for less than that is no fault."""

LEAST_KNOWN = 0.5
"""Share of the frames of the bottom without which nothing is said of it."""

PART_WAY = (0.25, 0.45)
"""Shares of the hips' way down between which the lower back is what a late tuck is told from: on
rendered people a reference there tells a tuck better than standing does."""

LATE_NOISE_DEG = 8.0
"""Standard error of `late_rounding` on rendered people with straight backs."""

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
    `back_curve` how much rounder the outline of the back is than that of a straight back would be,
    all in degrees. `late_rounding` is how much that is more than a third of the way down.
    """
    heel = _change(motion, repetition, "foot_pitch", "Heels", NO_FOOT)
    toe = replace(heel, value=0.0 - heel.value) if isinstance(heel, Reading) else heel
    back = _change(motion, repetition, "back_curve", "The back", NO_BACK)
    late = _late_rounding(motion, repetition, back)
    return {"heel_lift": heel, "toe_lift": toe, "back_curve": back, "late_rounding": late}


def _late_rounding(
    motion: Motion, repetition: Repetition, back: Reading | Unavailable
) -> Reading | Unavailable:
    if isinstance(back, Unavailable):
        return back
    height, curve = motion["hip_height"].values, motion["back_curve"].values
    down = repetition.frames(motion.time_s)
    down = down[motion.time_s[down] <= repetition.bottom_s]
    top, low = (float(np.nanmax(height[down])), float(np.nanmin(height[down])))
    share = (top - height[down]) / max(top - low, 1e-6)
    part_way = curve[down][(share > PART_WAY[0]) & (share < PART_WAY[1])]
    known = np.isfinite(part_way)
    if not len(part_way) or known.mean() < LEAST_KNOWN:
        return Unavailable(unavailable=NO_BACK)
    return Reading(
        value=round(back.value - float(np.median(part_way[known])), 1),
        unit=back.unit,
        sigma=LATE_NOISE_DEG,
    )


def _change(
    motion: Motion, repetition: Repetition, name: str, what: str, unclear: str
) -> Reading | Unavailable:
    if (hidden := hidden_change(motion, repetition, what)) is not None:
        return hidden
    frames = around_bottom(motion, repetition)
    values, sigma = (column[frames] for column in (motion[name].values, motion[name].sigma))
    known = np.isfinite(values)
    if known.mean() < LEAST_KNOWN:
        return Unavailable(unavailable=unclear)
    return Reading(
        value=round(float(np.median(values[known])), 1),
        unit=motion[name].unit,
        sigma=round(float(np.median(sigma[known])), 1),
    )


def hidden_change(motion: Motion, repetition: Repetition, what: str) -> Unavailable | None:
    """Say why a change since standing cannot be told, None where it can.

    Parameters
    ----------
    what : str
        What has changed, to begin a sentence with.
    """
    bottom = repetition.bottom_frames(motion.time_s)
    yaw = circular_mean_deg(motion.baseline.yaw_deg[bottom])
    if not np.isfinite(yaw) or view_label(yaw) != "side":
        return Unavailable(
            unavailable=f"{what} can only be judged from the side: film a second clip from there."
        )
    if not motion.baseline.known[bottom].any():
        return Unavailable(unavailable=NOT_STANDING)
    return None


def around_bottom(motion: Motion, repetition: Repetition) -> NDArray[np.bool_]:
    """Tell which frames belong to the bottom, and those just before and after: shape (T,)."""
    bottom = repetition.bottom_frames(motion.time_s)
    start_s, end_s = motion.time_s[bottom[[0, -1]]] + [-AROUND_S, AROUND_S]
    frames: NDArray[np.bool_] = (motion.time_s >= start_s) & (motion.time_s <= end_s)
    return frames
