"""Landmarks as markers in space, in the axes of OpenSim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from squatform.motion.measures import Motion
from squatform.pose.landmarks import ANKLES, Landmark
from squatform.pose.pose import Floats

MARKERS: dict[str, Landmark] = {
    "Nose": Landmark.NOSE,
    "LEar": Landmark.LEFT_EAR,
    "REar": Landmark.RIGHT_EAR,
    "LShoulder": Landmark.LEFT_SHOULDER,
    "RShoulder": Landmark.RIGHT_SHOULDER,
    "LElbow": Landmark.LEFT_ELBOW,
    "RElbow": Landmark.RIGHT_ELBOW,
    "LWrist": Landmark.LEFT_WRIST,
    "RWrist": Landmark.RIGHT_WRIST,
    "LHip": Landmark.LEFT_HIP,
    "RHip": Landmark.RIGHT_HIP,
    "LKnee": Landmark.LEFT_KNEE,
    "RKnee": Landmark.RIGHT_KNEE,
    "LAnkle": Landmark.LEFT_ANKLE,
    "RAnkle": Landmark.RIGHT_ANKLE,
    "LHeel": Landmark.LEFT_HEEL,
    "RHeel": Landmark.RIGHT_HEEL,
    "LBigToe": Landmark.LEFT_FOOT_INDEX,
    "RBigToe": Landmark.RIGHT_FOOT_INDEX,
}
"""Names as in Pose2Sim's BlazePose marker sets."""

_FEET = [
    Landmark.LEFT_HEEL,
    Landmark.RIGHT_HEEL,
    Landmark.LEFT_FOOT_INDEX,
    Landmark.RIGHT_FOOT_INDEX,
]


@dataclass(frozen=True, slots=True, eq=False)
class Markers:
    """Markers over time.

    Attributes
    ----------
    names : list[str]
        M names.
    time_s : Floats
        Shape (T,), seconds.
    metres : Floats
        Shape (T, M, 3): x to where the lifter faces while standing, y up, z to the lifter's
        right, as OpenSim has them; NaN where not known. The origin is on the floor between the
        ankles, so the feet stay and the hips move.
    """

    names: list[str]
    time_s: Floats
    metres: Floats

    @property
    def rate_hz(self) -> float:
        """Mean frames a second."""
        if len(self.time_s) < 2:
            return 30.0
        return (len(self.time_s) - 1) / float(self.time_s[-1] - self.time_s[0])


def markers(motion: Motion) -> Markers:
    """Turn world landmarks, which a network guesses from one camera, into OpenSim's axes.

    Depth along the line of sight is the least sure: MediaPipe reads deep knee flexion 9-25° too
    straight. The angles of squatform are in the motion file (`mot`).
    """
    world = motion.track.world
    yaw = np.radians(motion.baseline.yaw_deg)
    pitch = np.radians(motion.baseline.pitch_deg)
    right, up, toward = world[..., 0], -world[..., 1], -world[..., 2]
    # undo the tilt of the camera, then the turn of the lifter from facing it
    cos, sin = np.cos(pitch)[:, None], np.sin(pitch)[:, None]
    level_up, level_toward = up * cos + toward * sin, toward * cos - up * sin
    cos, sin = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    forward = level_toward * cos - right * sin
    # a lifter who faces the camera has the right hand at the left of the picture
    to_right = -right * cos - level_toward * sin
    space = np.stack([forward, level_up, to_right], axis=-1)
    ground = space[:, list(ANKLES)].mean(axis=1)
    ground[:, 1] = space[:, _FEET, 1].min(axis=1)
    chosen = space[:, list(MARKERS.values())] - ground[:, None]
    return Markers(list(MARKERS), motion.time_s, chosen)
