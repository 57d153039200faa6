"""Angles of body segments in the lifter's own sagittal plane, from any camera angle.

A camera looks down by φ at a lifter turned by ψ. A segment of length L goes up from a point that
is seen at (x, y) from the picture's centre and lies at depth z; it goes to the lifter's left by the
share s of its length, and what is left of it, the share k, leans by γ from the vertical in the
plane in which the lifter faces. Its upper end is then seen at (u, v) with, for the pinhole camera
of focal length f, p = u / f and q = v / f,

    k (cos γ (cos φ − q sin φ) − sin γ cos ψ (sin φ + q cos φ))
        = (y/f − q) z / L + s sin ψ (sin φ + q cos φ)
    k (sin γ (sin ψ − p cos ψ cos φ) − cos γ p sin φ)
        = (x/f − p) z / L + s (cos ψ + p sin ψ cos φ)

Either can be solved for γ; each is good where the other is poor, so they are averaged by their
variances. Without perspective (f → ∞) they are the plain vertical and horizontal projections.
Depth is counted in pixels: it is f at the ankles, so that lengths are those seen at that depth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from squatform.motion.camera import FOCAL_SIGMA, PITCH_SIGMA_DEG, Camera
from squatform.pose.pose import Floats

MIN_SIGMA_DEG = 1.0

MOST_SIDEWAYS = 0.8
"""Share of a segment that is taken to go to the side at most; more is an error of the network."""

SETTLED_DEG = 15.0
"""Lean from which the way to the side counts in full, see `inclination`."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One body segment over time, as seen.

    Attributes
    ----------
    lower, upper : Floats
        Shape (T, 2): its ends in the picture, pixels.
    depth : Floats
        Shape (T,): of the lower end, in pixels.
    length : Floats
        Shape (T,): true, in pixels at the depth of the ankles.
    left : Floats
        Shape (T,): how far the upper end is to the lifter's left of the lower, in segment lengths.
    forward : bool
        Whether the upper end is in front of the lower (shank, trunk) or behind it (thigh): seen
        from the front alone both look the same.
    left_sigma : float
        Standard error of `left`.
    noise_share : float
        Standard error of an end's place, in segment lengths.
    """

    lower: Floats
    upper: Floats
    depth: Floats
    length: Floats
    left: Floats
    forward: bool
    left_sigma: float
    noise_share: float


def sagittal_lean(segment: Segment, camera: Camera) -> Lean:
    """Lean of a body segment from the vertical, in the plane in which the lifter faces."""
    yaw, pitch = np.radians(camera.yaw_deg), np.radians(camera.pitch_deg)
    p, q = ((segment.upper - camera.centre) / camera.focal).T
    x, y = ((segment.lower - camera.centre) / camera.focal).T
    reach = segment.depth / segment.length
    noise = segment.noise_share
    left, plane = segment.left, plane_share(segment.left)
    height = (y - q) * reach + left * np.sin(yaw) * (np.sin(pitch) + q * np.cos(pitch))
    shift = (x - p) * reach + left * (np.cos(yaw) + p * np.sin(yaw) * np.cos(pitch))

    upright = np.cos(pitch) - q * np.sin(pitch)
    tilt = np.cos(yaw) * (np.sin(pitch) + q * np.cos(pitch))
    radius, delta = np.hypot(upright, tilt), np.arctan2(tilt, upright)
    up = np.clip(height / plane / radius, -1.0, 1.0)
    direction = 1.0 if segment.forward else -1.0
    by_height = direction * np.arccos(up) - delta

    across = np.sin(yaw) - p * np.cos(yaw) * np.cos(pitch)
    sign = np.where(across < 0, -1.0, 1.0)
    turn = np.arctan2(-p * np.sin(pitch) * sign, np.abs(across))
    width = np.maximum(np.hypot(across, p * np.sin(pitch)), 1e-3)
    sine = np.clip(shift / plane * sign / width, -1.0, 1.0)
    # past the horizontal the sine alone cannot tell above from below
    by_shift = np.where(up >= 0, np.arcsin(sine), direction * np.pi - np.arcsin(sine)) - turn

    sight = np.hypot(np.radians(PITCH_SIGMA_DEG), FOCAL_SIGMA * np.arctan(q)) * np.cos(yaw)
    slope_height = np.maximum(np.abs(np.sin(by_height + delta)), noise)
    height_variance = (noise / slope_height) ** 2 + sight**2
    slope_shift = np.maximum(np.abs(np.cos(by_height)), noise) * width
    sideways = np.hypot(noise, segment.left_sigma * np.cos(yaw))
    shift_variance = (sideways / slope_shift) ** 2

    weight = shift_variance / (height_variance + shift_variance)
    lean = weight * by_height + (1 - weight) * by_shift
    sigma = np.sqrt(height_variance * weight)
    return Lean(np.degrees(lean), np.maximum(np.degrees(sigma), MIN_SIGMA_DEG))


def plane_share(left: Floats) -> Floats:
    """Share of a segment's length that is in the plane in which the lifter faces, shape (T,)."""
    share: Floats = np.sqrt(1.0 - np.minimum(left**2, MOST_SIDEWAYS**2))
    return share


def inclination(lean: Lean, left: Floats) -> Lean:
    """Angle from the vertical of a segment that leans and also goes to the `left`, see `Segment`.

    + where it leans forward. Up to `SETTLED_DEG` it goes over smoothly from its lean alone, as
    one that only goes to the side has no sign.
    """
    gamma = np.radians(lean.value_deg)
    whole = np.degrees(np.arccos(plane_share(left) * np.cos(gamma)))
    share = np.clip(lean.value_deg / SETTLED_DEG, -1.0, 1.0)
    value = lean.value_deg + share * (whole - np.abs(lean.value_deg))
    return Lean(value, lean.sigma_deg)


def depth_above(segment: Segment, lean: Lean, camera: Camera) -> Floats:
    """Depth of the upper end of a segment, in pixels, shape (T,)."""
    yaw, pitch = np.radians(camera.yaw_deg), np.radians(camera.pitch_deg)
    gamma = np.radians(lean.value_deg)
    nearer = np.cos(gamma) * np.sin(pitch) + np.sin(gamma) * np.cos(yaw) * np.cos(pitch)
    nearer = plane_share(segment.left) * nearer + segment.left * np.sin(yaw) * np.cos(pitch)
    depth: Floats = segment.depth - segment.length * nearer
    return depth
