"""The phase a lifter is in, from the height of the hips, frame by frame."""

from __future__ import annotations

from collections import deque
from enum import Enum

from squatform.reps.segmentation import SHALLOWEST, UNLOCKED
from squatform.reps.timing import BOUNCE_SHARE, NEAR

RESTING_SPEED = 0.1
"""Of the standing height a second: hips slower than this have stopped sinking, or rising."""

SPEED_OVER_S = 0.1
"""Time over which the speed is taken."""

LONGEST_LOCKOUT_S = 0.5
"""After this long over `UNLOCKED` the lifter stands, whether the hips rest or not."""


class Phase(str, Enum):
    """Phases of a repetition."""

    STANDING = "standing"
    ECCENTRIC = "eccentric"
    BOTTOM = "bottom"
    CONCENTRIC = "concentric"
    LOCKOUT = "lockout"


class PhaseTracker:
    """Follows the height of the hips through the phases.

    Attributes
    ----------
    phase : Phase
        Now.
    lowest, lowest_s : float
        The lowest height since standing was left, and when it was reached.
    """

    def __init__(self) -> None:
        self.phase = Phase.STANDING
        self.lowest = 1.0
        self.lowest_s = 0.0
        self._highest = 1.0
        self._up_s = 0.0
        self._past: deque[tuple[float, float]] = deque()

    @property
    def speed(self) -> float:
        """Vertical speed of the hips, standing heights a second, + upwards."""
        (old_s, old), (new_s, new) = self._past[0], self._past[-1]
        return (new - old) / (new_s - old_s) if new_s > old_s else 0.0

    @property
    def settled(self) -> bool:
        """Whether a lifter at the top rises no more."""
        return self.speed < RESTING_SPEED or self.up_for_s > LONGEST_LOCKOUT_S

    @property
    def up_for_s(self) -> float:
        """How long the lifter has been at the top, seconds."""
        return self._past[-1][0] - self._up_s

    def stand(self) -> None:
        """Take the repetition for over."""
        self.phase = Phase.STANDING if self.phase is Phase.LOCKOUT else self.phase

    def push(self, time_s: float, height: float) -> None:
        """Take the next height, of standing."""
        self._past.append((time_s, height))
        while len(self._past) > 2 and self._past[1][0] <= time_s - SPEED_OVER_S:
            self._past.popleft()
        up = height >= UNLOCKED
        if self.phase in (Phase.STANDING, Phase.LOCKOUT):
            if not up:
                self.phase = Phase.ECCENTRIC
                self.lowest, self.lowest_s = height, time_s
        elif up:
            # a bend of the knees is over at once
            deep = self.lowest <= SHALLOWEST + (1.0 - UNLOCKED) / 2
            self.phase, self._up_s = (Phase.LOCKOUT if deep else Phase.STANDING), time_s
        else:
            self._move(time_s, height)

    def _move(self, time_s: float, height: float) -> None:
        if height < self.lowest:
            self.lowest, self.lowest_s = height, time_s
        way = 1.0 - self.lowest
        if self.phase is Phase.ECCENTRIC and height <= SHALLOWEST and self.speed > -RESTING_SPEED:
            self.phase = Phase.BOTTOM
        elif self.phase is Phase.BOTTOM and height > self.lowest + NEAR * way:
            self.phase, self._highest = Phase.CONCENTRIC, height
        elif self.phase is Phase.CONCENTRIC:
            self._highest = max(self._highest, height)
            if height < self._highest - BOUNCE_SHARE * way:
                self.phase = Phase.BOTTOM
