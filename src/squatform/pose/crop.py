"""The square of a picture that the landmark network is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from squatform.pose.landmarks import EARS, SHOULDERS
from squatform.pose.pose import Floats, Pose
from squatform.video.frame import Image

SIDE = 256
"""Pixels of a side of the picture that the network takes."""

ROOM = 1.25
"""Half a side of the square, in the distance from the hips of what of the body is farthest out."""

TOP = 0.65
"""From the ears to the top of the head, in the distance from the shoulders to the ears."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A square with the hips in the middle and the trunk upright.

    The network was trained on such pictures (Bazarevsky et al., BlazePose, arXiv:2006.10204,
    section 2.2).

    Attributes
    ----------
    turn : Floats
        Shape (2, 2): turns and scales from pixels of the source picture to those of the square.
    shift : Floats
        Shape (2,): added after it.
    """

    turn: Floats
    shift: Floats

    @classmethod
    def around(cls, pose: Pose) -> Crop:
        """Give the square around a person."""
        return cls.at(place_of(pose))

    @classmethod
    def at(cls, place: Floats) -> Crop:
        """Give the square at a place, see `place_of`."""
        hip, (right, down), half = place[:2], place[2:4] / np.hypot(*place[2:4]), place[4]
        turn = 0.5 * SIDE / half * np.array([[-down, right], [-right, -down]])
        return cls(turn, 0.5 * SIDE - turn @ hip)

    def picture(self, image: Image, scale: float) -> Image:
        """Cut the square out of `image`, the source picture reduced by `scale`."""
        # OpenCV counts from the centre of the first pixel, landmarks from its corner
        offset = self.turn.sum(axis=1) / 2 / scale + self.shift - 0.5
        warp = np.column_stack([self.turn / scale, offset])
        return np.asarray(cv2.warpAffine(image, warp, (SIDE, SIDE)), dtype=np.uint8)

    def outside(self, points: Floats) -> Floats:
        """Give where points of the square, shape (N, 2), lie in the source picture."""
        return np.asarray((points - self.shift) @ np.linalg.inv(self.turn).T)

    def pose_outside(self, pose: Pose) -> Pose:
        """Give a pose seen in the square as it is in the source picture."""
        finer = float(np.hypot(*self.turn[0]))
        image = np.column_stack([self.outside(pose.image[:, :2]), pose.image[:, 2] / finer])
        world = np.column_stack([pose.world[:, :2] @ (self.turn / finer), pose.world[:, 2]])
        back = None if pose.back is None else self.outside(pose.back)
        return replace(pose, image=image, world=world, back=back)


def place_of(pose: Pose) -> Floats:
    """Tell where the square around a person is.

    Returns
    -------
    Floats
        Shape (5,), pixels: the middle of the hips, a vector from there along the trunk, and half a
        side; the vector is as long as half a side.
    """
    out = outline_of(pose) - pose.hip
    half = ROOM * max(float(np.hypot(*out.T).max()), 1.0)
    trunk = pose.image[list(SHOULDERS), :2].mean(axis=0) - pose.hip
    length = float(np.hypot(*trunk))
    # straight up where there is no trunk to go by
    up = trunk / length if length >= 1.0 else np.array([0.0, -1.0])
    return np.array([*pose.hip, *(half * up), half])


def outline_of(pose: Pose) -> Floats:
    """Give the landmarks and the top of the head, shape (34, 2): what a person takes up."""
    ears, shoulders = (pose.image[list(pair), :2].mean(axis=0) for pair in (EARS, SHOULDERS))
    return np.vstack([pose.image[:, :2], ears + TOP * (ears - shoulders)])
