"""Clips made for the tests, in every format, of pictures that carry their own number."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

COUNT = 36
WIDTH, HEIGHT = 192, 112
RED, GREEN, BLUE = (200, 40, 40), (40, 160, 40), (40, 40, 200)


def picture(number, width=WIDTH, height=HEIGHT):
    """Give a picture with `number` in eight black and white blocks across its middle.

    Red at the top left, green at the top right, blue at the bottom left; the rest is grey, with
    a bar that moves.
    """
    image = np.full((height, width, 3), 110, np.uint8)
    top, bottom = height // 3, 2 * height // 3
    image[:top, : width // 4] = RED
    image[:top, -(width // 4) :] = GREEN
    image[bottom:, : width // 4] = BLUE
    for bit in range(8):
        block = slice(bit * width // 8, (bit + 1) * width // 8)
        image[top:bottom, block] = 235 if number >> bit & 1 else 20
    bar = width // 2 + number % (width // 4)
    image[bottom:, bar : bar + width // 16] = 170
    return image


def pictures(count=COUNT):
    return [picture(number) for number in range(count)]


def number_of(image):
    """Read back the number in a picture of any size."""
    height, width = image.shape[:2]
    row = image[height // 2].mean(axis=1)
    return sum(int(row[int((bit + 0.5) * width / 8)] > 127) << bit for bit in range(8))


def corners(image):
    """Give the mean colours near the top left, top right and bottom left corners."""
    height, width = image.shape[:2]
    y, x = height // 6, width // 8
    spots = image[y, x], image[y, width - x], image[height - y, x]
    return [tuple(int(value) for value in spot) for spot in spots]


def encode(
    path: Path,
    codec: str,
    images: Sequence[np.ndarray],
    *,
    ticks: Sequence[int] | None = None,
    time_base: Fraction = Fraction(1, 30),
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    aspect: Fraction | None = None,
    key_every: int = 10,
    packets: slice = slice(None),
) -> Path:
    """Encode `images`, shown at `ticks`; `packets` leaves some out of the file."""
    with av.open(str(path), "w", container_options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=30, options=options or {})
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = pixels
        stream.gop_size = key_every
        stream.codec_context.time_base = time_base
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        made = []
        for position, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, "rgb24").reformat(format=pixels)
            frame.pts = position if ticks is None else ticks[position]
            frame.time_base = time_base
            made += stream.encode(frame)
        made += stream.encode(None)
        for packet in made[packets]:
            container.mux(packet)
    return path


class Format(NamedTuple):
    """How a clip of the test pattern is made, and how finely its container keeps time."""

    codec: str
    tick_s: float
    pixels: str = "yuv420p"
    options: dict[str, str] = {}  # noqa: RUF012 - never changed


_B_FRAMES = {"bf": "2", "b_strategy": "0"}
FORMATS = {
    "h264.mp4": Format("libx264", 1e-6, options=_B_FRAMES),
    "h264.mov": Format("libx264", 1e-6),
    "h264.mkv": Format("libx264", 1e-3),
    "h264_b_frames.avi": Format("libx264", 1e-6, options=_B_FRAMES),
    "h264.ts": Format("libx264", 1e-4),
    "hevc.mp4": Format("libx265", 1e-6, options={"x265-params": "log-level=none:keyint=10"}),
    "hevc_open_gop.mkv": Format(
        "libx265", 1e-3, options={"x265-params": "log-level=none:keyint=10:open-gop=1:bframes=3"}
    ),
    "vp8.webm": Format(
        "libvpx", 1e-3, options={"auto-alt-ref": "1", "lag-in-frames": "16", "b": "400k"}
    ),
    "vp9.webm": Format("libvpx-vp9", 1e-3, options={"b": "400k", "cpu-used": "8"}),
    "av1.webm": Format("libsvtav1", 1e-3, options={"preset": "8", "crf": "20"}),
    "av1.mp4": Format("libsvtav1", 1e-4, options={"preset": "8", "crf": "20"}),
    "mpeg4.avi": Format("mpeg4", 1e-6, options={"qscale": "3"}),
    "mpeg4_b_frames.avi": Format("mpeg4", 1e-6, options={"bf": "2", "qscale": "3"}),
    "mjpeg.avi": Format("mjpeg", 1e-6, "yuvj420p"),
    "animated.gif": Format("gif", 1e-2, "rgb8"),
}


def encode_format(folder: Path, name: str) -> Path:
    how = FORMATS[name]
    return encode(
        folder / name, how.codec, pictures(), pixels=how.pixels, options=dict(how.options)
    )


def sound(path: Path, cover: bool = False) -> Path:
    """Write a second of silence; with `cover`, and a picture such as music files carry."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48000)
        art = container.add_stream("mjpeg", rate=1) if cover else None
        if art is not None:
            art.width, art.height, art.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
            art.disposition = av.stream.Disposition.attached_pic
        for position in range(46):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.sample_rate, frame.pts = 48000, 1024 * position
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if art is not None:
            still = av.VideoFrame.from_ndarray(picture(0), "rgb24").reformat(format="yuvj420p")
            container.mux(art.encode(still))
            container.mux(art.encode(None))
    return path


def set_matrix(path: Path, matrix: Sequence[int]) -> None:
    """Set the first two rows and columns (a, b, c, d) of the display matrix of an MP4 file."""
    data = bytearray(path.read_bytes())
    # Version 0 of the track header: the matrix comes 40 bytes after the flags.
    start = data.index(b"tkhd") + 4 + 40
    a, b, c, d = (value * 65536 for value in matrix)
    data[start : start + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)


def set_edit(path: Path, start_ticks: int, length_ms: int) -> None:
    """Make an MP4 file show only a part of its track, as trimming on a phone does."""
    data = bytearray(path.read_bytes())
    entry = data.index(b"elst") + 12
    data[entry : entry + 8] = struct.pack(">Ii", length_ms, start_ticks)
    path.write_bytes(data)


def damage(path: Path, numbers: Sequence[int]) -> None:
    """Overwrite the packets with these numbers, in file order."""
    with av.open(str(path)) as container:
        spans = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    data = bytearray(path.read_bytes())
    for number in numbers:
        start, size = spans[number]
        data[start : start + size] = b"\xff" * size
    path.write_bytes(data)
