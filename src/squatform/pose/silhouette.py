"""The line of the back, read off the network's mask.

Landmarks know nothing of the spine between hips and shoulders; the outline shows it. Masks are
drawn seven times a second, fewer of a lifter who stands still, read along a few lines and thrown
away: those of one minute would fill a gigabyte.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from squatform.pose.landmarker import Mask
from squatform.pose.landmarks import HIPS, SHOULDERS
from squatform.pose.pose import BACK_POINTS, Floats, Pose

INTERVAL_S = 0.13
"""Time between two masks, every fourth frame of 30 a second: 0.2 s tells a late tuck less well, 0.1
no better."""

RESTING_INTERVALS = 3
"""So many intervals the outline of a lifter who stands still stays the same."""

BACK_SPAN = (-0.15, 0.95)
"""Where the back is read, from the buttock to the neck, as shares of the line from the middle of
the hips (0) to the middle of the shoulders (1)."""

FARTHEST = 0.75
"""How far from that line the outline is looked for, in its length."""


class BackCamera:
    """Decides when to look for the outline of the back: whenever a new interval begins.

    That of a lifter who stands still is looked for less often and goes along with the hips.
    """

    def __init__(self) -> None:
        self._drawn = -RESTING_INTERVALS
        self._given = -1
        self._aside = True
        self._outline: Floats | None = None  # from the hips

    def wants(self, time_s: float, *, resting: bool = False) -> bool:
        """Tell whether to look for the outline in the frame of this time; it then counts as done.

        Parameters
        ----------
        time_s : float
            Presentation time.
        resting : bool
            Whether the lifter stands still.
        """
        interval = int(time_s / INTERVAL_S)
        if not self._aside or interval - self._drawn < (RESTING_INTERVALS if resting else 1):
            return False
        self._drawn = interval
        return True

    def look(self, pose: Pose | None, time_s: float, *, resting: bool = False) -> Pose | None:
        """Take in the lifter of a frame, and give them with the outline if it is time for one."""
        if pose is None:
            return None
        self._aside = pose.side_on
        interval = int(time_s / INTERVAL_S)
        if pose.back is not None:
            self._outline, self._given = pose.back - pose.hip, interval
        elif resting and self._aside and self._outline is not None and interval > self._given:
            self._given = interval
            return replace(pose, back=self._outline + pose.hip)
        return pose


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
