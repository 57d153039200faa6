"""Angles at the bottom, of both legs together and of the one that does the work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from squatform.form.check import Measures
from squatform.motion.measures import Motion
from squatform.results import Reading, Unavailable

MOST_UNSURE_DEG = 10.0
"""Standard error past which an angle tells nothing: a deep squat may then be a shallow one."""


def read_legs(motion: Motion, frames: NDArray[np.int64], others: Measures) -> Measures:
    """Read the leg that does the work, where the two do not do the same.

    The front leg is the one with the lower thigh, the working leg the one that bends more.

    Parameters
    ----------
    motion : Motion
        Of the clip.
    frames : NDArray[np.int64]
        Of the bottom.
    others : Measures
        What was read of each leg already.
    """
    thighs, knees = (
        [angle(motion, f"{name}_{side}", frames) for side in ("left", "right")]
        for name in ("thigh_angle", "knee_flexion")
    )
    inward = [others[f"knee_inward_{side}"] for side in ("left", "right")]
    return {
        "front_knee_inward": _chosen(inward, thighs, lowest=True),
        "working_knee_inward": _chosen(inward, knees, lowest=False),
        "front_thigh_angle": _chosen(thighs, thighs, lowest=True),
        "working_thigh_angle": _chosen(thighs, knees, lowest=False),
        "working_knee_flexion": _chosen(knees, knees, lowest=False),
    }


def _chosen(
    readings: list[Reading | Unavailable], by: list[Reading | Unavailable], *, lowest: bool
) -> Reading | Unavailable:
    """Give the reading of the leg that has the lowest, or the highest, reading `by`."""
    known = [
        (b.value, reading)
        for b, reading in zip(by, readings, strict=True)
        if isinstance(b, Reading)
    ]
    if len(known) < len(readings):
        return Unavailable(unavailable="Both legs must be in the picture: film from the side.")
    choose = min if lowest else max
    return choose(known, key=lambda pair: pair[0])[1]


def angle(motion: Motion, name: str, frames: NDArray[np.int64]) -> Reading | Unavailable:
    """Give the median of an angle over some frames."""
    measure = motion[name]
    values = measure.values[frames]
    known = np.isfinite(values)
    if known.mean() < 0.5:
        return Unavailable(
            unavailable="Hips, knees, ankles and shoulders were not all in the picture at the "
            "bottom: step back until the whole body fits."
        )
    sigma = float(np.median(measure.sigma[frames][known]))
    if sigma > MOST_UNSURE_DEG:
        return Unavailable(
            unavailable=f"It cannot be told to better than {sigma:.0f}° from here: the posture is "
            "unusual or the legs differ. Film a second clip from another side."
        )
    return Reading(
        value=round(float(np.median(values[known])), 1),
        unit=measure.unit,
        sigma=round(sigma, 1),
    )
