"""Heel lift: how far the heel is off the floor at the bottom; toe lift likewise.

Measured as the pitch of the near foot against the same foot standing, from small pictures of the
shoe laid over each other: heel-high shoes or a wedge are part of the zero. Seen from the side
only. Both feet are taken to do the same; a heel that lifts for less than 0.3 s is not seen.

Sources: Myer et al. 2014, Back Squat Assessment, criterion 7, entire foot remains in contact with
the ground (Strength Cond J 36(6)).
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge heels and toes of one repetition."""
    return worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
