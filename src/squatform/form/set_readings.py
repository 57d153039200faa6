"""The measures of a set: what changes from one repetition to the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from squatform.form.check import Measures
from squatform.form.reading import reading
from squatform.results import Reading, RepetitionResult, Unavailable

LEAST_REPETITIONS = 3
"""Fewer repetitions have no trend and no spread to speak of."""

TOO_FEW = Unavailable(
    unavailable="It takes three complete repetitions in one clip: film the whole set."
)

SPREADS = {"depth_spread": "thigh_angle", "lean_spread": "trunk_lean"}
DRIFTS = {
    "depth_drift": "thigh_angle",
    "lean_drift": "trunk_over_shank",
    "knee_drift": "knee_inward",
}

SET_MEASURES = {
    "depth_spread": "°",
    "lean_spread": "°",
    "velocity_loss": "%",
    "depth_drift": "°",
    "lean_drift": "°",
    "knee_drift": "of shank",
}
"""Every measure of a set, and its unit."""


def read_set(repetitions: Sequence[RepetitionResult]) -> Measures:
    """Measure a set.

    `depth_spread` and `lean_spread` are standard deviations of thigh angle and trunk lean at the
    bottom; `velocity_loss` is what the last repetition is slower than the fastest, in the mean
    speed of the ascent, percent; `depth_drift`, `lean_drift` and `knee_drift` are what thigh
    angle, trunk over shank and the knees inward gain from the first to the last repetition along
    a straight line.
    """
    complete = [repetition for repetition in repetitions if repetition.complete]
    measures: dict[str, Reading | Unavailable] = {
        name: _spread(complete, of) for name, of in SPREADS.items()
    }
    measures["velocity_loss"] = _velocity_loss(complete)
    return measures | {name: _drift(complete, of) for name, of in DRIFTS.items()}


def _known(repetitions: Sequence[RepetitionResult], name: str) -> list[Reading]:
    readings = [repetition.measures.get(name) for repetition in repetitions]
    return [found for found in readings if isinstance(found, Reading)]


def _why(repetitions: Sequence[RepetitionResult], name: str) -> Unavailable:
    if len(repetitions) < LEAST_REPETITIONS:
        return TOO_FEW
    readings = (repetition.measures.get(name) for repetition in repetitions)
    return next((found for found in readings if isinstance(found, Unavailable)), TOO_FEW)


def _spread(repetitions: Sequence[RepetitionResult], name: str) -> Reading | Unavailable:
    known = _known(repetitions, name)
    if len(known) < LEAST_REPETITIONS:
        return _why(repetitions, name)
    spread = float(np.std([one.value for one in known], ddof=1))
    # of a standard deviation from n values: s / sqrt(2 (n - 1))
    sigma = spread / float(np.sqrt(2 * (len(known) - 1)))
    return reading(spread, known[0].unit, sigma)


def _drift(repetitions: Sequence[RepetitionResult], name: str) -> Reading | Unavailable:
    known = _known(repetitions, name)
    if len(known) < LEAST_REPETITIONS:
        return _why(repetitions, name)
    values = np.array([one.value for one in known])
    number = np.arange(len(values)) - (len(values) - 1) / 2
    slope = float(number @ values / (number @ number))
    left = values - values.mean() - slope * number
    scatter = float(np.sqrt(left @ left / (len(values) - 2)))
    sigma = (len(values) - 1) * scatter / float(np.sqrt(number @ number))
    return reading(slope * (len(values) - 1), known[0].unit, sigma)


def _velocity_loss(repetitions: Sequence[RepetitionResult]) -> Reading | Unavailable:
    known = _known(repetitions, "concentric_speed")
    if len(known) < LEAST_REPETITIONS:
        return _why(repetitions, "concentric_speed")
    speeds = [one.value for one in known]
    best = max(speeds)
    if best <= 0:
        return TOO_FEW
    loss = 100.0 * (1.0 - speeds[-1] / best)
    share = known[-1].sigma / best
    return reading(loss, "%", 100.0 * share * float(np.hypot(1.0, speeds[-1] / best)))
