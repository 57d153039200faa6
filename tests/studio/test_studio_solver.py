"""What is asked of a pose is what the joints measure, on several bodies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.body import SIDES, Body
from studio.pose import ArmPose, Arms, Foot, Pose
from studio.solver import load_centre, solve
from studio.truth import measure, named_landmarks, segment_lengths, standing

anything = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def squat(knee: float, lean: float = 35, half_stance: float = 0.15, toes: float = 15) -> Pose:
    feet = (Foot(half_stance, 0, toes), Foot(-half_stance, 0, toes))
    return Pose(knee_flexion_deg=knee, trunk_lean_deg=lean, feet=feet)


def truth(body: Body, pose: Pose) -> dict[str, float]:
    zero = standing(solve(body, squat(4, 2)))
    return measure(solve(body, pose), pose, zero)


@anything
@given(
    knee=st.floats(3, 140),
    lean=st.floats(0, 70),
    half_stance=st.floats(0.1, 0.2),
    toes=st.floats(0, 40),
)
def test_knee_angle_and_lean_are_as_asked(
    body: Body, knee: float, lean: float, half_stance: float, toes: float
) -> None:
    values = truth(body, squat(knee, lean, half_stance, toes))
    for side in SIDES:
        assert values[f"knee_flexion_{side}"] == pytest.approx(knee, abs=0.01)
        assert values[f"toe_out_{side}"] == toes
    assert values["trunk_lean"] == pytest.approx(lean, abs=0.01)


@anything
@given(lumbar=st.floats(0, 45), thoracic=st.floats(0, 35), knee=st.floats(60, 130))
def test_lean_and_knees_stay_while_the_back_rounds(
    body: Body, lumbar: float, thoracic: float, knee: float
) -> None:
    pose = squat(knee, 40)
    rounded = replace(pose, lumbar_flexion_deg=lumbar, thoracic_flexion_deg=thoracic)
    straight, bent = truth(body, pose), truth(body, rounded)
    assert bent["trunk_lean"] == pytest.approx(straight["trunk_lean"], abs=0.01)
    assert bent["knee_flexion_left"] == pytest.approx(straight["knee_flexion_left"], abs=0.01)
    # Rounding under a fixed chord tucks the pelvis under.
    assert bent["pelvis_tilt"] <= straight["pelvis_tilt"] + 0.01


@anything
@given(knee=st.floats(3, 140), lean=st.floats(0, 60), cave=st.floats(-8, 18))
def test_feet_stay_put_at_any_depth(body: Body, knee: float, lean: float, cave: float) -> None:
    still = solve(body, squat(4, 2))
    moved = solve(body, replace(squat(knee, lean), knee_in_deg=(cave, cave)))
    before, after = named_landmarks(still), named_landmarks(moved)
    for side in SIDES:
        for part in ("ankle", "heel", "foot_index"):
            drift = np.linalg.norm(after[f"{side}_{part}"] - before[f"{side}_{part}"])
            assert drift < 0.0003


@pytest.mark.parametrize("toes", [0, 15, 35])
def test_a_sound_knee_is_over_the_toe_line(body: Body, toes: float) -> None:
    values = truth(body, squat(110, toes=toes))
    assert values["knee_inward_left"] == pytest.approx(0, abs=0.05)
    assert values["knee_inward_right"] == pytest.approx(0, abs=0.05)


def test_knee_cave_moves_the_knee_in_by_degrees(body: Body) -> None:
    inward = [
        truth(body, replace(squat(110), knee_in_deg=(cave, 0)))["knee_inward_left"]
        for cave in (-6, 0, 6, 12, 18)
    ]
    assert np.all(np.diff(inward) > 2)  # centimetres for every six degrees
    other = truth(body, replace(squat(110), knee_in_deg=(18, 0)))["knee_inward_right"]
    assert other == pytest.approx(0, abs=0.05)


def test_heel_lift_turns_the_foot_about_its_ball(body: Body) -> None:
    flat = squat(110)
    for lift in (5.0, 12.0, 25.0):
        feet = (replace(flat.feet[0], pitch_deg=lift), flat.feet[1])
        values = truth(body, replace(flat, feet=feet))
        length = body.ball_of_foot["left"][2] - body.vertices[body.skin_landmarks["left_heel"]][2]
        expected = 100 * length * np.sin(np.radians(lift))
        assert values["heel_clearance_left"] == pytest.approx(expected, abs=0.9)
        assert values["heel_clearance_right"] == pytest.approx(0, abs=0.01)
        assert values["foot_pitch_left"] == lift


def test_the_centre_of_mass_follows_the_balance_asked_for(body: Body) -> None:
    back, ahead = (solve(body, replace(squat(100), balance_m=b)) for b in (-0.03, 0.03))
    assert ahead.joint("root")[2] - back.joint("root")[2] > 0.05


@anything
@given(
    knee=st.floats(3, 140),
    lean=st.floats(0, 70),
    style=st.sampled_from(list(Arms)),
    shift=st.floats(-0.08, 0.08),
)
def test_bones_keep_their_length(
    man: Body, knee: float, lean: float, style: Arms, shift: float
) -> None:
    pose = replace(squat(knee, lean), arms=ArmPose(style), shift_m=shift)
    lengths = segment_lengths(solve(man, pose))
    assert lengths["thigh_m"] == pytest.approx(man.thigh, abs=2e-4)
    assert lengths["shank_m"] == pytest.approx(man.shank, abs=2e-4)
    assert lengths["forearm_m"] == pytest.approx(man.forearm, abs=2e-4)


def test_left_and_right_are_mirror_images(body: Body) -> None:
    pose = squat(105)
    left = truth(body, replace(pose, knee_in_deg=(10, 0), shift_m=0.04, pelvis_drop_deg=3))
    right = truth(body, replace(pose, knee_in_deg=(0, 10), shift_m=-0.04, pelvis_drop_deg=-3))
    for name, value in left.items():
        if name in ("hip_shift", "pelvis_drop"):
            assert right[name] == pytest.approx(-value, abs=0.2)
        elif name.endswith("_left"):
            mirrored = right[name.removesuffix("_left") + "_right"]
            assert mirrored == pytest.approx(value, abs=0.2), name
        elif not name.endswith("_right"):
            assert right[name] == pytest.approx(value, abs=0.2), name


@pytest.mark.parametrize("style", [Arms.BAR_BACK, Arms.BAR_FRONT])
def test_hands_hold_a_bar_that_lies_on_the_body(body: Body, style: Arms) -> None:
    pose = replace(squat(100), arms=ArmPose(style, grip_m=0.40 if style is Arms.BAR_BACK else 0.24))
    posed = solve(body, pose)
    found = load_centre(posed, pose)
    assert found is not None
    centre, axis = found
    for side in SIDES:
        wrist = named_landmarks(posed)[f"{side}_wrist"]
        distance = np.linalg.norm(np.cross(wrist - centre, axis))
        assert distance < 0.12  # a palm's length


def test_an_overhead_bar_is_level_and_above_the_head(body: Body) -> None:
    pose = replace(squat(100), arms=ArmPose(Arms.OVERHEAD, grip_m=0.5))
    posed = solve(body, pose)
    found = load_centre(posed, pose)
    assert found is not None
    assert found[0][1] > posed.joint("head")[1] + 0.2
    assert abs(found[1][1]) < 0.02
