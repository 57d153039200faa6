"""Reads the camera in a thread of its own and keeps the newest picture only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from squatform.errors import InputError
from squatform.live.figures import Meter
from squatform.live.latest import Latest
from squatform.texts import texts
from squatform.video import FileSource, Image, VideoSource, WebcamSource

RETRY_S = 1.0
"""How often a lost camera is asked for."""

Clock = Callable[[], float]
Notify = Callable[[str], None]
"""Told, in a sentence, what went wrong and what to do."""

Opener = Callable[[], VideoSource]


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A picture from the camera.

    Attributes
    ----------
    image : Image
        RGB, not mirrored.
    time_s : float
        Since the first picture; of a file, its presentation time.
    at_s : float
        When it arrived, by the clock of the session.
    """

    image: Image
    time_s: float
    at_s: float


def is_file(camera: str) -> bool:
    """Tell a file to be played from a camera's number, its device and an address."""
    return not camera.isdigit() and "://" not in camera and not Path(camera).is_char_device()


def open_camera(camera: str) -> VideoSource:
    """Open a camera.

    Parameters
    ----------
    camera : str
        Number of a camera, a device, the address of a stream, or a video file.

    Raises
    ------
    InputError
        If no picture comes from it; the message says what to do.
    """
    if is_file(camera):
        return FileSource(camera)
    return WebcamSource(int(camera) if camera.isdigit() else camera)


class Capture(Thread):
    """Reads a camera until it is told to stop; a lost camera is asked for until it is back.

    Parameters
    ----------
    opener : Opener
        Opens the camera, the first time before the thread starts.
    pictures : Latest[Captured]
        Where they go; closed when no more come.
    notify : Notify
        Told of faults.
    recorded : bool
        Whether this is a file: it has its own times and an end.
    paced : bool
        Whether a file is played at its true pace.
    meter : Meter, optional
        Counts the pictures.
    clock : Clock
        Seconds that never go back.

    Raises
    ------
    InputError
        If the camera cannot be opened at first.
    """

    def __init__(
        self,
        opener: Opener,
        pictures: Latest[Captured],
        notify: Notify,
        *,
        recorded: bool = False,
        paced: bool = True,
        meter: Meter | None = None,
        clock: Clock = time.monotonic,
        retry_s: float = RETRY_S,
    ) -> None:
        super().__init__(name="capture", daemon=True)
        self._opener, self._pictures, self._notify = opener, pictures, notify
        self._recorded, self._paced = recorded, paced
        self._meter, self._clock, self._retry_s = meter, clock, retry_s
        self._stopped = Event()
        self._offset_s = 0.0
        self._last_s = -1.0
        self._started_s: float | None = None
        self.error: Exception | None = None
        self._source: VideoSource | None = opener()
        self.info = self._source.info

    def stop(self) -> None:
        """Ask the thread to end."""
        self._stopped.set()
        self._pictures.close()

    def run(self) -> None:
        """Read until stopped, or until a file ends."""
        try:
            while self._source is not None and not self._stopped.is_set():
                self._source = self._read(self._source)
        except Exception as error:  # given to whoever waits for pictures
            self.error = error
        finally:
            if self._source is not None:
                self._source.close()
            self._pictures.close()

    def _read(self, source: VideoSource) -> VideoSource | None:
        """Read a source to its end and give the one that comes after it, if any."""
        try:
            self._play(source)
        except InputError as error:
            if self._recorded:
                raise
            source.close()
            self._notify(texts().live.machine["lost"].format(problem=error))
            return self._reopened()
        return None

    def _play(self, source: VideoSource) -> None:
        first = True
        for frame in source.frames():
            now = self._clock()
            if self._started_s is None:
                self._started_s = now - frame.time_s
            if first and not self._recorded:
                # a camera opened again counts from its own first picture
                self._offset_s = max(now - self._started_s, self._last_s + 1e-3) - frame.time_s
            first = False
            self._last_s = time_s = frame.time_s + self._offset_s
            if self._recorded and self._paced:
                self._stopped.wait(max(0.0, self._started_s + time_s - now))
            if self._stopped.is_set():
                return
            now = self._clock()
            if self._meter is not None:
                self._meter.captured(now)
            self._pictures.put(Captured(frame.image, time_s, now))

    def _reopened(self) -> VideoSource | None:
        while not self._stopped.wait(self._retry_s):
            try:
                source = self._opener()
            except InputError:
                continue
            self._notify(texts().live.machine["back"])
            return source
        return None
