"""The lifter's motion frame by frame, as it happens: causal filters and a running baseline."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from squatform.motion.baseline import Baseline, standing_baseline
from squatform.motion.geometry import legs_seen
from squatform.motion.measures import Motion, hip_height, measured
from squatform.motion.smoothing import LONGEST_GAP_S, SEEN_HZ
from squatform.pose.one_euro import OneEuro
from squatform.pose.pose import Pose, PoseFrame, PoseTrack, TrackRecorder

MIN_CUTOFF_HZ = 2.0
"""Of a landmark at rest."""

SPEED_COEFFICIENT = 12.0
"""Rise of the cutoff, in Hz, with speed in reaches (shoulder to ankle) a second: hips in a squat
move at some 0.5, and are then low-passed at the 8 Hz of which little is left in a lift."""

STAND_S = 1.0
"""How much of the past is searched for quiet standing."""

REFRESH_S = 0.25
"""How often."""


class LiveMotion:
    """Measures the lifter in each frame as it comes, as a whole track is measured.

    Parameters
    ----------
    size : tuple[int, int]
        Width and height of the picture in pixels.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._scene: int | None = None
        self._baseline: Baseline | None = None
        self._follower = _Follower()
        self._stands = False

    @property
    def stands(self) -> bool:
        """Whether the lifter stood quietly within the last second."""
        return self._stands

    @property
    def known(self) -> bool:
        """Whether the lifter has been seen to stand in this scene."""
        return self._baseline is not None and bool(self._baseline.known[0])

    @property
    def motion(self) -> Motion | None:
        """All measures in the latest frame, a `Motion` of one frame; None if nobody is in it."""
        latest = self._follower.latest
        if latest is None or self._baseline is None:
            return None
        return measured(track_of([latest], self._size), self._baseline)

    def push(self, frame: PoseFrame) -> float | None:
        """Take the next frame and give the height of the hips, 1 when standing.

        None where nobody is found, or where the legs are not in the picture.
        """
        if frame.scene != self._scene:
            self._scene, self._baseline, self._stands = frame.scene, None, False
            self._follower = _Follower()
        self._follower.push(frame)
        if self._follower.due:
            self._refresh()
        latest = self._follower.latest
        if latest is None or self._baseline is None:
            return None
        track = track_of([latest], self._size)
        height = float(hip_height(track, self._baseline, legs_seen(track)).values[0])
        return height if np.isfinite(height) else None

    def _refresh(self) -> None:
        """Look for quiet standing in the last second; until some is seen, keep the longest legs."""
        baseline = standing_baseline(track_of(self._follower.recall(), self._size))
        latest = _last_row(baseline)
        self._stands = bool(latest.known[0])
        before = self._baseline
        longer = before is None or latest.leg[0] > before.leg[0]
        if self._stands or (longer and not (before and before.known[0])):
            self._baseline = latest


class _Follower:
    """Filters the landmarks of one lifter and remembers the last second."""

    def __init__(self) -> None:
        self._recent: deque[PoseFrame] = deque()
        self._recalled_s = -np.inf
        self.latest: PoseFrame | None = None
        self._restart(1.0)

    def _restart(self, reach: float) -> None:
        self._unit = max(reach, 1.0)
        self._image, self._world = (OneEuro(MIN_CUTOFF_HZ, SPEED_COEFFICIENT) for _ in range(2))
        self._visibility = OneEuro(SEEN_HZ, 0.0)
        self._recent.clear()

    def push(self, frame: PoseFrame) -> None:
        pose = frame.pose
        if pose is None:
            self.latest = None
            return
        if not self._recent or frame.time_s - self._recent[-1].time_s > LONGEST_GAP_S:
            self._restart(pose.reach)
        # in units of the lifter's size, so that the size of the picture does not matter
        image = self._image(frame.time_s, pose.image / self._unit) * self._unit
        world = self._world(frame.time_s, pose.world)
        visibility = self._visibility(frame.time_s, pose.visibility)
        self.latest = replace(frame, pose=Pose(image, visibility, world))
        self._recent.append(self.latest)
        while self._recent[0].time_s < frame.time_s - STAND_S:
            self._recent.popleft()

    @property
    def due(self) -> bool:
        """Whether it is time to look at the last second."""
        return (
            self.latest is not None
            and len(self._recent) > 1
            and self.latest.time_s - self._recalled_s >= REFRESH_S
        )

    def recall(self) -> list[PoseFrame]:
        """Give the frames of the last second."""
        self._recalled_s = self._recent[-1].time_s
        return list(self._recent)


def track_of(frames: Sequence[PoseFrame], size: tuple[int, int]) -> PoseTrack:
    """Put frames together as a `PoseTrack`."""
    recorder = TrackRecorder(size, len(frames))
    for frame in frames:
        recorder.append(frame)
    return recorder.finish()


def _last_row(baseline: Baseline) -> Baseline:
    columns = {f.name: getattr(baseline, f.name)[-1:] for f in fields(baseline)}
    return replace(baseline, **columns)
