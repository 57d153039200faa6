"""Repetitions as they happen: the rules of the whole clip, on a window that ends now.

Frame by frame only the height of the hips is followed, to tell the phase. When the lifter is back
at the top, the frames since the last standing go the way of a whole clip (`measure_motion`,
`find_repetitions`), so that live and recorded repetitions are the same ones.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from squatform.motion.measures import Motion, measure_motion
from squatform.motion.streaming import LiveMotion, track_of
from squatform.pose.pose import PoseFrame
from squatform.reps.counting import Counting
from squatform.reps.phase import Phase, PhaseTracker
from squatform.reps.repetition import Rejected, Repetition
from squatform.reps.segmentation import LONGEST_APPROACH_S, SQUATS, find_repetitions
from squatform.reps.stretches import LONGEST_UNSEEN_S

STANDING_KEPT_S = LONGEST_APPROACH_S + 0.5
"""How much of the past is kept while the lifter stands."""

LONGEST_REPETITION_S = 60.0
"""Of a lifter who stays down for longer only so much is kept."""

LONGEST_UNKNOWN_S = 1.0
"""How long to wait for quiet standing, where none has been seen yet in this scene."""

RETRY_S = 0.1
"""When to ask again whether a repetition is over, if the whole picture says not yet."""


@dataclass(frozen=True, slots=True)
class LeftStanding:
    """The hips are on their way down."""

    time_s: float


@dataclass(frozen=True, slots=True)
class ReachedBottom:
    """The hips have stopped sinking, at `hip_height` of standing."""

    time_s: float
    hip_height: float


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """A repetition is over; `motion` covers it, for measures and checks."""

    repetition: Repetition
    motion: Motion


@dataclass(frozen=True, slots=True, eq=False)
class Abandoned:
    """The lifter went down and was not seen to stand up: an incomplete repetition."""

    repetition: Repetition
    motion: Motion


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A movement is over that is no repetition."""

    rejected: Rejected


Event = LeftStanding | ReachedBottom | Finished | Abandoned | NotCounted


class RepetitionStream:
    """Finds repetitions while they happen.

    Memory is bounded: it holds the frames since the last standing, a minute at most.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height of the picture in pixels.
    counting : Counting
        What the exercise allows.

    Examples
    --------
    >>> stream = RepetitionStream((1280, 720))
    >>> for frame in frames:
    ...     for event in stream.push(frame):
    ...         show(event)
    >>> stream.finish()
    """

    def __init__(self, size: tuple[int, int], counting: Counting = SQUATS) -> None:
        self._size = size
        self._counting = counting
        self._live = LiveMotion(size)
        self._tracker = PhaseTracker()
        self._window: deque[PoseFrame] = deque()
        self._stand: list[PoseFrame] = []
        self._height: float | None = None
        self._seen_s = float("-inf")
        self._judged_s = float("-inf")
        self._asked_s = float("-inf")
        self._count = 0

    @property
    def phase(self) -> Phase:
        """What the lifter does now."""
        return self._tracker.phase

    @property
    def stands(self) -> bool:
        """Whether the lifter stood quietly within the last second."""
        return self._live.stands

    @property
    def hip_height(self) -> float | None:
        """Height of the hips now, 1 when standing; None if not seen."""
        return self._height

    @property
    def motion(self) -> Motion | None:
        """All measures now, a `Motion` of one frame; None if not seen."""
        return self._live.motion

    @property
    def remembered_s(self) -> float:
        """How long ago the oldest frame of the window was."""
        return self._window[-1].time_s - self._window[0].time_s if self._window else 0.0

    def push(self, frame: PoseFrame) -> list[Event]:
        """Take the next frame and give what happened."""
        events: list[Event] = []
        if self._cut_before(frame) or frame.time_s - self._seen_s > LONGEST_UNSEEN_S:
            events += self._lost()
        self._height = self._live.push(frame)
        self._window.append(frame)
        if self._height is not None:
            self._seen_s = frame.time_s
            events += self._follow(frame.time_s, self._height)
        self._forget(frame.time_s)
        return events

    def finish(self) -> list[Event]:
        """Give what is left when no more frames come."""
        return self._lost()

    def _follow(self, time_s: float, height: float) -> list[Event]:
        events: list[Event] = []
        before = self._tracker.phase
        self._tracker.push(time_s, height)
        now = self._tracker.phase
        if now is Phase.ECCENTRIC and before in (Phase.STANDING, Phase.LOCKOUT):
            if before is Phase.LOCKOUT:
                events += self._judge(final=False)
            if self._live.stands:
                self._stand = [f for f in self._window if f.time_s < time_s]
            events.append(LeftStanding(time_s))
        if now is Phase.BOTTOM and before is Phase.ECCENTRIC:
            events.append(ReachedBottom(self._tracker.lowest_s, self._tracker.lowest))
        if now is Phase.LOCKOUT and self._over(time_s):
            events += self._judge(final=False)
        return events

    def _over(self, time_s: float) -> bool:
        """Whether the lifter is up for good, as far as can be told, and it is time to ask."""
        sure = self._live.known or self._tracker.up_for_s > LONGEST_UNKNOWN_S
        return sure and self._tracker.settled and time_s - self._asked_s >= RETRY_S

    def _judge(self, *, final: bool) -> list[Event]:
        """Ask the rules of the whole clip about the window; `final` if it will not go on."""
        if not self._window:
            return []
        self._asked_s = self._window[-1].time_s
        old = [frame for frame in self._stand if frame.time_s < self._window[0].time_s]
        motion = measure_motion(track_of([*old, *self._window], self._size))
        repetitions, rejected = find_repetitions(motion, self._counting)
        events: list[tuple[float, Event]] = []
        waits = False
        for repetition in repetitions:
            if repetition.bottom_s <= self._judged_s:
                continue
            if repetition.complete or final:
                self._count += 1
                numbered = replace(repetition, index=self._count)
                kind = Finished if repetition.complete else Abandoned
                events.append((repetition.end_s, kind(numbered, motion)))
            else:
                waits = True
        events += [
            (movement.end_s, NotCounted(movement))
            for movement in rejected
            if (movement.start_s + movement.end_s) / 2 > self._judged_s
        ]
        if not waits:
            self._tracker.stand()
        if events:
            self._judged_s = max(end_s for end_s, _ in events)
        return [event for _, event in sorted(events, key=lambda pair: pair[0])]

    def _cut_before(self, frame: PoseFrame) -> bool:
        """Whether the clip was cut; after a time unseen the rules say whether to go on."""
        last = self._window[-1] if self._window else None
        return last is not None and last.pose is not None and last.scene != frame.scene

    def _lost(self) -> list[Event]:
        """Close the window: what follows has nothing to do with it."""
        events = self._judge(final=True) if self._tracker.phase is not Phase.STANDING else []
        self._tracker = PhaseTracker()
        self._window.clear()
        self._stand = []
        self._seen_s = float("inf")
        return events

    def _forget(self, time_s: float) -> None:
        """Drop the frames that nothing will need any more."""
        standing = self._tracker.phase is Phase.STANDING
        kept_s = STANDING_KEPT_S if standing else LONGEST_REPETITION_S
        while self._window and self._window[0].time_s < time_s - kept_s:
            self._window.popleft()
