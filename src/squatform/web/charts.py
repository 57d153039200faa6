"""Trends as drawings: places in a picture, for a template to write as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from squatform.history.trends import LoadVelocity, Slope, Trend

WIDTH, HEIGHT = 640.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 16.0, 14.0, 34.0
MOST_TICKS = 5
ROOM = 130.0
"""That the text of a day needs beside another."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A set: its place, the ends of its error bar, and what it says."""

    x: float
    y: float
    high: float
    low: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `WIDTH` by `HEIGHT`.

    Attributes
    ----------
    dots : tuple of Dot
        From left to right.
    line : tuple of four floats, or None
        The fitted line, x and y of both ends.
    rows : tuple of (float, str)
        Ticks of the axis that goes up.
    columns : tuple of (float, str, str)
        Ticks of the other: place, text, and which part of the text is there.
    unit : str
        Of what goes up.
    """

    dots: tuple[Dot, ...]
    line: tuple[float, float, float, float] | None
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str, str], ...]
    unit: str
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def trend_chart(trend: Trend) -> Chart | None:
    """Draw a measure or check over days; None without a set."""
    if not trend.points:
        return None
    days = [float(point.date.toordinal()) for point in trend.points]
    labels = [point.date.isoformat() for point in trend.points]
    values = [point.value for point in trend.points]
    sigmas = [point.sigma for point in trend.points]
    ends = sorted(set(zip(days, labels, strict=True)))
    return _chart(
        places=days,
        values=values,
        sigmas=sigmas,
        labels=labels,
        columns=ends,
        slope=trend.slope,
        unit=trend.unit,
    )


def load_chart(found: LoadVelocity) -> Chart | None:
    """Draw speeds over loads; None without a set."""
    if not found.points:
        return None
    loads = [point.load_kg or 0.0 for point in found.points]
    labels = [f"{point.load_kg or 0.0:g} kg, {point.date.isoformat()}" for point in found.points]
    values = [point.value for point in found.points]
    sigmas = [point.sigma for point in found.points]
    ends = [(load, f"{load:g} kg") for load in sorted(set(loads))]
    return _chart(
        places=loads,
        values=values,
        sigmas=sigmas,
        labels=labels,
        columns=ends,
        slope=found.slope,
        unit=found.unit,
    )


def _chart(
    *,
    places: Sequence[float],
    values: Sequence[float],
    sigmas: Sequence[float],
    labels: Sequence[str],
    columns: Sequence[tuple[float, str]],
    slope: Slope | None,
    unit: str,
) -> Chart:
    low = min(value - sigma for value, sigma in zip(values, sigmas, strict=True))
    high = max(value + sigma for value, sigma in zip(values, sigmas, strict=True))
    ticks = _ticks(low, high)
    first, last = min(places), max(places)

    def x_of(place: float) -> float:
        share = 0.5 if last == first else (place - first) / (last - first)
        # room beside the outermost dots
        return round(LEFT + 20 + share * (WIDTH - RIGHT - LEFT - 40), 1)

    def y_of(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)

    dots = tuple(
        Dot(
            x_of(place),
            y_of(value),
            y_of(min(value + sigma, ticks[-1])),
            y_of(max(value - sigma, ticks[0])),
            f"{label}: {value:.3g} ± {sigma:.2g} {unit}",
        )
        for place, value, sigma, label in zip(places, values, sigmas, labels, strict=True)
    )
    inside = slope and (
        x_of(first),
        min(max(y_of(slope.start), TOP), HEIGHT - BOTTOM),
        x_of(last),
        min(max(y_of(slope.end), TOP), HEIGHT - BOTTOM),
    )
    return Chart(
        dots,
        inside or None,
        tuple((y_of(tick), f"{tick:g}") for tick in ticks),
        tuple(_columns([(x_of(place), label) for place, label in columns])),
        unit,
    )


def _ticks(low: float, high: float) -> list[float]:
    """Give round values that hold a range."""
    reach = (high - low) or abs(high) or 1.0
    rough = reach / (MOST_TICKS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    start, end = math.floor(low / step), math.ceil(high / step)
    return [round(k * step, 10) for k in range(start, max(end, start + 1) + 1)]


def _columns(places: Sequence[tuple[float, str]]) -> list[tuple[float, str, str]]:
    """Label both ends and what is far enough from them: texts must not run into each other."""
    (first, text), (last, end) = places[0], places[-1]
    if first == last:
        return [(first, text, "middle")]
    middle = (first + last) / 2
    free = [one for one in places if first + ROOM < one[0] < last - ROOM]
    between = [min(free, key=lambda one: abs(one[0] - middle))] if free else []
    return [
        (first - 20, text, "start"),
        *((place, label, "middle") for place, label in between),
        (last + 20, end, "end"),
    ]
