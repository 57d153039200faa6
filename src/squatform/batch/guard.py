"""Ends what hangs or eats memory, and does not try for ever what kills its process.

An attempt is written down before it begins and struck out when it ends, well or badly. Where a
process dies the note stays to the end of the run, so the next process to try knows how often that
has happened and, if the watchdog did it, why. The scheduler need only try again.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from squatform.batch.store import Store
from squatform.errors import OutputError

MOST_ATTEMPTS = 2
"""The first and one more: bad luck seldom strikes twice, a bad clip always."""

MEMORY_SHARE = 0.9
"""Of a worker's limit; the nanny, which gives no reason, waits until 0.95."""

CHECK_EVERY_S = 0.1
DIED = 86
"""Exit code of a process that its watchdog ended."""


class GaveUpError(Exception):
    """A clip ended its process each time it was tried; the message says how."""


@dataclass
class Watchdog:
    """Ends this process when a clip takes too long or too much memory.

    Attributes
    ----------
    store : Store
        Where the reason is written down.
    name : str
        Of the attempt.
    memory : int
        Bytes that the process may have, 0 for any number.
    """

    store: Store
    name: str
    memory: int
    _limit_s: float = field(default=float("inf"), init=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False)

    def allow(self, seconds: float) -> None:
        """Let the clip take this long from now on."""
        self._limit_s = seconds
        self._deadline = time.monotonic() + seconds

    def watch(self) -> None:
        """Watch until the end; runs in a thread of its own."""
        process = psutil.Process()
        while not self._ended.wait(CHECK_EVERY_S):
            if time.monotonic() > self._deadline:
                self._end(f"It took longer than {self._limit_s:.0f} s")
            elif self.memory and process.memory_info().rss > MEMORY_SHARE * self.memory:
                self._end(
                    f"It needed more than {MEMORY_SHARE * self.memory / 1e9:.1f} GB of memory"
                )

    def stop(self) -> None:
        """End watching."""
        self._ended.set()

    def _end(self, reason: str) -> None:
        if self._ended.is_set():
            return
        record = self.store.record(self.name) or {"attempts": 1}
        try:
            self.store.write_record(self.name, {**record, "reason": reason})
        except OutputError:
            pass  # without a reason it ends all the same
        finally:
            os._exit(DIED)


@contextmanager
def guarded(
    store: Store, run: str, name: str, *, seconds: float, memory: int = 0
) -> Iterator[Watchdog]:
    """Try something that may end this process.

    Parameters
    ----------
    store : Store
        Where attempts are written down.
    run : str
        Attempts of other runs do not count.
    name : str
        What is tried.
    seconds : float
        How long it may take, until `Watchdog.allow` says otherwise.
    memory : int
        Bytes that this process may have, 0 for any number.

    Raises
    ------
    GaveUpError
        If it has been tried often enough.
    """
    name = f"attempts/{name}"
    before = store.record(name) or {}
    attempts = before.get("attempts", 0) if before.get("run") == run else 0
    if attempts >= MOST_ATTEMPTS:
        reason = before.get("reason", "It ended the process, by a crash or for want of memory")
        raise GaveUpError(f"{reason}, {attempts} times.")
    store.write_record(name, {"run": run, "attempts": attempts + 1})
    watchdog = Watchdog(store, name, memory)
    watchdog.allow(seconds)
    thread = threading.Thread(target=watchdog.watch, name="watchdog", daemon=True)
    thread.start()
    try:
        yield watchdog
    finally:
        watchdog.stop()
        thread.join()
        store.remove_record(name)
