"""Looks at pictures that show one person, upright and in the middle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from squatform.pose.crop import SIDE
from squatform.pose.landmarker import Landmarker
from squatform.pose.pose import Pose
from squatform.pose.silhouette import back_line
from squatform.video.frame import Image


class CloseUp:
    """Finds landmarks, and the outline of the back, in what `Crop.picture` gives.

    Each picture stands alone. Networks are loaded when they are first needed.

    Parameters
    ----------
    model : Path
        Pose landmarker bundle.
    """

    def __init__(self, model: Path) -> None:
        self._model = model
        self._plain = Landmarker(model, close_up=True)
        self._masking: Landmarker | None = None

    def look(self, picture: Image, *, outline: bool = False) -> Pose | None:
        """Find the person.

        Parameters
        ----------
        picture : Image
            Shape (SIDE, SIDE, 3), RGB.
        outline : bool
            Whether to find the outline of the back too, if it is seen from the side. The mask comes
            with the landmarks, in 1.5 times their time.

        Returns
        -------
        Pose or None
            In pixels of `picture`; None where nobody is in it.
        """
        if not outline:
            return next(iter(self._plain.detect(picture)), None)
        if self._masking is None:
            self._masking = Landmarker(self._model, close_up=True, masks=True)
        for pose, mask in self._masking.detect_masks(picture):
            return replace(pose, back=back_line(mask, pose)) if pose.side_on else pose
        return None

    def warm_up(self, *, outline: bool) -> None:
        """Load what `look` will need."""
        self.look(np.zeros((SIDE, SIDE, 3), np.uint8), outline=outline)

    def close(self) -> None:
        """Give the networks' memory back."""
        self._plain.close()
        if self._masking is not None:
            self._masking.close()
