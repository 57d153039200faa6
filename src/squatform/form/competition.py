"""Depth as a powerlifting referee sees it: the hip crease lower than the top of the knee.

Landmarks are joint centres. The crease lies some 8 cm above the hip joint and the top of the knee
some 5.5 cm above its joint, so with thighs of length L the crease is lower by L·sin(−θ) − 2.5 cm
at a thigh angle θ; how much people differ there, 1.2 cm, adds to the uncertainty.

Sources: IPF Technical Rules, squat ("the top surface of the legs at the hip joint is lower than
the top of the knees"); length of the thigh 0.245 of body height (Drillis and Contini 1966, in
Winter, Biomechanics and Motor Control of Human Movement). The places of crease and knee top are
estimates.
"""

from __future__ import annotations

import math

from squatform.form.check import Measures
from squatform.results import CompetitionDepth, Reading

CREASE_OVER_KNEE_TOP_CM = 2.5
ANATOMY_SIGMA_CM = 1.2
THIGH_SHARE = 0.245
USUAL_HEIGHT_CM = 172.0


def competition_depth(
    measures: Measures, height_cm: float | None = None
) -> CompetitionDepth | None:
    """Call the depth of a repetition.

    Parameters
    ----------
    measures : Measures
        Of the repetition.
    height_cm : float, optional
        Of the lifter, for the margin in centimetres.

    Returns
    -------
    CompetitionDepth or None
        None where the thigh angle is not known. The call is white, or red, where the margin is
        beyond its standard error; between it is too close to call. The three lights are three
        referees of whom one wants to be sure of white, one goes by what is likelier, and one
        wants to be sure of red.
    """
    thigh = measures.get("thigh_angle")
    if not isinstance(thigh, Reading):
        return None
    length_cm = THIGH_SHARE * (height_cm or USUAL_HEIGHT_CM)
    angle = math.radians(thigh.value)
    margin_deg = -thigh.value - math.degrees(math.asin(CREASE_OVER_KNEE_TOP_CM / length_cm))
    sigma_deg = math.hypot(thigh.sigma, math.degrees(ANATOMY_SIGMA_CM / length_cm))
    lights = sum(margin_deg > bound for bound in (sigma_deg, 0.0, -sigma_deg))
    return CompetitionDepth(
        margin_deg=round(margin_deg, 1),
        sigma_deg=round(sigma_deg, 1),
        margin_cm=round(-length_cm * math.sin(angle) - CREASE_OVER_KNEE_TOP_CM, 1),
        sigma_cm=round(length_cm * math.cos(angle) * math.radians(sigma_deg), 1),
        call="white" if lights == 3 else "red" if lights == 0 else "too close to call",
        white_lights=lights,
    )
