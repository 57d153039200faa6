"""Causal measures are those of the whole track, a moment later at most."""

from dataclasses import replace

import numpy as np
import pytest

from live import frames_of
from skeleton import Camera, reps, squatting, times, uneven_times
from squatform.motion.measures import measure_motion
from squatform.motion.streaming import LiveMotion
from tracks import blanked

MEASURES = ["knee_flexion", "thigh_angle", "trunk_lean", "shank_lean"]


@pytest.mark.parametrize("yaw", [0, 40, 90])
@pytest.mark.parametrize("time_s", [times(8), times(8, 60), uneven_times(8)])
def test_live_measures_are_those_of_the_whole_track(yaw, time_s):
    track = Camera(yaw).film(squatting(time_s, reps(2, pause_s=1.0)), noise_px=1.0)
    whole, live = measure_motion(track), LiveMotion(track.size)
    errors = {name: [] for name in MEASURES}
    for k, frame in enumerate(frames_of(track)):
        height = live.push(frame)
        if frame.time_s < 0.8:
            continue  # until quiet standing has been seen
        assert height == pytest.approx(whole["hip_height"].values[k], abs=0.07)
        for name in MEASURES:
            errors[name].append(live.motion[name].values[0] - whole[name].values[k])
    for name, error in errors.items():
        assert np.mean(np.abs(error)) < 4.0, name


def test_the_size_of_the_picture_does_not_matter():
    track = Camera(40).film(squatting(times(4), reps(1)))
    double = replace(track, image=2 * track.image, size=tuple(2 * side for side in track.size))
    one, two = LiveMotion(track.size), LiveMotion(double.size)
    for a, b in zip(frames_of(track), frames_of(double), strict=True):
        assert one.push(a) == pytest.approx(two.push(b), abs=1e-9)


def test_another_scene_has_its_own_standing_lifter():
    track = Camera(90).film(squatting(times(4), []))
    near = replace(track, image=1.5 * track.image - 300.0, scene=track.scene + 1)
    live = LiveMotion(track.size)
    for frame in frames_of(track):
        live.push(frame)
    assert live.known
    later = [replace(frame, time_s=frame.time_s + 4.0) for frame in frames_of(near)]
    live.push(later[0])
    assert not live.known
    for frame in later[1:]:
        height = live.push(frame)
    assert live.known
    assert height == pytest.approx(1.0, abs=0.01)


def test_nobody_has_no_measures():
    track = Camera(90).film(squatting(times(3), []))
    live = LiveMotion(track.size)
    heights = [live.push(frame) for frame in frames_of(blanked(track, track.time_s > 1.0))]
    assert heights[-1] is None
    assert live.motion is None
