"""Where the camera stands, seen from the lifter."""

from __future__ import annotations

from typing import Literal

import numpy as np

from squatform.pose.landmarks import ANKLES, HIPS, SHOULDERS
from squatform.pose.pose import Floats

ViewLabel = Literal["side", "front", "oblique", "back", "mixed"]

FRONT_LIMIT_DEG = 25.0
SIDE_LIMIT_DEG = 65.0
"""Up to 25° from facing the camera (or from facing away) is front (or back); from 65° is side."""


def yaw_deg(world: Floats) -> Floats:
    """Turn of the lifter from facing the camera, from the axis of hips and shoulders.

    Parameters
    ----------
    world : Floats
        World landmarks, shape (T, 33, 3).

    Returns
    -------
    Floats
        Shape (T,), degrees in (−180, 180]: 0 faces the camera, +90 shows it the left side,
        −90 the right side, ±180 the back.
    """
    (left_hip, right_hip), (left_shoulder, right_shoulder) = HIPS, SHOULDERS
    axis = world[:, left_hip] - world[:, right_hip]
    axis = axis + world[:, left_shoulder] - world[:, right_shoulder]
    yaw: Floats = np.degrees(np.arctan2(-axis[:, 2], axis[:, 0]))
    return yaw


def pitch_deg(world: Floats) -> Floats:
    """Angle by which the line of sight to the lifter's legs points down.

    A standing person's hips are above the ankles, so the tilt of that line towards the camera in
    the camera's own axes is the tilt of the camera. It means nothing while the lifter squats.

    Parameters
    ----------
    world : Floats
        World landmarks, shape (T, 33, 3).

    Returns
    -------
    Floats
        Shape (T,), degrees, + where the camera looks down.
    """
    leg = world[:, list(HIPS)].mean(axis=1) - world[:, list(ANKLES)].mean(axis=1)
    pitch: Floats = np.degrees(np.arctan2(-leg[:, 2], -leg[:, 1]))
    return pitch


def circular_mean_deg(angles_deg: Floats) -> float:
    """Mean direction of angles in degrees; NaN of none."""
    angles = np.radians(angles_deg[np.isfinite(angles_deg)])
    if len(angles) == 0:
        return float("nan")
    return float(np.degrees(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean())))


def view_label(yaw: float) -> ViewLabel:
    """Name the view for a yaw in degrees, see `yaw_deg`."""
    turn = abs((yaw + 180.0) % 360.0 - 180.0)
    if turn <= FRONT_LIMIT_DEG:
        return "front"
    if turn >= 180.0 - FRONT_LIMIT_DEG:
        return "back"
    return "side" if SIDE_LIMIT_DEG <= turn <= 180.0 - SIDE_LIMIT_DEG else "oblique"
