"""Text as small pictures, drawn once and pasted many times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from squatform.report.words import RGB
from squatform.video import Image

WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)
PANEL: RGB = (24, 27, 32)
"""Behind text: nearly black, so that white on it can be read in any light."""


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of a label.

    Attributes
    ----------
    text : str
        Wrapped where it is too long.
    size : int
        Height of the letters' em in pixels.
    colour : RGB
        Of the text.
    badge : str
        Stands before the text on a ground of its own colour; empty for none.
    badge_colour : RGB
        That ground.
    """

    text: str
    size: int
    colour: RGB = WHITE
    badge: str = ""
    badge_colour: RGB = BLACK


def label(rows: tuple[Row, ...], max_width: int) -> Image:
    """Draw rows under one another on a dark panel.

    Parameters
    ----------
    rows : tuple of Row
        At least one.
    max_width : int
        Of the panel, in pixels.

    Returns
    -------
    Image
        Shape (height, width, 3), both even, no wider than `max_width` if words allow.
    """
    pad = max(2, rows[0].size // 4)
    laid = [_wrapped(row, max_width - 2 * pad) for row in rows]
    width = max(indent + _width(line, row) for row, indent, lines in laid for line in lines)
    height = sum(_leading(row) * len(lines) for row, _, lines in laid)
    size = _even(width + 2 * pad), _even(height + 2 * pad)
    picture = Pillow.new("RGB", size, PANEL)
    pen = ImageDraw.Draw(picture)
    y = pad
    for row, indent, lines in laid:
        if row.badge:
            box = (pad, y, pad + indent - row.size // 3, y + _leading(row) - row.size // 6)
            pen.rectangle(box, fill=row.badge_colour)
            middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            pen.text(middle, row.badge, font=_font(row.size), fill=BLACK, anchor="mm")
        for line in lines:
            pen.text((pad + indent, y), line, font=_font(row.size), fill=row.colour)
            y += _leading(row)
    return np.asarray(picture, dtype=np.uint8)


def _wrapped(row: Row, width: int) -> tuple[Row, int, list[str]]:
    indent = 0
    if row.badge:
        indent = int(max(1.4 * row.size, _font(row.size).getlength(row.badge) + row.size))
    lines = [""]
    for word in row.text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and indent + _width(longer, row) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return row, indent, lines


def _width(text: str, row: Row) -> int:
    return int(_font(row.size).getlength(text)) + 1


def _leading(row: Row) -> int:
    return row.size * 5 // 4


def _even(length: int) -> int:
    return length + length % 2


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which has the letters of most languages and comes with matplotlib."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("matplotlib is not installed")
    fonts = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(fonts / "DejaVuSans-Bold.ttf", size)
