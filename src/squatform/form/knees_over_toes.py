"""Knees over toes: how far the knees go past the toes at the bottom.

`knee_past_toe` is in foot lengths, from the lean of the shank and the proportions of the foot.
It is information: knees of many lifters pass the toes without harm, and keeping them back moves
load to hip and back. Only a profile that limits it makes it a fault. Seen from the side and at an
angle; from the front it is not assessed.

Source: Fry et al. 2003, J Strength Cond Res 17(4); Swinton et al. 2012, J Strength Cond Res 26(7).
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the knees over the toes of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_s)
