"""The numbers behind the charts of the page; its script draws them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.pose.pose import Floats
from squatform.report.shown import Shown, limits_of, shown_in
from squatform.report.trends import ascent_speeds
from squatform.report.words import STATUS_STYLES, overall, status_text
from squatform.results import RepetitionResult, SetAnalysis

CHART_HZ = 30.0
MOST_POINTS = 9000
"""A chart shows no more, and a long clip must not make a page that is slow to open."""

PERCENT = 101
"""Points of a repetition normalised in time."""


def chart_data(analysis: SetAnalysis, motion: Motion, profile: Profile) -> dict[str, Any]:
    """Give what the page's script needs, of JSON's types.

    Returns
    -------
    dict
        `time_s`; `rows` with their `limits` and `lines`, each with values, sigma and, in
        `overlay`, the values of each repetition at 0 to 100 % of its time; `repetitions` with
        their times and status.
    """
    step = _stride(motion)
    speeds = ascent_speeds(motion, analysis.repetitions)
    return {
        "duration_s": analysis.clip.duration_s,
        "time_s": _numbers(motion.time_s[::step], 3),
        "rows": [
            _row(shown, analysis, motion, profile, step)
            for shown in shown_in(motion, analysis.repetitions)
        ],
        "repetitions": [
            _repetition(repetition, speed)
            for repetition, speed in zip(analysis.repetitions, speeds, strict=True)
        ],
    }


def _row(
    shown: Shown, analysis: SetAnalysis, motion: Motion, profile: Profile, step: int
) -> dict[str, Any]:
    lines = [(line, motion[measure]) for measure, line in shown.measures.items()]
    unit = lines[0][1].unit
    digits = 1 if unit == "°" else 3
    return {
        "name": shown.name,
        "title": shown.title,
        "unit": unit,
        "limits": limits_of(shown, profile),
        "lines": [
            {
                "name": line,
                "values": _numbers(measure.values[::step], digits),
                "sigma": _numbers(measure.sigma[::step], digits),
                "overlay": [
                    _numbers(normalised(motion.time_s, measure.values, repetition), digits)
                    for repetition in analysis.repetitions
                ],
            }
            for line, measure in lines
        ],
    }


def normalised(time_s: Floats, values: Floats, repetition: RepetitionResult) -> Floats:
    """Give a measure at 0, 1 … 100 % of the time of a repetition, shape (101,); NaN in gaps."""
    inside = (time_s >= repetition.start_s) & (time_s <= repetition.end_s)
    moments = np.linspace(repetition.start_s, repetition.end_s, PERCENT)
    if inside.sum() < 2:
        return np.full(PERCENT, np.nan)
    # NaN neighbours make NaN, so gaps stay gaps
    return np.interp(moments, time_s[inside], values[inside])


def _repetition(repetition: RepetitionResult, speed: float | None) -> dict[str, Any]:
    status = overall(repetition.findings)
    return {
        "index": repetition.index,
        "start_s": repetition.start_s,
        "bottom_s": repetition.bottom_s,
        "end_s": repetition.end_s,
        "status": status_text(status),
        "colour": STATUS_STYLES[status].css,
        "speed": None if speed is None else round(speed, 3),
    }


def _stride(motion: Motion) -> int:
    count = len(motion.time_s)
    if count < 2:
        return 1
    rate = (count - 1) / float(motion.time_s[-1] - motion.time_s[0])
    return max(1, round(rate / CHART_HZ), math.ceil(count / MOST_POINTS))


def _numbers(values: Floats, digits: int) -> list[float | None]:
    return [round(v, digits) if math.isfinite(v) else None for v in values.tolist()]
