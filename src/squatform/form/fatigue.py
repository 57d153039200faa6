"""Fatigue: ascents that slow down, and form that changes from the first repetition to the last.

`velocity_loss` compares the mean speed of the last ascent with that of the fastest. It is a ratio
and needs no scale, but it means fatigue only where every repetition is done as fast as it goes.
`depth_drift`, `lean_drift` and `knee_drift` are the change of form along a straight line over the
set. Takes three repetitions.

Source: Sánchez-Medina and González-Badillo 2011, Med Sci Sports Exerc 43(9); bands after a
meta-analysis of 15 trials are a convention.
"""

from __future__ import annotations

from squatform.form.check import SetContext, worst_of_limits
from squatform.results import Finding


def check(name: str, context: SetContext) -> Finding:
    """Judge what a set costs."""
    return worst_of_limits(name, context, evidence_time_s=context.last.bottom_s)
