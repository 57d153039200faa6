"""Good-morning squat: hips that rise before the shoulders, so that the back lifts the load.

`rise_ratio` is the rise of the shoulders over that of the hips while the hips come up the first
20 % of their way; told by the time instead, it would hang on when the ascent is held to begin.
`lean_gain` is how much further the trunk leans at any time of the ascent than at the bottom. Seen
from the side and at an angle, less surely from the front. Some lean is gained by everybody near
their limit.

Source: Myer et al. 2014, Back Squat Assessment, criterion 10 (Strength Cond J 36(6)); van den
Tillaar et al. 2021, Front Sports Act Living 3:691459.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the order of hips and shoulders of one repetition."""
    repetition = context.repetition
    return worst_of_limits(
        name, context, evidence_time_s=0.7 * repetition.bottom_end_s + 0.3 * repetition.end_s
    )
