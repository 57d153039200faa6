"""What tests of live coaching share."""

from __future__ import annotations

from squatform.exercises import load_profile
from squatform.live.session import Session, Settings
from squatform.pose.pose import PoseFrame
from tracks import pose_at


def frames_of(track):
    for k, time_s in enumerate(track.time_s):
        pose = pose_at(track, k) if track.found[k] else None
        yield PoseFrame(float(time_s), pose, int(track.scene[k]))


def session_of(track, exercise="air_squat", **settings):
    """Give a session and the list in which it says things."""
    said, sets = [], []
    session = Session(
        track.size,
        Settings(load_profile(exercise), **settings),
        said.append,
        lambda profile, repetitions: sets.append(repetitions),
    )
    return session, said, sets
