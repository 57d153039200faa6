"""The line of the back, read off the network's mask.

Landmarks know nothing of the spine between hips and shoulders; the outline shows it. Masks are
read along a few lines and thrown away: those of one minute would fill a gigabyte.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from squatform.pose.landmarks import HIPS, SHOULDERS
from squatform.pose.pose import BACK_POINTS, Floats, Pose

Mask = NDArray[np.float32]
"""Shape (height, width): how surely, 0-1, a pixel belongs to the person."""

BACK_SPAN = (-0.15, 0.95)
"""Where the back is read, from the buttock to the neck, as shares of the line from the middle of
the hips (0) to the middle of the shoulders (1)."""

FARTHEST = 0.75
"""How far from that line the outline is looked for, in its length."""


def back_line(mask: Mask, pose: Pose) -> Floats:
    """Find the outline of the back of a lifter seen from the side.

    From points on the line between hips and shoulders it looks backwards, at right angles, for
    where the mask falls below one half.

    Parameters
    ----------
    mask : Mask
        Of a picture of any size that shows the same as the source picture.
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
