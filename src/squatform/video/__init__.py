"""Video in and out: files, cameras and arrays as one kind of source, and a writer.

Nothing else in squatform opens a video.
"""

from __future__ import annotations

import os

from squatform.video.arrays import ArraySource
from squatform.video.files import FileSource
from squatform.video.frame import ClipInfo, Frame, Image
from squatform.video.planes import PlanarFrame, Planes
from squatform.video.reading import read_ahead
from squatform.video.source import VideoSource
from squatform.video.webcam import WebcamSource
from squatform.video.writer import VideoWriter

__all__ = [
    "ArraySource",
    "ClipInfo",
    "FileSource",
    "Frame",
    "Image",
    "PlanarFrame",
    "Planes",
    "VideoSource",
    "VideoWriter",
    "WebcamSource",
    "open_source",
    "read_ahead",
]


def open_source(target: str | os.PathLike[str] | int | VideoSource) -> VideoSource:
    """Open what `target` names: a number is a camera, text or a path is a file.

    A source is given back as it is.

    Raises
    ------
    InputError
        If it cannot be opened; the message says why and what to do.
    """
    if isinstance(target, VideoSource):
        return target
    if isinstance(target, int):
        return WebcamSource(target)
    return FileSource(target)
