"""The networks of a model, kept from clip to clip: none of them remembers what it saw."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from squatform.pose.close_up import CloseUp
from squatform.pose.crop import outline_of
from squatform.pose.follower import Follower
from squatform.pose.landmarker import Landmarker, reduced
from squatform.pose.people import COVER
from squatform.pose.pose import Pose
from squatform.video.frame import Image

MOST_PEOPLE = 4
SEARCH_SIDE = 1280
"""Longer side, in pixels, of pictures searched for people."""

LIMB = 0.12
"""Width that a person has around their landmarks, in `Pose.reach`."""


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
        self._idle: list[CloseUp] = []
        self._searching = threading.Lock()

    def people(self, image: Image) -> list[Pose]:
        """Give everybody in `image`, in its pixels; some perhaps twice.

        Of people close together, such as a lifter and a spotter, the network sees but one, so
        those who were found are covered and the picture is searched once more.
        """
        found = self.at_a_glance(image)
        return [*found, *self.at_a_glance(_without(found, image))] if found else []

    def at_a_glance(self, image: Image) -> list[Pose]:
        """Give whom one look at `image` shows, in its pixels."""
        height, width = image.shape[:2]
        with self._searching:
            if self._landmarker is None:
                self._landmarker = Landmarker(self._model, people=MOST_PEOPLE)
            return self._landmarker.detect(reduced(image, SEARCH_SIDE), size=(width, height))

    @contextmanager
    def follower(self) -> Iterator[Follower]:
        """Lend a follower with a network that nobody else uses meanwhile."""
        try:
            close_up = self._idle.pop()
        except IndexError:
            close_up = CloseUp(self._model)
        try:
            yield Follower(close_up, self.at_a_glance)
        finally:
            self._idle.append(close_up)

    def close(self) -> None:
        """Give back the memory of what was loaded."""
        with self._searching:
            if self._landmarker is not None:
                self._landmarker.close()
        while self._idle:
            self._idle.pop().close()


def _without(people: Sequence[Pose], image: Image) -> Image:
    """Give a copy of `image` in which `people` are covered."""
    covered, grey = image.copy(), (COVER,) * 3
    for pose in people:
        hull = cv2.convexHull(outline_of(pose).round().astype(np.int32))
        cv2.fillConvexPoly(covered, hull, grey)
        cv2.polylines(covered, [hull], True, grey, max(1, round(LIMB * pose.reach)))
    return covered
