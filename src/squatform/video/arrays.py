"""Pictures that are already in memory, for tests and notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from squatform.errors import InputError
from squatform.video.frame import ClipInfo, Frame, Image
from squatform.video.picture import fit, shrink
from squatform.video.source import VideoSource, slots


class ArraySource(VideoSource):
    """Pictures from a sequence of arrays.

    Parameters
    ----------
    images : sequence of Image
        Upright RGB pictures of one size, shape (height, width, 3); or one array of shape
        (frames, height, width, 3).
    times_s : sequence of float, optional
        When each is shown, in seconds; the first counts as 0.
    frame_rate : float
        Pictures a second, where `times_s` is not given.
    name : str
        What `info.path` is to say.

    Raises
    ------
    InputError
        If there is no picture.
    ValueError
        If shapes differ or are not pictures, or times do not strictly increase.
    """

    def __init__(
        self,
        images: Sequence[Image] | Image,
        *,
        times_s: Sequence[float] | None = None,
        frame_rate: float = 30.0,
        name: str = "pictures in memory",
    ) -> None:
        if len(images) == 0:
            raise InputError(f"There is no picture in {name}.")
        shapes = {np.shape(image) for image in images}
        height, width, channels = (*shapes.pop(), 0, 0, 0)[:3]
        if shapes or channels != 3:
            raise ValueError("pictures must all have one shape (height, width, 3)")
        times = np.arange(len(images)) / frame_rate if times_s is None else np.asarray(times_s)
        if times.shape != (len(images),) or np.any(np.diff(times) <= 0):
            raise ValueError("times_s must strictly increase, one for each picture")
        self._images = images
        self._times: NDArray[np.float64] = times.astype(np.float64) - times[0]
        last = float(self._times[-1])
        rate = (len(times) - 1) / last if last > 0 else frame_rate
        self._info = ClipInfo(
            path=name,
            duration_s=last + 1 / rate,
            frame_rate=rate,
            width=width,
            height=height,
            frames=len(images),
            rotation_deg=0,
        )

    @property
    def info(self) -> ClipInfo:
        """Size, length and mean frame rate."""
        return self._info

    @property
    def times_s(self) -> NDArray[np.float64]:
        """As they were given, from 0."""
        return self._times

    def frames(
        self,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int | None = None,
        rate: float | None = None,
    ) -> Iterator[Frame]:
        """Give the frames in the window; see `VideoSource.frames`."""
        fit(self._info.width, self._info.height, max_side)
        first = int(np.searchsorted(self._times, start_s))
        stop = len(self._times) if end_s is None else int(np.searchsorted(self._times, end_s))
        chosen = np.arange(first, stop)
        if rate is not None:
            _, leading = np.unique(slots(self._times[chosen], rate), return_index=True)
            chosen = chosen[leading]
        return (
            Frame(index, float(self._times[index]), shrink(self._images[index], max_side))
            for index in chosen.tolist()
        )
