"""Angles of body segments in the lifter's own sagittal plane, from any camera angle.

A segment of known length that leans by γ from the vertical, in the plane in which the lifter
faces, is seen by a camera turned by ψ and looking down by φ (parallel projection) as

    up      = cos γ cos φ − sin γ cos ψ sin φ   = R cos(γ + δ)
    forward = sin γ sin ψ

in segment lengths, with R² = cos²φ + cos²ψ sin²φ and tan δ = cos ψ sin φ / cos φ. Either can be
solved for γ; each is good where the other is poor, so they are averaged by their variances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from squatform.pose.pose import Floats

PITCH_SIGMA_DEG = 5.0
"""Standard error of the camera's pitch taken from the standing lifter, on rendered clips."""

MIN_SIGMA_DEG = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Lean:
    """A lean from the vertical over time.

    Attributes
    ----------
    value_deg, sigma_deg : Floats
        Shape (T,): degrees, + where the upper end is in front of the lower, and its standard
        error.
    """

    value_deg: Floats
    sigma_deg: Floats


def sagittal_lean(
    vector: Floats,
    length: Floats,
    yaw_deg: Floats,
    pitch_deg: Floats,
    *,
    forward: bool,
    lateral_share: float,
    noise_share: float,
) -> Lean:
    """Lean of a body segment from the vertical, in the plane in which the lifter faces.

    Parameters
    ----------
    vector : Floats
        Shape (T, 2): from the lower to the upper end in the picture, pixels, y down.
    length : Floats
        Shape (T,): true length of the segment in the same pixels.
    yaw_deg, pitch_deg : Floats
        Shape (T,): see `squatform.motion.camera`.
    forward : bool
        Whether the upper end is in front of the lower (shank, trunk) or behind it (thigh): seen
        from the front alone both look the same.
    lateral_share : float
        How far the segment may also lean sideways, in segment lengths (knees that go out).
    noise_share : float
        Standard error of an end's place, in segment lengths.
    """
    yaw, pitch = np.radians(yaw_deg), np.radians(pitch_deg)
    direction = 1.0 if forward else -1.0
    tilt = np.cos(yaw) * np.sin(pitch)
    radius = np.hypot(np.cos(pitch), tilt)
    delta = np.arctan2(tilt, np.cos(pitch))

    up = np.clip(-vector[:, 1] / (length * radius), -1.0, 1.0)
    by_height = direction * np.arccos(up) - delta
    ahead = -vector[:, 0] / length * np.sign(np.sin(yaw))
    across = np.maximum(np.abs(np.sin(yaw)), 1e-3)
    sine = np.clip(ahead / across, -1.0, 1.0)
    # past the horizontal the sine alone cannot tell above from below
    by_shift = np.where(up >= 0, np.arcsin(sine), direction * np.pi - np.arcsin(sine))

    pitch_error = np.radians(PITCH_SIGMA_DEG) * np.cos(yaw)
    slope_height = np.maximum(np.abs(np.sin(by_height + delta)), noise_share)
    height_variance = (noise_share / slope_height) ** 2 + pitch_error**2
    slope_shift = np.maximum(np.abs(np.cos(by_height)), noise_share) * across
    sideways = np.hypot(noise_share, lateral_share * np.cos(yaw))
    shift_variance = (sideways / slope_shift) ** 2

    weight = shift_variance / (height_variance + shift_variance)
    lean = weight * by_height + (1 - weight) * by_shift
    sigma = np.sqrt(height_variance * shift_variance / (height_variance + shift_variance))
    return Lean(np.degrees(lean), np.maximum(np.degrees(sigma), MIN_SIGMA_DEG))
