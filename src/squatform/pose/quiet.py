"""Keeps what native libraries print away from the user's terminal."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_open = 0
_terminal = -1


@contextmanager
def native_chatter_silenced() -> Iterator[None]:
    """Send what anything in this process prints on file descriptor 2 to nowhere while open.

    MediaPipe logs past Python, and its log level cannot be set. Several threads may be inside at
    the same time: the first one in and the last one out turn the switch.
    """
    global _open, _terminal  # noqa: PLW0603 - the descriptor belongs to the whole process
    with _lock:
        if _open == 0:
            _terminal = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        _open += 1
    try:
        yield
    finally:
        with _lock:
            _open -= 1
            if _open == 0:
                os.dup2(_terminal, 2)
                os.close(_terminal)
