"""Gives back to each leg what the network took for the other one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from squatform.motion.smoothing import LONGEST_GAP_S, runs
from squatform.pose.landmarks import ANKLES, HEELS, HIPS, KNEES, TOES
from squatform.pose.pose import Floats, PoseTrack

EXCHANGED_COST = 1.0
"""Cost of a second in which the legs are held to be exchanged, in hip-to-ankle lengths that knees,
ankles, heels and toes of both would travel otherwise: legs that jump there and back within the time
of a repetition are exchanged, and those that pass each other are not."""

_LEGS = np.array([KNEES, ANKLES, HEELS, TOES])


def legs_in_place(track: PoseTrack) -> PoseTrack:
    """Exchange the legs back where the network took one for the other for a moment.

    It looks at each frame anew, and where legs hide each other, or it is dark, their names may
    jump. Of all ways to name them in a stretch of frames the one is taken on which they travel the
    least (Viterbi, 1967), with a cost on leaving the network's names. Where the hips jump too, the
    network has the whole lifter face the other way, and nothing is changed.

    Parameters
    ----------
    track : PoseTrack
        As it came from the network.

    Returns
    -------
    PoseTrack
        Same frames.
    """
    exchanged = np.zeros(len(track), dtype=bool)
    for run in runs(track.time_s, track.found, track.scene, LONGEST_GAP_S):
        frames = np.arange(run.start, run.stop)[track.found[run]]
        exchanged[frames] = _exchanged(track.image[frames, :, :2], track.time_s[frames])
    if not exchanged.any():
        return track
    image, world, visibility = track.image.copy(), track.world.copy(), track.visibility.copy()
    for values in (image, world, visibility):
        values[np.ix_(exchanged, _LEGS.ravel())] = values[np.ix_(exchanged, _LEGS[:, ::-1].ravel())]
    return replace(track, image=image, world=world, visibility=visibility)


def _exchanged(xy: Floats, time_s: Floats) -> NDArray[np.bool_]:
    """Tell the frames with exchanged legs, by landmarks in the picture, shape (T, L, 2)."""
    hips, legs = xy[:, list(HIPS)], xy[:, _LEGS]
    length = float(np.median(np.linalg.norm((hips - legs[:, 1]).mean(axis=1), axis=-1)))
    kept, exchanged = (
        np.linalg.norm(legs[1:] - before, axis=-1).sum(axis=(1, 2)) / max(length, 1.0)
        for before in (legs[:-1], legs[:-1, :, ::-1])
    )
    path = _least(kept, exchanged, EXCHANGED_COST * np.diff(time_s))
    across = hips[:, 1] - hips[:, 0]
    for first, last in _stretches(path):
        beside = across[[i for i in (first - 1, last) if 0 <= i < len(path)]].mean(axis=0)
        if np.median(across[first:last], axis=0) @ beside < -0.5 * beside @ beside:
            path[first:last] = False
    return path


def _least(kept: Floats, exchanged: Floats, cost: Floats) -> NDArray[np.bool_]:
    """Find the cheapest names: steps of shape (T - 1,) between frames with the same or other ones.

    Returns
    -------
    NDArray[np.bool_]
        Shape (T,): whether the names of a frame are exchanged.
    """
    total = np.zeros(2)
    came_from = np.zeros((len(kept), 2), dtype=int)
    for step, (same, other) in enumerate(zip(kept, exchanged, strict=True)):
        ways = total[:, None] + np.array([[same, other], [other, same]])
        came_from[step] = ways.argmin(axis=0)
        total = ways.min(axis=0) + np.array([0.0, cost[step]])
    path = np.zeros(len(kept) + 1, dtype=bool)
    path[-1] = total[1] < total[0]
    for step in range(len(kept) - 1, -1, -1):
        path[step] = came_from[step, int(path[step + 1])]
    return path


def _stretches(path: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(path.astype(int), prepend=0, append=0))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
