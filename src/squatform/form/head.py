"""Head: looking up at the ceiling, or down further than the trunk leans.

`head_off` is the pitch of the line from ears to nose, against standing: up from level, or down
beyond the lean of the trunk, whichever is more, kept up for 0.17 s. Any way of holding the head
between level and in line with the trunk is fine. Gaze is not measured. Seen from the side and at
an angle of 45° and more; from the front it is not assessed.

Source: Myer et al. 2014, Back Squat Assessment, criterion 1 (Strength Cond J 36(6)); only
extremes are graded.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the head of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_s)
