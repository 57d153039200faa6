"""The unit that flows out of every video source, and what is known of a clip before decoding it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""A picture of shape (height, width, 3): red, green, blue, 0-255."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One decoded picture and when it is shown.

    Attributes
    ----------
    index : int
        Position in the clip, from 0. A frame that is damaged and left out keeps its number, so
        that the same frame has the same index wherever reading starts.
    time_s : float
        Presentation time in seconds after the first frame of the source.
    image : Image
        Upright picture, shape (height, width, 3), RGB.
    """

    index: int
    time_s: float
    image: Image


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """What a source says of itself.

    Attributes
    ----------
    path : str
        The file as the user named it, or a name for what is not a file.
    duration_s : float
        From the first frame shown to the end of the last; 0 where it cannot be known in advance.
    frame_rate : float
        Mean frames a second, 0 where unknown; the true times are on the frames.
    width, height : int
        Of the upright picture with square pixels.
    frames : int
        Number of frames; 0 where it cannot be known in advance (a webcam).
    rotation_deg : int
        Clockwise turn that the container asks players for: 0, 90, 180 or 270.
        Frames come already turned.
    """

    path: str
    duration_s: float
    frame_rate: float
    width: int
    height: int
    frames: int
    rotation_deg: int
