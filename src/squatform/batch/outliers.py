"""Repetitions unlike the others of the same exercise and athlete: worth a second look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LIMIT = 3.5
"""Modified z-score above which a value is an outlier (Iglewicz and Hoaglin 1993, How to detect
and handle outliers, §3.9)."""

LEAST_REPETITIONS = 8
"""Of fewer, nobody can say which one is odd."""


@dataclass(frozen=True, slots=True)
class Outlier:
    """One measure of one repetition.

    Attributes
    ----------
    row : dict
        Of the repetition, see `squatform.batch.summary`.
    measure : str
        Which is unlike the others.
    value, usual : float
        Its value, and the median of the group.
    score : float
        The modified z-score.
    """

    row: dict[str, Any]
    measure: str
    value: float
    usual: float
    score: float


def find_outliers(rows: Iterable[dict[str, Any]], measures: Sequence[str]) -> list[Outlier]:
    """Compare repetitions within each exercise and athlete; the oddest come first."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["exercise"], row["athlete"]].append(row)
    found = [
        outlier
        for group in groups.values()
        for measure in measures
        for outlier in _in_group(group, measure)
    ]
    return sorted(found, key=lambda outlier: -abs(outlier.score))


def _in_group(group: Sequence[dict[str, Any]], measure: str) -> list[Outlier]:
    known = [row for row in group if row.get(measure) is not None]
    if len(known) < LEAST_REPETITIONS:
        return []
    values = np.array([row[measure] for row in known])
    usual = float(np.median(values))
    spread = float(np.median(np.abs(values - usual)))
    # nothing measured is told apart that is closer than its own standard error
    sigma = np.array([row.get(f"{measure}_sigma") or 0.0 for row in known])
    scores = 0.6745 * (values - usual) / np.maximum(spread, np.maximum(sigma, 1e-9))
    return [
        Outlier(row, measure, float(value), usual, float(score))
        for row, value, score in zip(known, values, scores, strict=True)
        if abs(score) > LIMIT
    ]
