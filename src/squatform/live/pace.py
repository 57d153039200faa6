"""When analysis cannot keep up with the camera, and what to lower then."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

from squatform.pose.landmarker import LONGEST_SIDE

LEAST_RATE = 15.0
"""Analysed pictures a second under which the bottom of a brisk squat, some 0.2 s, is seen in
fewer than three."""

WATCHED = 30
"""Pictures by which it is judged."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How much work a picture is.

    Attributes
    ----------
    model : str
        Pose model.
    side : int or None
        Longer side of pictures at most, pixels; None: as much as the network can use.
    """

    model: str
    side: int | None = None


def qualities(model: str) -> list[Quality]:
    """Give what may be used, the best first."""
    steps = [Quality(model), Quality(model, LONGEST_SIDE)]
    return steps if model == "lite" else [*steps, Quality("lite", LONGEST_SIDE)]


class Pace:
    """Watches how long pictures take, whatever the camera's own rate."""

    def __init__(self) -> None:
        self._took: deque[float] = deque(maxlen=WATCHED)

    def push(self, took_s: float) -> bool:
        """Take the time one picture took; tell whether this is too slow for `LEAST_RATE`.

        After telling it watches anew.
        """
        self._took.append(took_s)
        # single slow ones, such as a search for people, do not count
        slow = len(self._took) == WATCHED and median(self._took) > 1.0 / LEAST_RATE
        if slow:
            self._took.clear()
        return slow
