"""Finds the lifter in each picture as it comes, with the network and the lock of recorded clips."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import cv2
import numpy as np

from squatform.errors import ModelError
from squatform.live.capture import Notify
from squatform.live.pace import LEAST_RATE, Pace, qualities
from squatform.pose.close_up import CloseUp
from squatform.pose.follower import Follower
from squatform.pose.foot import FootCamera
from squatform.pose.landmarker import reduced
from squatform.pose.lock import PersonLock
from squatform.pose.people import Lifter, distinct, most_prominent
from squatform.pose.pose import Pose, PoseFrame
from squatform.pose.provider import model_path
from squatform.pose.silhouette import BackCamera
from squatform.pose.stills import Stills
from squatform.pose.tracking import enough_side
from squatform.texts import texts
from squatform.video import Image

SAME_SHAPE = 0.01
"""Relative difference of aspect ratios that does not matter."""


class Watcher:
    """Finds the lifter; lowers the work a picture takes when it cannot keep up.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height in pixels in which the lifter is given, whatever the camera does later.
    model : str
        Pose model.
    outline : bool
        Whether to find the outline of the back of a lifter seen from the side.
    notify : Notify
        Told what is lowered.
    steady : bool
        Never lower anything.
    """

    def __init__(
        self,
        size: tuple[int, int],
        model: str,
        notify: Notify,
        *,
        outline: bool = False,
        steady: bool = False,
    ) -> None:
        self.size = size
        self._notify = notify
        self._quality, *self._lower = qualities(model)
        self._model = model
        self._steady = steady
        self._pace = Pace()
        self._loader = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._loading: Future[CloseUp] | None = None
        self._stills = Stills(model_path(model))
        # networks are loaded at the first call, which no picture should wait for
        self._stills.people(np.zeros((64, 64, 3), np.uint8))
        self._backs = BackCamera() if outline else None
        self._close_up = self._load(model)
        self._shape: tuple[int, int] | None = None
        self._scene = 0
        self._last_scene = 0
        self._forget()

    @property
    def alone(self) -> bool:
        """Whether nobody but the lifter was seen."""
        return self._lock.alone

    @property
    def model(self) -> str:
        """Pose model used now."""
        return self._model

    def forget(self) -> None:
        """Look for the lifter anew, who may be somebody else now."""
        self._forget()

    def _forget(self) -> None:
        self._scene = self._last_scene + 1
        self._lock = PersonLock(self._stills.people)
        self._follower = Follower(self._close_up, self._stills.at_a_glance)
        self._lifter: Lifter | None = None
        self._instead: Pose | None = None  # the lifter, where the network followed somebody else
        self._feet: FootCamera | None = None

    def look(self, image: Image, time_s: float) -> PoseFrame:
        """Find the lifter in the next picture, one that `fitted` gave."""
        self._take_loaded()
        self._note_shape(image.shape[1], image.shape[0])
        small = self._small(fitted(image, self.size))
        scale = small.shape[1] / self.size[0]
        shown = self._lock.look_at(small, scale)
        outline = self._backs is not None and self._backs.wants(time_s)
        instead, self._instead = self._instead, None
        found = self._follower.find(shown, time_s, scale, outline=outline, instead=instead)
        lifter = found
        if found is not None and self._lifter is None:
            lifter = self._first_seen(found, small, scale)
        seen = self._lock.follow(lifter, small, time_s, scale)
        if seen.pose is not found:
            self._instead = seen.pose
        foot = self._feet.look(seen.pose, time_s, small, scale) if self._feet else None
        pose = self._backs.look(seen.pose, time_s) if self._backs else seen.pose
        self._last_scene = self._scene + seen.scene
        return replace(seen, pose=pose, scene=self._last_scene, foot=foot)

    def keep_up(self, took_s: float) -> None:
        """Note how long a picture took in all, and lower the work if that is too long."""
        if self._steady or self._loading is not None or not self._pace.push(took_s):
            return
        words = texts().live.machine
        if not self._lower:
            self._notify(words["slow"].format(rate=LEAST_RATE))
            self._steady = True
            return
        before, self._quality = self._quality, self._lower.pop(0)
        if self._quality.model == before.model:
            self._notify(words["side"].format(rate=LEAST_RATE))
        else:
            self._loading = self._loader.submit(self._load, self._quality.model)

    def close(self) -> None:
        """Give the networks' memory back."""
        self._loader.shutdown(wait=False, cancel_futures=True)
        if self._loading is not None:
            self._loading.add_done_callback(_close_loaded)
        self._close_up.close()
        self._stills.close()

    def _note_shape(self, width: int, height: int) -> None:
        """Begin anew where another shape of the picture moves the lifter in it."""
        before, self._shape = self._shape, (width, height)
        if before in (None, self._shape):
            return
        self._notify(texts().live.machine["size"].format(width=width, height=height))
        if before is not None and abs(width * before[1] / (height * before[0]) - 1) > SAME_SHAPE:
            self._forget()

    def _load(self, model: str) -> CloseUp:
        close_up = CloseUp(model_path(model))
        close_up.warm_up(outline=self._backs is not None)
        return close_up

    def _take_loaded(self) -> None:
        """Change to another model once it is loaded."""
        if self._loading is None or not self._loading.done():
            return
        loading, self._loading = self._loading, None
        try:
            close_up = loading.result()
        except ModelError as error:
            self._quality = replace(self._quality, model=self._model)
            self._notify(str(error))
            return
        self._model = self._quality.model
        self._close_up.close()
        self._close_up = self._follower.close_up = close_up
        text = texts().live.machine["model"]
        self._notify(text.format(rate=LEAST_RATE, model=self._quality.model))

    def _small(self, image: Image) -> Image:
        side = enough_side(image.shape[1], image.shape[0], self._in_pixels_of(image))
        return reduced(image, min(side, self._quality.side or side))

    def _in_pixels_of(self, image: Image) -> Lifter | None:
        if self._lifter is None:
            return None
        share = image.shape[1] / self.size[0]
        pose = self._lifter.pose
        return replace(self._lifter, pose=Pose(pose.image * share, pose.visibility, pose.world))

    def _first_seen(self, found: Pose, image: Image, scale: float) -> Pose:
        """Look who else is there, and choose the lifter."""
        people = distinct(self._stills.people(image))
        alone = len(people) < 2
        lifter = found
        if not alone:
            lifter = (most_prominent(people, image.shape[1]) or found).enlarged(scale)
        self._lifter = Lifter(lifter, alone=alone)
        self._feet = FootCamera(lifter.reach)
        self._lock = PersonLock(self._stills.people, lifter, alone=alone)
        return lifter if not alone else found


def _close_loaded(loading: Future[CloseUp]) -> None:
    if not loading.cancelled() and loading.exception() is None:
        loading.result().close()


def fitted(image: Image, size: tuple[int, int]) -> Image:
    """Give a picture with the aspect ratio of `size` (width, height), bars added where it differs.

    The picture keeps its pixels: a camera that changes its resolution changes nothing else.
    """
    height, width = image.shape[:2]
    ratio = (width / height) / (size[0] / size[1])
    if abs(ratio - 1.0) <= SAME_SHAPE:
        return image
    right = round(height * size[0] / size[1]) - width if ratio < 1 else 0
    below = round(width * size[1] / size[0]) - height if ratio > 1 else 0
    barred = cv2.copyMakeBorder(
        image, below // 2, below - below // 2, right // 2, right - right // 2, cv2.BORDER_CONSTANT
    )
    return np.asarray(barred, dtype=np.uint8)
