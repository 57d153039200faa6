"""What goes down and up, or about, and is no squat: nothing is counted, and the lifter is told."""

from dataclasses import replace

import numpy as np
import pytest

from skeleton import (
    Camera,
    deadlifting,
    jumping_jacks,
    lunging,
    reps,
    side_lunging,
    sitting_down,
    squatting,
    times,
    walking_in,
)
from squatform.motion.measures import measure_motion
from squatform.reps.counting import Counting, Movement
from squatform.reps.segmentation import find_repetitions
from tracks import analysed

YAWS = [0, 40, 90, -45, -90, 180]


@pytest.mark.parametrize("yaw", YAWS)
@pytest.mark.parametrize(
    ("move", "words"),
    [
        (lunging, "one leg"),
        (side_lunging, "one leg"),
        (deadlifting, "deadlift"),
        (sitting_down, "seat"),
    ],
    ids=["lunge", "side lunge", "deadlift", "chair"],
)
def test_it_is_not_counted_and_the_reason_is_given(move, words, yaw):
    plan = reps(3)
    analysis = analysed(Camera(yaw).film(move(times(11), plan)))
    assert analysis.repetitions == []
    assert analysis.summary.cue is None
    assert len(analysis.warnings) == len(plan)
    for warning in analysis.warnings:
        assert warning.startswith("Not counted")
        assert words in warning


@pytest.mark.parametrize("yaw", YAWS)
def test_jumping_jacks_are_not_counted(yaw):
    plan = reps(6, every_s=1.2, down_s=0.5, pause_s=0.05, up_s=0.5)
    analysis = analysed(Camera(yaw).film(jumping_jacks(times(9), plan)))
    assert analysis.repetitions == []
    assert analysis.warnings
    assert not any("side lunge" in warning for warning in analysis.warnings)


@pytest.mark.parametrize("yaw", [0, 30, 90, -60, 180])
def test_walking_is_not_counted(yaw):
    analysis = analysed(Camera(yaw, distance_m=8.0, fill=0.5).film(walking_in(times(6), 5.5)))
    assert analysis.repetitions == []
    assert analysis.warnings


def test_standing_about_is_said():
    analysis = analysed(Camera(0).film(squatting(times(5), [])))
    assert analysis.repetitions == []
    assert analysis.warnings == ["Nobody squats in this clip."]
    assert analysis.view.label == "front"


@pytest.mark.parametrize(
    ("move", "allowance", "movement", "exercise"),
    [
        (lunging, "one_leg", Movement.ONE_LEG, "split_squat"),
        (sitting_down, "seat", Movement.SEAT, "box_squat"),
    ],
    ids=["split squat", "box"],
)
@pytest.mark.parametrize("yaw", YAWS)
def test_it_counts_where_the_exercise_is_meant_so(yaw, move, allowance, movement, exercise):
    motion = measure_motion(Camera(yaw).film(move(times(11), reps(3))))
    repetitions, rejected = find_repetitions(motion, Counting(frozenset({allowance})))
    assert [repetition.complete for repetition in repetitions] == [True] * 3
    assert rejected == []
    repetitions, rejected = find_repetitions(motion)
    assert repetitions == []
    assert {r.movement for r in rejected} == {movement}
    assert movement.exercise == exercise


@pytest.mark.parametrize("yaw", YAWS)
def test_what_an_exercise_allows_does_not_let_others_in(yaw):
    motion = measure_motion(Camera(yaw).film(deadlifting(times(11), reps(3))))
    for allowance in ("one_leg", "seat"):
        assert find_repetitions(motion, Counting(frozenset({allowance})))[0] == []


def test_a_lunge_among_squats_is_left_out_and_told():
    plan = reps(3)
    squats, lunges = squatting(times(11), plan), lunging(times(11), plan)
    middle = (squats.time_s > 3.6) & (squats.time_s < 6.6)
    mixed = replace(squats, joints=np.where(middle[:, None, None], lunges.joints, squats.joints))
    analysis = analysed(Camera(45).film(mixed))
    assert [round(r.bottom_s) for r in analysis.repetitions] == [2, 8]
    assert [r.index for r in analysis.repetitions] == [1, 2]
    assert len(analysis.warnings) == 1
