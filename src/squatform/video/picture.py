"""Size and orientation of pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from squatform.video.frame import Image

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def fit(width: int, height: int, max_side: int | None) -> tuple[int, int]:
    """Give the (width, height) that keeps the aspect ratio and has no side over `max_side`.

    Raises
    ------
    ValueError
        If `max_side` is less than 1.
    """
    if max_side is None:
        return width, height
    if max_side < 1:
        raise ValueError(f"max_side must be at least 1, not {max_side}")
    scale = min(1.0, max_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def shrink(image: Image, max_side: int | None) -> Image:
    """Give `image`, C-contiguous and averaged down so that no side is over `max_side`."""
    height, width = image.shape[:2]
    size = fit(width, height, max_side)
    if size != (width, height):
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return np.ascontiguousarray(image)


@dataclass(frozen=True, slots=True)
class Orientation:
    """How stored pictures are to be turned for showing: mirrored top to bottom, then rotated.

    Attributes
    ----------
    rotation_deg : int
        Clockwise turn: 0, 90, 180 or 270.
    mirrored : bool
        Whether rows are to be reversed before the turn.
    """

    rotation_deg: int = 0
    mirrored: bool = False

    @classmethod
    def from_matrix(cls, matrix: Sequence[int]) -> Orientation:
        """Read a display matrix as ISO/IEC 14496-12 (`tkhd`) has it, to the nearest quarter turn.

        Parameters
        ----------
        matrix : sequence of int
            a, b, u, c, d, v, x, y, w; a stored point (p, q) is shown at
            (a·p + c·q + x, b·p + d·q + y), with q pointing down.
        """
        a, b, _, c, d = matrix[:5]
        quarters = round(math.degrees(math.atan2(b, a)) / 90) % 4
        return cls(rotation_deg=90 * quarters, mirrored=a * d - b * c < 0)

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.rotation_deg in (90, 270)

    def upright(self, image: Image) -> Image:
        """Turn a stored picture the way it is to be seen."""
        if self.mirrored:
            image = cv2.flip(image, 0).astype(np.uint8, copy=False)
        if self.rotation_deg:
            image = cv2.rotate(image, _TURNS[self.rotation_deg]).astype(np.uint8, copy=False)
        return image
