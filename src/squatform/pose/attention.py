"""Which frames the network need not see.

A lifter who stands still shows the same thing frame after frame, and hips in full swing go on:
what lies between two frames follows from them. Where the hips turn around at the bottom most frames
are seen, and where they drop all; every second one where legs are bent and the hips go on or rest.

What the network says of a frame hangs on where the lifter was in the one it saw before, and on
nothing else: see `squatform.pose.follower`. Frames left out here change angles at the bottom by
0.08° on average (`make bench-batch`).
"""

from __future__ import annotations

from collections import deque

import numpy as np

from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS
from squatform.pose.pose import STRAIGHT_LEG, Floats, Pose, leg_straightness

RESTING_S = 0.167
"""Between frames of a lifter who stands still, or of nobody: less than the gaps that are filled,
see `squatform.motion.smoothing`."""

STRAIGHT_S, BENT_S = 0.1, 0.067
"""Between frames of straight legs, and of bent ones while the hips are fast or still."""

STILL_S, STILL_SHARE = 0.3, 0.025
"""Shoulders, hips, knees and ankles that have not moved farther than a share of `Pose.reach` for
so long are still."""

GONE_S = 1.0
"""Who was lost for less than this may be back in any frame, in the middle of a repetition."""

FALL, DROP, RISE = 0.35, 0.9, 0.2
"""Reaches a second from which hips are fast, down and up, and slower ones may be at the bottom; and
from which they drop, and how fast they do is judged."""

SPEED_S = 0.12
"""Time over which speed is told."""

JITTER_S = 0.006
"""Presentation times may be so far from an even grid."""

_BODY = np.array([SHOULDERS, HIPS, KNEES, ANKLES])
_HIP_ROW = 1


class Attention:
    """Decides, frame by frame, whether the network is to see it, by what it saw before.

    Parameters
    ----------
    step_s : float
        Time between two frames: one is passed over only if the next comes soon enough.
    end_s : float
        Time of the last frame, which is seen: nothing can be told beyond what is.
    """

    def __init__(self, step_s: float, end_s: float = np.inf) -> None:
        self._step_s = step_s
        self._end_s = end_s
        self._interval_s = 0.0
        self._last_s = -np.inf
        self._places: deque[tuple[float, Floats]] = deque()
        self._reach = 0.0  # the largest: thighs that point at the camera look short
        self._lost_since_s: float | None = None

    @property
    def resting(self) -> bool:
        """Whether the lifter stands still, or nobody has been seen for long."""
        return self._interval_s == RESTING_S

    def wants(self, time_s: float) -> bool:
        """Tell whether the network is to see the frame of this time; it then counts as seen."""
        next_s = time_s + self._step_s
        soon = next_s - self._last_s < self._interval_s + JITTER_S
        if soon and next_s < self._end_s + JITTER_S:
            return False
        self._last_s = time_s
        return True

    def note(self, pose: Pose | None, time_s: float) -> None:
        """Take in the lifter as seen at this time."""
        if pose is None:
            self._places.clear()
            self._reach = 0.0
            if self._lost_since_s is None:
                self._lost_since_s = time_s
            self._interval_s = RESTING_S if time_s - self._lost_since_s >= GONE_S else 0.0
            return
        self._lost_since_s = None
        self._reach = max(self._reach, pose.reach)
        self._places.append((time_s, pose.image[_BODY, :2].mean(axis=1)))
        while len(self._places) > 2 and time_s - self._places[1][0] >= STILL_S - JITTER_S:
            self._places.popleft()
        self._interval_s = self._enough_s(float(leg_straightness(pose.world).min()))

    def _enough_s(self, straightness: float) -> float:
        """Longest time to the next frame, by the places of the last `STILL_S`."""
        time_s, now = self._places[-1]
        straight = straightness >= STRAIGHT_LEG
        if time_s - self._places[0][0] < STILL_S - JITTER_S:
            return STRAIGHT_S if straight else 0.0
        moved = max(np.linalg.norm(now - place, axis=1).max() for _, place in self._places)
        still = moved <= STILL_SHARE * self._reach
        if straight:
            return RESTING_S if still else STRAIGHT_S
        before_s, before = next(
            (at, place) for at, place in reversed(self._places) if time_s - at >= SPEED_S - JITTER_S
        )
        falling = float(now[_HIP_ROW, 1] - before[_HIP_ROW, 1]) / (time_s - before_s) / self._reach
        return BENT_S if still or FALL <= falling < DROP or falling <= -RISE else 0.0
