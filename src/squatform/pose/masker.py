"""Runs the part of a pose model that draws the mask of a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from squatform.errors import ModelError
from squatform.pose.bundle import mask_network
from squatform.pose.quiet import native_chatter_silenced
from squatform.video.frame import Image

Mask = NDArray[np.float32]
"""Shape (height, width): how surely, 0-1, a pixel belongs to the person."""

SIDE = 256
"""Pixels of a side of the picture that the network takes."""

_SUREST = 30.0  # logits beyond are 0 or 1 in single precision


class Masker:
    """Draws masks.

    Parameters
    ----------
    model : Path
        A pose landmarker bundle, see `squatform.pose.provider.model_path`.

    Raises
    ------
    ModelError
        If the model draws no masks.
    """

    def __init__(self, model: Path) -> None:
        # mediapipe takes a second to import; whoever only reads a table should not wait for it
        from mediapipe import Image as MpImage  # noqa: PLC0415
        from mediapipe import ImageFormat  # noqa: PLC0415
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415

        network = mask_network(model)
        if network is None:
            raise ModelError(f"The pose model {model} draws no masks: use another model.")
        options = vision.ImageSegmenterOptions(BaseOptions(model_asset_buffer=network))
        self._to_mp: Callable[[Image], Any] = partial(MpImage, ImageFormat.SRGB)
        with native_chatter_silenced():
            self._engine = vision.ImageSegmenter.create_from_options(options)
            self.draw(np.zeros((SIDE, SIDE, 3), np.uint8))

    def draw(self, image: Image) -> Mask:
        """Draw the mask of the one person whom `image` is around.

        Parameters
        ----------
        image : Image
            Shape (SIDE, SIDE, 3), RGB: a square around the hips, a quarter wider than the person
            reaches.

        Returns
        -------
        Mask
            Of the same size.
        """
        result = self._engine.segment(self._to_mp(np.ascontiguousarray(image)))
        logits = result.confidence_masks[0].numpy_view().reshape(image.shape[:2])
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -_SUREST, _SUREST))))

    def close(self) -> None:
        """Give the network's memory back."""
        self._engine.close()
