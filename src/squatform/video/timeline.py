"""When each picture of a file is shown, as told by its packets, without decoding them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Stamp(NamedTuple):
    """What a packet says of the picture in it; times in ticks of the stream's time base."""

    shown: int | None
    decoded: int | None
    duration: int
    key: bool


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The pictures of a clip in the order they are shown.

    Attributes
    ----------
    ticks : NDArray[int64]
        Presentation time of each picture, shape (frames,), strictly increasing.
    times_s : NDArray[float64]
        The same in seconds after the first, shape (frames,).
    duration_s : float
        From the first picture shown to the end of the last.
    keys : NDArray[int64]
        Indices of the pictures at which decoding can start.
    reliable : bool
        Whether a decoded picture is told by its time. Where times are missing, double or out of
        order, pictures are counted instead, from the beginning of the clip.
    """

    ticks: NDArray[np.int64]
    times_s: NDArray[np.float64]
    duration_s: float
    keys: NDArray[np.int64]
    reliable: bool

    @classmethod
    def from_stamps(
        cls, stamps: list[Stamp], *, tick_s: Fraction, first: int | None, reorders: bool
    ) -> Timeline:
        """Order the packets of a clip.

        Parameters
        ----------
        stamps : list of Stamp
            One a picture, in file order.
        tick_s : Fraction
            Seconds a tick lasts.
        first : int, optional
            Presentation time of the first picture that can be decoded; what comes before is
            not shown.
        reorders : bool
            Whether the codec shows pictures in another order than it stores them. Times that
            disagree with this are times of storing, as in H.264 in AVI.
        """
        shown = [stamp.shown for stamp in stamps]
        known = [tick for tick in shown if tick is not None]
        reliable = (
            len(known) == len(set(known)) == len(shown)
            and first in set(known)
            and reorders == (known != sorted(known))
        )
        if reliable:
            stamps = [stamp for stamp in stamps if _moment(stamp) >= (first or 0)]
        moments = np.array([_moment(stamp) for stamp in stamps], dtype=np.int64)
        order = np.argsort(moments, kind="stable")
        steps = np.arange(len(moments))
        # The least that makes double times differ: a tick after the one before.
        ticks = np.maximum.accumulate(moments[order] - steps) + steps
        times = (ticks - ticks[0]) * tick_s.numerator / tick_s.denominator
        last = stamps[order[-1]].duration * float(tick_s)
        if last <= 0 and len(times) > 1:
            last = float(times[-1]) / (len(times) - 1)
        return cls(
            ticks=ticks,
            times_s=times,
            duration_s=float(times[-1]) + last,
            keys=np.flatnonzero([stamps[i].key for i in order]),
            reliable=reliable,
        )

    @property
    def frame_rate(self) -> float:
        """Mean pictures a second; 0 where it cannot be told."""
        if len(self.times_s) > 1:
            return (len(self.times_s) - 1) / float(self.times_s[-1])
        return 1 / self.duration_s if self.duration_s > 0 else 0.0

    def window(self, start_s: float, end_s: float | None) -> tuple[int, int]:
        """Give the index of the first picture in the window and of the first one after it."""
        first = int(np.searchsorted(self.times_s, start_s))
        if end_s is None:
            return first, len(self.times_s)
        return first, int(np.searchsorted(self.times_s, end_s))

    def key_before(self, index: int) -> int | None:
        """Give the tick of the key picture to seek for `index`; None: read from the beginning."""
        if not self.reliable:
            return None
        position = int(np.searchsorted(self.keys, index, side="right")) - 1
        if position < 1:
            return None
        return int(self.ticks[self.keys[position]])

    def index_of(self, tick: int | None, previous: int) -> int:
        """Give the index of a decoded picture, greater than `previous`."""
        if not self.reliable or tick is None:
            return previous + 1
        return max(previous + 1, int(np.searchsorted(self.ticks, tick)))


def _moment(stamp: Stamp) -> int:
    """When a picture is shown; by the order of storing where the file does not say."""
    if stamp.shown is not None:
        return stamp.shown
    return stamp.decoded if stamp.decoded is not None else 0
