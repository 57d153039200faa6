"""Tells pages that something of theirs has changed."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Events:
    """Wakes those who wait for changes of an owner's clips; any thread may tell of one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[asyncio.Event, tuple[str, asyncio.AbstractEventLoop]] = {}

    def changed(self, owner: str) -> None:
        """Tell of a change."""
        with self._lock:
            waiting = [
                (event, loop) for event, (who, loop) in self._waiting.items() if who == owner
            ]
        for event, loop in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def watchers(self, owner: str) -> int:
        """Count who waits for an owner's changes."""
        with self._lock:
            return Counter(who for who, _ in self._waiting.values())[owner]

    @contextmanager
    def watching(self, owner: str) -> Iterator[asyncio.Event]:
        """Give what is set at each change, until left."""
        event = asyncio.Event()
        with self._lock:
            self._waiting[event] = owner, asyncio.get_running_loop()
        try:
            yield event
        finally:
            with self._lock:
                del self._waiting[event]
