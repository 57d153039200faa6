from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.motion.back import back_curve, turn_deg
from squatform.motion.baseline import standing_baseline
from squatform.motion.smoothing import smoothed
from squatform.pose.landmarks import HIPS, SHOULDERS, Landmark
from squatform.pose.pose import BACK_POINTS


def arc(turn, *, facing=-1.0, lean=0.0, size=100.0):
    """Points `size` pixels up along a circle that turns by `turn` degrees, bulging backwards."""
    half = np.radians(turn) / 2
    angle = np.linspace(-half, half, BACK_POINTS)
    along, behind = np.sin(angle), np.cos(angle) - np.cos(half)
    points = size / (2 * np.sin(half)) * np.column_stack([-facing * behind, -along])
    tilt = np.radians(lean) * facing
    return points @ np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])


@pytest.mark.parametrize("turn", [-20.0, 10.0, 30.0, 60.0])
@pytest.mark.parametrize("facing", [-1.0, 1.0])
@pytest.mark.parametrize("lean", [0.0, 45.0])
def test_the_turn_of_an_arc_is_measured(turn, facing, lean):
    assert turn_deg(arc(turn, facing=facing, lean=lean), facing) == pytest.approx(turn, rel=0.1)


def test_size_does_not_matter():
    assert turn_deg(arc(30.0, size=40.0), -1.0) == pytest.approx(turn_deg(arc(30.0), -1.0))


def test_a_step_in_the_outline_is_no_back():
    outline = arc(20.0)
    outline[8:14, 0] += 30.0
    assert np.isnan(turn_deg(outline, -1.0))


@pytest.fixture(scope="module")
def squat():
    return smoothed(Camera(90).film(squatting(times(5), [Rep()])))


def with_back(track, turn_at, arms=-1.0, hands=-1.0):
    """Give the track an outline 0.3 trunk lengths behind its trunk.

    Elbows are `arms`, hands `hands` trunk lengths behind it, − in front.
    """
    image = track.image.copy()
    hip, shoulder = (image[:, list(pair), :2].mean(axis=1) for pair in (HIPS, SHOULDERS))
    trunk = np.linalg.norm(shoulder - hip, axis=1)
    # seen from the left: the back is to the right
    away = np.array([1.0, 0.0]) * trunk[:, None]
    for landmark in (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW):
        image[:, landmark, :2] = (hip + shoulder) / 2 + away * arms
    for landmark in (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST):
        image[:, landmark, :2] = shoulder + away * hands
    back = [
        (hip[k] + shoulder[k]) / 2 + 0.3 * away[k] + arc(turn_at(t), size=trunk[k])
        for k, t in enumerate(track.time_s)
    ]
    return replace(track, image=image, back=np.array(back, np.float32))


def rounded(time_s):
    return 55.0 if 1.8 < time_s < 2.7 else 20.0


def curve(track, hip_flexion=0.0):
    return back_curve(track, standing_baseline(track), np.full(len(track), hip_flexion))


def test_the_curve_counts_from_standing(squat):
    values, sigma = curve(with_back(squat, rounded))
    bottom = (squat.time_s > 2.0) & (squat.time_s < 2.4)
    assert values[bottom] == pytest.approx(35.0, abs=4.0)
    assert np.nanmedian(values[squat.time_s < 1.0]) == pytest.approx(0.0, abs=1.0)
    assert (sigma[bottom] > 0).all()


def test_what_bent_hips_add_to_a_straight_back_is_no_rounding(squat):
    track = with_back(squat, rounded)
    stretched, _ = curve(track)
    lost = [stretched - curve(track, deg)[0] for deg in (-5.0, 60.0, 120.0, 140.0)]
    added = np.array([np.nanmedian(one) for one in lost])
    assert added[0] == 0.0
    assert added[1] == added[2] / 2
    # the more they are bent, the more each degree adds
    assert (added[3] - added[2]) / 20.0 > added[1] / 60.0
    assert np.isnan(curve(track, np.nan)[0]).all()


@pytest.mark.parametrize("where", [{"arms": 0.35}, {"hands": 0.0}], ids=["elbows", "a bar"])
def test_arms_or_a_bar_in_the_outline_leave_it_unknown(squat, where):
    values, _ = curve(with_back(squat, rounded, **where))
    assert np.isnan(values).all()


def test_an_outline_far_behind_the_trunk_is_of_something_else(squat):
    track = with_back(squat, rounded)
    bottom = (squat.time_s > 2.0) & (squat.time_s < 2.4)
    back = track.back.copy()
    back[bottom, :, 0] += 0.6 * standing_baseline(track).trunk[bottom, None]
    values, _ = curve(replace(track, back=back))
    assert np.isnan(values[bottom]).all()
    assert np.isfinite(values[squat.time_s < 1.0]).any()


def test_without_an_outline_or_without_standing_nothing_is_known(squat):
    assert np.isnan(curve(squat)[0]).all()
    down = (squat.time_s > 1.6) & (squat.time_s < 2.8)
    track = with_back(squat, rounded)
    back = np.where(down[:, None, None], track.back, np.nan).astype(np.float32)
    assert np.isnan(curve(replace(track, back=back))[0]).all()


def only(track, kept):
    """Keep the outlines of frames where `kept`, shape (T,), says so."""
    back = np.where(kept[:, None, None], track.back, np.nan).astype(np.float32)
    return smoothed(replace(track, back=back))


def every_tenth_of_a_second(track):
    return np.diff(np.floor(track.time_s / 0.1), prepend=-1) > 0


def test_outlines_ten_times_a_second_say_what_those_of_every_frame_say(squat):
    rounding = 2 * np.pi * np.clip(squat.time_s - 1.2, 0.0, 2.0) / 2.0
    track = with_back(squat, lambda t: np.interp(t, squat.time_s, 37.5 - 17.5 * np.cos(rounding)))
    always, _ = curve(only(track, np.full(len(track), True)))
    seldom, _ = curve(only(track, every_tenth_of_a_second(track)))
    between = squat.time_s < 4.7
    assert np.isfinite(seldom[between]).all()
    np.testing.assert_allclose(seldom[between], always[between], atol=1.0)


def test_an_outline_that_was_not_found_is_not_made_up(squat):
    lost = (squat.time_s > 1.9) & (squat.time_s < 2.5)
    kept = every_tenth_of_a_second(squat) & ~lost
    values, _ = curve(only(with_back(squat, rounded), kept))
    assert np.isnan(values[(squat.time_s > 1.95) & (squat.time_s < 2.45)]).all()
    assert np.isfinite(values[squat.time_s < 1.75]).all()


def test_a_point_that_one_outline_lacks_is_not_made_up(squat):
    track = with_back(squat, rounded)
    back = track.back.copy()
    back[:, 0][squat.time_s > 2.0] = np.nan
    clean = only(replace(track, back=back), every_tenth_of_a_second(track))
    before = squat.time_s < 1.75
    assert np.isfinite(clean.back[before]).all()
    assert np.isnan(clean.back[squat.time_s > 2.0, 0]).all()
    assert np.isfinite(clean.back[before | (squat.time_s < 4.7), 1:]).all()
