"""One squat: when it starts, reaches its bottom and ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from squatform.pose.pose import Floats
from squatform.reps.counting import Movement


@dataclass(frozen=True, slots=True)
class Repetition:
    """A movement down from standing and, if complete, up again.

    Attributes
    ----------
    index : int
        From 1, in order of time.
    start_s, end_s : float
        When the lifter leaves standing and is back; of an incomplete one, when it was last seen.
    rest_s, rise_s : float
        When the hips have come to rest at the bottom, and when they rise for good; without a pause
        both are the same. The eccentric phase is before, the concentric after them.
    bottom_s : float
        When the hips are lowest.
    bottom_start_s, bottom_end_s : float
        Between them the hips are within 5 % of the way down from their lowest.
    complete : bool
        Whether the lifter stood up again.
    bottom_seen : bool
        False where something hid the lifter at the bottom.
    bounces : int
        How often the hips rose and sank again before they came up: 1 is a double bounce.
    edge_sigma_s : float
        Standard error of start, rest, rise and end.
    """

    index: int
    start_s: float
    rest_s: float
    bottom_start_s: float
    bottom_s: float
    bottom_end_s: float
    rise_s: float
    end_s: float
    complete: bool
    bottom_seen: bool
    bounces: int
    edge_sigma_s: float

    def frames(self, time_s: Floats) -> NDArray[np.int64]:
        """Frames of the whole repetition among `time_s`, shape (T,)."""
        return np.flatnonzero((time_s >= self.start_s) & (time_s <= self.end_s))

    def bottom_frames(self, time_s: Floats) -> NDArray[np.int64]:
        """Frames of the bottom, never fewer than the one nearest its middle."""
        frames = np.flatnonzero((time_s >= self.bottom_start_s) & (time_s <= self.bottom_end_s))
        return frames if len(frames) else np.array([np.abs(time_s - self.bottom_s).argmin()])


@dataclass(frozen=True, slots=True)
class Rejected:
    """A movement that went down and up and is no repetition.

    Attributes
    ----------
    start_s, end_s : float
        When.
    movement : Movement
        What it is instead.
    """

    start_s: float
    end_s: float
    movement: Movement

    @property
    def reason(self) -> str:
        """Why it does not count, for the lifter to read."""
        return self.movement.reason
