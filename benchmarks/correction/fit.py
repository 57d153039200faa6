"""Learns the correction from samples, and tells how well it does on people it has not seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.correction.samples import Samples
from squatform.motion.correction import SMOOTHER, Correction, bumps
from squatform.pose.pose import Floats

WIDTH = 1.3
POSTURES = 1200
FOLDS = 8

AMPLITUDE_DEG = 15.0
POSTURE_DEG = 4.0
"""Standard deviations beforehand: of the bias, and of single postures. Chosen on people left out.

What is a person's own, some 3°, has no term of its own: with one, the fit trusted differences
within people over levels between them, and a stance few have, such as sumo, stayed 4-12° off even
for people it was learned from."""

LOG_AMPLITUDE = 0.7
"""Standard deviation beforehand of the logarithm of the standard error."""

LOG_OF_NORMAL = 0.635
"""Mean of −log|x| of a standard normal x."""

LOG_NOISE = 2.0
"""Standard deviation of log|x|, 1.1, and more because postures of one person go together."""

FLOOR_DEG = 0.5
DEEP_DEG = 60.0
"""Thigh angle under which standard errors are held to their share."""

LEAST_SAY = 0.2
"""Weight of the leg away from the camera, which is published but seldom right."""


def fit(samples: Samples) -> Correction:
    """Learn the correction; standard errors are those beforehand, see `with_sigma`."""
    centre, scale = samples.features.mean(axis=0), samples.features.std(axis=0) + 1e-6
    angles = samples.errors.shape[1]
    start = Correction(
        centre=centre,
        spread=scale,
        postures=np.empty((0, len(centre))),
        width=WIDTH,
        weights=np.empty((0, angles)),
        log_weights=np.empty((0, angles)),
        alone_deg=np.full(angles, AMPLITUDE_DEG),
    )
    standard = start.standardised(samples.features)
    postures = standard[spread_out(standard, min(POSTURES, len(standard)))]
    weights = _weights(samples, standard, postures)
    return replace(start, postures=postures, weights=weights, log_weights=np.zeros_like(weights))


def with_sigma(correction: Correction, samples: Samples, spread: Floats) -> Correction:
    """Learn the standard errors of a correction.

    Parameters
    ----------
    samples : Samples
        What it was learned from.
    spread : Floats
        Shape (N, K): what remains of the errors of people left out, degrees.
    """
    standard, width = correction.standardised(samples.features), SMOOTHER * correction.width
    wide = bumps(standard, correction.postures, width)
    inner = bumps(correction.postures, correction.postures, width)
    alone = np.sqrt((samples.errors**2).mean(axis=0))
    log_weights = np.column_stack(
        [_log_weights(wide, inner, left, far) for left, far in zip(spread.T, alone, strict=True)]
    )
    judged = (samples.depth_deg < DEEP_DEG) & (samples.say >= 0.5)
    sigma = alone * np.exp(wide @ log_weights)
    alone = alone * _right_share(spread[judged], sigma[judged])
    return replace(correction, log_weights=log_weights, alone_deg=alone)


def spread_out(standard: Floats, count: int) -> NDArray[np.int64]:
    """Choose `count` rows far from each other: always the one farthest from those chosen."""
    chosen = [int(np.argmin((standard**2).sum(axis=1)))]
    apart = ((standard - standard[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < count:
        chosen.append(int(np.argmax(apart)))
        apart = np.minimum(apart, ((standard - standard[chosen[-1]]) ** 2).sum(axis=1))
    return np.array(chosen)


def _weights(samples: Samples, standard: Floats, postures: Floats) -> Floats:
    """Weights of the bumps: subset of regressors."""
    basis = bumps(standard, postures, WIDTH)
    say = np.maximum(samples.say, LEAST_SAY) * samples.weight
    precise = basis * (say / POSTURE_DEG**2)[:, None]
    prior = bumps(postures, postures, WIDTH) / AMPLITUDE_DEG**2
    inner = precise.T @ basis + prior + 1e-8 * np.eye(len(postures))
    weights: Floats = np.linalg.solve(inner, precise.T @ samples.errors)
    return weights


def _log_weights(wide: Floats, inner: Floats, left_deg: Floats, alone_deg: float) -> Floats:
    """Weights of the logarithm of the standard error, from the logarithm of the errors left."""
    excess = np.log(np.abs(left_deg) + FLOOR_DEG) - np.log(alone_deg) + LOG_OF_NORMAL
    prior = inner * (LOG_NOISE / LOG_AMPLITUDE) ** 2 + 1e-6 * np.eye(len(inner))
    weights: Floats = np.linalg.solve(wide.T @ wide + prior, wide.T @ excess)
    return weights


def _right_share(left_deg: Floats, sigma_deg: Floats) -> Floats:
    """Factor of standard errors with which 68 % of the errors are within one, shape (K,).

    Errors have heavier tails than normal ones: at least 95 % are to be within two.
    """
    ratio = np.abs(left_deg) / sigma_deg
    factor: Floats = np.maximum(
        np.quantile(ratio, 0.683, axis=0), np.quantile(ratio, 0.954, axis=0) / 2
    )
    return factor


def folds(samples: Samples) -> NDArray[np.int64]:
    """Fold of each sample, shape (N,): everything of one person is in the same."""
    people, person = np.unique(samples.person, return_inverse=True)
    order = np.random.default_rng(0).permutation(len(people))
    fold: NDArray[np.int64] = order[person] % FOLDS
    return fold


def left_out(samples: Samples) -> tuple[Floats, Floats]:
    """Correct people that were left out: give what remains of their errors, and standard errors.

    Returns
    -------
    tuple[Floats, Floats]
        Shape (N, K) each, degrees: corrected minus true, and standard error.
    """
    fold = folds(samples)
    learned = [fit(samples[fold != k]) for k in range(FOLDS)]
    remaining, sigma = np.empty_like(samples.errors), np.empty_like(samples.errors)
    for k, correction in enumerate(learned):
        remaining[fold == k] = _applied(correction, samples[fold == k])[0]
    for k, correction in enumerate(learned):
        seen, rest = fold != k, fold == k
        full = with_sigma(correction, samples[seen], remaining[seen])
        sigma[rest] = _applied(full, samples[rest])[1]
    return remaining, sigma


def _applied(correction: Correction, samples: Samples) -> tuple[Floats, Floats]:
    """Give what is left of errors, and standard errors, shape (N, K) each."""
    leans = correction(samples.features, list(-samples.errors.T))
    values, sigmas = (
        [getattr(lean, name) for lean in leans] for name in ("value_deg", "sigma_deg")
    )
    return np.column_stack(values), np.column_stack(sigmas)
