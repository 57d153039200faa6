"""Asymmetry: a pelvis that tilts, or one knee that bends more than the other.

`pelvis_tilt` is the slope of the line between the hip joints at the bottom, in the frontal plane,
against standing; `flexion_difference` what one knee is bent more than the other. Judged only up
to 12° from facing the camera or from facing away. Hip landmarks are some 20 cm apart, so a
centimetre is 3°.

Source: grades are a convention; visible from about 5°.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge left against right of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_s)
