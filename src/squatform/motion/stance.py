"""How the lifter stands: width, toes, and feet that do not stay where they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.feet import OUTWARD, Feet, while_standing
from squatform.motion.measure import Measure
from squatform.pose.landmarks import ANKLES, SHOULDERS
from squatform.pose.pose import Floats, PoseTrack

BIACROMIAL = 1.1
"""Width of the shoulders over the distance of the shoulder joints."""

STANCE_SEEN_DEG = 58.0
"""Turn from facing the camera, or away, up to which widths can be compared."""

ANKLES_VISIBLE = 0.75
"""Visibility of both ankles below which the network guesses where the feet are, and a guess does
not stay where it is."""

WIDTH_NOISE = 0.06
STEP_NOISE = 0.05


def stance_measures(track: PoseTrack, baseline: Baseline, feet: Feet) -> list[Measure]:
    """Measure the stance.

    `stance_width`: between the ankles, over the width of the shoulders; `toe_out_left` and
    `_right`, and their mean `toe_out`; `toes_differ`: how far the two are apart; `feet_moved`:
    how far the ankles have moved against each other since, in shank lengths.
    """
    facing = np.abs(np.cos(np.radians(feet.yaw_deg)))
    seen = feet.turned_deg < STANCE_SEEN_DEG
    x = track.image[:, :, 0]
    # from behind the network may take one leg, or one arm, for the other
    shoulders, ankles = (
        np.abs(while_standing(x[:, list(pair)] @ OUTWARD, track, baseline))
        for pair in (SHOULDERS, ANKLES)
    )
    width = ankles / (BIACROMIAL * np.where(shoulders < 1.0, np.nan, shoulders))
    left, right = feet.heading_deg.T
    sigma = feet.heading_sigma_deg
    return [
        _seen("stance_width", "of shoulders", width, WIDTH_NOISE * (1 + width) / facing, seen),
        _seen("toe_out_left", "°", left, sigma, seen),
        _seen("toe_out_right", "°", right, sigma, seen),
        _seen("toe_out", "°", (left + right) / 2, feet.toe_out_sigma_deg, seen),
        _seen("toes_differ", "°", np.abs(left - right), sigma * np.sqrt(2), seen),
        _feet_moved(track, baseline, seen),
    ]


def _seen(name: str, unit: str, values: Floats, sigma: Floats, seen: NDArray[np.bool_]) -> Measure:
    return Measure(name, unit, np.where(seen, values, np.nan), sigma)


def _feet_moved(track: PoseTrack, baseline: Baseline, seen: NDArray[np.bool_]) -> Measure:
    left, right = (track.image[:, ankle, :2] for ankle in ANKLES)
    # a camera in the hand moves both feet alike; a lifter who steps moves them one by one
    apart = right - left
    stood = while_standing(apart, track, baseline)
    # a foot where the other was is no step: one leg taken for the other, too long to be mended
    moved = np.minimum(*(np.linalg.norm(apart - side * stood, axis=-1) for side in (1, -1)))
    share = moved / baseline.shank.mean(axis=1)
    seen = seen & (track.visibility[:, list(ANKLES)].min(axis=1) > ANKLES_VISIBLE)
    return _seen("feet_moved", "of shank", share, np.full(len(track), STEP_NOISE), seen)
