"""How measures and verdicts change over sets: a value a set, and a straight line through them.

Reading errors of one set are mostly alike in all its repetitions (the camera stands where it
stands), so the standard error of a set's mean keeps the whole of what a reading has; only the
scatter between repetitions shrinks with their number. The line is by weighted least squares. Its
interval is the wider of two: the one that the errors give, and the one that the scatter of the
sets about the line gives by Student's distribution, so that a few sets that happen to lie in line
promise nothing, and errors that were told too small do not either.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri, stdtrit

LEAST_SETS = 3
"""Two points make no trend."""

CONFIDENCE = 0.95
WEEK = 7.0

LEG_SHARE = 0.491
"""Hips over ankles, of body height: 0.530 − 0.039 (Drillis and Contini 1966, in Winter,
Biomechanics and Motor Control of Human Movement, 4th ed., figure 4.1)."""


@dataclass(frozen=True, slots=True)
class SetReadings:
    """What was measured in one set.

    Attributes
    ----------
    set_id : int
        The set.
    date : date
        Its day.
    load_kg : float or None
        Its load.
    view : str or None
        From where it was filmed.
    unit : str
        Of the values.
    values, sigmas : tuple of float
        Of each complete repetition in which it could be measured, with standard errors.
    """

    set_id: int
    date: dt.date
    load_kg: float | None
    view: str | None
    unit: str
    values: tuple[float, ...]
    sigmas: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SetVerdicts:
    """What a check said in one set.

    Attributes
    ----------
    set_id, date, load_kg, view
        As in `SetReadings`.
    faults : int
        Repetitions with a fault.
    assessed : int
        Repetitions that could be judged, at least one.
    """

    set_id: int
    date: dt.date
    load_kg: float | None
    view: str | None
    faults: int
    assessed: int


@dataclass(frozen=True, slots=True)
class Point:
    """A set in a trend: its value with its standard error, from so many repetitions."""

    set_id: int
    date: dt.date
    load_kg: float | None
    view: str | None
    value: float
    sigma: float
    repetitions: int


@dataclass(frozen=True, slots=True)
class Slope:
    """Change along the line, with the interval that holds it in 95 of 100 cases.

    Attributes
    ----------
    value, low, high : float
        A week for trends, a kilogram for loads.
    start, end : float
        The line at the first and at the last point.
    """

    value: float
    low: float
    high: float
    start: float
    end: float

    @property
    def beyond_doubt(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Trend:
    """A measure or check over sets.

    Attributes
    ----------
    name, unit : str
        Of the measure; of a check the unit is "%", of repetitions that could be judged.
    of : str
        "measure" or "check".
    points : tuple of Point
        The oldest first.
    slope : Slope or None
        A week; None of fewer than three sets, or of one day.
    """

    name: str
    unit: str
    of: Literal["measure", "check"]
    points: tuple[Point, ...]
    slope: Slope | None


@dataclass(frozen=True, slots=True)
class LoadVelocity:
    """Mean concentric speed of each set's fastest repetition against its load.

    Attributes
    ----------
    unit : str
        "m/s" where body height is known, else "legs/s".
    points : tuple of Point
        By load.
    slope : Slope or None
        A kilogram; None of fewer than three sets, or of one load.
    """

    unit: str
    points: tuple[Point, ...]
    slope: Slope | None


def measure_trend(name: str, sets: Sequence[SetReadings]) -> Trend:
    """Follow a measure over sets; those in which it could not be measured are left out.

    Sets whose unit is not that of most are left out too: another version measured otherwise.
    """
    units = Counter(one.unit for one in sets if one.values)
    unit = units.most_common(1)[0][0] if units else ""
    points = [_mean_point(one) for one in sets if one.values and one.unit == unit]
    return _trend(name, unit, "measure", points)


def check_trend(name: str, sets: Sequence[SetVerdicts]) -> Trend:
    """Follow the share of repetitions with a fault, in percent of those that could be judged.

    Its standard error is that of Agresti and Coull (1998, Am Stat 52(2)), which is not zero where
    no repetition, or each, has the fault.
    """
    return _trend(name, "%", "check", [_share_point(one) for one in sets if one.assessed])


def load_velocity(sets: Sequence[SetReadings], height_cm: float | None = None) -> LoadVelocity:
    """Set loads against speeds, of sets of one exercise.

    Parameters
    ----------
    sets : sequence of SetReadings
        Of `concentric_speed`, in standing leg lengths a second. The fastest repetition stands for
        a set, since later ones are slowed by fatigue (Sánchez-Medina and González-Badillo 2011,
        Med Sci Sports Exerc 43(9)). It says something of strength only where each was meant to
        be fast.
    height_cm : float, optional
        Of the athlete, for metres, by `LEG_SHARE`.
    """
    scale = 1.0 if height_cm is None else LEG_SHARE * height_cm / 100.0
    points = [_fastest(one, scale) for one in sets if one.values and one.load_kg is not None]
    points.sort(key=lambda point: (point.load_kg or 0.0, point.date))
    slope = line(
        [point.load_kg or 0.0 for point in points],
        [point.value for point in points],
        [point.sigma for point in points],
    )
    return LoadVelocity("legs/s" if height_cm is None else "m/s", tuple(points), slope)


def line(places: Sequence[float], values: Sequence[float], sigmas: Sequence[float]) -> Slope | None:
    """Fit a straight line, see the top of this module.

    Parameters
    ----------
    places, values, sigmas : sequence of float
        Where, what, and its standard error.

    Returns
    -------
    Slope or None
        None of fewer than three points, or all at one place.
    """
    if len(places) < LEAST_SETS or len(set(places)) < 2:
        return None
    at = np.asarray(places, dtype=float)
    value = np.asarray(values, dtype=float)
    # a reading that claims to be exact must not decide alone
    known = [sigma for sigma in sigmas if sigma > 0]
    sigma = np.maximum(np.asarray(sigmas, dtype=float), 0.1 * min(known, default=1.0))
    weight = 1.0 / sigma**2
    middle = float(np.average(at, weights=weight))
    mean = float(np.average(value, weights=weight))
    width = float(weight @ (at - middle) ** 2)
    slope = float(weight @ ((at - middle) * (value - mean))) / width
    left = value - mean - slope * (at - middle)
    freedom = len(at) - 2
    scatter = math.sqrt(float(weight @ left**2) / freedom)
    probability = 0.5 + CONFIDENCE / 2
    wide = max(float(ndtri(probability)), scatter * float(stdtrit(freedom, probability)))
    reach = wide / math.sqrt(width)
    return Slope(
        value=slope,
        low=slope - reach,
        high=slope + reach,
        start=mean + slope * (float(at.min()) - middle),
        end=mean + slope * (float(at.max()) - middle),
    )


def _trend(name: str, unit: str, of: Literal["measure", "check"], points: Sequence[Point]) -> Trend:
    ordered = sorted(points, key=lambda point: (point.date, point.set_id))
    slope = line(
        [point.date.toordinal() / WEEK for point in ordered],
        [point.value for point in ordered],
        [point.sigma for point in ordered],
    )
    return Trend(name, unit, of, tuple(ordered), slope)


def _mean_point(one: SetReadings) -> Point:
    values = np.asarray(one.values)
    scatter = float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    alike = float(np.mean(one.sigmas))
    mean = float(values.mean())
    return _point(one, mean, math.hypot(scatter, alike), len(values))


def _share_point(one: SetVerdicts) -> Point:
    # with two successes and two failures added, as for 95 %
    count = one.assessed + 4
    share = (one.faults + 2) / count
    sigma = math.sqrt(share * (1 - share) / count)
    return _point(one, 100.0 * one.faults / one.assessed, 100.0 * sigma, one.assessed)


def _fastest(one: SetReadings, scale: float) -> Point:
    best = int(np.argmax(one.values))
    return _point(one, scale * one.values[best], scale * one.sigmas[best], len(one.values))


def _point(one: SetReadings | SetVerdicts, value: float, sigma: float, count: int) -> Point:
    return Point(one.set_id, one.date, one.load_kg, one.view, value, sigma, count)
