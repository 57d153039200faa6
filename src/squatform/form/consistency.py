"""Consistency: repetitions of a set that are alike.

`depth_spread` and `lean_spread` are the standard deviations of thigh angle and trunk lean at the
bottom over the complete repetitions of the set. What the camera has wrong is the same in each of
them and does not count. Takes three repetitions; seen from every view.

Source: grades are a convention.
"""

from __future__ import annotations

from squatform.form.check import SetContext, worst_of_limits
from squatform.results import Finding


def check(name: str, context: SetContext) -> Finding:
    """Judge how alike the repetitions of a set are."""
    return worst_of_limits(name, context, evidence_time_s=context.last.bottom_s)
