"""Says things without ever making anybody wait: in another process, replaced when it hangs."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Condition, Thread

from squatform.live.capture import Notify
from squatform.live.coach import Priority, Utterance
from squatform.texts import texts

SPEAKERS: tuple[tuple[str, ...], ...] = (
    (sys.executable, "-m", "squatform.live.speaking", "voice"),
    (sys.executable, "-m", "squatform.live.speaking", "sounds"),
)
"""What speaks, the best first."""

INSTALL = "pip install squatform[voice]" + (
    ", and install espeak-ng and alsa-utils." if sys.platform.startswith("linux") else "."
)

READY_S = 20.0
"""A speech engine that takes longer to start does not start."""

LONGEST_S = 4.0
PER_LETTER_S = 0.2
"""Time an utterance may take: slow voices need some 0.1 s a letter."""

STALE_S = 4.0
"""What had to wait longer is not said any more; the summary of a set is."""


class Voice:
    """Speaks one utterance at a time; of those that wait the most urgent is kept.

    Parameters
    ----------
    notify : Notify
        Told that there is no voice, or that it hung.
    speakers : sequence of commands
        Processes as `squatform.live.speaking` describes, tried in turn.
    bell : callable
        Makes a sound where none of them does.
    """

    def __init__(
        self,
        notify: Notify,
        *,
        speakers: Sequence[Sequence[str]] = SPEAKERS,
        bell: Callable[[], None] | None = None,
        ready_s: float = READY_S,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._notify = notify
        self._speakers = list(speakers)
        self._bell = bell or _terminal_bell
        self._ready_s, self._longest_s = ready_s, longest_s
        self._changed = Condition()
        self._waiting: tuple[float, Utterance] | None = None
        self._busy = False
        self._closed = False
        self._muted = False
        self._process: _Speaker | None = None
        self._thread = Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    @property
    def muted(self) -> bool:
        """Whether nothing is said."""
        return self._muted

    def mute(self, muted: bool) -> None:
        """Say nothing from now on, or speak again."""
        with self._changed:
            self._muted = muted
            self._waiting = None

    def say(self, utterance: Utterance) -> None:
        """Say something as soon as what is being said has been said; returns at once."""
        with self._changed:
            if self._muted or self._closed:
                return
            # a sound that belongs to a moment is worth nothing later
            if utterance.priority is Priority.TICK and (self._busy or self._waiting):
                return
            if self._waiting is None or utterance.priority >= self._waiting[1].priority:
                self._waiting = (time.monotonic(), utterance)
                self._changed.notify_all()

    def settle(self, timeout_s: float) -> bool:
        """Wait until nothing is being said; tell whether that came about."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._busy and self._waiting is None, timeout_s
            )

    def close(self) -> None:
        """Be silent."""
        with self._changed:
            self._closed = True
            self._waiting = None
            self._changed.notify_all()
        if self._process is not None:
            self._process.kill()
        self._thread.join(timeout=self._longest_s)

    def _run(self) -> None:
        self._start()
        while (utterance := self._next()) is not None:
            self._speak(utterance)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next(self) -> Utterance | None:
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self._closed or self._waiting is not None)
                if self._waiting is None:
                    return None
                since_s, utterance = self._waiting
                self._waiting = None
                lasting = utterance.priority is Priority.SUMMARY
                if lasting or time.monotonic() - since_s <= STALE_S:
                    self._busy = True
                    return utterance

    def _speak(self, utterance: Utterance) -> None:
        if self._process is None:
            self._bell()
            return
        limit_s = self._longest_s + PER_LETTER_S * len(utterance.text)
        if not self._process.speak(utterance, limit_s) and not self._closed:
            self._notify(texts().live.machine["hung_voice"])
            self._speakers.pop(0)
            self._start()

    def _start(self) -> None:
        """Start the best speaker that starts."""
        if self._process is not None:
            self._process.kill()
            self._process = None
        first = self._speakers[:1]
        while self._speakers and not self._closed:
            process = _Speaker(self._speakers[0])
            if process.ready(self._ready_s):
                self._process = process
                break
            process.kill()
            self._speakers.pop(0)
        if first and first != self._speakers[:1] and first[0] == tuple(SPEAKERS[0]):
            self._notify(texts().live.machine["no_voice"].format(install=INSTALL))


class _Speaker:
    """One process that speaks."""

    def __init__(self, command: Sequence[str]) -> None:
        self._answers: SimpleQueue[str] = SimpleQueue()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._reader = Thread(target=self._read, name="voice-answers", daemon=True)
        self._reader.start()

    def ready(self, timeout_s: float) -> bool:
        """Wait until it can speak."""
        return self._answered("ready", timeout_s)

    def speak(self, utterance: Utterance, timeout_s: float) -> bool:
        """Have something said; tell whether it was, in time."""
        line = json.dumps({"text": utterance.text, "tone": utterance.tone})
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()
        except OSError:
            return False
        return self._answered("done", timeout_s)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            # what was still to be written goes nowhere
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _answered(self, answer: str, timeout_s: float) -> bool:
        until_s = time.monotonic() + timeout_s
        while (left_s := until_s - time.monotonic()) > 0:
            try:
                line = self._answers.get(timeout=left_s)
            except Empty:
                return False
            if line in (answer, ""):
                return line == answer
        return False

    def _read(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._answers.put(line.strip() or " ")
        # its end
        self._answers.put("")


def _terminal_bell() -> None:
    sys.stderr.write("\a")
    sys.stderr.flush()
