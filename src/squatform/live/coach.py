"""What is said, when, and what has to wait: one thing at a time, and none of it twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from squatform.live.engine import DepthReached, Dismissed, Happening, Verdict
from squatform.live.setup import Advice
from squatform.results import RepetitionResult, SetSummary
from squatform.texts import texts

Tone = Literal["tick", "good", "fault", "note"]
"""The sound that stands for it where there is no voice."""

CUE_PAUSE_S = 10.0
"""The same cue is not said again for so long, unless it has grown worse: a lifter who works on it
needs no nagging."""

SETUP_PAUSE_S = 6.0
"""The same advice on where to stand is not said again for so long."""

DISMISSED_PAUSE_S = 30.0
"""The same movement is not called uncounted again for so long: walking about is no news."""

PRAISE_EVERY = 3
"""Clean repetitions in a row of which one is praised."""


class Priority(IntEnum):
    """What goes first."""

    TICK = 0
    SETUP = 1
    NUMBER = 2
    CUE = 3
    SUMMARY = 4


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say.

    Attributes
    ----------
    text : str
        To be spoken; empty where the sound is all.
    tone : Tone
        The sound in its place.
    priority : Priority
        What is more urgent takes the place of what waits.
    """

    text: str
    tone: Tone
    priority: Priority


class Coach:
    """Decides what to say."""

    def __init__(self) -> None:
        self._said_s: dict[str, float] = {}
        self._grades: dict[str, int] = {}
        self._clean = 0

    def on(self, happening: Happening) -> Utterance | None:
        """Say something of what happened, or nothing."""
        words = texts().live.coach
        if isinstance(happening, DepthReached):
            return Utterance("", "tick", Priority.TICK)
        if isinstance(happening, Dismissed):
            movement = happening.rejected.movement.value
            if not self._due(f"dismissed {movement}", happening.time_s, DISMISSED_PAUSE_S):
                return None
            text = words["not_counted"].format(reason=happening.rejected.reason)
            return Utterance(text, "note", Priority.NUMBER)
        if isinstance(happening, Verdict):
            return self._verdict(happening.result, happening.time_s)
        return None

    def on_advice(self, advice: Sequence[Advice], time_s: float) -> Utterance | None:
        """Say the first thing to change before the set, if it was not said just now."""
        first = next(iter(advice), None)
        if first is None or not self._due(f"setup {first.name}", time_s, SETUP_PAUSE_S):
            return None
        return Utterance(first.text, "note", Priority.SETUP)

    def on_ready(self) -> Utterance:
        """Say that the set may begin."""
        return Utterance(texts().live.setup["ready"], "good", Priority.SETUP)

    def on_summary(self, summary: SetSummary) -> Utterance:
        """Sum up a set that is over, and begin anew."""
        self._said_s, self._grades, self._clean = {}, {}, 0
        tone: Tone = "fault" if summary.focus else "good"
        return Utterance(" ".join(summary_lines(summary)), tone, Priority.SUMMARY)

    def _verdict(self, result: RepetitionResult, time_s: float) -> Utterance:
        words = texts().live.coach
        key = "repetition" if result.complete else "incomplete"
        number = words[key].format(number=result.index)
        if result.focus is None:
            return self._clean_one(result, number)
        self._clean = 0
        grade = max((f.grade or 0 for f in result.findings if f.check == result.focus), default=0)
        worse = grade > self._grades.get(result.focus, 0)
        self._grades[result.focus] = grade
        due = self._due(f"cue {result.focus}", time_s, 0.0 if worse else CUE_PAUSE_S)
        text = f"{number} {result.cue}" if due else number
        return Utterance(text, "fault", Priority.CUE if due else Priority.NUMBER)

    def _clean_one(self, result: RepetitionResult, number: str) -> Utterance:
        praised = result.cue is not None and self._clean % PRAISE_EVERY == 0
        self._clean = self._clean + 1 if result.cue is not None else 0
        text = f"{number} {result.cue}" if praised else number
        return Utterance(text, "good" if result.cue else "note", Priority.NUMBER)

    def _due(self, what: str, time_s: float, pause_s: float) -> bool:
        last_s = self._said_s.get(what)
        if last_s is not None and time_s - last_s < pause_s:
            return False
        self._said_s[what] = time_s
        return True


def summary_lines(summary: SetSummary) -> list[str]:
    """Give the summary of a set, a sentence a line."""
    words = texts().live.coach
    one = summary.repetitions == 1
    lines = [words["summary_one"] if one else words["summary"].format(count=summary.repetitions)]
    if summary.focus and summary.cue:
        lines.append(words["summary_cue"].format(cue=summary.cue))
    elif summary.cue:
        lines.append(summary.cue)
    if summary.advice:
        lines.append(summary.advice)
    return lines


def clock_text(seconds: float) -> str:
    """Give a time as minutes and seconds, "1:05"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
