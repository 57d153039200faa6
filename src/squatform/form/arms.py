"""Arms: whether arms that hold a load overhead stay there.

`arms_forward` is how much more than in standing the near arm, from shoulder to wrist, leans ahead
of the line from hips to shoulders at the bottom. Seen from the side, where the hands are overhead
in standing and no plate hides them: plates often do.

Source: arms that fall forward are a checkpoint of the NASM overhead squat assessment; grades are a
convention.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the arms of one repetition."""
    return worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
