"""What goes on before the camera, set after set; knows of no thread, window or voice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from squatform.exercises import exercise_names, load_profile
from squatform.form.profile import Profile
from squatform.live.coach import Coach, Utterance, summary_lines
from squatform.live.engine import Began, Happening, LiveSet, Verdict
from squatform.live.setup import Advice, Arming, placing, seeing
from squatform.motion.camera import view_label
from squatform.motion.measures import Motion
from squatform.pose.pose import PoseFrame
from squatform.reps.phase import Phase
from squatform.results import Pain, RepetitionResult
from squatform.texts import texts

VERDICT_S = 4.0
"""How long the verdict on a repetition is shown."""

NOTE_S = 6.0
"""How long a message is shown."""

REST_FROM_S = 8.0
"""Time without a repetition that is rest and no pause for breath."""


class Command(str, Enum):
    """What the user can ask for."""

    PAUSE = "pause"
    NEXT_SET = "next_set"
    EXERCISE = "exercise"
    MUTE = "mute"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a session is about.

    Attributes
    ----------
    profile : Profile
        What is counted and judged.
    pain : Pain or None
        As the lifter says.
    height_cm : float or None
        Of the lifter.
    wanted : tuple[str, ...]
        Checks for which the best place of the camera is told; empty for all.
    """

    profile: Profile
    pain: Pain | None = None
    height_cm: float | None = None
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What there is to show now.

    Attributes
    ----------
    profile : Profile
        Of the exercise.
    set_number, repetitions : int
        The set, from 1, and its complete repetitions so far.
    phase : Phase
        What the lifter does.
    motion : Motion or None
        All measures, a `Motion` of one frame.
    depth : float or None
        See `LiveSet.depth`.
    reached : bool
        Whether this repetition is deep enough.
    armed : bool
        Whether the lifter has taken place.
    advice : tuple[Advice, ...]
        What to change before the set, the most pressing first.
    verdict : RepetitionResult or None
        Of the repetition just done.
    summary : tuple[str, ...]
        Of the set just done.
    notes : tuple[str, ...]
        Messages.
    rest_s : float or None
        Time since the last repetition, where the lifter rests.
    paused : bool
        Whether nothing is analysed.
    """

    profile: Profile
    set_number: int = 1
    repetitions: int = 0
    phase: Phase = Phase.STANDING
    motion: Motion | None = None
    depth: float | None = None
    reached: bool = False
    armed: bool = False
    advice: tuple[Advice, ...] = ()
    verdict: RepetitionResult | None = None
    summary: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rest_s: float | None = None
    paused: bool = False


class Session:
    """Follows a lifter through sets.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height of the picture in pixels.
    settings : Settings
        What it is about.
    say : callable
        Given what is to be said.
    on_set : callable, optional
        Told of a set that is over, with the profile it was judged by and its repetitions, which
        may be none.
    """

    def __init__(
        self,
        size: tuple[int, int],
        settings: Settings,
        say: Callable[[Utterance], None],
        on_set: Callable[[Profile, list[RepetitionResult]], None] | None = None,
    ) -> None:
        self._size, self._settings = size, settings
        self._say = say
        self._on_set = on_set
        self._coach = Coach()
        self._arming = Arming()
        self._notes: deque[tuple[float | None, str]] = deque(maxlen=4)
        self._verdict: tuple[float, RepetitionResult] | None = None
        self._summary: tuple[str, ...] = ()
        self._last_rep_s: float | None = None
        self._time_s = 0.0
        self._number = 1
        self._set = self._new_set()
        self.left = False
        self.paused = False

    @property
    def profile(self) -> Profile:
        """Of the exercise now."""
        return self._settings.profile

    @property
    def repetitions(self) -> list[RepetitionResult]:
        """Of this set so far."""
        return self._set.repetitions

    def push(self, frame: PoseFrame, *, light: float = 255.0, alone: bool = True) -> State:
        """Take the next frame and give what to show.

        Parameters
        ----------
        frame : PoseFrame
            What was seen of the lifter.
        light : float
            Brightness of the picture, see `squatform.live.setup.brightness`.
        alone : bool
            Whether nobody else was seen.
        """
        self._time_s = frame.time_s
        self._date_notes()
        for happening in self._set.push(frame):
            self._on(happening)
        advice = self._set_up(frame, light, alone)
        return self.state(advice)

    def state(self, advice: tuple[Advice, ...] = ()) -> State:
        """Give what to show, without a new frame."""
        verdict = self._verdict
        recent = verdict is not None and self._time_s - verdict[0] <= VERDICT_S
        rest_s = None if self._last_rep_s is None else self._time_s - self._last_rep_s
        complete = sum(repetition.complete for repetition in self._set.repetitions)
        return State(
            profile=self.profile,
            set_number=self._number,
            repetitions=complete,
            phase=self._set.phase,
            motion=self._set.motion,
            depth=self._set.depth,
            reached=self._set.reached,
            armed=self._arming.armed,
            advice=advice,
            verdict=verdict[1] if verdict and recent else None,
            summary=self._summary,
            notes=tuple(text for _, text in self._notes),
            rest_s=rest_s if rest_s is not None and rest_s >= REST_FROM_S else None,
            paused=self.paused,
        )

    def note(self, text: str) -> None:
        """Show a message for a while, counted from the next frame: none may come for long."""
        self._notes.append((None, text))

    def command(self, command: Command) -> None:
        """Do what the user asks; muting and quitting are no business of the session."""
        words = texts().live.coach
        if command is Command.PAUSE:
            self.paused = not self.paused
            self.note(words["paused"]) if self.paused else self._notes.clear()
        elif command is Command.NEXT_SET:
            self.end_set()
        elif command is Command.EXERCISE:
            self.end_set()
            self._settings = replace(self._settings, profile=_next_profile(self.profile))
            self._set = self._new_set()
            self.note(words["exercise"].format(title=self.profile.title))

    def end_set(self) -> None:
        """End the set: sum it up, if anybody squatted, and begin the next."""
        for happening in self._set.finish():
            self._on(happening)
        done = self._set.repetitions
        if done:
            summary = self._set.summary()
            self._summary = tuple(summary_lines(summary))
            self._say(self._coach.on_summary(summary))
            self._number += 1
        if self._on_set is not None:
            self._on_set(self.profile, done)
        self._verdict = None
        self._set = self._new_set()

    def _date_notes(self) -> None:
        """Date the messages that came since the last frame, and drop those shown long enough."""
        dated = ((self._time_s if at_s is None else at_s, text) for at_s, text in self._notes)
        kept = [(at_s, text) for at_s, text in dated if at_s >= self._time_s - NOTE_S]
        self._notes.clear()
        self._notes.extend(kept)

    def _new_set(self) -> LiveSet:
        settings = self._settings
        return LiveSet(
            self._size, settings.profile, pain=settings.pain, height_cm=settings.height_cm
        )

    def _on(self, happening: Happening) -> None:
        if isinstance(happening, Began):
            # whoever begins is ready, whatever was still to be changed
            self._arming.arm()
            self._verdict, self._summary = None, ()
        if isinstance(happening, Verdict):
            self._verdict = (happening.time_s, happening.result)
            self._last_rep_s = happening.time_s
            self._arming.arm()
        utterance = self._coach.on(happening)
        if utterance is not None:
            self._say(utterance)

    def _set_up(self, frame: PoseFrame, light: float, alone: bool) -> tuple[Advice, ...]:
        placed = placing(frame.pose, self._size, light=light, alone=alone)
        was_armed = self._arming.armed
        self.left = self._arming.push(
            frame.time_s,
            seen=frame.pose is not None,
            standing=self._set.stands and not placed,
        )
        if self.left:
            self.note(texts().live.coach["left"])
            self.end_set()
        if self._arming.armed:
            if not was_armed and not self._set.repetitions:
                self._say(self._coach.on_ready())
            return ()
        if self._summary and frame.pose is None:
            return ()  # between two sets nobody needs to be called back
        advice = tuple(placed + self._view_advice())
        utterance = self._coach.on_advice(advice, frame.time_s)
        if utterance is not None:
            self._say(utterance)
        return advice

    def _view_advice(self) -> list[Advice]:
        motion = self._set.motion
        if motion is None or not self._set.stands:
            return []
        yaw, pitch = float(motion.baseline.yaw_deg[0]), float(motion.baseline.pitch_deg[0])
        view = view_label(yaw) if np.isfinite(yaw) else None
        known = pitch if np.isfinite(pitch) else None
        wanted = [name for name in self._settings.wanted if name in self.profile.checks]
        return seeing(view, known, self.profile, wanted)


def _next_profile(profile: Profile) -> Profile:
    """Give the exercise that comes after this one in the list."""
    names = exercise_names()
    place = names.index(profile.name) + 1 if profile.name in names else 0
    return load_profile(names[place % len(names)])
