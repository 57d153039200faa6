"""Legs that the network takes for each other for a moment."""

from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, lunging, reps, squatting, times, walking_in
from squatform.motion.legs import legs_in_place
from squatform.motion.measures import measure_motion
from squatform.pose.landmarks import ANKLES, HEELS, HIPS, KNEES, TOES

LEGS = (KNEES, ANKLES, HEELS, TOES)


def exchanged(track, frames, pairs=LEGS):
    image, world, visibility = track.image.copy(), track.world.copy(), track.visibility.copy()
    for left, right in pairs:
        for values in (image, world, visibility):
            values[np.ix_(frames, [left, right])] = values[np.ix_(frames, [right, left])]
    return replace(track, image=image, world=world, visibility=visibility)


def squat(yaw, rate=30):
    return Camera(yaw).film(squatting(times(8, rate), reps(2), toe_out=15.0))


@pytest.mark.parametrize("yaw", [0, 40, -60, 180])
@pytest.mark.parametrize("rate", [15, 30, 60])
@pytest.mark.parametrize("stretches", [[(1.2, 1.9)], [(0.0, 0.4), (3.0, 3.2)], [(7.5, 8.0)]])
def test_they_are_exchanged_back(yaw, rate, stretches):
    track = squat(yaw, rate)
    frames = np.zeros(len(track), dtype=bool)
    for start, end in stretches:
        frames |= (track.time_s >= start) & (track.time_s < end)
    mended = legs_in_place(exchanged(track, np.flatnonzero(frames)))
    for values in ("image", "world", "visibility"):
        assert np.array_equal(getattr(mended, values), getattr(track, values))


@pytest.mark.parametrize("yaw", [0, 40, 90, -60, 180])
@pytest.mark.parametrize("move", [squatting, lunging, lambda time_s, _: walking_in(time_s, 6.0)])
def test_legs_that_pass_each_other_are_left_alone(yaw, move):
    track = Camera(yaw).film(move(times(8), reps(2)))
    assert legs_in_place(track) is track


def test_a_lifter_taken_to_face_the_other_way_is_left_alone():
    track = squat(180)
    turned = exchanged(track, np.arange(40, 60), (HIPS, *LEGS))
    assert legs_in_place(turned) is turned


def test_frames_without_a_lifter_and_other_scenes_are_left_alone():
    track = squat(40)
    lost = np.arange(len(track)) % 100 < 12
    image, world = track.image.copy(), track.world.copy()
    image[lost], world[lost] = np.nan, np.nan
    scene = (track.time_s > 4.0).astype(np.int64)
    cut = replace(track, image=image, world=world, scene=scene)
    assert legs_in_place(cut) is cut


def test_measures_do_not_tell_that_they_were_exchanged():
    track = squat(40)
    motion, mended = (measure_motion(one) for one in (track, exchanged(track, np.arange(40, 55))))
    for name in ("knee_flexion", "knee_inward_left", "feet_moved"):
        assert mended[name].values == pytest.approx(motion[name].values, nan_ok=True)
