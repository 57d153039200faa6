"""Depth: how far the thighs are from parallel to the floor at the bottom.

Measured as the thigh angle, between the line from hip joint to knee joint and the floor, + where
the hip is higher. The hip joint lies under the hip crease, so joint centres level with each other
are a squat just short of competition depth. Seen from every view; least sure from the front,
where the thighs point at the camera.

Source: Myer et al. 2014, Back Squat Assessment, criterion 9 (Strength Cond J 36(6)).
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding


def check(name: str, context: Context) -> Finding:
    """Judge the depth of one repetition."""
    return worst_of_limits(name, context, evidence_time_s=context.repetition.bottom_s)
