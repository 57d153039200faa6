"""Cleans a pose track: outliers out, short gaps filled, noise low-passed without lag."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfiltfilt

from squatform.pose.landmarks import HIPS
from squatform.pose.pose import Floats, PoseTrack

CUTOFF_HZ = 6.0
"""Low-pass limit for human movement (Winter, Biomechanics and Motor Control, 4th ed., §3.4.4)."""

SEEN_HZ = 2.0
"""Low-pass limit for visibility, which shakes around one half where the network is in doubt."""

LONGEST_GAP_S = 0.2
"""A gap up to this long is filled: a lifter cannot do anything unseen in so short a time."""

LONGEST_OUTLINE_GAP_S = 0.3
"""The same between outlines of the back, which come seldom enough for one that fails to leave a
longer gap, see `squatform.pose.silhouette`."""

HAMPEL_HALF_WIDTH_S = 0.12
HAMPEL_LIMIT = 4.0
"""Robust standard deviations from the running median beyond which a value is an outlier."""

GRID_HZ = 60.0
"""Filters need even spacing; frames seldom have it, so a grid of at least this rate stands in."""


def smoothed(track: PoseTrack, cutoff_hz: float = CUTOFF_HZ) -> PoseTrack:
    """Give `track` without outliers, with gaps of up to 0.2 s filled, low-passed with zero lag.

    Parameters
    ----------
    track : PoseTrack
        As it came from the network.
    cutoff_hz : float
        Of the second-order Butterworth filter that runs forwards and backwards.

    Returns
    -------
    PoseTrack
        Same frames; what lies in longer gaps stays NaN. Nothing crosses from scene to scene.
        Between outlines of the back, which come less often than landmarks, they change evenly.
    """
    image, world = track.image.copy(), track.world.copy()
    visibility = track.visibility.copy()
    for run in runs(track.time_s, track.found, track.scene, LONGEST_GAP_S):
        time_s, known = track.time_s[run], track.found[run]
        for column in (image, world):
            flat = column[run].reshape(len(time_s), -1)
            flat = _filled(time_s, without_outliers(time_s[known], flat[known]), time_s[known])
            column[run] = _low_passed(time_s, flat, cutoff_hz).reshape(column[run].shape)
        seen = _filled(time_s, visibility[run][known], time_s[known])
        visibility[run] = np.clip(_low_passed(time_s, seen, SEEN_HZ), 0.0, 1.0)
    back = None if track.back is None else _outlines(track, image)
    return replace(track, image=image, world=world, visibility=visibility, back=back)


def _outlines(track: PoseTrack, image: Floats) -> NDArray[np.float32]:
    """Fill the gaps between outlines of the back: they go with the hips, shape (T, N, 2)."""
    back = np.asarray(track.back, dtype=float)
    hips = image[:, list(HIPS), :2].mean(axis=1)[:, None]
    filled = back.copy()
    seen = np.isfinite(back).any(axis=(1, 2))
    for run in runs(track.time_s, seen, track.scene, LONGEST_OUTLINE_GAP_S):
        time_s, known = track.time_s[run], seen[run]
        offset = (back[run] - hips[run]).reshape(len(time_s), -1)
        # a point that one of two outlines lacks stays NaN between them
        values = _filled(time_s, offset[known], time_s[known])
        filled[run] = values.reshape(filled[run].shape) + hips[run]
    return filled.astype(np.float32)


def runs(
    time_s: Floats, found: NDArray[np.bool_], scene: NDArray[np.int64], longest_gap_s: float
) -> list[slice]:
    """Cut the frames into stretches without a longer gap and within one scene.

    Returns
    -------
    list[slice]
        Each begins and ends with a frame in which the lifter was found.
    """
    frames = np.flatnonzero(found)
    if len(frames) == 0:
        return []
    gap = time_s[frames[1:]] - time_s[frames[:-1]]
    # one missing frame is two frame steps, whatever the frame rate
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    apart = (gap > max(longest_gap_s, 1.5 * step)) | (scene[frames[1:]] != scene[frames[:-1]])
    edges = np.flatnonzero(apart)
    starts = [frames[0], *frames[edges + 1]]
    ends = [*frames[edges], frames[-1]]
    return [slice(int(a), int(b) + 1) for a, b in zip(starts, ends, strict=True)]


def without_outliers(time_s: Floats, values: Floats) -> Floats:
    """Replace outliers of `values`, shape (T, K), by the running median (Hampel identifier).

    Source: Hampel, The influence curve and its role in robust estimation (1974); windows are in
    seconds so that the frame rate does not matter.
    """
    if len(time_s) < 5:
        return values
    step = max(float(np.median(np.diff(time_s))), 1e-6)
    half = int(np.clip(round(HAMPEL_HALF_WIDTH_S / step), 2, 15))
    centre = median_filter(values, (2 * half + 1, 1), mode="nearest")
    # a landmark may rest perfectly still: then no deviation is an outlier by itself
    floor = 0.02 * (np.ptp(values, axis=0) + 1e-9)
    off = np.abs(values - centre)
    # few values are so far off that the spread around them matters
    far = np.nonzero(off > floor)
    padded = np.pad(values, ((half, half), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=0)[far]
    spread = 1.4826 * np.median(np.abs(windows - centre[far][:, None]), axis=-1)
    outlying = off[far] > HAMPEL_LIMIT * spread + floor[far[1]]
    outliers = far[0][outlying], far[1][outlying]
    cleaned = values.copy()
    cleaned[outliers] = centre[outliers]
    return cleaned


def _filled(time_s: Floats, known: Floats, known_s: Floats) -> Floats:
    """Interpolate `known`, shape (N, K) at `known_s`, to all of `time_s`: shape (T, K)."""
    return np.stack([np.interp(time_s, known_s, column) for column in known.T], axis=-1)


def _low_passed(time_s: Floats, values: Floats, cutoff_hz: float) -> Floats:
    """Second-order Butterworth, forwards and backwards, of values of shape (T, K)."""
    if len(time_s) < 4:
        return values
    step = float(np.median(np.diff(time_s)))
    rate = max(GRID_HZ, 1.0 / step)
    grid = np.arange(time_s[0], time_s[-1] + 0.5 / rate, 1.0 / rate)
    even = _filled(grid, values, time_s)
    # half a second of mirrored signal keeps the ends from swinging
    pad = min(len(grid) - 1, round(0.5 * rate))
    sections = butter(2, min(cutoff_hz, 0.45 * rate), fs=rate, output="sos")
    return _filled(time_s, sosfiltfilt(sections, even, axis=0, padlen=pad), grid)
