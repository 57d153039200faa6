"""Finds repetitions: every time the hips go down from standing and come up again.

Counting is relative to the lifter's own standing height, so that a shallow repetition counts and
is judged for its depth afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from squatform.motion.measures import Motion
from squatform.motion.smoothing import LONGEST_GAP_S, runs
from squatform.pose.pose import Floats
from squatform.reps.counting import Counting
from squatform.reps.phases import EDGE_SIGMA_S, bounces, edge_of_top, lowest_s, rest_at_bottom
from squatform.reps.repetition import Rejected, Repetition
from squatform.reps.rules import other_movement

UNLOCKED = 0.92
"""Height of the hips over the ankles, of standing, under which the lifter is in a repetition."""

SHALLOWEST = 0.88
"""Hips that stay above this, about 55° of knee flexion, make no repetition."""

SHORTEST_S = 0.45
"""Nobody's knees bend and straighten under load in less; steps and jumps do."""

BOTTOM_TOLERANCE = 0.05
"""Share of the way up over which the hips are still at the bottom."""

RESTED_S = 0.25
"""Hips on their way down pass through the bottom in less than this."""

LONGEST_APPROACH_S = 1.5
"""How long before leaving standing, or after being back, the top is looked for."""


@dataclass(frozen=True, slots=True)
class _Dip:
    """Frames between which the hips are under `UNLOCKED`, and whether they came from above it."""

    first: int
    last: int
    from_standing: bool
    to_standing: bool


SQUATS = Counting()


def find_repetitions(
    motion: Motion, counting: Counting = SQUATS
) -> tuple[list[Repetition], list[Rejected]]:
    """Find the repetitions of a clip.

    Parameters
    ----------
    motion : Motion
        Of the whole clip.
    counting : Counting
        What the exercise allows; squats on two legs and no seat, if not said.

    Returns
    -------
    tuple[list[Repetition], list[Rejected]]
        What counts, in order of time, and what looked like it and does not.
    """
    height = motion["hip_height"].values
    counted: list[Repetition] = []
    rejected: list[Rejected] = []
    for run in runs(motion.time_s, np.isfinite(height), motion.scene, LONGEST_GAP_S):
        for dip in _dips(height, run):
            repetition = _bounded(motion.time_s, height, dip, run)
            if not _long_and_deep(motion.time_s, height, dip, repetition):
                continue
            movement = other_movement(motion, repetition, counting)
            if movement is not None:
                rejected.append(Rejected(repetition.start_s, repetition.end_s, movement))
            elif dip.from_standing:
                counted.append(replace(repetition, index=len(counted) + 1))
    return counted, rejected


def _dips(height: Floats, run: slice) -> list[_Dip]:
    low = np.flatnonzero(height[run] < UNLOCKED) + run.start
    if len(low) == 0:
        return []
    return [
        _Dip(
            int(group[0]),
            int(group[-1]),
            from_standing=bool(group[0] > run.start),
            to_standing=bool(group[-1] < run.stop - 1),
        )
        for group in np.split(low, np.flatnonzero(np.diff(low) > 1) + 1)
    ]


def _long_and_deep(time_s: Floats, height: Floats, dip: _Dip, repetition: Repetition) -> bool:
    deep = np.min(height[dip.first : dip.last + 1]) <= SHALLOWEST
    rested = repetition.bottom_end_s - repetition.bottom_start_s >= RESTED_S
    turned = dip.to_standing or rested or repetition.bottom_end_s < repetition.end_s
    return bool(deep and turned and time_s[dip.last] - time_s[dip.first] >= SHORTEST_S)


def _bounded(time_s: Floats, height: Floats, dip: _Dip, run: slice) -> Repetition:
    """Find the phases of a dip on the height of the hips."""
    frames = np.arange(dip.first, dip.last + 1)
    lowest = int(frames[np.argmin(height[frames])])
    before = _top(time_s, height, dip.first, run, step=-1)
    after = _top(time_s, height, dip.last, run, step=1)
    way = height[before].max() - height[lowest]

    def edge(top: NDArray[np.int64], step: int) -> float:
        inside = np.arange(lowest, top[0], step)
        outwards = np.concatenate([inside, top])
        return edge_of_top(time_s[outwards], height[outwards], len(inside), way)

    start_s = edge(before, -1) if dip.from_standing else float(time_s[dip.first])
    end_s = edge(after, 1) if dip.to_standing else float(time_s[dip.last])
    whole = np.flatnonzero((time_s >= start_s) & (time_s <= end_s))
    rest_s, rise_s = rest_at_bottom(time_s[whole], height[whole], lowest - int(whole[0]))
    bottom = _around(height, lowest, height[lowest] + BOTTOM_TOLERANCE * way, run)
    return Repetition(
        index=0,
        start_s=start_s,
        rest_s=rest_s,
        bottom_start_s=float(time_s[bottom[0]]),
        bottom_s=lowest_s(time_s[bottom], height[bottom]),
        bottom_end_s=float(time_s[bottom[-1]]),
        rise_s=rise_s,
        end_s=end_s,
        complete=dip.to_standing,
        bounces=bounces(height[whole]),
        edge_sigma_s=float(np.hypot(EDGE_SIGMA_S, np.median(np.diff(time_s[whole])))),
    )


def _top(time_s: Floats, height: Floats, edge: int, run: slice, step: int) -> NDArray[np.int64]:
    """Frames from the edge of a dip outwards, up to the next dip, the nearest first."""
    stop = run.start - 1 if step < 0 else run.stop
    frames = np.arange(edge, stop, step)
    near = np.abs(time_s[frames] - time_s[edge]) <= LONGEST_APPROACH_S
    inside = height[frames] < UNLOCKED
    inside[0] = False
    other_dip = np.flatnonzero(inside)
    reach = other_dip[0] if len(other_dip) else len(frames)
    top: NDArray[np.int64] = frames[:reach][near[:reach]]
    return top


def _around(height: Floats, frame: int, limit: float, run: slice) -> NDArray[np.int64]:
    """Frames of `run` on both sides of `frame` over which the height stays at or under `limit`."""
    above = np.flatnonzero(height[run] > limit) + run.start
    left = above[above < frame]
    right = above[above > frame]
    first = left[-1] + 1 if len(left) else run.start
    last = right[0] - 1 if len(right) else run.stop - 1
    return np.arange(first, last + 1)
