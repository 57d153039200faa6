"""Trends in words and as sparklines, the same in a terminal and on a page."""

from __future__ import annotations

from collections.abc import Sequence

from squatform.history.trends import LoadVelocity, Slope, Trend
from squatform.report.table import BLOCKS
from squatform.report.words import quantity_text, title
from squatform.texts import texts


def trend_title(trend: Trend) -> str:
    """Name what is followed."""
    if trend.of == "check":
        return f"{title(trend.name)}: repetitions with the fault"
    return title(trend.name)


def trend_text(trend: Trend) -> str:
    """Say whether a measure or check changes, in one sentence."""
    if trend.slope is None:
        return texts().history.trend["few"]
    words = texts().history.trend
    # "falls by 15 % a week" would be understood as a share of what it was
    unit = words["points"] if trend.unit == "%" else trend.unit
    return slope_text(trend.slope, unit, words["week"])


def load_text(loads: LoadVelocity) -> str:
    """Say how speed depends on load, in one sentence."""
    if loads.slope is None:
        return texts().history.trend["few_loads"]
    return slope_text(loads.slope, loads.unit, texts().history.trend["kilogram"])


def slope_text(slope: Slope, unit: str, per: str) -> str:
    """Give a slope with its interval: "It falls by 1.2° a week (between …)."."""
    words = texts().history.trend
    if not slope.beyond_doubt:
        value, low, high = (_signed(one, unit) for one in (slope.value, slope.low, slope.high))
        return words["steady"].format(value=value, per=per, low=low, high=high)
    least, most = sorted((abs(slope.low), abs(slope.high)))
    return words["rising" if slope.value > 0 else "falling"].format(
        value=_amount(abs(slope.value), unit),
        per=per,
        low=_amount(least, ""),
        high=_amount(most, unit),
    )


def value_text(value: float, sigma: float | None, unit: str) -> str:
    """Give a value with its standard error, in few digits."""
    if unit == "%":
        return f"{value:.0f} %" if sigma is None else f"{value:.0f}±{sigma:.0f} %"
    return quantity_text(value, sigma, unit)


def load_kg_text(load_kg: float | None) -> str:
    """Give a load, or a dash."""
    return "–" if load_kg is None else f"{load_kg:g} kg"


def sparkline(values: Sequence[float]) -> str:
    """Draw values as blocks, the lowest the least and the highest the most."""
    if not values:
        return ""
    low, high = min(values), max(values)
    top = len(BLOCKS) - 1
    if high <= low:
        return BLOCKS[top // 2] * len(values)
    return "".join(BLOCKS[round(top * (value - low) / (high - low))] for value in values)


def _signed(number: float, unit: str) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + _amount(abs(number), unit)


def _amount(number: float, unit: str) -> str:
    """Two digits that count: slopes may be small."""
    text = f"{number:.2g}" if 0 < number < 10 else f"{number:.0f}"
    if "e" in text:
        text = f"{number:.6f}".rstrip("0")
    gap = "" if unit in {"°", ""} else " "
    return f"{text}{gap}{unit}"
