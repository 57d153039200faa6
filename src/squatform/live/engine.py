"""One set while it goes on: frames go in, repetitions with their verdicts come out.

Repetitions, measures and checks are those of recorded analysis, on a window that ends now.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from squatform.analysis import assess
from squatform.form.cues import with_cues
from squatform.form.judge import judge_set
from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.pose.pose import PoseFrame
from squatform.reps.phase import Phase
from squatform.reps.repetition import Rejected
from squatform.reps.streaming import (
    Abandoned,
    Event,
    Finished,
    LeftStanding,
    NotCounted,
    RepetitionStream,
)
from squatform.results import Pain, RepetitionResult, SetSummary

MOVING = (Phase.ECCENTRIC, Phase.BOTTOM, Phase.CONCENTRIC)

STANDING_THIGH_DEG = 80.0
"""Thigh angle from which the depth gauge begins: standing is 85° and more."""


@dataclass(frozen=True, slots=True)
class Began:
    """A repetition begins."""

    time_s: float


@dataclass(frozen=True, slots=True)
class DepthReached:
    """The thighs are as low as the exercise asks, for the first time in this repetition."""

    time_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """A repetition is over and judged."""

    time_s: float
    result: RepetitionResult


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A movement is over that is no repetition."""

    time_s: float
    rejected: Rejected


Happening = Began | DepthReached | Verdict | Dismissed


class LiveSet:
    """Follows one set.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height of the picture in pixels.
    profile : Profile
        What is counted and judged.
    pain : Pain, optional
        As the lifter says; with sharp pain nothing is judged.
    height_cm : float, optional
        Of the lifter.

    Attributes
    ----------
    repetitions : list[RepetitionResult]
        So far, with cues.
    motion : Motion or None
        All measures in the latest frame, a `Motion` of one frame.
    """

    def __init__(
        self,
        size: tuple[int, int],
        profile: Profile,
        *,
        pain: Pain | None = None,
        height_cm: float | None = None,
    ) -> None:
        self._stream = RepetitionStream(size, profile.counting)
        self._profile, self._pain, self._height_cm = profile, pain, height_cm
        self._limit_deg = depth_limit_deg(profile)
        self._reached = False
        self._time_s = 0.0
        self.repetitions: list[RepetitionResult] = []
        self.motion: Motion | None = None

    @property
    def phase(self) -> Phase:
        """What the lifter does now."""
        return self._stream.phase

    @property
    def stands(self) -> bool:
        """Whether the lifter stood quietly within the last second."""
        return self._stream.stands

    @property
    def depth(self) -> float | None:
        """How far down the thighs are: 0 standing, 1 as low as is asked; None if not known."""
        angle = self._thigh_deg()
        if angle is None or self._limit_deg is None:
            return None
        way = STANDING_THIGH_DEG - self._limit_deg
        return float(np.clip((STANDING_THIGH_DEG - angle) / way, 0.0, 1.25))

    @property
    def reached(self) -> bool:
        """Whether this repetition, or the last, was as low as is asked."""
        return self._reached

    def push(self, frame: PoseFrame) -> list[Happening]:
        """Take the next frame and give what happened."""
        self._time_s = frame.time_s
        events = self._stream.push(frame)
        self.motion = self._stream.motion
        happened = [told for event in events if (told := self._told(event)) is not None]
        return happened + self._deep_enough()

    def finish(self) -> list[Happening]:
        """Give what is left when no more frames come."""
        events = self._stream.finish()
        return [told for event in events if (told := self._told(event)) is not None]

    def summary(self) -> SetSummary:
        """Sum up the set so far."""
        return judge_set(self.repetitions, self._profile, self._pain)

    def _told(self, event: Event) -> Happening | None:
        if isinstance(event, LeftStanding):
            self._reached = False
            return Began(event.time_s)
        if isinstance(event, NotCounted):
            return Dismissed(self._time_s, event.rejected)
        if isinstance(event, Finished | Abandoned):
            return Verdict(self._time_s, self._judged(event))
        return None

    def _judged(self, event: Finished | Abandoned) -> RepetitionResult:
        result = assess(
            event.motion,
            event.repetition,
            self._profile,
            pain=self._pain,
            height_cm=self._height_cm,
        )
        if self._pain != "sharp":
            # a mild fault is cued when it was there the time before too
            *_, result = with_cues([*self.repetitions[-1:], result], self._profile, self._pain)
        self.repetitions.append(result)
        return result

    def _deep_enough(self) -> list[Happening]:
        angle = self._thigh_deg()
        if self._reached or self.phase not in MOVING or angle is None or self._limit_deg is None:
            return []
        if angle > self._limit_deg:
            return []
        self._reached = True
        return [DepthReached(self._time_s)]

    def _thigh_deg(self) -> float | None:
        if self.motion is None:
            return None
        angle = float(self.motion["thigh_angle"].values[0])
        return angle if np.isfinite(angle) else None


def depth_limit_deg(profile: Profile) -> float | None:
    """Thigh angle at which a repetition is deep enough; None where depth is not judged by it."""
    check = profile.checks.get("depth")
    limits = check.limits if check else ()
    return next((limit.mild for limit in limits if limit.measure == "thigh_angle"), None)
