"""Where the camera stands, seen from the lifter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from squatform.pose.landmarks import ANKLES, HIPS, SHOULDERS
from squatform.pose.pose import Floats, PoseTrack

ViewLabel = Literal["side", "front", "oblique", "back", "mixed"]

FRONT_LIMIT_DEG = 25.0
SIDE_LIMIT_DEG = 65.0
"""Up to 25° from facing the camera (or from facing away) is front (or back); from 65° is side."""


FOCAL_SHARE = 0.8
FOCAL_SIGMA = 0.25
"""Focal length over the longer side of the picture, and its relative standard error: phones and
webcams film with some 60 to 75° along it, and cropped clips with less."""

PITCH_PRIOR_DEG = 10.0
PITCH_SEEN_DEG = 5.0
"""Standard errors of "the camera is level" and of the tilt seen in the standing lifter."""

PITCH_SIGMA_DEG = (
    PITCH_PRIOR_DEG * PITCH_SEEN_DEG / float(np.hypot(PITCH_PRIOR_DEG, PITCH_SEEN_DEG))
)


NEAR_SIDE_LIMITS = (0.5, 0.8)
"""|sin yaw| between which the leg away from the camera loses its say: 30° to 53°."""


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A pinhole camera over time, as seen from the lifter.

    Attributes
    ----------
    focal : float
        Focal length in pixels.
    centre : Floats
        Shape (2,): where its axis meets the picture, pixels.
    yaw_deg : Floats
        Shape (T,): turn of the lifter, see `yaw_deg`.
    pitch_deg : Floats
        Shape (T,): how far the camera's axis points down.
    """

    focal: float
    centre: Floats
    yaw_deg: Floats
    pitch_deg: Floats


def focal_length(size: tuple[int, int]) -> float:
    """Likely focal length, in pixels, of a picture of `size` (width, height) pixels."""
    return FOCAL_SHARE * max(size)


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


def sight_deg(world: Floats) -> Floats:
    """Angle by which the line of sight to a standing person's legs points down.

    World landmarks are seen along it: in them hips above the ankles are also nearer.

    Parameters
    ----------
    world : Floats
        World landmarks, shape (T, 33, 3).

    Returns
    -------
    Floats
        Shape (T,), degrees. It means nothing while the lifter squats.
    """
    leg = world[:, list(HIPS)].mean(axis=1) - world[:, list(ANKLES)].mean(axis=1)
    sight: Floats = np.degrees(np.arctan2(-leg[:, 2], -leg[:, 1]))
    return sight


def pitch_deg(track: PoseTrack) -> Floats:
    """Angle by which the camera's axis points down.

    A standing person's hips are above the ankles, so the tilt of that line towards the camera is
    how far the line of sight to the legs points down; where the legs are in the picture tells
    how far that line is from the camera's axis. Averaged, by standard errors, with a level
    camera. It means nothing while the lifter squats.

    Returns
    -------
    Floats
        Shape (T,), degrees, + where the camera looks down.
    """
    middle = track.image[:, [*HIPS, *ANKLES], 1].mean(axis=1) - track.size[1] / 2
    off_axis = np.degrees(np.arctan2(middle, focal_length(track.size)))
    pitch: Floats = (sight_deg(track.world) - off_axis) * (PITCH_SIGMA_DEG / PITCH_SEEN_DEG) ** 2
    return pitch


def left_share(yaw_deg: Floats) -> Floats:
    """Weight of the left leg in the mean of both, 0-1, shape (T,).

    From the front and the back both legs are seen alike; from the side the far one is guessed.
    """
    turn = np.sin(np.radians(yaw_deg))
    low, high = NEAR_SIDE_LIMITS
    lean = np.clip((np.abs(turn) - low) / (high - low), 0.0, 1.0) * np.sign(turn)
    share: Floats = 0.5 + 0.5 * lean
    return share


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
