"""A place for one item between two threads: the newest, so that nothing queues up."""

from __future__ import annotations

from threading import Condition
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Latest(Generic[Item]):
    """Holds the item put last until it is taken.

    Parameters
    ----------
    patient : bool
        Whether `put` waits until the item before was taken, in place of replacing it.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self._patient = patient
        self._changed = Condition()
        self._item: Item | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nothing more is to come."""
        with self._changed:
            return self._closed

    @property
    def drained(self) -> bool:
        """Whether nothing more is to come and nothing is left."""
        with self._changed:
            return self._closed and self._item is None

    def put(self, item: Item) -> None:
        """Offer an item; after `close` it is dropped."""
        with self._changed:
            if self._patient:
                self._changed.wait_for(lambda: self._closed or self._item is None)
            if not self._closed:
                self._item = item
                self._changed.notify_all()

    def take(self, timeout_s: float | None = None) -> Item | None:
        """Take the item, waiting for one; None after `timeout_s` or when closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._item is not None, timeout_s)
            item, self._item = self._item, None
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Say that nothing more is to come; whoever waits is let go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
