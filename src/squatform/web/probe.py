"""Looks at a file that a stranger sent, in a process of its own with little time and memory.

Run as a program with a file and limits as JSON; prints what it found as JSON. Containers that name
other files or addresses (playlists, scripts of FFmpeg) are none of those let through.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import av

from squatform.errors import InputError
from squatform.video import FileSource

CPU_S = 60
WALL_S = 120.0
NICE = 19
"""Of what looks at clips and of what analyses them: live sessions and pages go first."""

MEMORY = 2 << 30
"""Address space: libraries take some 0.7 GB of it before a picture is decoded."""

CONTAINERS = frozenset(
    {"mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm", "avi", "mpegts", "mpeg"}
)
"""FFmpeg's names of what cameras and browsers write."""

NOT_A_VIDEO = (
    "This is not a video that can be read. Send the file of the camera: MP4, MOV, WebM, MKV or AVI."
)
TOO_MUCH = "This file takes too much time or memory to be opened. Save it again as MP4."


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a clip may be.

    Attributes
    ----------
    duration_s : float
        Its length.
    pixels : int
        Of its picture.
    """

    duration_s: float
    pixels: int


def refusal(path: Path, bounds: Bounds) -> str | None:
    """Say why a file is not taken; None where it is a video within bounds."""
    if not looks_like_video(path):
        return NOT_A_VIDEO
    command = [sys.executable, "-m", "squatform.web.probe", str(path), json.dumps(asdict(bounds))]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=WALL_S, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return TOO_MUCH
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return TOO_MUCH
    return None if told["reason"] is None else str(told["reason"])


def looks_like_video(path: Path) -> bool:
    """Tell by the first bytes, before any library looks at a file."""
    with path.open("rb") as file:
        head = file.read(400)
    boxes = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
    return (
        head[4:8] in boxes
        or head[:4] == b"\x1a\x45\xdf\xa3"
        or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")
        or head[:4] == b"\x00\x00\x01\xba"
        or (head[:1] == b"\x47" and head[188:189] == b"\x47" and head[376:377] == b"\x47")
    )


def look(path: Path, bounds: Bounds) -> str | None:
    """Open a file and decode its first picture; say why it is not taken."""
    try:
        # by the header, before a picture of that size is asked for
        return _header_refusal(path, bounds) or _clip_refusal(path, bounds)
    except InputError as error:
        return str(error).replace(str(path), "The clip")
    except (av.FFmpegError, ValueError):
        return NOT_A_VIDEO
    except MemoryError:
        return TOO_MUCH


def _header_refusal(path: Path, bounds: Bounds) -> str | None:
    with av.open(str(path)) as container:
        if not CONTAINERS & set(container.format.name.split(",")):
            return NOT_A_VIDEO
        sizes = ((stream.width, stream.height) for stream in container.streams.video)
        return next((told for size in sizes if (told := _size_refusal(size, bounds))), None)


def _clip_refusal(path: Path, bounds: Bounds) -> str | None:
    with FileSource(path) as source:
        info = source.info
    if info.duration_s > bounds.duration_s:
        return (
            f"The clip is {info.duration_s / 60:.0f} minutes long; at most "
            f"{bounds.duration_s / 60:.0f} are taken. Cut out the set."
        )
    return _size_refusal((info.width, info.height), bounds)


def _size_refusal(size: tuple[int, int], bounds: Bounds) -> str | None:
    width, height = size
    if width * height <= bounds.pixels:
        return None
    most = bounds.pixels / 1e6
    return (
        f"The picture has {width} × {height} pixels; at most {most:.1f} million are taken. "
        "Save the clip smaller: 1280 × 720 is plenty."
    )


def limit_process(cpu_s: int, memory: int) -> None:
    """Have this process go last, with so much processor time (seconds) and memory (bytes)."""
    if sys.platform == "win32":
        return  # has no such limits; there the time limit of the parent is all
    import resource  # noqa: PLC0415

    os.nice(NICE)
    for kind, limit in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (most, most))


def main() -> None:
    """Look at the file that the command line names."""
    path, bounds = Path(sys.argv[1]), Bounds(**json.loads(sys.argv[2]))
    limit_process(CPU_S, MEMORY)
    print(json.dumps({"reason": look(path, bounds)}))


if __name__ == "__main__":
    main()
