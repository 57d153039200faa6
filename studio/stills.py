"""A still of a clip, to be looked at in a README."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import av
import numpy as np

from squatform.errors import InputError
from squatform.files import write_whole
from studio.clip import truth_path
from studio.render import Picture

WIDTH_PX = 400
JPEG_QUALITY = 82


def still(video: Path) -> bytes:
    """JPEG of a clip's most telling frame: the last bottom, or the middle if nobody squats.

    Raises
    ------
    InputError
        If the clip or its truth is missing or damaged.
    """
    try:
        truth = json.loads(truth_path(video).read_text(encoding="utf-8"))
        images = _upright_frames(video)
    except (OSError, ValueError, av.FFmpegError) as error:
        raise InputError(f"Cannot make a still of {video}: {error}.") from error
    times = np.array(truth["frames"]["time_s"])
    repetitions = truth["repetitions"]
    wanted = repetitions[-1]["bottom_s"] if repetitions else times[-1] / 2
    image = images[int(np.abs(times - wanted).argmin())]
    height = round(image.shape[0] * WIDTH_PX / image.shape[1])
    if height > WIDTH_PX:  # a portrait is as high as the others are wide
        size = (round(image.shape[1] * WIDTH_PX / image.shape[0]), WIDTH_PX)
    else:
        size = (WIDTH_PX, height)
    small = cv2.resize(image[:, :, ::-1], size, interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def write_still(video: Path, folder: Path) -> Path:
    """Write a clip's still into a folder, as NAME.jpg."""
    path = folder / f"{video.stem}.jpg"
    write_whole(path, still(video))
    return path


def _upright_frames(video: Path) -> list[Picture]:
    with av.open(str(video)) as container:
        return [
            np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
            for frame in container.decode(video=0)
        ]
