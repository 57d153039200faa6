"""Arms held overhead: whether they stay in line with the trunk.

Seen from the side. Where the hands are not overhead in standing nothing is measured.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.feet import Feet, while_standing
from squatform.motion.measure import Measure
from squatform.pose.landmarks import SHOULDERS, WRISTS, Landmark
from squatform.pose.pose import Floats, PoseTrack

SEEN_DEG = 55.0
"""Turn from facing the camera, or away, from which the way ahead can be seen."""

LEAST_VISIBILITY = 0.5
LEAST_REACH, LEAST_RISE = 0.7, 0.4
"""Of the near wrist, and from the shoulder to it, and up to it, in trunk lengths: where plates hide
hand and elbow the network puts them by the head."""

ARM_NOISE_DEG = 5.0
"""Standard error of the change since standing, that of the trunk with it: 29 rendered lifters with
a bare bar overhead, seen from the side, have 3° ± 5° too much."""


def hands_overhead(track: PoseTrack, baseline: Baseline) -> NDArray[np.bool_]:
    """Tell whether both hands are over the head while the lifter stands: shape (T,)."""
    y = track.image[:, :, 1]
    above = y[:, list(WRISTS)].max(axis=1) < y[:, Landmark.NOSE]
    return np.asarray(while_standing(above.astype(float), track, baseline) > 0.5)


def arms_forward(
    track: PoseTrack, baseline: Baseline, feet: Feet, known: Mapping[str, Measure]
) -> Measure:
    """Measure how far the near arm has fallen forward since standing, degrees.

    That is how much more the line from shoulder to wrist leans ahead of that from hips to
    shoulders; a wide grip, seen at an angle, leans as much in standing.
    """
    xy = track.image[:, :, :2]
    near = np.where(baseline.yaw_deg > 0, 0, 1)
    frame = np.arange(len(track))
    hand, shoulder = (np.array(pair)[near] for pair in (WRISTS, SHOULDERS))
    across, down = (xy[frame, hand] - xy[frame, shoulder]).T
    turn = -np.sin(np.radians(feet.yaw_deg))
    with np.errstate(invalid="ignore"):
        seen = (
            hands_overhead(track, baseline)
            & (np.abs(turn) > np.sin(np.radians(SEEN_DEG)))
            & (track.visibility[frame, hand] > LEAST_VISIBILITY)
            & (np.hypot(across, down) > LEAST_REACH * baseline.trunk)
            & (-down > LEAST_RISE * baseline.trunk)
        )
    lean = np.degrees(np.arctan2(across / np.where(seen, turn, np.nan), -down))
    ahead: Floats = lean - known["trunk_lean"].values
    ahead = ahead - while_standing(ahead, track, baseline)
    return Measure("arms_forward", "°", ahead, np.full(len(track), ARM_NOISE_DEG))
