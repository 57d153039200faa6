"""Trunk lean: how far the trunk leans forward at the bottom, by itself and against the shanks.

Measured between mid-hip and mid-shoulder and the vertical. A trunk about parallel to the shanks
keeps the load over the feet; how much more is common depends on the exercise. From the front it
is read from the height of the shoulders over the hips, less surely than from the side.

Source: Myer et al. 2014, Back Squat Assessment, criterion 3 (Strength Cond J 36(6)).
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the trunk lean of one repetition."""
    return worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
