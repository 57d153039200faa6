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
from squatform.pose.landmarks import ANKLES, HIPS, KNEES
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
    told = [warning for warning in analysis.warnings if warning.startswith("Not counted")]
    assert len(told) == len(plan)
    assert all(words in warning for warning in told)


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


@pytest.mark.parametrize("yaw", [0, 40, 90, 180])
def test_feet_that_come_up_to_the_hips_make_no_squat(yaw):
    """In the picture they do as a lifter with bent knees walks away, or jumps."""
    track = Camera(yaw).film(squatting(times(6), reps(1)))
    image = track.image.copy()
    sunk = image[:, HIPS, 1].mean(axis=1) - image[0, HIPS, 1].mean()
    image[:, :, 1] -= sunk[:, None]
    repetitions, rejected = find_repetitions(measure_motion(replace(track, image=image)))
    assert repetitions == []
    assert {r.movement for r in rejected} == {Movement.STEPS}


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


@pytest.mark.parametrize("yaw", [0, 12, 170, 180])
def test_a_lunge_whose_depth_nobody_sees_is_told_by_the_feet(yaw):
    """The network has both legs side by side; only their places in the picture tell."""
    track = Camera(yaw, pitch=12.0).film(lunging(times(11), reps(3)))
    squat = Camera(yaw, pitch=12.0).film(squatting(times(11), reps(3)))
    image = track.image.copy()
    image[:, list(KNEES), 1] = image[:, list(KNEES), 1].mean(axis=1, keepdims=True)
    seen = replace(track, image=image, world=squat.world)
    repetitions, rejected = find_repetitions(measure_motion(seen))
    assert repetitions == []
    assert {r.movement for r in rejected} == {Movement.ONE_LEG}


@pytest.mark.parametrize("yaw", [60, 90, -90])
def test_kneeling_down_is_not_counted(yaw):
    plan = [replace(rep, shank_lean=72.0, thigh_angle=35.0, trunk_lean=-20.0) for rep in reps(2)]
    repetitions, rejected = find_repetitions(
        measure_motion(Camera(yaw).film(squatting(times(8), plan)))
    )
    assert repetitions == []
    assert {r.movement for r in rejected} == {Movement.KNEELING}


@pytest.mark.parametrize("yaw", [0, 180])
def test_knees_well_apart_are_no_seat_seen_from_the_front(yaw):
    """How far the hips are behind the feet cannot be told there; a narrow seat can."""
    upright = [replace(r, shank_lean=2.0, thigh_angle=8.0, trunk_lean=30.0) for r in reps(3)]
    squat = Camera(yaw).film(squatting(times(11), upright, stance=0.4, toe_out=15.0))
    seat = Camera(yaw).film(sitting_down(times(11), reps(3)))
    assert len(find_repetitions(measure_motion(squat))[0]) == 3
    assert find_repetitions(measure_motion(seat))[0] == []


@pytest.mark.parametrize(("pause_s", "counted"), [(0.2, 2), (1.5, 0)])
def test_hips_somewhat_behind_are_on_a_seat_seen_from_the_front_if_they_rest(pause_s, counted):
    """Shanks over which knees come together look that upright, too."""
    plan = reps(2, every_s=5.0, pause_s=pause_s)
    upright = [replace(r, shank_lean=6.0, thigh_angle=8.0, trunk_lean=35.0) for r in plan]
    motion = measure_motion(Camera(0).film(squatting(times(11), upright)))
    assert len(find_repetitions(motion)[0]) == counted


@pytest.mark.parametrize("yaw", [-90, 90])
@pytest.mark.parametrize(("trunk_lean", "counted"), [(40.0, 3), (15.0, 0)])
def test_hips_somewhat_behind_upright_shanks_are_no_seat_seen_from_the_side(
    yaw, trunk_lean, counted
):
    """So short thighs look to the network; without leaning nobody gets there but on a seat."""
    upright = [replace(r, shank_lean=4.0, thigh_angle=15.0, trunk_lean=trunk_lean) for r in reps(3)]
    squat = Camera(yaw).film(squatting(times(11), upright))
    assert len(find_repetitions(measure_motion(squat))[0]) == counted


def test_a_leg_that_looks_bent_is_under_an_upright_trunk():
    """The network often has the legs of a shallow squat straight in depth."""
    shallow = [replace(rep, shank_lean=25.0, thigh_angle=40.0, trunk_lean=10.0) for rep in reps(3)]
    track = Camera(0).film(squatting(times(11), shallow))
    standing = Camera(0).film(squatting(times(11), []))
    flat = replace(track, world=np.broadcast_to(standing.world[:1], track.world.shape))
    motion = measure_motion(flat)
    assert Movement.STRAIGHT_LEGS not in {r.movement for r in find_repetitions(motion)[1]}


@pytest.mark.parametrize("yaw", [90, -90])
@pytest.mark.parametrize("far_one_hidden", [False, True])
def test_a_leg_that_looks_bent_from_the_side_is_under_any_trunk(yaw, far_one_hidden):
    """The network has both straight in depth, and one that is hidden in the picture too."""
    shallow = [replace(rep, shank_lean=18.0, thigh_angle=30.0, trunk_lean=45.0) for rep in reps(3)]
    track = Camera(yaw).film(squatting(times(11), shallow))
    standing = Camera(yaw).film(squatting(times(11), []))
    legs = [*KNEES, *ANKLES]
    image, world = track.image.copy(), track.world.copy()
    world[:, legs] = standing.world[:1, legs]
    hip, ankle = HIPS[yaw < 0], ANKLES[yaw < 0]
    if far_one_hidden:
        image[:, ankle] = image[:, hip] + (standing.image[:1, ankle] - standing.image[:1, hip])
    repetitions, rejected = find_repetitions(
        measure_motion(replace(track, image=image, world=world))
    )
    assert len(repetitions) == 3
    assert rejected == []


@pytest.mark.parametrize("hidden", [0, 1])
def test_a_leg_that_something_hides_makes_no_lunge_of_the_other(hidden):
    """The network puts the hidden one where it ends to be seen, also in standing."""
    shallow = [replace(rep, shank_lean=30.0, thigh_angle=38.0) for rep in reps(3)]
    track = Camera(140 if hidden else -140).film(squatting(times(11), shallow))
    image = track.image.copy()
    hip, knee, ankle = HIPS[hidden], KNEES[hidden], ANKLES[hidden]
    image[:, [knee, ankle]] -= 0.5 * (image[:, [knee, ankle]] - image[:, [hip]])
    repetitions, rejected = find_repetitions(measure_motion(replace(track, image=image)))
    assert len(repetitions) == 3
    assert rejected == []
