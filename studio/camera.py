"""The camera: a pinhole, where it stands, and where it sees a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from studio.linalg import Array, rotation_z, unit
from studio.spec import CameraSpec, PictureSpec
from studio.timeline import Sway

NEAR_M, FAR_M = 0.1, 40.0


@dataclass(frozen=True)
class Camera:
    """A pinhole camera.

    Attributes
    ----------
    eye : (3,) position.
    axes : (3, 3) rows: right, down, forward.
    focal_px : focal length.
    width, height : of the picture in pixels.
    """

    eye: Array
    axes: Array
    focal_px: float
    width: int
    height: int

    def project(self, points: Array) -> Array:
        """Pixel coordinates of points, shape (n, 2); the top left corner is (0, 0)."""
        seen = (points - self.eye) @ self.axes.T
        centre = np.array([self.width / 2, self.height / 2])
        pixels: Array = self.focal_px * seen[:, :2] / seen[:, 2:] + centre
        return pixels

    def clip_matrix(self) -> Array:
        """World to OpenGL clip coordinates, (4, 4)."""
        view = np.eye(4)
        flip = np.array([1.0, -1.0, -1.0])  # OpenGL looks along -z with y up
        view[:3, :3] = self.axes * flip[:, None]
        view[:3, 3] = -(self.axes @ self.eye) * flip
        near, far = NEAR_M, FAR_M
        projection = np.zeros((4, 4))
        projection[0, 0] = 2 * self.focal_px / self.width
        projection[1, 1] = 2 * self.focal_px / self.height
        projection[2, 2] = -(far + near) / (far - near)
        projection[2, 3] = -2 * far * near / (far - near)
        projection[3, 2] = -1
        matrix: Array = projection @ view
        return matrix


class CameraOperator:
    """Holds the camera of one clip, on a tripod or in a hand."""

    def __init__(self, spec: CameraSpec, picture: PictureSpec, seed: int) -> None:
        self._spec = spec
        self._picture = picture
        self._drift = Sway(seed, "camera", "drift", channels=6)

    def at(self, time_s: float) -> Camera:
        """Find the camera at a time after the clip's start."""
        spec, picture = self._spec, self._picture
        azimuth = math.radians(spec.azimuth_deg)
        outward = np.array([math.sin(azimuth), 0.0, math.cos(azimuth)])
        sideways = np.array([outward[2], 0.0, -outward[0]])
        shift = np.array(self._drift(time_s)) * spec.drift
        eye = outward * spec.distance_m + np.array([0.0, spec.height_m, 0.0])
        eye = eye + 0.012 * shift[:3]
        target = np.array([0.0, spec.aim_height_m, 0.0]) + sideways * spec.aim_side_m
        target = target + 0.02 * np.array([shift[3], shift[4], shift[3]])
        forward = unit(target - eye)
        right = unit(np.cross(forward, [0.0, 1.0, 0.0]))
        upright = np.stack([right, np.cross(forward, right), forward])
        axes = rotation_z(spec.roll_deg + 0.4 * float(shift[5])) @ upright
        focal = picture.height / 2 / math.tan(math.radians(spec.field_of_view_deg) / 2)
        return Camera(eye, axes, focal, picture.width, picture.height)
