"""Pictures as codecs keep them, to be drawn on and encoded again without a detour through RGB."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from squatform.video.frame import Image
from squatform.video.picture import Orientation

Plane = NDArray[np.uint8]

_LIMITED_RANGE = (int(ColorRange.UNSPECIFIED), int(ColorRange.MPEG))
# Codes of ISO/IEC 23091-2; 2 is "unspecified".
_BT709 = (1,)
_BT601 = (5, 6)
_UNSPECIFIED = 2
_HD_ROWS = 720


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """A picture as luma and halved chroma (4:2:0, limited range), with even sides.

    Attributes
    ----------
    buffer : Plane
        Shape (3 · height / 2, width): luma, then both chroma planes, without gaps.
    bt709 : bool
        Whether colours are coded by BT.709, else by BT.601.
    """

    buffer: Plane
    bt709: bool = True

    @classmethod
    def empty(cls, width: int, height: int, *, bt709: bool = True) -> Planes:
        """Give planes for a picture of this size, a row or column more where it is odd."""
        width, height = width + width % 2, height + height % 2
        return cls(np.empty((height * 3 // 2, width), np.uint8), bt709)

    @property
    def width(self) -> int:
        """Of the luma plane, even."""
        return int(self.buffer.shape[1])

    @property
    def height(self) -> int:
        """Of the luma plane, even."""
        return int(self.buffer.shape[0]) * 2 // 3

    @property
    def luma(self) -> Plane:
        """Shape (height, width), a view."""
        return self.buffer[: self.height]

    @property
    def chroma(self) -> tuple[Plane, Plane]:
        """Blue and red difference, each of shape (height / 2, width / 2), views."""
        flat = self.buffer.reshape(-1)[self.height * self.width :]
        half = self.height // 2, self.width // 2
        size = half[0] * half[1]
        return flat[:size].reshape(half), flat[size:].reshape(half)

    def to_picture(self) -> VideoFrame:
        """Give a picture to encode; it may share memory with `buffer`."""
        # PyAV's zero-copy way forgets two rows of a height that four does not divide
        if self.height % 4:
            return VideoFrame.from_ndarray(self.buffer, "yuv420p")
        return VideoFrame.from_numpy_buffer(self.buffer, "yuv420p")

    def to_rgb(self) -> Image:
        """Give the picture in RGB, shape (height, width, 3)."""
        if not self.bt709:
            rgb = cv2.cvtColor(self.buffer, cv2.COLOR_YUV2RGB_I420)
            return rgb.astype(np.uint8, copy=False)
        picture = self.to_picture().reformat(format="rgb24", src_colorspace=Colorspace.ITU709)
        return picture.to_ndarray().astype(np.uint8, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class PlanarFrame:
    """One picture and when it is shown, see `squatform.video.frame.Frame`."""

    index: int
    time_s: float
    planes: Planes


def from_rgb(image: Image, *, bt709: bool = True) -> Planes:
    """Code an RGB picture of shape (height, width, 3); by BT.601 ten times as fast."""
    height, width = image.shape[:2]
    if not bt709:
        # OpenCV has no other matrix
        even = _repeated(image, height + height % 2, width + width % 2)
        planes = cv2.cvtColor(even, cv2.COLOR_RGB2YUV_I420).astype(np.uint8, copy=False)
        return Planes(planes, bt709=False)
    picture = VideoReformatter().reformat(
        VideoFrame.from_ndarray(image, "rgb24"),
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        threads=1,
    )
    return _copied(picture, Orientation(), (width, height), bt709)


def from_picture(
    picture: VideoFrame,
    orientation: Orientation,
    size: tuple[int, int],
    reformatter: VideoReformatter,
) -> Planes:
    """Copy a decoded picture, upright and scaled.

    Parameters
    ----------
    picture : VideoFrame
        As the codec gave it.
    orientation : Orientation
        How to turn it.
    size : tuple[int, int]
        Width and height before turning.
    reformatter : VideoReformatter
        Kept from picture to picture: it remembers how to scale.
    """
    bt709 = _codes_by_bt709(picture)
    usable = (
        picture.format.name == "yuv420p"
        and int(picture.color_range) in _LIMITED_RANGE
        and bt709 is not None
    )
    if not usable or (picture.width, picture.height) != size:
        picture = reformatter.reformat(
            picture,
            *size,
            "yuv420p",
            dst_colorspace=None if usable else Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=int(Interpolation.AREA),
            threads=1,
        )
    return _copied(picture, orientation, size, bool(bt709) or not usable)


def _copied(
    picture: VideoFrame, orientation: Orientation, size: tuple[int, int], bt709: bool
) -> Planes:
    width, height = size[::-1] if orientation.swaps_sides else size
    planes = Planes.empty(width, height, bt709=bt709)
    for source, target in zip(picture.planes, (planes.luma, *planes.chroma), strict=True):
        _copy(orientation.upright(_view(source)), target)
    return planes


def _codes_by_bt709(picture: VideoFrame) -> bool | None:
    """Tell the matrix as players do: where the file does not say, by the size; None: another."""
    code = int(picture.colorspace)
    if code in _BT709:
        return True
    if code in _BT601:
        return False
    return picture.height >= _HD_ROWS if code == _UNSPECIFIED else None


def _view(plane: VideoPlane) -> Plane:
    data: memoryview[int] = memoryview(plane)
    rows = np.frombuffer(data, np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]


def _copy(source: Plane, target: Plane) -> None:
    """Copy `source` into `target`, repeating its last row and column where that is larger."""
    target[:] = _repeated(source, *target.shape)


def _repeated(source: Plane, height: int, width: int) -> Plane:
    """Repeat the last row and column of a plane or picture until it has this size."""
    below, right = height - source.shape[0], width - source.shape[1]
    if not (below or right):
        return source
    grown = cv2.copyMakeBorder(source, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return grown.astype(np.uint8, copy=False)
