"""By how much outlines of straight backs turn as the hips bend, and what is left of bent ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from benchmarks.accuracy.statistics import area_under_curve
from benchmarks.back.film import Backs
from benchmarks.back.fit import BENT_DEG, STRAIGHT_DEG
from squatform.motion.back import HIP_FLEXION_DEG, turn_deg
from squatform.motion.rounding import ALONG, sound
from squatform.pose.pose import Floats

SURE_DEG = 0.5
"""Errors larger than this count by their size, not by its square."""


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """N squats, degrees.

    Attributes
    ----------
    turn : Floats
        Shape (N,): how much more the outline turns at the bottom than in standing.
    hip_flexion : Floats
        Shape (N,): at the bottom.
    truth : Floats
        Shape (N, 2): lumbar and thoracic flexion.
    """

    turn: Floats
    hip_flexion: Floats
    truth: Floats


def turns(backs: Sequence[Backs]) -> Turns:
    """Measure every squat in which both outlines are clear."""
    views = np.concatenate([body.views for body in backs])
    turned = np.array([[_turn(view) for view in squat] for squat in views])
    change = turned[:, 1] - turned[:, 0]
    clear = np.isfinite(change) & sound(views)
    return Turns(
        change[clear],
        np.concatenate([body.hip_flexion for body in backs])[clear],
        np.concatenate([body.truth for body in backs])[clear],
    )


def _turn(view: Floats) -> float:
    behind = view[: len(ALONG)]
    # as if the lifter looked to the right; rows of a picture go down
    return turn_deg(np.column_stack([-behind, -ALONG]), 1.0)


def straight_turn(seen: Turns) -> Floats:
    """Learn the turn of straight backs at `HIP_FLEXION_DEG`, from 0 in standing.

    Nearly least absolute deviations, for a few outlines are wrong by far.
    """
    straight = _straight(seen)
    hips, turn = seen.hip_flexion[straight], seen.turn[straight]

    def off(bent_deg: Floats) -> Floats:
        return np.asarray(np.interp(hips, HIP_FLEXION_DEG, [0.0, *bent_deg]) - turn)

    start = np.zeros(len(HIP_FLEXION_DEG) - 1)
    return np.asarray([0.0, *least_squares(off, start, loss="soft_l1", f_scale=SURE_DEG).x])


def turn_table(seen: Turns, straight_deg: Floats) -> str:
    """Rows of a Markdown table: what is left where straight backs turn by `straight_deg`."""
    left = seen.turn - np.interp(seen.hip_flexion, HIP_FLEXION_DEG, straight_deg)
    straight = _straight(seen)
    sigma = float(np.quantile(np.abs(left[straight]), 0.683))
    rows = [
        f"Straight backs turn by {', '.join(f'{deg:.1f}°' for deg in straight_deg)} at "
        f"{', '.join(f'{deg:.0f}°' for deg in HIP_FLEXION_DEG)} of hip flexion.",
        "",
        f"| bent by {BENT_DEG:.0f}° or more | 1 σ | straight backs | bent backs | AUC "
        "| AUC of the whole turn | n |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for column, name in enumerate(("lower back", "upper back")):
        bent = seen.truth[:, column] >= BENT_DEG
        areas = [
            area_under_curve(v[bent].tolist(), v[straight].tolist()) for v in (left, seen.turn)
        ]
        rows.append(
            f"| {name} | {sigma:.1f} | {_spread(left[straight])} | {_spread(left[bent])} "
            + "".join(f"| {area or 0.0:.3f} " for area in areas)
            + f"| {int((bent | straight).sum())} |"
        )
    return "\n".join(rows)


def _straight(seen: Turns) -> Floats:
    return np.asarray((seen.truth <= STRAIGHT_DEG).all(axis=1))


def _spread(values: Floats) -> str:
    low, middle, high = np.percentile(values, [25, 50, 75])
    return f"{middle:.1f} ({low:.1f} to {high:.1f})"
