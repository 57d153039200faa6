"""Metres from pixels, by the lifter's own body height."""

from __future__ import annotations

from squatform.motion.baseline import Baseline
from squatform.pose.pose import Floats

SHOULDER_TO_ANKLE = 0.779
"""Of body height: shoulder joints at 0.818, ankles at 0.039 of it (Drillis and Contini 1966, in
Winter, Biomechanics and Motor Control of Human Movement, 4th ed., figure 4.1)."""

SCALE_SIGMA = 0.04
"""Relative standard error: bodies of one height differ in proportions, shoes and hair."""


def metres_per_pixel(baseline: Baseline, height_m: float) -> Floats:
    """Give the scale of the picture at the lifter's ankles, over time, shape (T,).

    Parameters
    ----------
    baseline : Baseline
        The standing lifter.
    height_m : float
        Body height, in metres.

    Raises
    ------
    ValueError
        If the height is not that of a person of 1.2 to 2.3 m.
    """
    if not 1.2 <= height_m <= 2.3:
        raise ValueError(
            f"A body height of {100 * height_m:.0f} cm is unlikely: give it in centimetres, "
            "between 120 and 230."
        )
    scale: Floats = SHOULDER_TO_ANKLE * height_m / (baseline.leg + baseline.trunk)
    return scale
