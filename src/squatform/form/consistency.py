"""Consistency: repetitions of a set that are alike.

`depth_spread` and `lean_spread` are the standard deviations of thigh angle and trunk lean at the
bottom over the complete repetitions of the set. What the camera has wrong is the same in each of
them and does not count. Takes three repetitions; seen from every view.

Source: grades are a convention.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge how alike the repetitions of a set are.

    `context.measures` are those of `squatform.form.set_readings.read_set`, and
    `context.repetition` is the last one.
    """
    return worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
