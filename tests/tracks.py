"""What tests do with tracks: cut them, blank them, analyse them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from squatform.analysis import analyze_motion
from squatform.exercises import load_profile
from squatform.motion.measures import measure_motion
from squatform.pose.pose import Pose
from squatform.video import ClipInfo


def cut(track, frames):
    names = ["time_s", "image", "world", "visibility", "scene"]
    if track.back is not None:
        names.append("back")
    rows = {name: getattr(track, name)[frames] for name in names}
    times = rows["time_s"]
    feet = tuple(foot for foot in track.feet if times.size and times[0] <= foot.time_s <= times[-1])
    return replace(track, feet=feet, **rows)


def blanked(track, hidden):
    """The same track with nobody found in the frames of `hidden`."""
    gone = {name: getattr(track, name).copy() for name in ("image", "world", "visibility")}
    for column in gone.values():
        column[hidden] = np.nan
    return replace(track, **gone)


def pose_at(track, frame):
    return Pose(track.image[frame], track.visibility[frame], track.world[frame])


def analysed(track, exercise="air_squat", *, corrected=False):
    """Give the `SetAnalysis` of a track, as if it came from a clip.

    Its landmarks are taken as exact unless `corrected`.
    """
    width, height = track.size
    duration = float(track.time_s[-1] - track.time_s[0])
    rate = (len(track) - 1) / duration
    info = ClipInfo("skeleton", duration, rate, width, height, len(track), 0)
    motion = measure_motion(track, corrected=corrected)
    return analyze_motion(motion, info, load_profile(exercise), model="full")
