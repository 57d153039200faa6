"""Cameras and network streams, read with OpenCV as they come."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from numpy.typing import NDArray

from squatform.errors import InputError
from squatform.video.frame import ClipInfo, Frame, Image
from squatform.video.picture import fit, shrink
from squatform.video.source import VideoSource, slots


class WebcamSource(VideoSource):
    """A camera: pictures are stamped when they arrive.

    Reading starts now and cannot go back: `start_s` leaves out what comes before, `end_s` stops,
    and a second call of `frames` goes on where the first ended, its times still counted from the
    first picture.

    Parameters
    ----------
    device : int or str
        Number of the camera, from 0; or what else `cv2.VideoCapture` opens, such as a device
        path or the address of a stream.
    clock : callable
        Seconds that never go back; for tests.

    Raises
    ------
    InputError
        If the camera cannot be opened or gives no picture.
    """

    def __init__(self, device: int | str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = f"camera {device}" if isinstance(device, int) else device
        self._clock = clock
        with _quiet():
            self._capture = cv2.VideoCapture(device)
            # Old pictures are worth nothing; not every back end can be told.
            self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
            first = self._read()
            if first is None:
                self.close()
                raise InputError(
                    f"No picture comes from {self._name}. Check that it is plugged in, that no "
                    "other program uses it and that this one may; or name another camera."
                )
            rate = self._capture.get(cv2.CAP_PROP_FPS)
            # A file or a recorded stream comes to its end; a camera does not.
            self._ends = self._capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0
        self._pending: tuple[float, Image] | None = first
        self._started, image = first
        self._last_s = -1.0
        self._index = 0
        self._info = ClipInfo(
            path=self._name,
            duration_s=0.0,
            frame_rate=rate if 0 < rate < 1000 else 0.0,
            width=image.shape[1],
            height=image.shape[0],
            frames=0,
            rotation_deg=0,
        )

    @property
    def info(self) -> ClipInfo:
        """What the camera says of itself; length and frame count are not known and 0."""
        return self._info

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Nothing: a camera's frames are not known in advance."""
        return np.empty(0)

    def frames(
        self,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int | None = None,
        rate: float | None = None,
    ) -> Iterator[Frame]:
        """Give frames as they come until `end_s`; see `VideoSource.frames`."""
        fit(self._info.width, self._info.height, max_side)
        frames = self._frames(start_s, end_s, max_side)
        return frames if rate is None else _thinned(frames, rate)

    def _frames(self, start_s: float, end_s: float | None, max_side: int | None) -> Iterator[Frame]:
        while True:
            taken = self._pending or self._read()
            if taken is None:
                if self._ends:
                    return
                raise InputError(
                    f"{self._name} stopped giving pictures. Check its cable, then start again."
                )
            moment, image = taken
            # Two pictures can arrive within one tick of a coarse clock.
            time_s = max(moment - self._started, self._last_s + 1e-6)
            if end_s is not None and time_s >= end_s:
                self._pending = taken
                return
            self._pending = None
            self._last_s = time_s
            index, self._index = self._index, self._index + 1
            if time_s >= start_s:
                picture = cv2.cvtColor(shrink(image, max_side), cv2.COLOR_BGR2RGB)
                yield Frame(index, time_s, picture.astype(np.uint8, copy=False))

    def _read(self) -> tuple[float, Image] | None:
        """Give the next picture, BGR, and when it came."""
        with _quiet():
            if not self._capture.grab():
                return None
            moment = self._clock()
            read, image = self._capture.retrieve()
        return (moment, image.astype(np.uint8, copy=False)) if read else None

    def close(self) -> None:
        """Let go of the camera."""
        self._capture.release()


def _thinned(frames: Iterator[Frame], rate: float) -> Iterator[Frame]:
    taken = -1
    for frame in frames:
        slot = int(slots(np.array([frame.time_s]), rate)[0])
        if slot != taken:
            taken = slot
            yield frame


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what OpenCV and its FFmpeg say of cameras off the terminal."""
    # OpenCV reads this when it first uses FFmpeg; -8 is AV_LOG_QUIET.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(0)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(level)
