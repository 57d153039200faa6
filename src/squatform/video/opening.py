"""Open a video file with FFmpeg, or say in plain words why that cannot be done."""

from __future__ import annotations

import os
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from squatform.errors import InputError

# Only plain files in containers that cameras and editors write: playlists and other formats that
# name further files or addresses are refused, since clips may come from strangers.
_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpegts,mpeg,mpegvideo,flv,asf,ogg,"
        "h264,hevc,m4v,ivf,obu,mjpeg,dv,mxf"
    ),
}
_CONVERT = "Convert it, for example with: ffmpeg -i {name} clip.mp4"
# Above this many pixels one core may decode slower than poses are found.
_ONE_THREAD_PIXELS = 1920 * 1088


def open_video(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open `path` for reading and choose its first video stream, cover art apart.

    Raises
    ------
    InputError
        If that cannot be done; the message says why and what to do.
    """
    _check_file(path)
    try:
        container = av.open(f"file:{path}", container_options=_OPTIONS, metadata_errors="replace")
    except UnicodeEncodeError:
        raise InputError(
            f"The name of {os.fsencode(path)!r} is not proper text. Rename the file."
        ) from None
    except PermissionError:
        raise _forbidden(path) from None
    except (av.FFmpegError, ValueError):
        raise _not_a_video(path) from None
    try:
        return container, _video_stream(path, container)
    except BaseException:
        container.close()
        raise


def undecodable(path: Path) -> InputError:
    """Give the error for a file of whose pictures none can be decoded."""
    return InputError(
        f"No picture of {path} can be decoded: the file is damaged. "
        "Copy it again from the camera, or use another recording."
    )


def _check_file(path: Path) -> None:
    try:
        path.stat()
        if path.is_dir():
            raise InputError(f"{path} is a folder, not a video. Name a file in it.")
        if not path.is_file():
            raise InputError(f"{path} is not an ordinary file. Name a video file.")
        with path.open("rb") as file:
            empty = not file.read(1)
    except PermissionError:
        raise _forbidden(path) from None
    except (OSError, ValueError):
        raise InputError(f"There is no file {path}. Check the spelling and the folder.") from None
    if empty:
        raise InputError(f"{path} is empty (0 bytes). Copy it again from the camera.")


def _forbidden(path: Path) -> InputError:
    return InputError(
        f"You have no permission to read {path}. Change its permissions, or copy it to a folder "
        "of your own."
    )


def _not_a_video(path: Path) -> InputError:
    """Tell a clip without its index, as left by a stopped copy, from what is no clip at all."""
    with path.open("rb") as file:
        head = file.read(12)
    if (
        head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide")
        or head[:4] in (b"\x1a\x45\xdf\xa3", b"GIF8")
        or (head[:4] == b"RIFF" and head[8:] == b"AVI ")
    ):
        return InputError(
            f"{path} is cut off or damaged: the part that says how to read it is missing. "
            "Copy it again from the camera, or use another recording."
        )
    return InputError(
        f"{path} is not a video that can be read. Use MP4, MOV, WebM, MKV, AVI or GIF."
    )


def _video_stream(path: Path, container: InputContainer) -> VideoStream:
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not streams:
        found = "only sound" if container.streams.audio else "no stream of pictures"
        raise InputError(f"There is no video in {path}, {found}. Choose another file.")
    stream = streams[0]
    if stream.codec_context is None:
        raise InputError(
            f"The pictures of {path} are stored in a way that cannot be decoded here. "
            + _CONVERT.format(name=path.name)
        )
    # One thread costs the least processor time; analysis keeps the other cores busy.
    if stream.width * stream.height > _ONE_THREAD_PIXELS:
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = 0
    else:
        stream.codec_context.thread_count = 1
    return stream
