"""The numbers behind the charts of the history; `templates/history.js` draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from squatform.history.trends import LoadVelocity, Point, Slope, Trend
from squatform.history.words import load_kg_text, trend_title

Chart = dict[str, Any]


def trend_chart(trend: Trend) -> Chart:
    """Give the chart of a trend, of JSON's types.

    Returns
    -------
    dict
        `title`, `x_title`, `unit`; `x`, `y`, `sigma` and `about` of each set, where
        `x` is a day or a load; `line` with `x` and `y` of its two ends, or None.
    """
    days = [point.date.isoformat() for point in trend.points]
    return {
        "title": trend_title(trend),
        "x_title": "",
        **_drawn(trend.unit, days, trend.points, trend.slope),
    }


def load_chart(loads: LoadVelocity) -> Chart:
    """Give the chart of speeds against loads; see `trend_chart`."""
    kilograms = [point.load_kg for point in loads.points]
    return {
        "title": "Speed against load",
        "x_title": "Load (kg)",
        **_drawn(loads.unit, kilograms, loads.points, loads.slope),
    }


def _drawn(unit: str, x: Sequence[Any], points: Sequence[Point], slope: Slope | None) -> Chart:
    line = None
    if slope is not None:
        line = {"x": [x[0], x[-1]], "y": [round(slope.start, 4), round(slope.end, 4)]}
    return {
        "unit": unit,
        "x": list(x),
        "y": [round(point.value, 4) for point in points],
        "sigma": [round(point.sigma, 4) for point in points],
        "about": [_about(point) for point in points],
        "line": line,
    }


def _about(point: Point) -> str:
    count = "1 repetition" if point.repetitions == 1 else f"{point.repetitions} repetitions"
    view = f", {point.view} view" if point.view else ""
    return f"set {point.set_id}, {count}, {load_kg_text(point.load_kg)}{view}"
