"""How long a lifter's thighs, shanks and trunk are, against the leg: the same in every clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from squatform.motion.measures import Motion

LEAST_CLIPS = 3
"""Fewer clips say nothing of how much they scatter."""


@dataclass(frozen=True, slots=True)
class Proportions:
    """Lengths of the standing lifter in the picture, as shares of hips over ankles.

    Attributes
    ----------
    thigh, shank, trunk : float
        Hip to knee and knee to ankle, mean of both sides; hips to shoulders.
    """

    thigh: float
    shank: float
    trunk: float


@dataclass(frozen=True, slots=True)
class Known:
    """Proportions over several clips.

    Attributes
    ----------
    typical : Proportions
        Medians.
    spread : Proportions or None
        Standard deviations between clips; None of fewer than `LEAST_CLIPS`.
    clips : int
        How many.
    """

    typical: Proportions
    spread: Proportions | None
    clips: int


def proportions_of(motion: Motion) -> Proportions | None:
    """Measure the standing lifter of one clip; None where nobody stands quietly in it."""
    baseline = motion.baseline
    stands = baseline.standing & baseline.known & (baseline.leg > 0)
    if not stands.any():
        return None
    leg = baseline.leg[stands]
    shares = [
        np.nanmedian(length / leg)
        for length in (
            baseline.thigh[stands].mean(axis=1),
            baseline.shank[stands].mean(axis=1),
            baseline.trunk[stands],
        )
    ]
    return Proportions(*(float(share) for share in shares)) if np.isfinite(shares).all() else None


def known(clips: Sequence[Proportions]) -> Known | None:
    """Join the proportions of several clips; None of none."""
    if not clips:
        return None
    table = np.array([(one.thigh, one.shank, one.trunk) for one in clips])
    spread = None
    if len(clips) >= LEAST_CLIPS:
        spread = Proportions(*table.std(axis=0, ddof=1).tolist())
    return Known(Proportions(*np.median(table, axis=0).tolist()), spread, len(clips))
