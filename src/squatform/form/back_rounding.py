"""Back rounding: how much rounder the back is at the bottom than in standing.

Measured as the turn of the outline of the back from buttock to neck, less that of the same person
standing and less what hips as bent add to a straight back (`back_curve`), and as the flexion of the
upper back since standing that explains its outline (`thoracic_flexion`, see
`squatform.motion.rounding`); the worse of both counts. Seen from the side only, and not where arms,
a bar or its plates, or things behind the lifter enter the outline. Rounding of the upper back
shows well; of the lower back only about half does, because buttocks and thighs hide how far the
pelvis tucks: no finding is no proof of a straight lower back. Some tuck in full depth is
near universal (Marchetti et al. 2017), and no link of lumbar flexion to pain was found (Saraceni
et al. 2020, J Orthop Sports Phys Ther 50(3)): this is a change of shape, not a risk.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the back of one repetition."""
    return worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
