"""An exercise that is not the one chosen."""

import numpy as np
import pytest

from skeleton import Camera, lunging, reps, squatting, times
from squatform.pose.landmarks import Landmark
from tracks import analysed

WRISTS = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]


def squat(*, overhead=False):
    figure = squatting(times(8), reps(2))
    if overhead:
        figure.joints[:, WRISTS] = figure.joints[:, [11, 12]] + np.array([0.0, 0.0, 0.5])
    return Camera(90).film(figure)


def warnings(track, exercise):
    return " ".join(analysed(track, exercise).warnings)


@pytest.mark.parametrize("exercise", ["split_squat", "bulgarian"])
def test_a_squat_on_both_legs_is_no_split_squat(exercise):
    assert "both legs" in warnings(squat(), exercise)


@pytest.mark.parametrize("exercise", ["air_squat", "low_bar"])
def test_a_split_squat_is_named_where_another_was_chosen(exercise):
    lunges = Camera(90).film(lunging(times(8), reps(2)))
    assert "--exercise split_squat" in warnings(lunges, exercise)
    assert "looks like" not in warnings(lunges, "split_squat")


def test_arms_overhead_are_seen():
    assert "overhead" in warnings(squat(overhead=True), "air_squat")
    assert "not overhead" in warnings(squat(), "overhead")


def test_what_was_chosen_rightly_is_not_doubted():
    assert warnings(squat(), "air_squat") == ""
    assert warnings(squat(overhead=True), "overhead") == ""
