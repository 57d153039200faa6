"""Knee cave: knees that drift inside the line their feet point along, as they rise most of all.

Three measures, from the bottom to half way up, each kept up for 0.17 s. `knee_inward`, of the
worse knee, is how far it is inside the line from ankle to toe, drawn out by as much as the shank
carries the knee ahead; `separation_drop` is how much closer together the knees are than at the
same depth on the way down; `knees_inside` is how far they are inside the straight lines from hips
to ankles. The usual knee angle in the picture is not used: it explodes where thighs point at the
camera. Nor is the plain ratio of knees to ankles, which toes that point out keep above 1.

Seen from the front, from behind and at an angle up to some 35°; farther round it is not assessed.
At an angle one knee alone is hard to tell from a turn of the lifter, so it is taken to do about
what the other does. Where a foot points is known to some 4° at best, which is 2 cm at the knee.

Source: Padua et al. 2009, Am J Sports Med 37(10); Myer et al. 2014, Back Squat Assessment,
criterion 5 (Strength Cond J 36(6)); grades in centimetres are a convention.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the knees of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_s)
