import numpy as np
import pytest

from skeleton import Camera, Rep, effort, squatting, times
from squatform.pose.attention import RESTING_S, Attention
from squatform.pose.pose import Pose


def watched(track):
    """Which frames of a track are asked for, as the network would be."""
    attention = Attention(float(np.median(np.diff(track.time_s))), float(track.time_s[-1]))
    asked = []
    for row, time_s in enumerate(track.time_s):
        asked.append(attention.wants(float(time_s)))
        if asked[-1]:
            found = track.found[row]
            pose = Pose(track.image[row], track.visibility[row], track.world[row])
            attention.note(pose if found else None, float(time_s))
    return np.array(asked)


@pytest.mark.parametrize("yaw", [0, 45, 90, 180])
@pytest.mark.parametrize("pause_s", [0.0, 0.5])
def test_most_is_seen_of_the_bottom_and_little_of_standing(yaw, pause_s):
    time_s = times(6)
    rep = Rep(start_s=2.5, pause_s=pause_s)
    asked = watched(Camera(yaw).film(squatting(time_s, [rep])))
    bottom = effort(time_s, rep) > 0.99
    assert asked[bottom].mean() > (0.6 if pause_s else 0.75)
    assert np.diff(time_s[bottom & asked]).max() < 0.08
    assert asked[(time_s > 0.5) & (time_s < 2.4)].mean() < 0.35
    assert asked.mean() < 0.6


def test_every_frame_of_a_drop_is_seen():
    time_s = times(6)
    drop, descent = (
        watched(Camera(90).film(squatting(time_s, [Rep(start_s=2.5, down_s=down_s)])))
        for down_s in (0.5, 1.2)
    )
    swing = (time_s > 2.72) & (time_s < 2.96)
    assert drop[swing].all()
    assert not descent[(time_s > 2.9) & (time_s < 3.4)].all()


@pytest.mark.parametrize("rate", [10, 15, 24, 25, 30, 50, 60])
def test_no_gap_is_longer_than_what_is_filled(rate):
    time_s = times(6, rate)
    asked = watched(Camera(90).film(squatting(time_s, [Rep()])))
    gaps = np.diff(time_s[asked])
    assert gaps.max() <= max(RESTING_S, 1.0 / rate) + 0.01
    assert asked[0]
    assert asked[-1]


def test_slow_clips_are_seen_whole():
    assert watched(Camera(90).film(squatting(times(6, 6), [Rep()]))).all()


def test_a_place_without_anybody_is_looked_at_now_and_then():
    attention = Attention(1 / 30)
    asked = []
    for time_s in times(4):
        asked.append(attention.wants(float(time_s)))
        if asked[-1]:
            attention.note(None, float(time_s))
    assert all(asked[:9])
    assert 0.15 < np.mean(asked[30:]) < 0.25
