"""How far the near foot has turned since standing: heel up, or toes up."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.camera import view_label
from squatform.pose.foot import INTERVAL_S
from squatform.pose.pose import Floats, FootPicture, PoseTrack

REFERENCES = 3
"""With so many pictures of standing, the nearest in time, every picture is compared."""

SHOE = (0.3, 0.3, 0.45)
"""What is compared of a picture of standing: the box of heel and toe landmark and so much more
ahead and behind, above and below, in lengths of the foot."""

STARTS_DEG = (0.0, 14.0)
SURE = 0.93
"""Turns from which the best match is looked for, until one correlates so well."""

LEAST_MATCH = 0.6
"""Correlation of a match below which the foot has moved, or something is before it."""

GAIN = 0.75
"""Turn of the match over that of the foot: floor and shank are in the picture too. Median over
rendered people of 6-24° of heel lift."""

SIGMA_DEG = 1.3
SIGMA_SHARE = 0.2
"""Standard error of a foot at rest on rendered people, and what a turn adds to it."""

_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 50, 1e-4)
_BLUR = 3


def foot_pitch(track: PoseTrack, baseline: Baseline) -> tuple[Floats, Floats]:
    """Give the pitch of the near foot against standing and its standard error.

    Every picture of the foot is laid over those of the standing foot nearest in time: shifted
    and turned until they correlate best (Evangelidis and Psarakis 2008, Parametric image
    alignment using enhanced correlation coefficient maximization, IEEE TPAMI 30(10)). The turn
    is that of the shoe, to fractions of a degree, where landmarks err by some 6°. Standing is the
    zero, and views other than from the side are not looked at.

    Returns
    -------
    tuple[Floats, Floats]
        Each of shape (T,), degrees, + where the heel is up; NaN where there is no picture, no
        standing, or no match.
    """
    values, sigma = (np.full(len(track), np.nan) for _ in range(2))
    at = np.array([foot.time_s for foot in track.feet])
    if len(at) == 0:
        return values, sigma
    frame = _nearest(track.time_s, at)
    scene, side = track.scene[frame], np.array([foot.side for foot in track.feet])
    stands = baseline.standing[frame]
    pitch, spread = np.where(stands, 0.0, np.nan), np.zeros(len(at))
    aside = [view_label(yaw) == "side" for yaw in baseline.yaw_deg[frame]]
    for index in np.flatnonzero(~stands & aside):
        foot = track.feet[index]
        same = np.flatnonzero(stands & (scene == scene[index]) & (side == side[index]))
        same = same[np.abs(at[same] - at[index]).argsort()[:REFERENCES]]
        turns = [turn_deg(track.feet[k], foot) for k in same]
        known = np.array([turn for turn, match in turns if match >= LEAST_MATCH])
        if len(known):
            pitch[index] = np.median(known) / GAIN
            spread[index] = np.ptp(known) / 2
    error = np.sqrt(SIGMA_DEG**2 + (SIGMA_SHARE * pitch) ** 2 + spread**2)
    for number in np.unique(scene):
        known = np.isfinite(pitch) & (scene == number)
        rows = np.flatnonzero(track.scene == number)
        if known.any():
            values[rows] = _between(track.time_s[rows], at[known], pitch[known])
            sigma[rows] = _between(track.time_s[rows], at[known], error[known])
    return values, sigma


def turn_deg(standing: FootPicture, now: FootPicture) -> tuple[float, float]:
    """Lay two pictures of a foot over each other.

    Returns
    -------
    tuple[float, float]
        By how much the foot is turned against standing, degrees, + heel up; and how well the
        pictures then correlate, −1 to 1, −1 where no match was found.
    """
    (heel, toe), shape = standing.points, standing.grey.shape
    ahead = float(np.sign(toe[0] - heel[0]))
    shoe = _shoe(standing.points, shape)
    best = (np.nan, -1.0)
    for start in STARTS_DEG:
        warp = _rotation(np.radians(ahead * start), shape)
        try:
            match, found = cv2.findTransformECC(
                now.grey, standing.grey, warp, cv2.MOTION_EUCLIDEAN, _STOP, shoe, _BLUR
            )
        except cv2.error:
            continue  # it wandered off: no match from here
        if match > best[1]:
            turn = float(np.degrees(np.arctan2(found[1, 0], found[0, 0])))
            best = (-ahead * turn, float(match))
        if match >= SURE:
            break
    return best


def _rotation(angle: float, shape: tuple[int, ...]) -> NDArray[np.floating]:
    """Turn about the middle of a picture, as an affine matrix of shape (2, 3)."""
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    middle = np.array(shape[::-1]) / 2
    return np.column_stack([turn, middle - turn @ middle]).astype(np.float32)


def _shoe(points: Floats, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Mask of the shoe in a picture of `shape`, 255 inside."""
    low, high = points.min(axis=0), points.max(axis=0)
    length = high[0] - low[0]
    along, above, below = (share * length for share in SHOE)
    left, top = np.maximum(low - np.array([along, above]), 0).astype(int)
    right, bottom = np.maximum(high + np.array([along, below]), 0).astype(int)
    mask = np.zeros(shape, np.uint8)
    mask[top:bottom, left:right] = 255
    return mask


def _nearest(times_s: Floats, at: Floats) -> NDArray[np.int64]:
    """Index in rising `times_s` of what is nearest to each of `at`."""
    after = np.searchsorted(times_s, at)
    around = np.clip([after - 1, after], 0, len(times_s) - 1)
    nearer = np.abs(times_s[around] - at).argmin(axis=0)
    return np.asarray(np.take_along_axis(around, nearer[None], axis=0)[0])


def _between(time_s: Floats, at: Floats, values: Floats) -> Floats:
    """Interpolate, where the nearest known time is no farther than an interval and a half."""
    apart = np.abs(at[_nearest(at, time_s)] - time_s)
    return np.where(apart <= 1.5 * INTERVAL_S, np.interp(time_s, at, values), np.nan)
