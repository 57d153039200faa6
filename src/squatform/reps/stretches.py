"""Stretches of a clip over which the lifter can be followed, past short times unseen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from squatform.motion.measures import Motion
from squatform.motion.smoothing import LONGEST_GAP_S, runs
from squatform.pose.landmarks import ANKLES
from squatform.pose.pose import Floats

LONGEST_UNSEEN_S = 1.5
"""A lifter behind a plate at the bottom is unseen for up to about this long."""

GLIMPSE_S = 0.1
"""Whoever is seen for less, between times unseen, may be a hallucination of the network."""

SAME_PLACE_SHARE = 0.2
SAME_SIZE_SHARE = 0.1
"""Move of the feet, of a leg's length, and change of that length, of one who stayed on the spot."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The frames of a stretch in which the hips are seen.

    Attributes
    ----------
    frames : NDArray[np.int64]
        Shape (N,): their numbers in the clip.
    time_s, height : Floats
        Shape (N,): when, and the height of the hips, 1 when standing.
    """

    frames: NDArray[np.int64]
    time_s: Floats
    height: Floats

    def __len__(self) -> int:
        return len(self.frames)


def stretches(motion: Motion, height: Floats) -> list[Stretch]:
    """Cut the clip where it was cut, or where the lifter was unseen and may have moved on.

    Parameters
    ----------
    motion : Motion
        Of the whole clip.
    height : Floats
        Shape (T,): of the hips, NaN where not known.
    """
    known = np.isfinite(height)
    found: list[NDArray[np.int64]] = []
    for run in runs(motion.time_s, known, motion.scene, LONGEST_GAP_S):
        frames = np.arange(run.start, run.stop)
        frames = frames[known[frames]]
        if motion.time_s[frames[-1]] - motion.time_s[frames[0]] < GLIMPSE_S:
            continue
        if found and _stayed(motion, int(found[-1][-1]), int(frames[0])):
            found[-1] = np.concatenate([found[-1], frames])
        else:
            found.append(frames)
    return [Stretch(frames, motion.time_s[frames], height[frames]) for frames in found]


def _stayed(motion: Motion, before: int, after: int) -> bool:
    """Tell whether a lifter lost after one frame and found again in another stood still between.

    At a cut nobody goes unseen: the next frame shows the other scene.
    """
    unseen_s = float(motion.time_s[after] - motion.time_s[before])
    if after - before < 2 or unseen_s > LONGEST_UNSEEN_S:
        return False
    feet = motion.track.image[:, list(ANKLES), :2].mean(axis=1)
    leg = motion.baseline.leg[[before, after]]
    moved = np.linalg.norm(feet[after] - feet[before]) / leg.mean()
    grown = abs(leg[1] - leg[0]) / leg.mean()
    return bool(moved < SAME_PLACE_SHARE and grown < SAME_SIZE_SHARE)
