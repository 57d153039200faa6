"""Write pictures to an H.264 file."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from squatform.errors import OutputError
from squatform.files import whole_file
from squatform.video.files import FileSource
from squatform.video.frame import Image
from squatform.video.planes import Planes, from_rgb
from squatform.video.sound import Sound

_TICKS_A_SECOND = 90_000
# Codes for primaries, transfer and matrix (ISO/IEC 23091-2).
_BT709, _BT601 = 1, 6
_KEY_EVERY = 60


class VideoWriter:
    """Write an MP4 file (H.264, 4:2:0) that every browser plays, whole or not at all.

    A context manager. The file takes its place when the block ends; if the block raises, nothing
    is left behind. Frame times are kept, counted from the first frame written, so variable
    frame rates stay as they are.

    Parameters
    ----------
    path : path-like
        The file to write; missing parent folders are made.
    width, height : int
        Of the pictures. H.264 with halved colour wants even sides: an odd one gets its last row
        or column twice.
    crf : int
        x264's constant rate factor: 0 (lossless) to 51; 18-28 is sensible, and 6 less doubles
        the size.
    qp : int, optional
        Constant quantiser, 0 to 51, instead of `crf`: a third less work at the `ultrafast`
        preset, for the same quality.
    preset : str
        x264's trade of time for size, `ultrafast` to `veryslow`.
    bt709 : bool
        Whether colours are coded by BT.709, else by BT.601; pictures given as planes are.
    sound_of : FileSource, optional
        A clip whose sound goes with the pictures, which must begin with that clip's first. AAC
        is copied, other codecs are coded anew; a clip without sound gives none.

    Raises
    ------
    OutputError
        On entering, writing or leaving, if the file cannot be written (no permission, disk
        full); on leaving, if there was no frame.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        width: int,
        height: int,
        *,
        crf: int = 21,
        qp: int | None = None,
        preset: str = "veryfast",
        bt709: bool = True,
        sound_of: FileSource | None = None,
    ) -> None:
        self._path = Path(path)
        self._width, self._height = width, height
        quality = {"crf": str(crf)} if qp is None else {"qp": str(qp)}
        self._options = {**quality, "preset": preset}
        self._bt709 = bt709
        self._sound_of = sound_of
        self._sound: Sound | None = None
        self._first_s: float | None = None
        self._tick = -1

    def __enter__(self) -> VideoWriter:
        with ExitStack() as stack:
            temporary = stack.enter_context(whole_file(self._path))
            self._container, self._stream = self._open(temporary)
            if self._sound is not None:
                stack.callback(self._sound.close)
            self._undo = stack.pop_all()
        return self

    def write(self, image: Image, time_s: float) -> None:
        """Append a picture, shape (height, width, 3), RGB, shown from `time_s` on.

        Raises
        ------
        OutputError
            If it cannot be written.
        ValueError
            If the shape is another, or the time is not after that of the picture before.
        """
        if image.shape != (self._height, self._width, 3):
            raise ValueError(
                f"picture of shape {image.shape} in a clip of {self._width}x{self._height}"
            )
        self._write(from_rgb(image, bt709=self._bt709), time_s)

    def write_planes(self, planes: Planes, time_s: float) -> None:
        """Append a picture as codecs keep it; see `write`. It must not be changed afterwards."""
        if (planes.width, planes.height) != self._even_size:
            raise ValueError(
                f"planes of {planes.width}x{planes.height} in a clip of "
                f"{self._width}x{self._height}"
            )
        self._write(planes, time_s)

    @property
    def _even_size(self) -> tuple[int, int]:
        return self._width + self._width % 2, self._height + self._height % 2

    def _write(self, planes: Planes, time_s: float) -> None:
        if self._first_s is None:
            self._first_s = time_s
        tick = round((time_s - self._first_s) * _TICKS_A_SECOND)
        if tick <= self._tick:
            raise ValueError(f"time {time_s} s is not after that of the picture before")
        self._step, self._tick = tick - max(self._tick, 0), tick
        picture = planes.to_picture()
        picture.pts = tick
        picture.time_base = Fraction(1, _TICKS_A_SECOND)
        self._mux(picture)
        self._mux_sound(tick / _TICKS_A_SECOND)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._abandon()
            return
        try:
            self._finish()
        except BaseException:
            self._abandon()
            raise
        self._undo.close()

    def _open(self, temporary: Path) -> tuple[OutputContainer, VideoStream]:
        try:
            container = av.open(
                f"file:{temporary}", "w", format="mp4", container_options={"movflags": "faststart"}
            )
            stream = container.add_stream("libx264", rate=30, options=self._options)
            if self._sound_of is not None:
                self._sound = Sound(container, self._sound_of.path, self._sound_of.origin_s)
        except (av.FFmpegError, ValueError) as error:
            raise self._failure(error) from error
        stream.width, stream.height = self._even_size
        stream.pix_fmt = "yuv420p"
        stream.gop_size = _KEY_EVERY
        context = stream.codec_context
        context.time_base = Fraction(1, _TICKS_A_SECOND)
        context.colorspace = context.color_primaries = context.color_trc = (
            _BT709 if self._bt709 else _BT601
        )
        context.color_range = ColorRange.MPEG
        return container, stream

    def _mux(self, picture: VideoFrame | None) -> None:
        try:
            self._container.mux(self._stream.encode(picture))
        except av.FFmpegError as error:
            raise self._failure(error) from error

    def _mux_sound(self, until_s: float) -> None:
        if self._sound is None:
            return
        try:
            self._sound.write_until(until_s)
        except av.FFmpegError as error:
            raise self._failure(error) from error

    def _finish(self) -> None:
        if self._first_s is None:
            raise OutputError(f"Cannot write {self._path}: there is no picture to write.")
        self._mux(None)
        self._mux_sound((self._tick + self._step) / _TICKS_A_SECOND)
        try:
            self._container.close()
        except av.FFmpegError as error:
            raise self._failure(error) from error

    def _abandon(self) -> None:
        with suppress(av.FFmpegError):
            self._container.close()
        with suppress(_AbandonedError), self._undo:
            raise _AbandonedError

    def _failure(self, error: Exception) -> OutputError:
        reason = getattr(error, "strerror", None) or str(error)
        return OutputError(
            f"Cannot write {self._path}: {reason}. Free some space or choose another folder."
        )


class _AbandonedError(Exception):
    """The block failed: what was written so far is to be removed."""
