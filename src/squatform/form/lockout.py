"""Lockout: standing up whole before the next repetition.

`lockout_flexion` is what the knees stay bent at the end, more than in the lifter's own standing.
Seen from every view, best from the side. A repetition that was not seen to end is not assessed.

Source: rules of the International Powerlifting Federation ask for locked knees; grades are a
convention.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the end of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.end_s)
