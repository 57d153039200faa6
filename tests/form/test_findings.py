"""Verdicts on lifters whose true angles are known."""

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.exercises import load_profile
from squatform.form.check import Context
from squatform.form.judge import CHECKS
from squatform.form.readings import read_repetition
from squatform.motion.measures import measure_motion
from squatform.reps.segmentation import find_repetitions
from squatform.results import Unavailable
from tracks import analysed, blanked

SIDE_AND_OBLIQUE = [90, -90, 60, -60]


def judged(rep, yaw=90, duration_s=5):
    track = Camera(yaw, distance_m=20).film(squatting(times(duration_s), [rep]))
    (repetition,) = analysed(track).repetitions
    return {finding.check: finding for finding in repetition.findings}


@pytest.mark.parametrize("yaw", SIDE_AND_OBLIQUE)
@pytest.mark.parametrize(
    ("thigh_angle", "statuses"),
    [
        (-15, {"ok"}),
        (0, {"ok"}),
        (6, {"ok", "borderline"}),
        (10.5, {"mild"}),
        (18, {"moderate"}),
        (45, {"severe"}),
    ],
)
def test_depth(thigh_angle, statuses, yaw):
    finding = judged(Rep(thigh_angle=thigh_angle), yaw)["depth"]
    assert finding.status in statuses
    assert finding.value == pytest.approx(thigh_angle, abs=2.0)
    assert finding.limit == 5.0
    assert finding.evidence_time_s == pytest.approx(Rep().bottom_s, abs=0.1)


@pytest.mark.parametrize("yaw", SIDE_AND_OBLIQUE)
@pytest.mark.parametrize(
    ("trunk_lean", "shank_lean", "statuses"),
    [
        (25, 30, {"ok"}),
        (35, 30, {"ok"}),
        (42, 40, {"ok", "borderline"}),
        (46, 20, {"moderate"}),
        (56, 20, {"severe"}),
        (45.5, 42, {"mild"}),
        (62, 56, {"severe", "moderate"}),
    ],
    ids=["upright", "with the shanks", "near", "past shanks", "far past", "ceiling", "both far"],
)
def test_trunk_lean(trunk_lean, shank_lean, statuses, yaw):
    rep = Rep(trunk_lean=trunk_lean, shank_lean=shank_lean, thigh_angle=-5)
    finding = judged(rep, yaw)["trunk_lean"]
    assert finding.status in statuses


def test_a_fault_comes_with_a_cue_and_a_reason_and_a_clean_check_with_neither():
    findings = judged(Rep(thigh_angle=30))
    assert findings["depth"].is_fault
    assert findings["depth"].cue == load_profile().checks["depth"].cue
    assert findings["depth"].reason
    assert not findings["trunk_lean"].is_fault
    assert findings["trunk_lean"].cue is None
    assert findings["trunk_lean"].reason is None


def test_a_borderline_finding_is_no_fault_and_says_why():
    finding = judged(Rep(thigh_angle=6.5))["depth"]
    assert finding.status == "borderline"
    assert not finding.is_fault
    assert finding.cue is None
    assert finding.reason


def test_front_and_side_agree_on_clear_cases():
    for rep in (Rep(thigh_angle=-15), Rep(thigh_angle=45)):
        front, side = judged(rep, 0), judged(rep, 90)
        both = [c for c in front if front[c].grade is not None and side[c].grade is not None]
        assert {"depth", "trunk_lean"} <= set(both)
        for check in both:
            assert front[check].is_fault == side[check].is_fault, check


@pytest.mark.parametrize("check", sorted(CHECKS.keys() & load_profile().checks.keys()))
def test_what_could_not_be_measured_is_not_assessed_and_never_ok(check):
    motion = measure_motion(Camera(90).film(squatting(times(5), [Rep(thigh_angle=30)])))
    ((repetition,), _) = find_repetitions(motion)
    known = read_repetition(motion, repetition)
    unknown = dict.fromkeys(known, Unavailable(unavailable="Out of the picture."))
    profile = load_profile().checks[check]
    finding = CHECKS[check](check, Context(motion, repetition, unknown, profile))
    assert finding.status == "not_assessed"
    assert not finding.is_fault
    assert finding.reason == "Out of the picture."
    assert (finding.grade, finding.value, finding.sigma, finding.cue) == (None, None, None, None)


def test_a_check_with_one_measure_left_does_not_pass_on_it_alone():
    """Trunk against shanks unknown, trunk by itself fine: that is no clean bill."""
    motion = measure_motion(Camera(90).film(squatting(times(5), [Rep()])))
    ((repetition,), _) = find_repetitions(motion)
    measures = dict(read_repetition(motion, repetition))
    measures["trunk_over_shank"] = Unavailable(unavailable="The shanks are hidden.")
    profile = load_profile().checks["trunk_lean"]
    context = Context(motion, repetition, measures, profile)
    assert CHECKS["trunk_lean"]("trunk_lean", context).status == "not_assessed"


def test_times_of_the_phases():
    rep = Rep(down_s=1.2, pause_s=1.0, up_s=0.8)
    track = Camera(90).film(squatting(times(6), [rep]))
    measures = analysed(track).repetitions[0].measures
    # the first 2 % of the way belong to the top
    wanted = {
        "eccentric_s": rep.start_s + rep.down_s - rep.left_top_s,
        "pause_s": rep.pause_s,
        "concentric_s": rep.back_at_top_s - (rep.end_s - rep.up_s),
    }
    for name, value in wanted.items():
        assert measures[name].value == pytest.approx(value, abs=0.12)
        assert measures[name].sigma < 0.15
    together = sum(measures[name].value for name in ("eccentric_s", "pause_s", "concentric_s"))
    assert together == pytest.approx(rep.back_at_top_s - rep.left_top_s, abs=0.15)
    assert measures["pause_s"].unit == "s"


def test_angles_are_read_at_the_bottom_even_through_a_short_gap():
    track = Camera(90).film(squatting(times(5), [Rep()]))
    hidden = np.abs(track.time_s - Rep().bottom_s) < 0.08
    measures = analysed(blanked(track, hidden)).repetitions[0].measures
    assert measures["thigh_angle"].value == pytest.approx(0.0, abs=3.0)
