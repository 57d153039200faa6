"""How a set changes from its first repetition to its last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from squatform.motion.measures import Motion
from squatform.results import Reading, RepetitionResult

LEAST_REPETITIONS = 3
"""For a drift: two points make no trend."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Change of a measure over the set.

    Attributes
    ----------
    name, unit : str
        Of the measure.
    change, sigma : float
        From the first repetition to the last by the straight line that fits best, and its
        standard error.
    """

    name: str
    unit: str
    change: float
    sigma: float

    @property
    def beyond_doubt(self) -> bool:
        """Whether the change is more than twice its standard error."""
        return abs(self.change) > 2 * self.sigma


def ascent_speeds(motion: Motion, repetitions: Sequence[RepetitionResult]) -> list[float | None]:
    """Mean speed of the hips on the way up, in standing leg lengths a second.

    From the bottom to the end of each repetition; None where it is not known.
    """
    speeds: list[float | None] = []
    height = motion["hip_height"].values
    for repetition in repetitions:
        length = repetition.measures.get("concentric_s")
        inside = (motion.time_s >= repetition.bottom_s) & (motion.time_s <= repetition.end_s)
        seen = height[inside & np.isfinite(height)]
        if isinstance(length, Reading) and length.value > 0 and len(seen) > 1:
            speeds.append(float(seen[-1] - seen.min()) / length.value)
        else:
            speeds.append(None)
    return speeds


def velocity_loss(speeds: Sequence[float | None]) -> float | None:
    """Loss of speed from the fastest repetition to the last, as a share; None of fewer than two.

    Source: Sánchez-Medina and González-Badillo 2011, Med Sci Sports Exerc 43(9).
    """
    known = [speed for speed in speeds if speed is not None]
    if len(known) < 2 or max(known) <= 0:
        return None
    return 1.0 - known[-1] / max(known)


def drifts(repetitions: Sequence[RepetitionResult]) -> list[Drift]:
    """Change of each measure over the complete repetitions, by weighted least squares."""
    complete = [repetition for repetition in repetitions if repetition.complete]
    names = list(complete[0].measures) if complete else []
    found = (_drift(name, complete) for name in names)
    return [drift for drift in found if drift is not None]


def _drift(name: str, repetitions: Sequence[RepetitionResult]) -> Drift | None:
    readings = [(r.index, r.measures.get(name)) for r in repetitions]
    known = [(k, reading) for k, reading in readings if isinstance(reading, Reading)]
    if len(known) < LEAST_REPETITIONS:
        return None
    place = np.array([k for k, _ in known], dtype=float)
    value = np.array([reading.value for _, reading in known])
    sigma = np.array([max(reading.sigma, 1e-9) for _, reading in known])
    design = np.stack([np.ones_like(place), place], axis=1) / sigma[:, None]
    covariance = np.linalg.inv(design.T @ design)
    _, slope = covariance @ design.T @ (value / sigma)
    span = float(place[-1] - place[0])
    return Drift(
        name, known[0][1].unit, float(slope) * span, float(np.sqrt(covariance[1, 1])) * span
    )
