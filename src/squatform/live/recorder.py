"""Writes what the camera saw to a video file, in a thread of its own."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import cv2
import numpy as np

from squatform.errors import OutputError
from squatform.live.latest import Latest
from squatform.live.watcher import fitted
from squatform.video import Image, VideoWriter


class Recorder:
    """Records one set. Pictures that come faster than they are written are left out.

    Parameters
    ----------
    path : Path
        The file, written whole or not at all.
    size : tuple[int, int]
        Width and height of the recording in pixels.
    """

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self.path = path
        self._size = size
        self._pictures: Latest[tuple[Image, float]] = Latest()
        self._wanted = True
        self._error: OutputError | None = None
        self.first_s: float | None = None
        self._thread = Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def put(self, image: Image, time_s: float) -> None:
        """Offer the next picture, RGB, of any size."""
        self._pictures.put((image, time_s))

    def finish(self) -> Path | None:
        """End the recording and give the file; None if no picture came.

        Raises
        ------
        OutputError
            If it could not be written.
        """
        self._close()
        if self._error is not None:
            raise self._error
        return self.path if self.first_s is not None else None

    def discard(self) -> None:
        """End the recording and leave no file."""
        self._wanted = False
        self._close()

    def _close(self) -> None:
        self._pictures.close()
        self._thread.join()

    def _run(self) -> None:
        first = self._pictures.take()
        if first is None:
            return
        try:
            with VideoWriter(self.path, *self._size, preset="ultrafast", crf=23) as writer:
                self.first_s = first[1]
                picture: tuple[Image, float] | None = first
                while picture is not None:
                    writer.write(self._sized(picture[0]), picture[1])
                    picture = self._pictures.take()
                if not self._wanted:
                    raise _UnwantedError
        except _UnwantedError:
            pass
        except OutputError as error:
            self._error = error
            self._pictures.close()

    def _sized(self, image: Image) -> Image:
        picture = fitted(image, self._size)
        if picture.shape[1::-1] != self._size:
            picture = np.asarray(cv2.resize(picture, self._size), dtype=np.uint8)
        return picture


class _UnwantedError(Exception):
    """Nobody squatted in it: what was written is to be removed."""
