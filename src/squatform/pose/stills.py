"""The networks that look at pictures which each stand alone; kept from clip to clip."""

from __future__ import annotations

import threading
from pathlib import Path

from squatform.pose.landmarker import Landmarker, reduced
from squatform.pose.masker import Mask, Masker
from squatform.pose.pose import Pose
from squatform.video.frame import Image

MOST_PEOPLE = 4
SEARCH_SIDE = 1280
"""Longer side, in pixels, of pictures searched for people."""


class Stills:
    """Looks at single pictures; each network is loaded when it is first needed.

    Clips and threads may share one; each network does one picture at a time.

    Parameters
    ----------
    model : Path
        Pose landmarker bundle.
    """

    def __init__(self, model: Path) -> None:
        self._model = model
        self._landmarker: Landmarker | None = None
        self._masker: Masker | None = None
        self._searching, self._drawing = threading.Lock(), threading.Lock()

    def people(self, image: Image) -> list[Pose]:
        """Give everybody in `image`, in its pixels."""
        height, width = image.shape[:2]
        with self._searching:
            if self._landmarker is None:
                self._landmarker = Landmarker(self._model, people=MOST_PEOPLE, video=False)
            return self._landmarker.detect(reduced(image, SEARCH_SIDE), size=(width, height))

    def mask(self, image: Image) -> Mask:
        """Draw the mask of the person who fills `image`, see `Masker`."""
        with self._drawing:
            if self._masker is None:
                self._masker = Masker(self._model)
            return self._masker.draw(image)

    def close(self) -> None:
        """Give back the memory of what was loaded."""
        with self._searching, self._drawing:
            for network in (self._landmarker, self._masker):
                if network is not None:
                    network.close()
