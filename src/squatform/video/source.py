"""What every source of pictures offers, whatever it reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from squatform.video.frame import ClipInfo, Frame
from squatform.video.planes import PlanarFrame, from_rgb


def slots(times_s: NDArray[np.float64], rate: float) -> NDArray[np.int64]:
    """Give the number of the span of ``1 / rate`` seconds into which each time falls.

    Some containers round times to milliseconds, so edges lie one before where frames are.
    """
    return np.floor((times_s + 0.001) * rate).astype(np.int64)


class VideoSource(ABC):
    """Pictures in the order they are shown, each with its true time.

    A source is a context manager; leaving it releases what it holds. Constructors raise
    `InputError` when there is nothing to read: no such file or camera, not a video, no picture
    that can be decoded. The message says what is wrong and what to do.
    """

    @property
    @abstractmethod
    def info(self) -> ClipInfo:
        """What is known before any picture is asked for."""

    @property
    @abstractmethod
    def times_s(self) -> NDArray[np.float64]:
        """When each frame is shown, shape (info.frames,): empty where not known in advance."""

    @abstractmethod
    def frames(
        self,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int | None = None,
        rate: float | None = None,
    ) -> Iterator[Frame]:
        """Give the frames with ``start_s <= time_s < end_s``.

        Times are presentation times after the clip's first frame and strictly increase. Time and
        index of a frame do not depend on the window it is read in, so a clip can be read in
        pieces by several workers. (A camera cannot be read from elsewhere than now.)

        Parameters
        ----------
        start_s, end_s : float
            The window, in seconds; without `end_s`, up to the end.
        max_side : int, optional
            Scale pictures down, aspect ratio kept, so that the longer side has at most this many
            pixels. Pictures are never scaled up.
        rate : float, optional
            Give no more frames a second than this: the first of each `slots`.

        Yields
        ------
        Frame
            Upright, square pixels, RGB, C-contiguous.

        Raises
        ------
        InputError
            If the file has gone or the camera is lost. Damaged pictures raise nothing: they are
            left out, and `warnings` tells of them.
        ValueError
            If `max_side` is less than 1.
        """

    def planar_frames(
        self,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int | None = None,
    ) -> Iterator[PlanarFrame]:
        """Give the frames as codecs keep them, for drawing on and encoding; see `frames`."""
        for frame in self.frames(start_s=start_s, end_s=end_s, max_side=max_side):
            yield PlanarFrame(frame.index, frame.time_s, from_rgb(frame.image))

    @property
    def warnings(self) -> list[str]:
        """What went wrong while reading so far, a sentence each, for the person at the keyboard."""
        return []

    def close(self) -> None:  # noqa: B027 - most sources hold nothing between reads
        """Release what the source holds; it cannot be read afterwards."""

    def __enter__(self) -> VideoSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
