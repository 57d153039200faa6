"""Lines, arcs and labels on one picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from squatform.pose.pose import Floats
from squatform.report.lettering import Row, label
from squatform.report.words import RGB
from squatform.video.planes import Planes, from_rgb

_SHIFT = 3
_EIGHTHS = 1 << _SHIFT
"""Coordinates are given to OpenCV in eighths of a pixel."""

_BLACK_LUMA = 16

_SHORT_SIDE = 360.0
"""A picture whose shorter side has this many pixels gets lines and letters of nominal size."""

_WIDEST_LABEL = 270.0
_FARTHEST = 1e5

Point = Sequence[float] | Floats


class Canvas:
    """Draws on the planes of a picture, in place.

    Points are (x, y) in pixels of the canvas; those that are not finite draw nothing. Sizes are
    in nominal pixels, which grow with the picture.

    Parameters
    ----------
    planes : Planes
        Drawn on.
    unit : float, optional
        Pixels in a nominal pixel; by default such that all looks alike on pictures of any size.
    """

    def __init__(self, planes: Planes, unit: float | None = None) -> None:
        self.planes = planes
        self.width, self.height = planes.width, planes.height
        self.unit = unit or max(0.6, min(self.width, self.height) / _SHORT_SIDE)
        self._luma, self._chroma = planes.luma, planes.chroma

    def lines(self, paths: Sequence[Sequence[Point]], colour: RGB, thickness: float = 3.0) -> None:
        """Draw several lines through points, with a dark edge that sets them off."""
        # one call of OpenCV for all of them: the calls cost more than the pixels
        corners = [np.asarray(path, dtype=float) for path in paths]
        eighths = [np.rint(path * _EIGHTHS).astype(np.int32) for path in corners if _drawable(path)]
        if not eighths:
            return
        pixels = max(1, round(thickness * self.unit))
        edge = pixels + 2 * max(1, round(self.unit))
        y, u, v = _coded(colour, self.planes.bt709)
        cv2.polylines(self._luma, eighths, False, (_BLACK_LUMA,), edge, cv2.LINE_8, _SHIFT)
        cv2.polylines(self._luma, eighths, False, (y,), pixels, cv2.LINE_AA, _SHIFT)
        halves = [path // 2 for path in eighths]
        for plane, value in zip(self._chroma, (u, v), strict=True):
            width = pixels // 2 + 1
            cv2.polylines(plane, halves, False, (value,), width, cv2.LINE_8, _SHIFT)

    def dashes(self, start: Point, end: Point, colour: RGB, thickness: float = 2.0) -> None:
        """Draw a dashed line."""
        a, b = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
        if not _drawable(np.stack([a, b])):
            return
        count = max(1, int(np.hypot(*(b - a)) / (14 * self.unit)))
        step = (b - a) / count
        pieces = [(a + step * k, a + step * (k + 0.6)) for k in range(count)]
        self.lines(pieces, colour, thickness)

    def dots(self, centres: Sequence[Point], colour: RGB, diameter: float = 9.0) -> None:
        """Draw discs with a dark edge."""
        # a line without length has round ends
        self.lines([(centre, centre) for centre in centres], colour, diameter)

    def arc(self, vertex: Point, first: Point, second: Point, colour: RGB, radius: float) -> None:
        """Draw the smaller arc from the direction of `first` to that of `second`, in pixels."""
        corner = np.asarray(vertex, dtype=float)
        arms = [np.asarray(point, dtype=float) - corner for point in (first, second)]
        if not _drawable(np.stack([corner, *arms])):
            return
        start, end = (float(np.arctan2(arm[1], arm[0])) for arm in arms)
        turn = (end - start + np.pi) % (2 * np.pi) - np.pi
        angles = np.linspace(start, start + turn, max(2, int(abs(turn) * 8) + 2))
        path = corner + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        self.lines([list(path)], colour, 2.0)

    def label(self, rows: tuple[Row, ...], at: Point, *, anchor: Point = (0.0, 0.0)) -> None:
        """Paste a label; `anchor` is the point of it, in shares of its size, that goes `at`.

        It is pushed into the picture where it would stick out.
        """
        place = np.asarray(at, dtype=float)
        if not _drawable(place):
            return
        patch = self._patch(rows)
        x, y = (
            int(max(0.0, min(at - share * length, room - length))) // 2 * 2
            for at, share, length, room in zip(
                place.tolist(),
                anchor,
                (patch.width, patch.height),
                (self.width, self.height),
                strict=True,
            )
        )
        _paste(patch.luma, self._luma, x, y)
        for plane, mine in zip(patch.chroma, self._chroma, strict=True):
            _paste(plane, mine, x // 2, y // 2)

    def label_size(self, rows: tuple[Row, ...]) -> tuple[int, int]:
        """Width and height of a label in pixels."""
        patch = self._patch(rows)
        return patch.width, patch.height

    def _patch(self, rows: tuple[Row, ...]) -> Planes:
        widest = min(self.width - 8 * self.unit, _WIDEST_LABEL * self.unit)
        return _patch(rows, int(widest), self.planes.bt709)

    def row(self, text: str, size: float = 16.0, colour: RGB = (255, 255, 255)) -> Row:
        """Give a row of letters of a nominal size."""
        return Row(text, self.letters(size), colour)

    def letters(self, size: float) -> int:
        """Pixels of a nominal letter size."""
        return max(9, round(size * self.unit))


def _drawable(points: Floats) -> bool:
    # not a number is not less than anything
    return bool((np.abs(points) < _FARTHEST).all())


def _paste(
    patch: np.typing.NDArray[np.uint8], onto: np.typing.NDArray[np.uint8], x: int, y: int
) -> None:
    target = onto[y : y + patch.shape[0], x : x + patch.shape[1]]
    target[:] = patch[: target.shape[0], : target.shape[1]]


@lru_cache(maxsize=128)
def _patch(rows: tuple[Row, ...], max_width: int, bt709: bool) -> Planes:
    return from_rgb(label(rows, max_width), bt709=bt709)


@lru_cache(maxsize=64)
def _coded(colour: RGB, bt709: bool) -> tuple[int, int, int]:
    """Luma and both colour differences of a colour, limited range."""
    planes = from_rgb(np.full((2, 2, 3), colour, np.uint8), bt709=bt709)
    blue, red = planes.chroma
    return int(planes.luma[0, 0]), int(blue[0, 0]), int(red[0, 0])
