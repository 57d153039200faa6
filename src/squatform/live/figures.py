"""How many pictures come, how many are analysed, and how old is what is shown."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Lock

import numpy as np

OVER_S = 5.0
"""Figures are those of the last seconds."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the screen says of itself.

    Attributes
    ----------
    captured_rate, analysed_rate : float
        Pictures a second.
    age_p50_s, age_p95_s : float
        Time from the arrival of a picture until what was found in it is shown: median and 95th
        percentile; NaN before anything was shown.
    inference_s : float
        Median time that the network takes for a picture; NaN before the first.
    """

    captured_rate: float
    analysed_rate: float
    age_p50_s: float
    age_p95_s: float
    inference_s: float


class Meter:
    """Collects what `Figures` tells; any thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._captured: deque[tuple[float, float]] = deque()
        self._analysed: deque[tuple[float, float]] = deque()
        self._shown: deque[tuple[float, float]] = deque()

    def captured(self, now_s: float) -> None:
        """Count a picture that came."""
        self._note(self._captured, now_s, 0.0)

    def analysed(self, now_s: float, took_s: float) -> None:
        """Count a picture that was analysed, which took the network so long."""
        self._note(self._analysed, now_s, took_s)

    def shown(self, now_s: float, age_s: float) -> None:
        """Count a picture that was shown this long after it came."""
        self._note(self._shown, now_s, age_s)

    def figures(self) -> Figures:
        """Give the figures of the last seconds."""
        with self._lock:
            ages = [value for _, value in self._shown]
            took = [value for _, value in self._analysed]
            rates = [_rate(times) for times in (self._captured, self._analysed)]
        p50, p95 = np.percentile(ages, [50, 95]) if ages else (np.nan, np.nan)
        inference = float(np.median(took)) if took else float("nan")
        return Figures(rates[0], rates[1], float(p50), float(p95), inference)

    def _note(self, values: deque[tuple[float, float]], now_s: float, value: float) -> None:
        with self._lock:
            values.append((now_s, value))
            while values[0][0] < now_s - OVER_S:
                values.popleft()


def _rate(times: deque[tuple[float, float]]) -> float:
    if len(times) < 2:
        return 0.0
    span = times[-1][0] - times[0][0]
    return (len(times) - 1) / span if span > 0 else 0.0
