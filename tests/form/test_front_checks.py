"""Verdicts on what the front shows, and on what takes the whole of a repetition."""

from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.exercises import load_profile
from squatform.form.reading import lasting
from squatform.pose.landmarks import Landmark
from tracks import analysed

STANCE = 0.40
CLEAN = Rep(thigh_angle=0.0, shank_lean=32.0, trunk_lean=36.0, down_s=1.4, up_s=1.2)
OVER_THE_FEET = -8.0
"""Knees on the line from hip to ankle are inside the foot's line where the stance is wide."""

FRONT_CHECKS = ("knee_cave", "hip_shift", "asymmetry", "stance")


def judged(yaw, rep=CLEAN, **how):
    how = {"stance": STANCE, "toe_out": 15, **how}
    how["knees_in"] = OVER_THE_FEET + np.array(how.get("knees_in", (0.0, 0.0)))
    track = Camera(yaw, distance_m=6).film(squatting(times(5), [rep], **how))
    (repetition,) = analysed(track).repetitions
    return repetition, {finding.check: finding for finding in repetition.findings}


@pytest.mark.parametrize("yaw", [0, 30, -30, 90, -90, 180])
def test_a_clean_repetition_has_no_finding_from_anywhere(yaw):
    repetition, _ = judged(yaw)
    assert [finding.check for finding in repetition.findings if finding.is_fault] == []


@pytest.mark.parametrize("yaw", [90, -90, 100, -75])
def test_from_the_side_what_only_the_front_shows_is_not_assessed_and_says_how_to_film(yaw):
    _, findings = judged(yaw, knees_in=(15, 15), shift=0.05)
    for check in FRONT_CHECKS:
        assert findings[check].status == "not_assessed"
        assert "film a second clip" in findings[check].reason


@pytest.mark.parametrize("yaw", [0, 180, 20])
def test_from_the_front_the_head_is_not_assessed(yaw):
    finding = judged(yaw)[1]["head"]
    assert finding.status == "not_assessed"
    assert "from the side" in finding.reason


@pytest.mark.parametrize(("hidden_s", "assessed"), [(0.0, True), (1.2, False)])
def test_a_head_behind_a_plate_is_not_assessed(hidden_s, assessed):
    """The network then puts nose and ears nearer together, anywhere."""
    track = Camera(90, distance_m=6).film(squatting(times(5), [CLEAN]))
    hidden = np.abs(track.time_s - CLEAN.bottom_s) < hidden_s / 2
    ears = track.image[:, [Landmark.LEFT_EAR, Landmark.RIGHT_EAR], :2].mean(axis=1)
    nose = track.image[:, Landmark.NOSE, :2]
    track.image[hidden, Landmark.NOSE, :2] = (0.8 * ears + 0.2 * nose)[hidden]
    (repetition,) = analysed(track).repetitions
    finding = next(finding for finding in repetition.findings if finding.check == "head")
    assert (finding.status == "ok") == assessed
    assert assessed or "hid the head" in finding.reason


@pytest.mark.parametrize("yaw", [30, -40, 60])
def test_at_an_angle_left_and_right_are_not_compared(yaw):
    findings = judged(yaw, shift=0.05)[1]
    assert findings["hip_shift"].status == findings["asymmetry"].status == "not_assessed"


@pytest.mark.parametrize("yaw", [0, 15, -15])
@pytest.mark.parametrize("toe_out", [5, 20, 35])
def test_knees_that_cave_are_found_at_any_toe_out(yaw, toe_out):
    finding = judged(yaw, knees_in=(24, 24), toe_out=toe_out)[1]["knee_cave"]
    assert finding.is_fault
    assert finding.cue == load_profile().checks["knee_cave"].cue


def test_worse_knees_are_graded_no_better():
    values = [
        judged(0, knees_in=(inward, inward))[0].measures["knee_inward"].value
        for inward in (0, 6, 12, 18)
    ]
    assert values == sorted(values)


@pytest.mark.parametrize("shift", [0.06, -0.06])
def test_hips_that_shift_are_found_to_either_side(shift):
    finding = judged(0, shift=shift)[1]["hip_shift"]
    assert finding.is_fault
    assert finding.value == pytest.approx(0.06 / STANCE, abs=0.04)


@pytest.mark.parametrize(("stance", "faulty"), [(0.40, False), (1.0, True)])
def test_a_stance_far_too_wide(stance, faulty):
    assert judged(0, stance=stance)[1]["stance"].is_fault == faulty


@pytest.mark.parametrize(("down_s", "faulty"), [(1.6, False), (1.1, False), (0.4, True)])
@pytest.mark.parametrize("yaw", [90, 30])
def test_dropping_into_the_squat(down_s, faulty, yaw):
    rep = Rep(thigh_angle=0.0, shank_lean=32.0, trunk_lean=36.0, down_s=down_s, up_s=1.2)
    assert judged(yaw, rep)[1]["tempo"].is_fault == faulty


def rising_with(gained, rep, noise_px=0.0, most_at=0.5):
    """Film one repetition in whose ascent the trunk leans `gained` degrees more for a while.

    `most_at` is the share of the ascent's time at which it leans most.
    """
    time_s = times(6)
    lifter = squatting(time_s, [rep], stance=STANCE)
    rising = np.clip((time_s - rep.end_s + rep.up_s) / rep.up_s, 0, 1)
    more = gained * np.sin(np.pi * rising ** (np.log(0.5) / np.log(most_at))) ** 2
    hips = lifter.joints[:, 23:25].mean(axis=1, keepdims=True)
    turn = np.radians(more)[:, None]
    above = lifter.joints[:, :23] - hips
    x, z = above[..., 0].copy(), above[..., 2].copy()
    above[..., 0] = x * np.cos(turn) + z * np.sin(turn)
    above[..., 2] = z * np.cos(turn) - x * np.sin(turn)
    lifter.joints[:, :23] = hips + above
    track = Camera(90, distance_m=6).film(lifter, noise_px=noise_px)
    (repetition,) = analysed(track).repetitions
    return repetition


@pytest.mark.parametrize("most_at", [0.5, 0.3, 0.2])
def test_hips_that_rise_first(most_at):
    repetition = rising_with(25.0, CLEAN, most_at=most_at)
    (finding,) = (f for f in repetition.findings if f.check == "good_morning")
    assert finding.is_fault
    assert repetition.measures["rise_ratio"].value < 0.6


@pytest.mark.parametrize("gained", [0.0, 25.0])
def test_who_rises_first_is_told_alike_at_any_pace_and_after_any_pause(gained):
    ratios = [
        rising_with(gained, replace(CLEAN, up_s=up_s, pause_s=pause_s), 1.0).measures["rise_ratio"]
        for up_s, pause_s in ((0.8, 0.0), (0.8, 0.6), (2.0, 0.0), (2.0, 0.6))
    ]
    assert np.ptp([ratio.value for ratio in ratios]) < 0.15


@pytest.mark.parametrize("pause_s", [0.0, 0.6])
def test_an_ascent_in_half_the_time_is_twice_as_fast(pause_s):
    slow, fast = (
        rising_with(0.0, replace(CLEAN, up_s=up_s, pause_s=pause_s)).measures["concentric_speed"]
        for up_s in (1.6, 0.8)
    )
    assert fast.value == pytest.approx(2 * slow.value, abs=fast.sigma)
    assert fast.sigma > slow.sigma


def test_what_lasts_less_than_its_time_does_not_count():
    time_s = np.arange(30) / 30
    values = np.zeros(30)
    values[10:13] = 5.0
    assert lasting(values, time_s) == 0.0
    values[10:17] = 5.0
    assert lasting(values, time_s) == 5.0
    assert lasting(values[11:13], time_s[11:13]) == 5.0
