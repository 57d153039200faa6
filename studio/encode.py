"""Writes pictures into an H.264 file with the presentation times they were made for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np

from studio.render import Picture

TICKS_PER_S = 90_000
"""Clock of the file; 24, 25, 30, 50, 60 and 120 frames a second are whole numbers of it."""


class ClipWriter:
    """An MP4 file being written.

    One encoder thread and no time stamps in the header: the same pictures make the same bytes.

    Parameters
    ----------
    width, height : of the upright picture.
    rotation_deg : clockwise turn that players are asked for; the stored picture is turned the
        other way, as phones do.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        *,
        frame_rate: float,
        rotation_deg: int = 0,
        quality: int = 27,
    ) -> None:
        self._turns = rotation_deg // 90
        self._container = av.open(
            str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
        )
        rate = Fraction(frame_rate).limit_denominator(1001)
        stream = self._container.add_stream("libx264", rate=rate)
        stream.width, stream.height = (height, width) if self._turns % 2 else (width, height)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        stream.time_base = Fraction(1, TICKS_PER_S)
        stream.options = {
            "crf": str(quality),
            "preset": "medium",
            "threads": "1",
            # Macroblock-tree rate control gives other bytes from run to run (its assembly reads
            # memory that is not set); without it the encoder is deterministic.
            "x264-params": "mbtree=0",
            "g": str(round(frame_rate * 4)),
        }
        if rotation_deg:  # the file's own sense is counter-clockwise, from -180 to 180
            stream.set_display_rotation((180 - rotation_deg) % 360 - 180)
        self._stream = stream

    def __enter__(self) -> ClipWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode())
        self._container.close()

    def write(self, picture: Picture, tick: int) -> None:
        """Add a picture to be shown from `tick` on."""
        turned = np.ascontiguousarray(np.rot90(picture, self._turns))
        frame = av.VideoFrame.from_ndarray(turned, format="rgb24")
        frame.pts = tick
        frame.time_base = Fraction(1, TICKS_PER_S)
        self._container.mux(self._stream.encode(frame))
