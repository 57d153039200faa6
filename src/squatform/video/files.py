"""Video files, read with FFmpeg through PyAV."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
from av.buffer import Buffer
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from squatform.video.frame import ClipInfo, Frame
from squatform.video.opening import open_video, undecodable
from squatform.video.picture import Orientation, fit
from squatform.video.planes import PlanarFrame, from_picture
from squatform.video.source import VideoSource, slots
from squatform.video.timeline import Stamp, Timeline

_Pictures = Generator[tuple[int, VideoFrame], None, None]
_Made = TypeVar("_Made")

# Closest to true averaging of those swscale has, and cheaper than bicubic when scaling down.
_SCALING = int(Interpolation.AREA)


class FileSource(VideoSource):
    """A video file: MP4, MOV, WebM, MKV, AVI, GIF and whatever else the bundled FFmpeg reads.

    Opening reads the packets of the file once, without decoding them, so that length, frame
    count and times are those of the pictures and not what the header claims. Each call of
    `frames` opens the file for itself: several can run side by side.

    Parameters
    ----------
    path : path-like
        The file.

    Raises
    ------
    InputError
        If it is missing, unreadable, not a video, has no picture or is damaged beyond reading.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        container, stream = open_video(self._path)
        with container:
            scan = _Scan(container, stream)
            if scan.first is None:
                raise undecodable(self._path)
            self._timeline = scan.timeline()
            self._tick_s = stream.time_base or Fraction(1, 1000)
            self._cut = self._timeline.duration_s < scan.claimed_s
            self._orientation = _orientation(scan.first)
            # Square pixels: the width is stretched, as players do.
            aspect = stream.sample_aspect_ratio or Fraction(1)
            self._stored_size = max(1, round(scan.first.width * aspect)), scan.first.height
        self._lost: set[int] = set()
        width, height = self._stored_size
        if self._orientation.swaps_sides:
            width, height = height, width
        self._info = ClipInfo(
            path=os.fspath(path),
            duration_s=self._timeline.duration_s,
            frame_rate=self._timeline.frame_rate,
            width=width,
            height=height,
            frames=len(self._timeline.ticks),
            rotation_deg=self._orientation.rotation_deg,
        )

    @property
    def info(self) -> ClipInfo:
        """What the packets of the file say of the clip."""
        return self._info

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Presentation times by the packets of the file."""
        return self._timeline.times_s

    @property
    def warnings(self) -> list[str]:
        """What could not be read; that the file is cut off is known before reading it."""
        times, end = self._timeline.times_s, len(self._timeline.ticks)
        lost = sorted(self._lost)
        while lost and lost[-1] == end - 1:
            end = lost.pop()
        found = []
        if lost:
            count = "1 damaged picture" if len(lost) == 1 else f"{len(lost)} damaged pictures"
            found.append(f"{count} near {times[lost[0]]:.1f} s could not be read.")
        if self._cut or end < len(times):
            until = self._timeline.duration_s if end == len(times) else float(times[end])
            found.append(
                f"The clip is damaged after {until:.1f} s; the first {until:.1f} s were read."
            )
        return found

    def frames(
        self,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int | None = None,
        rate: float | None = None,
    ) -> Iterator[Frame]:
        """Give the frames in the window; see `VideoSource.frames`."""
        size = fit(*self._stored_size, max_side)
        reformatter = VideoReformatter()

        def convert(index: int, picture: VideoFrame) -> Frame:
            scaled = reformatter.reformat(
                picture, *size, "rgb24", interpolation=_SCALING, threads=1
            )
            image = self._orientation.upright(scaled.to_ndarray().astype(np.uint8, copy=False))
            return Frame(index, self._time_s(index), np.ascontiguousarray(image))

        return self._converted(*self._timeline.window(start_s, end_s), convert, rate)

    def planar_frames(
        self,
        *,
        start_s: float = 0.0,
        end_s: float | None = None,
        max_side: int | None = None,
    ) -> Iterator[PlanarFrame]:
        """Give the frames in the window; see `VideoSource.planar_frames`."""
        size = fit(*self._stored_size, max_side)
        reformatter = VideoReformatter()

        def convert(index: int, picture: VideoFrame) -> PlanarFrame:
            planes = from_picture(picture, self._orientation, size, reformatter)
            return PlanarFrame(index, self._time_s(index), planes)

        return self._converted(*self._timeline.window(start_s, end_s), convert)

    @property
    def path(self) -> Path:
        """Of the file."""
        return self._path

    @property
    def origin_s(self) -> float:
        """When the first picture is shown, in the file's own time."""
        return float(self._timeline.ticks[0] * self._tick_s)

    def _time_s(self, index: int) -> float:
        return float(self._timeline.times_s[index])

    def _converted(
        self,
        first: int,
        stop: int,
        convert: Callable[[int, VideoFrame], _Made],
        rate: float | None = None,
    ) -> Iterator[_Made]:
        slot = np.arange(len(self.times_s)) if rate is None else slots(self.times_s, rate)
        expected, taken = first, -1
        with closing(self._pictures(first, stop)) as pictures:
            for index, picture in pictures:
                self._lost.update(range(expected, index))
                expected = index + 1
                if slot[index] == taken:
                    continue
                taken = int(slot[index])
                try:
                    made = convert(index, picture)
                except av.FFmpegError:
                    raise undecodable(self._path) from None
                yield made
        self._lost.update(range(expected, stop))

    def _pictures(self, first: int, stop: int) -> _Pictures:
        """Decode the pictures from index `first` up to before `stop`."""
        if first >= stop:
            return
        with closing(self._decoded_from(first)) as decoded:
            for index, picture in decoded:
                if index >= stop:
                    return
                if index >= first:
                    yield index, picture

    def _decoded_from(self, first: int) -> _Pictures:
        """Decode from the key picture before `first`, or from the beginning if that misses it."""
        key = self._timeline.key_before(first)
        if key is not None:
            with closing(self._decoded(key)) as decoded:
                head = next(decoded, None)
                if head is not None and head[0] <= first:
                    yield head
                    yield from decoded
                    return
        yield from self._decoded(None)

    def _decoded(self, key: int | None) -> _Pictures:
        container, stream = open_video(self._path)
        with container:
            if key is not None:
                try:
                    container.seek(key, stream=stream)
                except av.FFmpegError:
                    return
            index = -1
            for packet in _packets(container, stream):
                for picture in _decode(stream, packet):
                    index = self._timeline.index_of(picture.pts, index)
                    if index >= len(self._timeline.ticks):
                        return
                    yield index, picture


class _Scan:
    """One pass over the packets of a file, decoding only up to the first picture."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self.first: VideoFrame | None = None
        self._stamps: list[Stamp] = []
        self._stream = stream
        for packet in _packets(container, stream):
            if packet is not None and not packet.is_discard and _has_picture(packet, stream):
                self._stamps.append(
                    Stamp(packet.pts, packet.dts, packet.duration or 0, packet.is_keyframe)
                )
            if self.first is None:
                self.first = next(iter(_decode(stream, packet)), None)
        self.claimed_s = _claimed_length(container, stream)
        if container.format.name == "gif" and stream.frames:
            # What follows the last picture is a packet too.
            del self._stamps[stream.frames :]

    def timeline(self) -> Timeline:
        """Put what was found in order."""
        return Timeline.from_stamps(
            self._stamps,
            tick_s=self._stream.time_base or Fraction(1, 1000),
            first=self.first.pts if self.first is not None else None,
            reorders=bool(self._stream.codec_context.has_b_frames),
        )


def _packets(
    container: InputContainer, stream: VideoStream
) -> Iterator[Packet[VideoStream] | None]:
    """Give the whole packets; after the last, or where reading fails, None to flush."""
    with suppress(av.FFmpegError):
        for packet in container.demux(stream):
            if packet.size and not packet.is_corrupt:
                yield packet
    yield None


def _decode(stream: VideoStream, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
    """Decode a packet; a damaged one gives nothing."""
    try:
        return stream.codec_context.decode(packet)
    except av.FFmpegError:
        return []


def _claimed_length(container: InputContainer, stream: VideoStream) -> float:
    """Give the least seconds that the header promises of pictures; 0 where it says nothing."""
    if container.format.name == "avi" and stream.average_rate:
        # FFmpeg has corrected the duration to what it found, but not the count.
        return float(stream.frames / stream.average_rate) - 0.5
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base) - 0.5
    # The length of the whole file may be that of its sound.
    slack = 0.5 if len(container.streams) == 1 else 2.0
    return (container.duration or 0) / av.time_base - slack


def _has_picture(packet: Packet[VideoStream], stream: VideoStream) -> bool:
    """Whether a packet is shown: VP8 stores reference pictures that are not (RFC 6386, 9.1)."""
    return stream.codec_context.name != "vp8" or bool(bytes(packet)[0] & 0x10)


def _orientation(picture: VideoFrame) -> Orientation:
    matrix = picture.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, Buffer):
        return Orientation()
    return Orientation.from_matrix(np.frombuffer(bytes(matrix), dtype=np.int32).tolist())
