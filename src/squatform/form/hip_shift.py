"""Hip shift: hips that move to one side on the way down.

`hip_shift` is how far the middle of the hips is from the middle of the ankles at the bottom, more
than in standing, in widths of the stance. The hips go back by some 40 cm, so a small turn of the
lifter looks like a shift: it is judged only up to 12° from facing the camera or from facing away,
and the turn that is left is taken out. Shifts under some 7 cm are mostly borderline at best.

Source: asymmetry is common, and what is usual is wide (Parkinson et al. 2021, Sports Med Open 7);
grades are a convention.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the hips of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_s)
