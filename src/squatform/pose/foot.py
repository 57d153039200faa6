"""Small pictures of the foot nearer to the camera, a few a second.

Whether a heel is up cannot be told from landmarks: their error is as large as the lift. The shoe
itself turns visibly, so little pictures of it are kept and compared with the standing lifter's.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from squatform.pose.landmarks import HEELS, TOES
from squatform.pose.pose import SIDE_ON, Floats, FootPicture, Pose
from squatform.video.frame import Image

INTERVAL_S = 0.15
"""Time between two pictures: a heel that is up for less is no fault."""

WIDTH, HEIGHT = 48, 32
FOOT_PX = 24.0
"""Size of a picture, and about the length of the foot in it, pixels: with half as many, matches
go astray."""

LEAST_FOOT_PX = 14.0
"""Length of a foot, in pixels of the frame, below which it is too small to be judged."""

FOOT_SHARE = 0.19
"""Length of a foot over `Pose.reach`: 0.152 of stature over the sum of trunk, thigh and shank,
0.79 of it (Winter, Biomechanics and Motor Control, 4th ed., fig. 4.1)."""


class FootCamera:
    """Takes a picture of the near foot whenever a new interval begins.

    Parameters
    ----------
    reach : float
        Size of the lifter, see `Pose.reach`: sets the scale, the same for the whole clip.
    """

    def __init__(self, reach: float) -> None:
        self._pixel = FOOT_SHARE * reach / FOOT_PX
        self._interval = -1

    def look(
        self, pose: Pose | None, time_s: float, image: Image, scale: float
    ) -> FootPicture | None:
        """Take a picture, if it is time for one and the foot is seen from the side.

        Parameters
        ----------
        pose : Pose or None
            In pixels of the source picture.
        time_s : float
            Presentation time.
        image : Image
            The frame, perhaps reduced by `scale`.
        scale : float
            Size of `image` over size of the source picture.
        """
        interval = int(time_s / INTERVAL_S)
        if pose is None or interval == self._interval:
            return None
        self._interval = interval
        return foot_picture(pose, time_s, image, scale, self._pixel)


def foot_picture(
    pose: Pose, time_s: float, image: Image, scale: float, pixel: float
) -> FootPicture | None:
    """Cut out the near foot; None where it is not seen from the side, too small or not all in.

    Parameters
    ----------
    pixel : float
        Size of a pixel of the result in pixels of the source picture.
    """
    turn = pose.turn
    if abs(turn) < SIDE_ON:
        return None
    side = 0 if turn > 0 else 1
    points = pose.image[[HEELS[side], TOES[side]], :2]
    middle = points.mean(axis=0)
    corner = middle - pixel * np.array([WIDTH, HEIGHT]) / 2
    half, size = 0.5 * FOOT_PX * pixel, np.array(image.shape[1::-1]) / scale
    outside = (middle < half).any() or (middle > size - half).any()
    if outside or FOOT_PX * pixel * scale < LEAST_FOOT_PX:
        return None
    # where the pixels of the result lie in `image`, centre to centre
    step = pixel * scale
    offset = corner * scale + 0.5 * step - 0.5
    warp = np.array([[step, 0.0, offset[0]], [0.0, step, offset[1]]])
    grey = _reduced_grey(image, warp)
    return FootPicture(time_s, side, (points - corner) / pixel, grey)


def _reduced_grey(image: Image, warp: Floats) -> NDArray[np.uint8]:
    """Sample `image` in grey on the grid that `warp` describes, averaging as it gets coarser."""
    finer = max(1, round(float(warp[0, 0])))
    fine = warp.copy()
    fine[:, :2] /= finer
    fine[:, 2] -= warp[0, 0] * (finer - 1) / (2 * finer)
    picture = cv2.warpAffine(
        image,
        fine,
        (WIDTH * finer, HEIGHT * finer),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    small = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
