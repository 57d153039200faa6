"""One person in one picture, and one lifter through a whole clip, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from squatform.pose.landmarks import ANKLES, HIPS, KNEES, LANDMARK_COUNT, SHOULDERS

Floats = NDArray[np.float64]

SIDE_ON = 0.5
"""`Pose.turn`, or the sine of the yaw, from which a lifter shows enough of the side for what only
the side shows to be kept: 30° from facing the camera."""

STRAIGHT_LEG = 0.965
"""`leg_straightness` of a leg that stands: 30° of knee flexion and less."""

BACK_POINTS = 24
"""Points of the outline of the back, see `squatform.pose.silhouette`."""


def leg_straightness(world: Floats) -> Floats:
    """Hip to ankle over hip to knee to ankle, each leg, in three dimensions.

    Parameters
    ----------
    world : Floats
        Shape (..., 33, 3), see `Pose.world`.

    Returns
    -------
    Floats
        Shape (..., 2).
    """
    hip, knee, ankle = (world[..., list(pair), :] for pair in (HIPS, KNEES, ANKLES))
    around = np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1)
    straightness: Floats = np.linalg.norm(hip - ankle, axis=-1) / around
    return straightness


@dataclass(frozen=True, eq=False)
class Pose:
    """The landmarks of one person in one picture.

    Attributes
    ----------
    image : Floats
        Shape (33, 3): x to the right and y down in pixels of the source picture, from its upper
        left corner; z in the same scale, smaller is nearer to the camera.
    visibility : Floats
        Shape (33,), 0-1: how likely the landmark is in the picture and not hidden.
    world : Floats
        Shape (33, 3) in metres from mid-hip: x to the right of the picture, y down, z away from
        the camera, as the network guesses them.
    back : Floats, optional
        Shape (BACK_POINTS, 2), pixels of the source picture: the outline of the back, from the
        buttock up; NaN where there is none. None where it was not looked for.
    """

    image: Floats
    visibility: Floats
    world: Floats
    back: Floats | None = None

    @cached_property
    def feet(self) -> Floats:
        """Middle of the ankles, shape (2,), pixels: where the person stands."""
        middle: Floats = self.image[list(ANKLES), :2].mean(axis=0)
        return middle

    @property
    def hip(self) -> Floats:
        """Middle of the hips, shape (2,), pixels."""
        middle: Floats = self.image[list(HIPS), :2].mean(axis=0)
        return middle

    @cached_property
    def reach(self) -> float:
        """Shoulder to hip to knee to ankle in pixels, mean of both sides: a size of the person."""
        chain = [self.image[list(pair), :2] for pair in (SHOULDERS, HIPS, KNEES, ANKLES)]
        steps = [np.linalg.norm(b - a, axis=1) for a, b in pairwise(chain)]
        return float(np.sum(steps, axis=0).mean())

    @property
    def turn(self) -> float:
        """How far the side is turned to the camera: 1 shows the left side, −1 the right, 0 none."""
        (left_hip, right_hip), (left_shoulder, right_shoulder) = HIPS, SHOULDERS
        axis = self.world[left_hip] - self.world[right_hip]
        axis = axis + self.world[left_shoulder] - self.world[right_shoulder]
        return float(-axis[2] / max(np.hypot(axis[0], axis[2]), 1e-9))

    def enlarged(self, scale: float) -> Pose:
        """Give a pose seen in a picture reduced by `scale` as it is in the source picture."""
        return Pose(self.image / scale, self.visibility, self.world)

    @property
    def side_on(self) -> bool:
        """Whether enough of the side is turned to the camera for what only the side shows."""
        return abs(self.turn) >= SIDE_ON

    @property
    def box(self) -> Floats:
        """Smallest box around all landmarks: left, top, right, bottom in pixels, shape (4,)."""
        xy = self.image[:, :2]
        return np.concatenate([xy.min(axis=0), xy.max(axis=0)])


@dataclass(frozen=True, slots=True, eq=False)
class FootPicture:
    """The foot nearer to the camera, at one moment.

    Attributes
    ----------
    time_s : float
        Presentation time.
    side : int
        0 the left foot, 1 the right.
    points : Floats
        Shape (2, 2): heel and toe landmark, in pixels of `grey`.
    grey : NDArray[np.uint8]
        Shape (height, width), the same size and scale in all of a clip.
    """

    time_s: float
    side: int
    points: Floats
    grey: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PoseFrame:
    """What was seen of the lifter in one frame.

    Attributes
    ----------
    time_s : float
        Presentation time of the frame.
    pose : Pose or None
        None where the lifter was not found.
    scene : int
        Counts up at every cut of the clip or change of the person followed.
    foot : FootPicture, optional
        The near foot, in some of the frames.
    """

    time_s: float
    pose: Pose | None
    scene: int = 0
    foot: FootPicture | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PoseTrack:
    """The lifter through a clip: T frames as arrays, NaN where the lifter was not found.

    Attributes
    ----------
    time_s : Floats
        Shape (T,), seconds, strictly increasing.
    image : Floats
        Shape (T, 33, 3), pixels, see `Pose.image`.
    visibility : Floats
        Shape (T, 33), 0-1.
    world : Floats
        Shape (T, 33, 3), metres, see `Pose.world`.
    scene : NDArray[np.int64]
        Shape (T,), see `PoseFrame.scene`; nothing may be joined across a change of it.
    size : tuple[int, int]
        Width and height of the picture in pixels.
    back : NDArray[np.float32], optional
        Shape (T, BACK_POINTS, 2), see `Pose.back`.
    feet : tuple[FootPicture, ...]
        Of some of the frames, in order of time.
    """

    time_s: Floats
    image: Floats
    visibility: Floats
    world: Floats
    scene: NDArray[np.int64]
    size: tuple[int, int]
    back: NDArray[np.float32] | None = None
    feet: tuple[FootPicture, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.time_s)
        wanted = {
            "image": (count, LANDMARK_COUNT, 3),
            "visibility": (count, LANDMARK_COUNT),
            "world": (count, LANDMARK_COUNT, 3),
            "scene": (count,),
        }
        if self.back is not None:
            wanted["back"] = (count, BACK_POINTS, 2)
        for name, shape in wanted.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, not {shape}")

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def found(self) -> NDArray[np.bool_]:
        """Shape (T,): whether the lifter was found in the frame."""
        return np.isfinite(self.image[:, 0, 0])


class TrackRecorder:
    """Collects `PoseFrame`s in order of time into a `PoseTrack`.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height of the picture in pixels.
    capacity : int
        Memory for this many frames is taken at once, so that a long clip does not grow.
    """

    def __init__(self, size: tuple[int, int], capacity: int = 1024) -> None:
        self._size = size
        self._count = 0
        self._feet: list[FootPicture] = []
        self._reserve(max(1, capacity))

    def _reserve(self, capacity: int) -> None:
        old = self.__dict__.get("_columns", {})
        self._columns = {
            "time_s": np.full(capacity, np.nan),
            "image": np.full((capacity, LANDMARK_COUNT, 3), np.nan),
            "visibility": np.full((capacity, LANDMARK_COUNT), np.nan),
            "world": np.full((capacity, LANDMARK_COUNT, 3), np.nan),
            "scene": np.full(capacity, 0),
            "back": np.full((capacity, BACK_POINTS, 2), np.nan, np.float32),
        }
        for name, column in old.items():
            self._columns[name][: self._count] = column[: self._count]

    def append(self, frame: PoseFrame) -> None:
        """Add the next frame."""
        if self._count == len(self._columns["time_s"]):
            self._reserve(2 * self._count)
        row = self._count
        self._columns["time_s"][row] = frame.time_s
        self._columns["scene"][row] = frame.scene
        if frame.pose is not None:
            self._columns["image"][row] = frame.pose.image
            self._columns["visibility"][row] = frame.pose.visibility
            self._columns["world"][row] = frame.pose.world
            if frame.pose.back is not None:
                self._columns["back"][row] = frame.pose.back
        if frame.foot is not None:
            self._feet.append(frame.foot)
        self._count += 1

    def finish(self) -> PoseTrack:
        """Give what was collected."""
        filled = {name: column[: self._count] for name, column in self._columns.items()}
        return PoseTrack(size=self._size, feet=tuple(self._feet), **filled)


def join_tracks(tracks: Sequence[PoseTrack]) -> PoseTrack:
    """Join tracks of consecutive pieces of one clip; scenes are numbered on.

    The pieces overlapped when they were made, so the first scene of a piece is the last of the
    piece before.
    """
    offset = 0
    scenes = []
    for track in tracks:
        if len(track) == 0:
            scenes.append(track.scene)
            continue
        scenes.append(track.scene - track.scene[0] + offset)
        offset = int(scenes[-1][-1])
    return PoseTrack(
        time_s=np.concatenate([t.time_s for t in tracks]),
        image=np.concatenate([t.image for t in tracks]),
        visibility=np.concatenate([t.visibility for t in tracks]),
        world=np.concatenate([t.world for t in tracks]),
        scene=np.concatenate(scenes),
        size=tracks[0].size,
        back=np.concatenate([_back(t) for t in tracks]),
        feet=tuple(foot for t in tracks for foot in t.feet),
    )


def _back(track: PoseTrack) -> NDArray[np.float32]:
    unseen = np.full((len(track), BACK_POINTS, 2), np.nan, np.float32)
    return unseen if track.back is None else track.back


def with_unseen_frames(track: PoseTrack, times_s: Floats) -> PoseTrack:
    """Give the track with a row for each of `times_s` too, NaN where it has none for that time."""
    merged = np.union1d(track.time_s, times_s)
    if len(merged) == len(track) or len(track) == 0:
        return track
    rows = np.searchsorted(merged, track.time_s)
    before = np.searchsorted(track.time_s, merged, side="right") - 1

    def placed(values: NDArray[Any]) -> NDArray[Any]:
        wider = np.full((len(merged), *values.shape[1:]), np.nan, values.dtype)
        wider[rows] = values
        return wider

    return replace(
        track,
        time_s=merged,
        image=placed(track.image),
        visibility=placed(track.visibility),
        world=placed(track.world),
        scene=track.scene[np.maximum(before, 0)],
        back=None if track.back is None else placed(track.back),
    )
