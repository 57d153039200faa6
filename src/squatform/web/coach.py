"""A live session in a process of its own: pictures from a browser go in, what to show comes out.

A stranger's pictures are decoded here, under limits, and not where the server is; and what one
session computes delays no other's.
"""

from __future__ import annotations

import io
import math
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from PIL import Image as Pictures

from squatform.errors import SquatformError
from squatform.exercises import load_profile
from squatform.history.proportions import Proportions, proportions_of
from squatform.live.coach import Utterance
from squatform.live.pace import LEAST_RATE
from squatform.live.running import emptied
from squatform.live.saving import Saver
from squatform.live.session import Command, Session, Settings, State
from squatform.live.setup import brightness
from squatform.live.watcher import Watcher
from squatform.pose.landmarks import LANDMARK_COUNT
from squatform.pose.pose import PoseFrame
from squatform.report.words import overall
from squatform.results import Pain, RepetitionResult, SetAnalysis
from squatform.texts import texts
from squatform.video import Image

MOST_PIXELS = 1_000_000
MEMORY = 12 << 30
"""Address space; most of it is what libraries reserve and never touch."""

SEEN = 0.3
"""Visibility from which a landmark is drawn."""

Reply = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is about.

    Attributes
    ----------
    size : tuple[int, int]
        Width and height of the pictures.
    exercise : str
        Name of a profile.
    pain : Pain or None
        As the lifter says.
    height_cm : float or None
        Of the lifter.
    folder : Path
        Where reports of sets are written.
    model : str
        Pose model.
    """

    size: tuple[int, int]
    exercise: str
    pain: Pain | None
    height_cm: float | None
    folder: Path
    model: str


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set that is over.

    Attributes
    ----------
    analysis : str
        The result as JSON.
    folder : Path
        With its report.
    proportions : Proportions or None
        Of the standing lifter.
    """

    analysis: str
    folder: Path
    proportions: Proportions | None


def coach(pipe: Connection, plan: Plan) -> None:
    """Answer each picture, until there are no more; runs in a process of its own.

    What comes is a pair (time in seconds, JPEG), a `Command`, or None at the end; each is answered
    by a pair of what to show and the sets that were saved, the end when all are.
    """
    _limit()
    try:
        with _Coach(plan) as one:
            pipe.send(({"ready": True}, []))
            while (asked := pipe.recv()) is not None:
                pipe.send(one.answer(asked))
            last = one.end()
        pipe.send((last, one.saved()))
    except (EOFError, BrokenPipeError):
        return  # the server has gone
    except SquatformError as error:
        pipe.send(({"error": str(error)}, []))


class _Coach:
    def __init__(self, plan: Plan) -> None:
        self._said: list[Utterance] = []
        self._notes: SimpleQueue[str] = SimpleQueue()
        self._saved: SimpleQueue[SavedSet] = SimpleQueue()
        self._last_s = -math.inf
        self._stack = ExitStack()
        profile = load_profile(plan.exercise)
        self._size = plan.size
        self._watcher = Watcher(
            plan.size, plan.model, self._notes.put, outline=profile.needs_outline
        )
        self._stack.callback(self._watcher.close)
        self._saver = Saver(
            plan.folder,
            plan.size,
            texts().live.machine["browser"],
            self._notes.put,
            pain=plan.pain,
            height_cm=plan.height_cm,
            saved=self._keep,
        )
        self._stack.callback(self._saver.close)
        self._session = Session(
            plan.size,
            Settings(profile, plan.pain, plan.height_cm),
            self._said.append,
            lambda profile, done: self._saver.save(profile) if done else self._saver.discard(),
        )

    def __enter__(self) -> _Coach:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def answer(self, asked: Command | tuple[float, bytes]) -> tuple[Reply, list[SavedSet]]:
        """Take the next picture or command."""
        if isinstance(asked, Command):
            self._session.command(asked)
            return self._reply(self._session.state(), None, 0.0), self.saved()
        time_s, content = asked
        image = decoded(content)
        # times of one clock only ever grow
        if image is None or not time_s > self._last_s or self._session.paused:
            return self._reply(self._session.state(), None, 0.0), self.saved()
        self._last_s = time_s
        start_s = time.monotonic()
        for note in emptied(self._notes):
            self._session.note(note)
        frame = self._watcher.look(image, time_s)
        state = self._session.push(frame, light=brightness(image), alone=self._watcher.alone)
        took_s = time.monotonic() - start_s
        self._watcher.keep_up(took_s)
        self._saver.keep(frame, image, self._watcher.model)
        if self._session.left:
            self._watcher.forget()
        return self._reply(state, frame, took_s), self.saved()

    def end(self) -> Reply:
        """End the set that goes on, and wait until it is saved."""
        self._session.end_set()
        reply = self._reply(self._session.state(), None, 0.0)
        self._saver.close()
        return reply

    def saved(self) -> list[SavedSet]:
        """Give the sets that were saved since the last time."""
        return emptied(self._saved)

    def _keep(self, analysis: SetAnalysis, folder: Path) -> None:
        shape = None if analysis.motion is None else proportions_of(analysis.motion)
        self._saved.put(SavedSet(analysis.to_json(), folder, shape))

    def _reply(self, state: State, frame: PoseFrame | None, took_s: float) -> Reply:
        said, self._said[:] = list(self._said), []
        return {
            "set": state.set_number,
            "repetitions": state.repetitions,
            "phase": state.phase.value,
            "depth": state.depth,
            "reached": state.reached,
            "armed": state.armed,
            "paused": state.paused,
            "rest_s": state.rest_s,
            "advice": [{"text": one.text, "arrow": one.arrow} for one in state.advice],
            "verdict": _verdict(state.verdict),
            "summary": list(state.summary),
            "notes": list(state.notes),
            "say": [
                {"text": one.text, "tone": one.tone, "priority": int(one.priority)} for one in said
            ],
            "points": _points(frame, self._size),
            "took_ms": round(1000 * took_s, 1),
            "slow": took_s > 1.0 / LEAST_RATE,
        }


def decoded(content: bytes) -> Image | None:
    """Give a JPEG of sensible size as RGB; None where it is none."""
    try:
        with Pictures.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS or min(picture.size) < 16:
                return None
            return np.asarray(picture.convert("RGB"), dtype=np.uint8)
    except (OSError, ValueError, SyntaxError, Pictures.DecompressionBombError):
        return None


def _points(frame: PoseFrame | None, size: tuple[int, int]) -> list[list[float]] | None:
    """Give landmarks as shares of width and height, with whether they are seen; None of nobody."""
    if frame is None or frame.pose is None:
        return None
    places = frame.pose.image[:, :2] / np.array(size)
    seen = frame.pose.visibility >= SEEN
    return [
        [round(float(x), 4), round(float(y), 4), int(seen[k])]
        for k, (x, y) in enumerate(places[:LANDMARK_COUNT])
    ]


def _verdict(result: RepetitionResult | None) -> Reply | None:
    if result is None:
        return None
    return {
        "repetition": result.index,
        "complete": result.complete,
        "status": overall(result.findings),
        "cue": result.cue,
    }


def _limit() -> None:
    """Let this process have so much memory, and go before batch work but after the server."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(1)
