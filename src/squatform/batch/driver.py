"""Hands clips to workers and collects what comes of them; keeps nothing that cannot be lost."""

from __future__ import annotations

import signal
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from types import FrameType
from typing import Any, Literal

from distributed import Client, Future, KilledWorker, as_completed

from squatform.batch.cluster import ClusterLostError
from squatform.batch.jobs import Entry, Settings, digest, file_version
from squatform.batch.store import Store
from squatform.batch.worker import Outcome, Task, process, process_joined, process_piece
from squatform.errors import SquatformError

Work = Callable[[Task], Outcome]

AHEAD = 2
"""Clips handed out for each thread of a worker: one runs, one waits."""

POLL_S = 0.05


class Redo(Enum):
    """Which clips are analysed though something is known of them."""

    NOTHING = "nothing"
    FAILED = "failed"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class ClipResult:
    """How a clip ended.

    Attributes
    ----------
    entry : Entry
        The clip.
    status : str
        "done" in this run, "had" from an earlier one, "same" as another clip of this run,
        "failed".
    key : str
        Of its result.
    reason : str
        Why it failed.
    repetitions : int
        Complete ones.
    seconds : float
        Length of the clip, where known.
    """

    entry: Entry
    status: Literal["done", "had", "same", "failed"]
    key: str = ""
    reason: str = ""
    repetitions: int = 0
    seconds: float = 0.0


Listener = Callable[[ClipResult], None]


@dataclass
class Batch:
    """One run over many clips.

    Attributes
    ----------
    client : Client
        Of the workers.
    store : Store
        Where results go.
    settings : Settings
        How to analyse.
    redo : Redo
        What to do again.
    work : callable
        Run on a worker for each clip, see `squatform.batch.worker.process`.
    listeners : list of Listener
        Told of each clip as it ends.
    results : list of ClipResult
        In the order in which they ended.
    stopped : bool
        Whether the run ended before its clips.
    """

    client: Client
    store: Store
    settings: Settings
    redo: Redo = Redo.NOTHING
    work: Work = process
    listeners: list[Listener] = field(default_factory=list)
    results: list[ClipResult] = field(default_factory=list)
    stopped: bool = False
    _run: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    _flight: dict[Future[Any], Task] = field(default_factory=dict)
    _begun: set[Future[Any]] = field(default_factory=set)
    _keys: set[str] = field(default_factory=set)
    _to_stop: bool = False
    _error: SquatformError | None = None

    def run(self, entries: Iterable[Entry]) -> None:
        """Go through the clips; after `stop`, finish only what has begun.

        Raises
        ------
        SquatformError
            Where no other clip could fare better: a full disk, no pose model, a scheduler that
            has gone. What is done stays done.
        """
        self._sweep()
        waiting = iter(entries)
        coming = as_completed(with_results=True, raise_errors=False, loop=self.client.loop)
        try:
            self._fill(waiting, coming)
            while self._flight:
                if self._to_stop and not self.stopped:
                    self._take_back()
                if not coming.has_ready():
                    time.sleep(POLL_S)
                    continue
                future, result = next(coming)
                self._take(future, result, coming)
                self._fill(waiting, coming)
        except OSError as error:
            self._error = self._error or _lost(error)
        if self._error is not None:
            raise self._error
        self._sweep()

    def _sweep(self) -> None:
        """Remove what processes that died have left; a store serves one run at a time."""
        for folder in ("attempts", "staging"):
            self.store.clear(folder)

    def stop(self) -> None:
        """Begin no other clip; may be called from a signal handler."""
        self._to_stop = True

    def _take_back(self) -> None:
        """Take back the clips that have not begun."""
        self.stopped = True
        running = {key for stacks in self.client.call_stack().values() for key in stacks}
        idle = [f for f in self._flight if f.key not in running and f not in self._begun]
        self.client.cancel(idle, reason="stopped")

    def _fill(self, waiting: Iterator[Entry], coming: as_completed) -> None:
        """Hand out clips while there is room."""
        while not (self.stopped or self._to_stop) and len(self._flight) < AHEAD * max(
            1, self._threads()
        ):
            entry = next(waiting, None)
            if entry is None:
                return
            task = Task(
                entry,
                self._settings_for(entry),
                self.store,
                self._run,
                force=self.redo is Redo.EVERYTHING,
            )
            known = None if self.redo is not Redo.NOTHING else self._known_failure(task)
            if known is not None:
                self._end(ClipResult(entry, "failed", reason=known))
            else:
                self._hand_out(task, coming)

    def _settings_for(self, entry: Entry) -> Settings:
        # a worker needs one profile, not those of all exercises
        return replace(
            self.settings, profiles={entry.exercise: self.settings.profiles[entry.exercise]}
        )

    def _threads(self) -> int:
        return sum(self.client.nthreads().values())

    def _hand_out(self, task: Task, coming: as_completed) -> None:
        # Dask keeps figures of every first part of a key for good: one for all clips
        key = ("clip", task.entry.name, uuid.uuid4().hex)
        future = self.client.submit(self.work, task, key=key, pure=False)
        self._flight[future] = task
        coming.add(future)

    def _take(self, future: Future[Any], result: Any, coming: as_completed) -> None:
        """Deal with what came of a task."""
        task = self._flight.pop(future)
        self._begun.discard(future)
        # the result tells, not the state: that is "lost" again once the worker that had it dies
        if isinstance(result, Outcome):
            self._take_outcome(task, result, coming)
        elif future.status == "error":
            self._take_error(task, result[1], coming)
        elif not self.stopped and future.status == "cancelled":
            self.stopped = True
            self._error = _lost()
        elif not self.stopped:
            # its worker died before the result was fetched; the scheduler has it made again
            self._flight[future] = task
            coming.add(future)

    def _take_error(self, task: Task, error: BaseException, coming: as_completed) -> None:
        if isinstance(error, KilledWorker):
            # others may have died beside it; the guard knows who is to blame
            if not self.stopped:
                self._hand_out(task, coming)
        elif isinstance(error, SquatformError):
            self._error = self._error or error
            self.stop()
        else:
            reason = f"The analysis failed: {type(error).__name__}: {error}"
            self._take_failure(task, Outcome("failed", reason=reason))

    def _take_outcome(self, task: Task, outcome: Outcome, coming: as_completed) -> None:
        if outcome.status == "failed":
            self._take_failure(task, outcome)
        elif outcome.status == "long":
            self._cut(task, outcome, coming)
        else:
            self._end(
                ClipResult(
                    task.entry,
                    self._kind(outcome),
                    outcome.key,
                    repetitions=outcome.repetitions,
                    seconds=outcome.seconds,
                )
            )

    def _kind(self, outcome: Outcome) -> Literal["done", "had", "same"]:
        if outcome.key in self._keys:
            return "same"
        return "done" if outcome.status == "done" else "had"

    def _cut(self, task: Task, outcome: Outcome, coming: as_completed) -> None:
        """Hand out the pieces of a long clip, to be joined when all are there."""
        pieces = [
            self.client.submit(process_piece, task, replace(outcome, pieces=()), piece, pure=False)
            for piece in outcome.pieces
        ]
        future = self.client.submit(process_joined, task, outcome, pieces, pure=False)
        self._flight[future] = task
        self._begun.add(future)
        coming.add(future)

    def _take_failure(self, task: Task, outcome: Outcome) -> None:
        record = {"clip": task.entry.url, "reason": outcome.reason}
        self.store.write_record(self._failure_name(task), record)
        self._end(ClipResult(task.entry, "failed", outcome.key, outcome.reason))

    def _known_failure(self, task: Task) -> str | None:
        record = self.store.record(self._failure_name(task))
        return record["reason"] if record else None

    def _failure_name(self, task: Task) -> str:
        """Name the record of a failure; another file of that name, or settings, is another."""
        content = file_version(task.entry.url) or "unknown"
        settings = (*task.settings.profiles.values(), task.settings.model, task.settings.version)
        return f"failed/{digest(chr(0).join((task.entry.url, content, *settings)))}"

    def _end(self, result: ClipResult) -> None:
        self.results.append(result)
        self._keys.add(result.key)
        for tell in self.listeners:
            tell(result)


def _lost(error: OSError | None = None) -> ClusterLostError:
    why = f" ({error})" if error else ""
    return ClusterLostError(
        f"The scheduler has gone{why}. What is done is kept; run the same command again."
    )


@contextmanager
def interruptible(batch: Batch, tell: Callable[[str], None]) -> Iterator[None]:
    """While open, the first Ctrl-C stops the batch gently and the second at once."""

    def interrupted(signum: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        tell("Finishing what has begun. Ctrl-C again stops now; nothing that is done is lost.")
        batch.stop()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
