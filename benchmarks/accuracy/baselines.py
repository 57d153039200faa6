"""What the usual tools do, in a few lines each, on the same landmarks as squatform."""

from __future__ import annotations

import numpy as np

from squatform.motion.measures import Motion
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS
from squatform.pose.pose import Floats

UP_DEG = 145.0
DOWN_DEG = 90.0
"""Interior knee angles of the common counter: up above the one, down under the other."""


def interior_angle(a: Floats, b: Floats, c: Floats) -> Floats:
    """Angle at `b` between `a` and `c`, degrees, over the last axis."""
    u, v = a - b, c - b
    cosine = (u * v).sum(-1) / (np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1))
    angle: Floats = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return angle


def _near_side(motion: Motion) -> int:
    return 0 if np.nansum(np.sin(np.radians(motion.baseline.yaw_deg))) >= 0 else 1


def angles_of(points: Floats, side: int) -> dict[str, Floats]:
    """Knee flexion, thigh angle and trunk lean from joint positions, shape (T, 33, 2 or 3).

    The second axis points down.
    """
    hip, knee, ankle, shoulder = (
        points[:, pair[side]] for pair in (HIPS, KNEES, ANKLES, SHOULDERS)
    )
    thigh, trunk = hip - knee, shoulder - hip
    across = np.linalg.norm(np.delete(thigh, 1, axis=-1), axis=-1)
    trunk_across = np.linalg.norm(np.delete(trunk, 1, axis=-1), axis=-1)
    return {
        "knee_flexion": 180.0 - interior_angle(hip, knee, ankle),
        "thigh_angle": np.degrees(np.arctan2(-thigh[:, 1], across)),
        "trunk_lean": np.degrees(np.arctan2(trunk_across, -trunk[:, 1])),
    }


def plain_2d(motion: Motion) -> dict[str, Floats]:
    """Joint angles in the picture, near side."""
    return angles_of(motion.track.image[:, :, :2], _near_side(motion))


def world_3d(motion: Motion) -> dict[str, Floats]:
    """Joint angles of MediaPipe's world landmarks, near side."""
    return angles_of(motion.track.world, _near_side(motion))


def up_down_count(motion: Motion) -> int:
    """Repetitions by the common counter: down under 90° after up above 145°."""
    interior = 180.0 - plain_2d(motion)["knee_flexion"]
    count, up = 0, False
    for angle in interior[np.isfinite(interior)]:
        if angle > UP_DEG:
            up = True
        elif angle < DOWN_DEG and up:
            count, up = count + 1, False
    return count
