"""Learns how upper backs bend, and tells how well it does on people it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.statistics import area_under_curve
from benchmarks.back.film import Backs
from squatform.motion.rounding import Rounding, sound
from squatform.pose.pose import Floats

FOLDS = 8
SHRINKAGE = 20.0
"""Prior precision of a weight, in samples. Chosen on people left out."""

THORACIC = 1
"""Column of the truth that is learned; the lower back is bent so that it is told from it."""

LIKE = 0.99
"""Share of people left out who are like those learned from."""

BENT_DEG, STRAIGHT_DEG = 25.0, 1.0
"""A back is bent from the first, and straight up to the second; in between is nobody's to say."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """N squats.

    Attributes
    ----------
    views : Floats
        Shape (N, 2, VIEW_LENGTH).
    truth : Floats
        Shape (N, 2): lumbar and thoracic flexion, degrees.
    person : NDArray
        Shape (N,): number of the body.
    """

    views: Floats
    truth: Floats
    person: NDArray[np.int64]

    def __getitem__(self, rows: NDArray[np.bool_]) -> Samples:
        return Samples(self.views[rows], self.truth[rows], self.person[rows])


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Thoracic flexion of people who were left out, measured and true: shape (N,) each, degrees.

    `straight` tells whose back is, the lower one too.
    """

    measured: Floats
    truth: Floats
    straight: NDArray[np.bool_]


def learned(backs: Sequence[Backs]) -> tuple[Rounding, LeftOut]:
    """Learn from everybody, with the scale and the standard errors of people left out."""
    samples = _joined(backs)
    people = np.unique(samples.person)
    order = np.random.default_rng(0).permutation(len(people))
    fold = order[np.searchsorted(people, samples.person)] % FOLDS
    truth = samples.truth[:, THORACIC]
    measured, unlike = np.empty_like(truth), np.empty_like(truth)
    for k in range(FOLDS):
        others, views = _fitted(samples[fold != k]), samples.views[fold == k]
        measured[fold == k], unlike[fold == k] = others(views), others.unlikeness(views)
    farthest = np.quantile(unlike, LIKE)
    near = unlike <= farthest
    scale, shift = np.polyfit(truth[near], measured[near], 1)
    straight = (samples.truth <= STRAIGHT_DEG).all(axis=1)
    left_out = LeftOut((measured[near] - shift) / scale, truth[near], straight[near])
    whole = _fitted(samples)
    rounding = replace(
        whole,
        weights=whole.weights / scale,
        offset_deg=np.asarray((whole.offset_deg - shift) / scale),
        sigma_deg=_sigma(left_out),
        farthest=np.array(farthest),
    )
    return rounding, left_out


def _joined(backs: Sequence[Backs]) -> Samples:
    samples = Samples(
        np.concatenate([body.views for body in backs]),
        np.concatenate([body.truth for body in backs]),
        np.repeat(np.arange(len(backs)), [len(body.truth) for body in backs]),
    )
    return samples[np.isfinite(samples.views).all(axis=(1, 2)) & sound(samples.views)]


def _fitted(samples: Samples) -> Rounding:
    """Ridge regression; the scale is put right after, as shrinkage leaves it too small."""
    flat = samples.views.reshape(len(samples.views), -1)
    centre, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-9
    standard, truth = (flat - centre) / spread, samples.truth[:, THORACIC]
    inner = standard.T @ standard + SHRINKAGE * np.eye(flat.shape[1])
    weights = np.linalg.solve(inner, standard.T @ (truth - truth.mean()))
    return Rounding(
        centre,
        spread,
        weights,
        offset_deg=np.array(truth.mean()),
        sigma_deg=np.array(0.0),
        whitening=np.linalg.cholesky(np.linalg.inv(inner / len(flat))),
        farthest=np.array(np.inf),
    )


def _sigma(left_out: LeftOut) -> Floats:
    """Give the standard error, with which 68 % of the errors are within one: shape ()."""
    return np.asarray(np.quantile(np.abs(left_out.measured - left_out.truth), 0.683))


def table(left_out: LeftOut) -> str:
    """Rows of a Markdown table."""
    measured, straight = left_out.measured, left_out.straight
    bent = left_out.truth >= BENT_DEG
    error = np.abs(measured - left_out.truth).mean()
    area = area_under_curve(measured[bent].tolist(), measured[straight].tolist())
    return "\n".join(
        [
            f"| measure | MAE | 1 σ | straight backs | bent by {BENT_DEG:.0f}° or more | AUC | n |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            f"| `thoracic_flexion` | {error:.1f} | {_sigma(left_out):.1f} "
            f"| {_spread(measured[straight])} | {_spread(measured[bent])} "
            f"| {area or 0.0:.3f} | {len(measured)} |",
        ]
    )


def _spread(values: Floats) -> str:
    return f"{values.mean():.1f} ± {values.std():.1f}"
