"""Follows one person from frame to frame, with networks that keep no memory.

Where the person was in the frame before tells where to look in this one. What the network then says
depends on nothing but the square it is shown, so frames may be left out, and clips cut into pieces,
without a trace.
"""

from __future__ import annotations

import numpy as np

from squatform.pose.close_up import CloseUp
from squatform.pose.crop import Crop, place_of
from squatform.pose.one_euro import OneEuro
from squatform.pose.people import PeopleFinder, most_prominent
from squatform.pose.pose import Pose
from squatform.video.frame import Image

MIN_CUTOFF_HZ, SPEED_COEFFICIENT = 0.3, 10.0
"""Of the filter of place, direction and size of the square, in the person's reach: one that shakes
with the landmarks makes them shake more. See `squatform.pose.one_euro`."""


class Follower:
    """Finds the person in one frame after the other.

    Parameters
    ----------
    close_up : CloseUp
        The network.
    find_people : PeopleFinder
        Finds everybody in a picture; called where it is not known where to look.
    """

    def __init__(self, close_up: CloseUp, find_people: PeopleFinder) -> None:
        self.close_up = close_up
        self._find_people = find_people
        self._known: Pose | None = None
        self._crop: Crop | None = None  # None: not seen in the frame before

    def find(
        self,
        image: Image,
        time_s: float,
        scale: float = 1.0,
        *,
        outline: bool = False,
        go_on: bool = True,
        instead: Pose | None = None,
    ) -> Pose | None:
        """Find the person in the next frame.

        Parameters
        ----------
        image : Image
            The frame, perhaps reduced.
        time_s : float
            Presentation time.
        scale : float
            Size of `image` over size of the source picture.
        outline : bool
            See `CloseUp.look`.
        go_on : bool
            Whether later frames go on from this one; otherwise nothing changes for them.
        instead : Pose, optional
            The person as they were in the frame before, where it was somebody else who was found.

        Returns
        -------
        Pose or None
            In pixels of the source picture.
        """
        if instead is not None:
            self._known, self._crop = instead, Crop.around(instead)
            self._begin(instead)
        crop = self._crop
        found = None if crop is None else self._within(crop, image, scale, outline)
        anew = found is None
        if anew:
            person = self._searched(image, scale)
            if person is not None:
                found = self._within(Crop.around(person), image, scale, outline) or person
        if go_on:
            self._go_on(found, time_s, anew=anew)
        return found

    def _within(self, crop: Crop, image: Image, scale: float, outline: bool) -> Pose | None:
        found = self.close_up.look(crop.picture(image, scale), outline=outline)
        return None if found is None else crop.pose_outside(found)

    def _searched(self, image: Image, scale: float) -> Pose | None:
        people = [pose.enlarged(scale) for pose in self._find_people(image)]
        known = self._known
        if known is None:
            return most_prominent(people, round(image.shape[1] / scale))
        return min(people, key=lambda pose: np.linalg.norm(pose.feet - known.feet), default=None)

    def _begin(self, pose: Pose) -> None:
        self._steady, self._unit = OneEuro(MIN_CUTOFF_HZ, SPEED_COEFFICIENT), pose.reach

    def _go_on(self, found: Pose | None, time_s: float, *, anew: bool) -> None:
        if found is None:
            self._crop = None
            return
        self._known = found
        if anew:
            self._begin(found)
        place = self._steady(time_s, place_of(found) / self._unit)
        self._crop = Crop.at(place * self._unit)
