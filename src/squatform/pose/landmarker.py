"""Runs MediaPipe's landmarker: a picture goes in, `Pose`s come out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np

from squatform.errors import ModelError
from squatform.pose.bundle import split_bundle
from squatform.pose.pose import Pose
from squatform.pose.quiet import native_chatter_silenced
from squatform.video.frame import Image

LONGEST_SIDE = 640
"""Pixels to which the longer side of a picture is reduced where nothing is lost by it."""

LIFTER_HEIGHT = 256
"""Pixels that a standing lifter keeps at least, see `squatform.pose.tracking.enough_side`."""


class Landmarker:
    """Finds the landmarks of one or more people; use as a context manager.

    Parameters
    ----------
    model : Path
        A pose landmarker bundle, see `squatform.pose.provider.model_path`. The split one beside
        it, if there is one, gives the same landmarks in less time and is used instead.
    people : int
        How many people to look for at most. One is much faster than several.
    video : bool
        True: pictures are the frames of one clip in order of time, and a person once found is
        followed. False: each picture stands alone.

    Raises
    ------
    ModelError
        If the bundle cannot be loaded.
    """

    def __init__(self, model: Path, *, people: int = 1, video: bool = True) -> None:
        # mediapipe takes a second to import; whoever only reads a table should not wait for it
        from mediapipe import Image as MpImage  # noqa: PLC0415
        from mediapipe import ImageFormat  # noqa: PLC0415
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415

        mode = vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE
        split = split_bundle(model)
        bundle = split if split.is_file() else model
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(bundle)),
            running_mode=mode,
            num_poses=people,
        )
        self._to_mp: Callable[[Image], Any] = partial(MpImage, ImageFormat.SRGB)
        self._video = video
        self._last_ms = -1
        self._settled = False
        try:
            with native_chatter_silenced():
                self._engine = vision.PoseLandmarker.create_from_options(options)
                self._run(np.zeros((64, 64, 3), np.uint8), 0)
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"The pose model {bundle} cannot be loaded ({error}). "
                "Run `squatform models verify`, or delete the file and run "
                "`squatform models fetch`."
            ) from error

    def detect(
        self, image: Image, time_s: float = 0.0, *, size: tuple[int, int] | None = None
    ) -> list[Pose]:
        """Find people in one picture.

        Parameters
        ----------
        image : Image
            Shape (height, width, 3), RGB.
        time_s : float
            Presentation time, not used for single pictures. The network is given whole
            milliseconds, each at least one more than the last, as it demands.
        size : tuple[int, int], optional
            Width and height of the picture that `image` is a reduced copy of.

        Returns
        -------
        list[Pose]
            In pixels of the picture of `size`; empty where nobody was found.
        """
        # 1 ms is taken by the warm-up of the constructor
        self._last_ms = max(self._last_ms + 1, round(time_s * 1000) + 1)
        # the network warns once more when it sees the first person
        with nullcontext() if self._settled else native_chatter_silenced():
            result = self._run(image, self._last_ms)
        self._settled = self._settled or bool(result.pose_landmarks)
        width, height = size or (image.shape[1], image.shape[0])
        scale = np.array([width, height, width], dtype=float)
        return [
            _to_pose(normalised, world, scale)
            for normalised, world in zip(
                result.pose_landmarks, result.pose_world_landmarks, strict=True
            )
        ]

    def _run(self, image: Image, time_ms: int) -> Any:
        # mediapipe reads an array that is not contiguous as noise, without a word
        picture = self._to_mp(np.ascontiguousarray(image))
        if self._video:
            return self._engine.detect_for_video(picture, time_ms)
        return self._engine.detect(picture)

    def close(self) -> None:
        """Give the network's memory back."""
        self._engine.close()

    def __enter__(self) -> Landmarker:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _to_pose(normalised: Any, world: Any, scale: Any) -> Pose:
    rows = np.array([(p.x, p.y, p.z, p.visibility) for p in normalised])
    return Pose(
        image=rows[:, :3] * scale,
        visibility=rows[:, 3],
        world=np.array([(p.x, p.y, p.z) for p in world]),
    )


def reduced(image: Image, longest_side: int) -> Image:
    """Give `image` scaled down so that its longer side is at most `longest_side` pixels."""
    height, width = image.shape[:2]
    factor = longest_side / max(height, width)
    if factor >= 1:
        return image
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
