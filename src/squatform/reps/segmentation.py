"""Finds repetitions: every time the hips go down from standing and come up again.

Counting is relative to the lifter's own standing height, so that a shallow repetition counts and
is judged for its depth afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from squatform.motion.measures import Motion
from squatform.motion.smoothing import LONGEST_GAP_S
from squatform.pose.pose import Floats
from squatform.reps.counting import Counting
from squatform.reps.repetition import Rejected, Repetition
from squatform.reps.rules import other_movement
from squatform.reps.stretches import Stretch, stretches
from squatform.reps.timing import EDGE_SIGMA_S, bounces, edge_of_top, lowest_s, rest_at_bottom

UNLOCKED = 0.92
"""Height of the hips over the ankles, of standing, under which the lifter is in a repetition."""

SHALLOWEST = 0.88
"""Hips that stay above this, about 55° of knee flexion, make no repetition."""

SHORTEST_S = 0.5
"""Nobody's knees bend and straighten under load in less; steps and jumps do."""

BOTTOM_TOLERANCE = 0.05
"""Share of the way up over which the hips are still at the bottom."""

RESTED_S = 0.25
"""Hips on their way down pass through the bottom in less than this."""

LONGEST_APPROACH_S = 1.5
"""How long before leaving standing, or after being back, the top is looked for."""


SQUATS = Counting()
"""Squats on two legs and without a seat."""


@dataclass(frozen=True, slots=True)
class _Dip:
    """Frames of a stretch between which the hips are under `UNLOCKED`, and where they came from."""

    first: int
    last: int
    from_standing: bool
    to_standing: bool


def find_repetitions(
    motion: Motion, counting: Counting = SQUATS
) -> tuple[list[Repetition], list[Rejected]]:
    """Find the repetitions of a clip.

    Parameters
    ----------
    motion : Motion
        Of the whole clip.
    counting : Counting
        What the exercise allows.

    Returns
    -------
    tuple[list[Repetition], list[Rejected]]
        What counts, in order of time, and what looked like it and does not.
    """
    counted: list[Repetition] = []
    rejected: list[Rejected] = []
    for stretch in stretches(motion, motion["hip_height"].values):
        for dip in _dips(stretch.height):
            repetition = _bounded(stretch, dip)
            if not _long_and_deep(stretch, dip, repetition):
                continue
            movement = other_movement(motion, repetition, counting)
            if movement is not None:
                rejected.append(Rejected(repetition.start_s, repetition.end_s, movement))
            elif dip.from_standing:
                counted.append(replace(repetition, index=len(counted) + 1))
    return counted, rejected


def _dips(height: Floats) -> list[_Dip]:
    low = np.flatnonzero(height < UNLOCKED)
    if len(low) == 0:
        return []
    return [
        _Dip(
            int(group[0]),
            int(group[-1]),
            from_standing=bool(group[0] > 0),
            to_standing=bool(group[-1] < len(height) - 1),
        )
        for group in np.split(low, np.flatnonzero(np.diff(low) > 1) + 1)
    ]


def _long_and_deep(stretch: Stretch, dip: _Dip, repetition: Repetition) -> bool:
    deep = np.min(stretch.height[dip.first : dip.last + 1]) <= SHALLOWEST
    rested = repetition.bottom_end_s - repetition.bottom_start_s >= RESTED_S
    turned = dip.to_standing or rested or repetition.bottom_end_s < repetition.end_s
    lasted_s = stretch.time_s[dip.last] - stretch.time_s[dip.first]
    if not repetition.bottom_seen:
        lasted_s += repetition.bottom_end_s - repetition.bottom_start_s
    return bool(deep and turned and lasted_s >= SHORTEST_S)


def _bounded(stretch: Stretch, dip: _Dip) -> Repetition:
    """Find the phases of a dip."""
    time_s, height = stretch.time_s, stretch.height
    lowest = dip.first + int(np.argmin(height[dip.first : dip.last + 1]))
    before, after = _top(stretch, dip.first, -1), _top(stretch, dip.last, 1)
    way = float(height[before].max() - height[lowest])

    def edge(top: NDArray[np.int64], step: int) -> float:
        inside = np.arange(lowest, top[0], step)
        outwards = np.concatenate([inside, top])
        return edge_of_top(time_s[outwards], height[outwards], len(inside), way)

    start_s = edge(before, -1) if dip.from_standing else float(time_s[dip.first])
    end_s = edge(after, 1) if dip.to_standing else float(time_s[dip.last])
    whole = np.flatnonzero((time_s >= start_s) & (time_s <= end_s))
    turns = bounces(height[whole])
    bottom = _bottom(stretch, lowest, height[lowest] + BOTTOM_TOLERANCE * way)
    rest_s = rise_s = bottom.lowest_s
    if bottom.seen:
        rest_s, rise_s = rest_at_bottom(time_s[whole], height[whole], lowest - int(whole[0]))
    return Repetition(
        index=0,
        start_s=start_s,
        rest_s=rest_s,
        bottom_start_s=bottom.start_s,
        # hips that rest are nowhere lowest
        bottom_s=bottom.lowest_s if turns else (rest_s + rise_s) / 2,
        bottom_end_s=bottom.end_s,
        rise_s=rise_s,
        end_s=end_s,
        complete=dip.to_standing,
        bottom_seen=bottom.seen,
        bounces=turns,
        edge_sigma_s=float(np.hypot(EDGE_SIGMA_S, np.median(np.diff(time_s)))),
    )


def _top(stretch: Stretch, edge: int, step: int) -> NDArray[np.int64]:
    """Frames from the edge of a dip outwards, up to the next dip, the nearest first."""
    frames = np.arange(edge, -1 if step < 0 else len(stretch), step)
    near = np.abs(stretch.time_s[frames] - stretch.time_s[edge]) <= LONGEST_APPROACH_S
    inside = stretch.height[frames] < UNLOCKED
    inside[0] = False
    other_dip = np.flatnonzero(inside)
    reach = other_dip[0] if len(other_dip) else len(frames)
    top: NDArray[np.int64] = frames[:reach][near[:reach]]
    return top


@dataclass(frozen=True, slots=True)
class _Bottom:
    """When the hips are at the bottom, and whether the lifter is seen there."""

    start_s: float
    lowest_s: float
    end_s: float
    seen: bool = True


def _bottom(stretch: Stretch, lowest: int, limit: float) -> _Bottom:
    """Find the time around frame `lowest` over which the hips stay at or under `limit`."""
    time_s, height = stretch.time_s, stretch.height
    for gap in (slice(lowest - 1, lowest + 1), slice(lowest, lowest + 2)):
        if gap.start >= 0 and gap.stop <= len(time_s) and np.ptp(time_s[gap]) > LONGEST_GAP_S:
            lost_s, found_s = (float(edge_s) for edge_s in time_s[gap])
            return _Bottom(lost_s, (lost_s + found_s) / 2, found_s, seen=False)
    above = np.flatnonzero(height > limit)
    first = int(above[above < lowest].max(initial=-1)) + 1
    last = int(above[above > lowest].min(initial=len(height))) - 1
    bottom = slice(first, last + 1)
    lowest_at = lowest_s(time_s[bottom], height[bottom])
    return _Bottom(float(time_s[first]), lowest_at, float(time_s[last]))
