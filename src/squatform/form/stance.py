"""Stance: its width, where the toes point, and feet that do not stay where they are.

`stance_width` is between the ankles, over the width of the shoulders; `toe_out` the mean of both
feet and `toes_differ` what one points out more; all as they are before the repetition.
`feet_moved` is how far a foot goes from there, against the other, in shank lengths. Seen from the
front, from behind and at an angle; from the side it is not assessed. Where a foot points is known
to some 4° from the front.

Source: Escamilla et al. 2001, Med Sci Sports Exerc 33(6); Lorenzetti et al. 2018, BMC Sports Sci
Med Rehabil 10:14.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the stance of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.start_s)
