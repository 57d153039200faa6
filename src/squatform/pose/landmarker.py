"""Runs MediaPipe's landmarker: a picture goes in, `Pose`s come out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from squatform.errors import ModelError
from squatform.pose.bundle import close_up_bundle, quick_bundle
from squatform.pose.pose import Pose
from squatform.pose.quiet import native_chatter_silenced
from squatform.video.frame import Image

LONGEST_SIDE = 640
"""Pixels to which the longer side of a picture is reduced where nothing is lost by it."""

LIFTER_HEIGHT = 256
"""Pixels that a standing lifter keeps at least, see `squatform.pose.tracking.enough_side`."""


Mask = NDArray[np.float32]
"""Shape (height, width): how surely, 0-1, a pixel belongs to the person."""


class Landmarker:
    """Finds the landmarks of one or more people; use as a context manager.

    Each picture stands alone.

    Parameters
    ----------
    model : Path
        A pose landmarker bundle, see `squatform.pose.provider.model_path`. The quick one beside
        it, if there is one, gives the same landmarks in less time and is used instead.
    people : int
        How many people to look for at most. One is much faster than several.
    close_up : bool
        Pictures are squares around one person, upright and in the middle, who is not searched for.
    masks : bool
        Whether masks can be drawn.

    Raises
    ------
    ModelError
        If the bundle cannot be loaded.
    """

    def __init__(
        self, model: Path, *, people: int = 1, close_up: bool = False, masks: bool = False
    ) -> None:
        # mediapipe takes a second to import; whoever only reads a table should not wait for it
        from mediapipe import Image as MpImage  # noqa: PLC0415
        from mediapipe import ImageFormat  # noqa: PLC0415
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415

        quick = quick_bundle(model)
        bundle = quick if quick.is_file() and not masks else model
        self._to_mp: Callable[[Image], Any] = partial(MpImage, ImageFormat.SRGB)
        self._settled = False
        try:
            base = (
                BaseOptions(model_asset_buffer=close_up_bundle(model, masks=masks))
                if close_up
                else BaseOptions(model_asset_path=str(bundle))
            )
            options = vision.PoseLandmarkerOptions(
                base_options=base,
                running_mode=vision.RunningMode.IMAGE,
                num_poses=people,
                output_segmentation_masks=masks,
            )
            with native_chatter_silenced():
                self._engine = vision.PoseLandmarker.create_from_options(options)
                self._engine.detect(self._to_mp(np.zeros((64, 64, 3), np.uint8)))
        except (OSError, RuntimeError, ValueError, KeyError, BadZipFile) as error:
            raise ModelError(
                f"The pose model {bundle} cannot be loaded ({error}). "
                "Run `squatform models verify`, or delete the file and run "
                "`squatform models fetch`."
            ) from error

    def detect(self, image: Image, *, size: tuple[int, int] | None = None) -> list[Pose]:
        """Find people in one picture.

        Parameters
        ----------
        image : Image
            Shape (height, width, 3), RGB.
        size : tuple[int, int], optional
            Width and height of the picture that `image` is a reduced copy of.

        Returns
        -------
        list[Pose]
            In pixels of the picture of `size`; empty where nobody was found.
        """
        return _poses(self._run(image), size or (image.shape[1], image.shape[0]))

    def detect_masks(self, image: Image) -> list[tuple[Pose, Mask]]:
        """Find people in one picture, each with a mask as large as it."""
        result = self._run(image)
        poses = _poses(result, (image.shape[1], image.shape[0]))
        # None, not an empty list, where nobody is
        masks = result.segmentation_masks or []
        shape = image.shape[:2]
        drawn = (mask.numpy_view().reshape(shape) for mask in masks)
        return list(zip(poses, drawn, strict=True))

    def _run(self, image: Image) -> Any:
        # mediapipe reads an array that is not contiguous as noise, without a word
        picture = self._to_mp(np.ascontiguousarray(image))
        # the network warns once more when it sees the first person
        with nullcontext() if self._settled else native_chatter_silenced():
            result = self._engine.detect(picture)
        self._settled = self._settled or bool(result.pose_landmarks)
        return result

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


def _poses(result: Any, size: tuple[int, int]) -> list[Pose]:
    width, height = size
    scale = np.array([width, height, width], dtype=float)
    return [
        _to_pose(normalised, world, scale)
        for normalised, world in zip(
            result.pose_landmarks, result.pose_world_landmarks, strict=True
        )
    ]


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
