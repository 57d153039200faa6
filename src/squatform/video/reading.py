"""Decode in one thread while another thread works on what is already decoded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")


@contextmanager
def read_ahead(frames: Iterator[Item], depth: int = 8) -> Iterator[Iterator[Item]]:
    """Run `frames` in a thread of its own, at most `depth` items ahead of the reader.

    Use as ``with read_ahead(source.frames()) as frames: ...``. On leaving, however that comes
    about, the thread has ended and `frames` is closed.

    Parameters
    ----------
    frames : iterator
        What to run; only the thread touches it.
    depth : int
        How many items may wait; one more is in the making.

    Yields
    ------
    iterator
        The same items in the same order. What `frames` raises is raised here, after the items
        before it.
    """
    channel: _Channel[Item] = _Channel(depth)
    thread = Thread(target=channel.fill, args=(frames,), name="read-ahead", daemon=True)
    thread.start()
    try:
        yield channel.drain()
    finally:
        channel.stop()
        thread.join()


class _Channel(Generic[Item]):
    """A bounded queue that either end can close."""

    def __init__(self, depth: int) -> None:
        if depth < 1:
            raise ValueError(f"depth must be at least 1, not {depth}")
        self._depth = depth
        self._items: deque[Item] = deque()
        self._changed = Condition()
        self._ended = False
        self._stopped = False
        self._error: BaseException | None = None

    def fill(self, source: Iterator[Item]) -> None:
        """Take items from `source` until it ends or the reader has had enough."""
        try:
            for item in source:
                if not self._put(item):
                    break
        except BaseException as error:  # raised again in the reader's thread
            self._error = error
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def drain(self) -> Iterator[Item]:
        """Give items as they come."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._items or self._ended or self._stopped)
                if self._stopped:
                    return
                if not self._items:
                    break
                item = self._items.popleft()
                self._changed.notify_all()
            yield item
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def stop(self) -> None:
        """Make `fill` end and drop what waits."""
        with self._changed:
            self._stopped = True
            self._items.clear()
            self._changed.notify_all()

    def _put(self, item: Item) -> bool:
        """Append `item` once there is room; False if nobody wants it any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or len(self._items) < self._depth)
            if not self._stopped:
                self._items.append(item)
                self._changed.notify_all()
            return not self._stopped
