"""Tempo: dropping into the squat, and bouncing at the bottom.

`drop_speed` is the fastest descent of the hips, in standing leg lengths a second, so that it needs
no scale and does not depend on where a descent is said to begin; `bounce` is how far the lifter
comes up at the bottom before going down once more. Times of all phases are shown beside it. A
fast descent is no proven harm; dropping is. Seen from every view.

Source: Carzoli et al. 2019, J Sports Sci 37(23); the bounce is a fault in the rules of the
International Powerlifting Federation; grades are a convention.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the tempo of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_start_s)
