"""What a single picture shows, without a standing lifter to compare with.

Less than a clip does: lengths are those in the picture, and depth is the network's guess. It is
what there is to go by for photographs, and for data of single frames.
"""

from __future__ import annotations

import numpy as np

from squatform.motion.frontal import knees_off_legs
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS
from squatform.pose.pose import Floats


def snapshot_measures(image: Floats) -> dict[str, Floats]:
    """Measure the lifter of single pictures.

    Parameters
    ----------
    image : Floats
        Landmarks, shape (N, 33, 3): x, y and depth, pixels, see `squatform.pose.pose.PoseTrack`.

    Returns
    -------
    dict[str, Floats]
        Shape (N,) each. `thigh_angle`, degrees, from the rise of the thighs over their length in
        the picture, mean of both; `trunk_lean`, degrees, with the network's depth;
        `knees_inside`, shank lengths, see `squatform.motion.frontal.knees_off_legs`.
    """
    hips, knees, ankles = (image[:, list(pair), :2] for pair in (HIPS, KNEES, ANKLES))
    thigh = hips - knees
    rise = -thigh[..., 1] / np.linalg.norm(thigh, axis=-1)
    trunk = image[:, list(SHOULDERS)].mean(axis=1) - image[:, list(HIPS)].mean(axis=1)
    upright = -trunk[:, 1] / np.linalg.norm(trunk, axis=-1)
    return {
        "thigh_angle": np.degrees(np.arcsin(rise)).mean(axis=1),
        "trunk_lean": np.degrees(np.arccos(upright)),
        "knees_inside": -knees_off_legs(hips, knees, ankles, hips[:, 0] - hips[:, 1]),
    }
