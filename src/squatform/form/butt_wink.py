"""Butt wink: a lower back that rounds late, as the pelvis tucks under at the bottom.

`late_rounding` is how much rounder the outline of the back is at the bottom than a third of the way
down, beyond what bent hips add to a straight back. Seen from the side only, and not where arms, a
bar or its plates, or things behind the lifter enter the outline. Buttocks and thighs hide most of a
tuck, so a large one is found and nothing is said of what looks smaller: this check has no `ok`. An
upper back that rounds late looks alike.

Some tuck in full depth is near universal: sacral inclination goes from +32° at 90° of knee flexion
to -22° at 140° (Marchetti et al. 2017, doi 10.15406/mojsm.2017.01.00002). No link of lumbar flexion
to pain was found (Saraceni et al. 2020, J Orthop Sports Phys Ther 50(3)).
"""

from __future__ import annotations

from squatform.form.check import Context, not_assessed, worst_of_limits
from squatform.results import Finding

UNSEEN = "No large tuck of the lower back was seen; buttocks and thighs hide a small one."


def check(name: str, context: Context) -> Finding:
    """Judge how the back of one repetition changes near the bottom."""
    found = worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
    if found.status == "ok":
        return not_assessed(name, context.profile.limits[0], UNSEEN)
    return found
