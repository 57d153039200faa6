from dataclasses import replace

import cv2
import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.motion.baseline import standing_baseline
from squatform.motion.foot import foot_pitch, turn_deg
from squatform.motion.smoothing import smoothed
from squatform.pose.foot import HEIGHT, INTERVAL_S, WIDTH
from squatform.pose.pose import FootPicture

FINE = 8


def shoe(pitch_deg, *, facing=1, time_s=0.0, shift=(0.0, 0.0), seed=1):
    """A shoe on a speckled floor, turned about the ball of the foot by `pitch_deg`, heel up."""
    rng = np.random.default_rng(seed)
    floor = cv2.resize(
        rng.uniform(100, 140, (HEIGHT, WIDTH)), None, fx=FINE, fy=FINE, interpolation=cv2.INTER_AREA
    )
    outline = np.array([[12, 8], [20, 8], [24, 15], [35, 18], [37, 22], [12, 22]])
    sole = np.array([[12, 20], [37, 20], [37, 22], [12, 22]])
    angle = np.radians(pitch_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    ball = np.array([31.0, 22.0])

    def placed(points):
        return ((points - ball) @ turn.T + ball + shift) * FINE

    picture = floor
    for points, grey in ((outline, 60), (sole, 220)):
        picture = cv2.fillPoly(picture, [placed(points).astype(np.int32)], grey)
    ends = placed(np.array([[14.0, 18.0], [34.0, 20.0]])) / FINE
    small = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    if facing < 0:
        small, ends = small[:, ::-1], [[WIDTH, 0]] + ends * [-1, 1]
    return FootPicture(time_s, 0, ends, np.ascontiguousarray(small).astype(np.uint8))


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("pitch", [-10.0, 0.0, 6.0, 12.0, 20.0])
def test_the_turn_of_a_shoe_is_seen(pitch, facing):
    turn, match = turn_deg(shoe(0.0, facing=facing), shoe(pitch, facing=facing, seed=2))
    assert match > 0.6
    assert np.sign(round(turn)) == np.sign(pitch)
    assert turn == pytest.approx(pitch, abs=1.0 + 0.4 * abs(pitch))


def test_a_shift_of_the_camera_is_no_turn():
    turn, _ = turn_deg(shoe(0.0), shoe(0.0, shift=(1.7, -1.2), seed=2))
    assert abs(turn) < 1.0


def test_something_else_in_the_picture_is_no_match():
    noise = np.random.default_rng(3).integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8)
    _, match = turn_deg(shoe(0.0), replace(shoe(0.0), grey=noise))
    assert match < 0.6


@pytest.fixture(scope="module")
def squat():
    return smoothed(Camera(90).film(squatting(times(5), [Rep()])))


def pitches(track, pitch_at, keep=lambda time_s: True):
    at = [t for t in np.arange(0, 5, INTERVAL_S) if keep(t)]
    feet = tuple(shoe(pitch_at(t), time_s=float(t), seed=k) for k, t in enumerate(at))
    track = replace(track, feet=feet)
    return foot_pitch(track, standing_baseline(track))


def test_the_pitch_counts_from_standing(squat):
    tilted, _ = pitches(squat, lambda t: 5.0)
    assert np.nanmax(np.abs(tilted)) < 2.0
    lifted, sigma = pitches(squat, lambda t: 12.0 if 1.8 < t < 2.6 else 0.0)
    bottom = (squat.time_s > 2.0) & (squat.time_s < 2.4)
    assert (np.abs(lifted[bottom] - 12.0) < 2 * sigma[bottom]).all()
    assert np.abs(lifted[squat.time_s < 1.0]).max() < 2.0


def test_the_pitch_is_told_from_the_side_only(squat):
    oblique = smoothed(Camera(45).film(squatting(times(5), [Rep()])))
    values, _ = pitches(oblique, lambda t: 12.0 if 1.8 < t < 2.6 else 0.0)
    assert np.isnan(values[(squat.time_s > 2.0) & (squat.time_s < 2.4)]).all()


def test_where_no_picture_was_taken_nothing_is_known(squat):
    values, sigma = pitches(squat, lambda t: 0.0, keep=lambda t: t < 1.0)
    assert np.isfinite(values[squat.time_s < 0.9]).all()
    assert np.isnan(values[squat.time_s > 1.5]).all()
    assert np.isnan(sigma[squat.time_s > 1.5]).all()


def test_without_pictures_of_standing_nothing_is_known(squat):
    values, _ = pitches(squat, lambda t: 0.0, keep=lambda t: 1.5 < t < 2.8)
    assert np.isnan(values).all()


def test_a_track_without_pictures_has_no_pitch(squat):
    values, _ = foot_pitch(squat, standing_baseline(squat))
    assert np.isnan(values).all()
