"""Knees, stance and level on lifters whose joints are known."""

from dataclasses import replace

import numpy as np
import pytest

from skeleton import LEG, SHANK, SIDES, Camera, Rep, squatting, times
from squatform.motion.measures import measure_motion
from squatform.motion.snapshot import snapshot_measures
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, TOES

BOTTOM = Rep(thigh_angle=5.0, shank_lean=32.0)
WIDE = 0.40


def filmed(yaw, **how):
    lifter = squatting(times(4), [BOTTOM], stance=how.pop("stance", WIDE), **how)
    return measure_motion(Camera(yaw).film(lifter), corrected=False), lifter


def at_bottom(motion, name):
    frames = np.abs(motion.time_s - BOTTOM.bottom_s) < 0.1
    return float(np.median(motion[name].values[frames]))


def true_inward(lifter, toe_out):
    """Inside the vertical plane along the foot, left and right, in shank lengths."""
    frame = np.abs(lifter.time_s - BOTTOM.bottom_s).argmin()
    shank = lifter.joints[frame, list(KNEES)] - lifter.joints[frame, list(ANKLES)]
    turn = np.radians(toe_out)
    outward = np.stack([np.full(2, -np.sin(turn)), SIDES * np.cos(turn), [0.0, 0.0]], axis=-1)
    return -(shank * outward).sum(axis=-1) / SHANK


@pytest.mark.parametrize("yaw", [0, -15, 20, 30, -30, 180])
@pytest.mark.parametrize("toe_out", [5, 20, 35])
@pytest.mark.parametrize("knees_in", [0, 12])
def test_knees_are_measured_from_the_line_of_the_foot(yaw, toe_out, knees_in):
    motion, lifter = filmed(yaw, toe_out=toe_out, knees_in=(knees_in, knees_in))
    for side, true in zip(("left", "right"), true_inward(lifter, toe_out), strict=True):
        assert at_bottom(motion, f"knee_inward_{side}") == pytest.approx(true, abs=0.07)


@pytest.mark.parametrize("yaw", [0, 30, -30, 180])
@pytest.mark.parametrize("toe_out", [5, 20, 35])
def test_knees_that_cave_are_inward(yaw, toe_out):
    (caved, _), (straight, _) = (
        filmed(yaw, toe_out=toe_out, knees_in=(inward, inward)) for inward in (15, 0)
    )
    for side in ("left", "right"):
        name = f"knee_inward_{side}"
        assert at_bottom(caved, name) - at_bottom(straight, name) > 0.08


def test_knees_far_outside_straight_legs_are_out_whatever_the_toes():
    deep = replace(BOTTOM, thigh_angle=-20.0, shank_lean=46.0)
    lifter = squatting(times(4), [deep], stance=0.2, toe_out=35.0, knees_in=(-4, -4))
    track = Camera(0).film(lifter)
    image = track.image.copy()
    outward = np.sign(image[:, TOES, 0] - image[:, TOES, 0].mean(axis=1, keepdims=True))
    image[:, TOES, 0] += 15.0 * outward
    motion = measure_motion(replace(track, image=image), corrected=False)
    assert at_bottom(motion, "toe_out") > 45.0
    assert at_bottom(motion, "knee_inward_left") < -0.05
    assert at_bottom(motion, "knee_inward_right") < -0.05


@pytest.mark.parametrize(("knees_in", "worse"), [((15, 0), "left"), ((0, 15), "right")])
@pytest.mark.parametrize("yaw", [0, 10, 180])
def test_one_knee_that_caves_is_told_from_the_other(knees_in, worse, yaw):
    motion, _ = filmed(yaw, toe_out=15, knees_in=knees_in)
    inward = {side: at_bottom(motion, f"knee_inward_{side}") for side in ("left", "right")}
    assert max(inward, key=inward.get) == worse
    assert abs(inward["left"] - inward["right"]) > 0.06


def test_mirroring_swaps_left_and_right():
    left, _ = filmed(12, toe_out=15, knees_in=(12, 0))
    right, _ = filmed(-12, toe_out=15, knees_in=(0, 12))
    for here, there in (("left", "right"), ("right", "left")):
        measured = at_bottom(left, f"knee_inward_{here}")
        assert measured == pytest.approx(at_bottom(right, f"knee_inward_{there}"), abs=1e-3)
    assert at_bottom(left, "hip_shift") == pytest.approx(-at_bottom(right, "hip_shift"), abs=1e-3)


@pytest.mark.parametrize("yaw", [90, -90, 75, -105])
@pytest.mark.parametrize("name", ["knee_inward_left", "knees_inside", "hip_shift", "toe_out"])
def test_what_the_side_does_not_show_is_unknown(yaw, name):
    motion, _ = filmed(yaw, toe_out=15)
    assert np.isnan(at_bottom(motion, name))


@pytest.mark.parametrize("yaw", [0, 30, -30, 180])
def test_knees_nearer_to_the_camera_do_not_look_farther_apart(yaw):
    motion, lifter = filmed(yaw, toe_out=20)
    frame = np.abs(motion.time_s - BOTTOM.bottom_s).argmin()
    knees, ankles = (np.ptp(lifter.joints[frame, list(pair), 1]) for pair in (KNEES, ANKLES))
    assert at_bottom(motion, "knee_separation") == pytest.approx(knees / ankles, abs=0.08)


@pytest.mark.parametrize("shift", [0.05, 0.0, -0.05])
@pytest.mark.parametrize("yaw", [0, 6, -6, 180])
def test_hips_that_shift(shift, yaw):
    motion, _ = filmed(yaw, toe_out=15, shift=shift)
    assert at_bottom(motion, "hip_shift") == pytest.approx(shift / WIDE, abs=0.05)


@pytest.mark.parametrize("toe_out", [5, 20, 35])
@pytest.mark.parametrize("yaw", [0, 25, -25, 180])
def test_toes_that_point_out(toe_out, yaw):
    motion, _ = filmed(yaw, toe_out=toe_out)
    assert at_bottom(motion, "toe_out") == pytest.approx(toe_out, abs=8)


def test_a_wider_stance_is_wider():
    widths = [at_bottom(filmed(0, stance=stance)[0], "stance_width") for stance in (0.3, 0.5)]
    assert widths[1] / widths[0] == pytest.approx(0.5 / 0.3, rel=0.1)


def test_a_leg_taken_for_the_other_makes_no_stance_negative():
    motion, _ = filmed(180)
    image = motion.track.image.copy()
    image[:, list(ANKLES)] = image[:, list(ANKLES)[::-1]]
    swapped = measure_motion(replace(motion.track, image=image))["stance_width"]
    known = np.isfinite(swapped.values)
    assert known.any()
    assert (swapped.values[known] > 0).all()
    assert (swapped.sigma[known] > 0).all()


@pytest.mark.parametrize("yaw", [0, 40, 180])
@pytest.mark.parametrize("side", [0, 1])
def test_a_step_is_a_foot_that_moves_and_not_one_taken_for_the_other(yaw, side):
    motion, _ = filmed(yaw)
    low = np.abs(motion.time_s - BOTTOM.bottom_s) < 0.3
    legs = list(ANKLES)

    def feet_moved(ankles):
        image = motion.track.image.copy()
        image[:, legs] = ankles
        moved = measure_motion(replace(motion.track, image=image))["feet_moved"]
        return float(np.median(moved.values[low]))

    seen = motion.track.image[:, legs]
    stepped, exchanged = seen.copy(), seen.copy()
    outward = np.sign(seen[0, side, 0] - seen[0, 1 - side, 0])
    stepped[low, side, 0] += outward * 0.5 * motion.baseline.shank.mean()
    exchanged[low] = seen[low, ::-1]
    assert feet_moved(stepped) == pytest.approx(0.5, abs=0.05)
    assert feet_moved(exchanged) == pytest.approx(feet_moved(seen), abs=0.01)


@pytest.mark.parametrize("yaw", [90, 40, 0])
def test_speeds_are_those_of_the_hips(yaw):
    motion, lifter = filmed(yaw)
    height = lifter.joints[:, list(HIPS), 2].mean(axis=1) / LEG
    true = np.gradient(height, lifter.time_s)
    speed = motion["hip_speed"].values
    assert speed.min() == pytest.approx(true.min(), rel=0.15)
    assert speed.max() == pytest.approx(true.max(), rel=0.15)


@pytest.mark.parametrize("yaw", [0, 35])
def test_a_single_picture_shows_knees_inside_the_legs(yaw):
    inside = []
    for inward in (-20, 0, 20):
        lifter = squatting(times(4), [BOTTOM], stance=WIDE, toe_out=15, knees_in=(inward, inward))
        track = Camera(yaw).film(lifter)
        frame = np.abs(track.time_s - BOTTOM.bottom_s).argmin()
        inside.append(float(snapshot_measures(track.image[[frame]])["knees_inside"][0]))
    assert inside == sorted(inside)
    assert inside[-1] - inside[0] > 0.2


def test_a_single_picture_shows_depth_and_lean_from_the_side():
    lifter = squatting(times(4), [BOTTOM])
    track = Camera(90, distance_m=20, pitch=0).film(lifter)
    frame = np.abs(track.time_s - BOTTOM.bottom_s).argmin()
    true, seen = lifter.angles(), snapshot_measures(track.image[[frame]])
    for name in ("thigh_angle", "trunk_lean"):
        assert seen[name][0] == pytest.approx(true[name][frame], abs=3)
