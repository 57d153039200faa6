"""What tells one clip from another: its content, and the day on which it was filmed."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from squatform.errors import InputError
from squatform.video.opening import open_video

CHUNK = 1 << 20

FIRST_YEAR = 2000
"""Cameras without a clock date their clips to the beginnings of epochs: 1904, 1970."""


def content_hash(path: Path) -> str:
    """Give SHA-256 of a file's content, 64 hexadecimal digits.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
    except OSError:
        open_video(path)[0].close()  # tells better what is wrong
        raise InputError(f"{path} cannot be read. Copy it again from the camera.") from None
    return found.hexdigest()


def joint_hash(hashes: list[str]) -> str:
    """Give one hash for several clips of a set, in any order; that of a clip alone is its own."""
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def filmed_on(path: Path) -> dt.date | None:
    """Give the day on which a clip was filmed, by its own account, where this machine is.

    Raises
    ------
    InputError
        If it is no clip that can be opened.
    """
    container, stream = open_video(path)
    with container:
        told = container.metadata.get("creation_time") or stream.metadata.get("creation_time")
    try:
        moment = dt.datetime.fromisoformat((told or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.astimezone().date() if moment.year >= FIRST_YEAR else None
