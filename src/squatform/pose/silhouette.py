"""The line of the back, read off the network's mask.

Landmarks know nothing of the spine between hips and shoulders; the outline shows it. Masks are
drawn ten times a second, fewer of a lifter who stands still, read along a few lines and thrown
away: those of one minute would fill a gigabyte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from squatform.pose.landmarks import HIPS, SHOULDERS
from squatform.pose.masker import SIDE, Mask
from squatform.pose.pose import BACK_POINTS, SIDE_ON, Floats, Pose
from squatform.video.frame import Image

INTERVAL_S = 0.1
"""Time between two masks: twice that tells a late tuck less well, half of it no better."""

RESTING_INTERVALS = 4
"""So many intervals the outline of a lifter who stands still stays the same."""

BACK_SPAN = (-0.15, 0.95)
"""Where the back is read, from the buttock to the neck, as shares of the line from the middle of
the hips (0) to the middle of the shoulders (1)."""

FARTHEST = 0.75
"""How far from that line the outline is looked for, in its length."""

ROOM = 1.25
"""Half a side of the square that the network sees, in the distance from the hips of the landmark
that is farthest out."""


class BackCamera:
    """Finds the outline of the back whenever a new interval begins.

    Parameters
    ----------
    draw_mask : callable
        As `squatform.pose.masker.Masker.draw`.
    interval_s : float
        Time between two outlines; 0: every frame.
    """

    def __init__(self, draw_mask: Callable[[Image], Mask], interval_s: float = INTERVAL_S) -> None:
        self._draw_mask = draw_mask
        self._interval_s = interval_s
        self._interval = -1
        self._drawn = -RESTING_INTERVALS
        self._outline = np.full((BACK_POINTS, 2), np.nan)  # from the hips

    def look(
        self, pose: Pose | None, time_s: float, image: Image, scale: float, *, resting: bool = False
    ) -> Pose | None:
        """Give `pose` with the outline, if it is time for one and the side is to the camera.

        Parameters
        ----------
        pose : Pose or None
            In pixels of the source picture.
        time_s : float
            Presentation time.
        image : Image
            What the network was shown of the frame, perhaps reduced by `scale`.
        scale : float
            Size of `image` over size of the source picture.
        resting : bool
            Whether the lifter stands still.
        """
        interval = int(time_s / self._interval_s) if self._interval_s else self._interval + 1
        if pose is None or interval == self._interval or abs(pose.turn) < SIDE_ON:
            return pose
        self._interval = interval
        if not resting or interval - self._drawn >= RESTING_INTERVALS:
            self._drawn = interval
            self._outline = self._find(pose, image, scale) - pose.hip
        return replace(pose, back=self._outline + pose.hip)

    def _find(self, pose: Pose, image: Image, scale: float) -> Floats:
        turn, shift = _upright(pose)
        # OpenCV counts from the centre of the first pixel, landmarks from its corner
        offset = turn.sum(axis=1) / 2 / scale + shift - 0.5
        warp = np.column_stack([turn / scale, offset])
        picture = np.asarray(cv2.warpAffine(image, warp, (SIDE, SIDE)), dtype=np.uint8)
        placed = pose.image.copy()
        placed[:, :2] = pose.image[:, :2] @ turn.T + shift
        line = back_line(self._draw_mask(picture), replace(pose, image=placed))
        return np.asarray((line - shift) @ np.linalg.inv(turn).T)


def _upright(pose: Pose) -> tuple[Floats, Floats]:
    """Give the map from the source picture to the network's: a matrix and what is added to it.

    It was trained on people whose hips are in the middle and whose trunk is upright, in the
    circle around the whole body (Bazarevsky et al., BlazePose, arXiv:2006.10204, section 2.2).
    """
    trunk = pose.image[list(SHOULDERS), :2].mean(axis=0) - pose.hip
    length = max(float(np.hypot(*trunk)), 1.0)
    right, up = trunk[0] / length, -trunk[1] / length
    out = pose.image[:, :2] - pose.hip
    finer = 0.5 * SIDE / (ROOM * max(float(np.hypot(*out.T).max()), 1.0))
    turn = finer * np.array([[up, right], [-right, up]])
    return turn, 0.5 * SIDE - turn @ pose.hip


def back_line(mask: Mask, pose: Pose) -> Floats:
    """Find the outline of the back of a lifter seen from the side.

    From points on the line between hips and shoulders it looks backwards, at right angles, for
    where the mask falls below one half.

    Parameters
    ----------
    mask : Mask
        Of any size.
    pose : Pose
        In pixels of the mask.

    Returns
    -------
    Floats
        Shape (BACK_POINTS, 2), pixels of the mask, from the buttock up; NaN where there is no
        outline.
    """
    hip, shoulder = (pose.image[list(pair), :2].mean(axis=0) for pair in (HIPS, SHOULDERS))
    along = shoulder - hip
    length = max(float(np.hypot(*along)), 1.0)
    # who shows the left side looks to the left of the picture
    backwards = np.array([-along[1], along[0]]) / length * np.sign(pose.turn)
    starts = hip + np.linspace(*BACK_SPAN, BACK_POINTS)[:, None] * along
    distance = _edge(mask, starts, backwards, np.arange(0.0, FARTHEST * length))
    return np.asarray(starts + distance[:, None] * backwards)


def _edge(mask: Mask, starts: Floats, direction: Floats, reach: Floats) -> Floats:
    """Distance from each start, shape (N, 2), at which the mask first falls below one half."""
    inside = _sampled(mask, starts[:, None, :] + reach[:, None] * direction)
    outside = inside < 0.5
    last = np.maximum(outside.argmax(axis=1) - 1, 0)
    row = np.arange(len(starts))
    before, after = inside[row, last], inside[row, last + 1]
    # a start outside the person has no edge, nor has one that never leaves them
    found = outside.any(axis=1) & (before >= 0.5)
    part = (before - 0.5) / np.where(found, before - after, 1.0)
    return np.where(found, reach[last] + part * (reach[1] - reach[0]), np.nan)


def _sampled(mask: Mask, points: Floats) -> Floats:
    """Bilinear samples at points of shape (..., 2); beyond the edge, those on it."""
    height, width = mask.shape
    x = np.clip(points[..., 0] - 0.5, 0, width - 1.001)
    y = np.clip(points[..., 1] - 0.5, 0, height - 1.001)
    column, row = x.astype(int), y.astype(int)
    right, down = x - column, y - row
    upper = mask[row, column] * (1 - right) + mask[row, column + 1] * right
    lower = mask[row + 1, column] * (1 - right) + mask[row + 1, column + 1] * right
    return np.asarray(upper * (1 - down) + lower * down)
