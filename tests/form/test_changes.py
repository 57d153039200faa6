from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.exercises import load_profile
from squatform.form.changes import read_changes
from squatform.form.judge import judge_repetition
from squatform.form.readings import read_repetition
from squatform.motion.measures import Measure, measure_motion
from squatform.reps.segmentation import find_repetitions
from squatform.results import Reading, Unavailable

CHANGES = {
    "heel_lift": "foot_pitch",
    "toe_lift": "foot_pitch",
    "back_curve": "back_curve",
    "late_rounding": "back_curve",
}


def changes(yaw_deg, pitch_at=None, *, standing=True):
    """Read one repetition in which foot and back change by `pitch_at` of the time, degrees."""
    time_s = times(5)
    motion = measure_motion(Camera(yaw_deg).film(squatting(time_s, [Rep()])))
    if pitch_at is not None:
        values = np.array([pitch_at(t) for t in time_s])
        for name in set(CHANGES.values()):
            motion.measures[name] = Measure(name, "°", values, np.full(len(values), 1.5))
    if not standing:
        known = np.zeros(len(time_s), dtype=bool)
        motion = replace(motion, baseline=replace(motion.baseline, known=known))
    ((repetition,), _) = find_repetitions(motion)
    return read_changes(motion, repetition)


def test_the_bottom_is_read():
    found = changes(90, lambda t: 12.0 if 1.8 < t < 2.6 else 0.0)
    assert found["heel_lift"] == Reading(value=12.0, unit="°", sigma=1.5)
    assert found["toe_lift"].value == -12.0
    assert found["back_curve"].value == 12.0


@pytest.mark.parametrize(("from_s", "late"), [(1.75, 20.0), (1.1, 0.0)])
def test_a_back_that_rounds_late_is_told_from_one_that_is_round_all_the_way(from_s, late):
    found = changes(90, lambda t: 20.0 if from_s < t < 2.6 else 0.0)
    assert found["back_curve"].value == 20.0
    assert found["late_rounding"].value == late


@pytest.mark.parametrize(
    ("turn", "status"), [(5.0, "not_assessed"), (12.0, "borderline"), (20.0, "mild")]
)
def test_a_small_tuck_of_the_lower_back_is_never_called_ok(turn, status):
    time_s = times(5)
    motion = measure_motion(Camera(90).film(squatting(time_s, [Rep()])))
    curve = np.where((time_s > 1.75) & (time_s < 2.6), turn, 0.0)
    motion.measures["back_curve"] = Measure("back_curve", "°", curve, np.full(len(curve), 9.0))
    ((repetition,), _) = find_repetitions(motion)
    measures = read_repetition(motion, repetition)
    findings = judge_repetition(motion, repetition, measures, load_profile())
    assert next(f.status for f in findings if f.check == "butt_wink") == status


@pytest.mark.parametrize("pitch_at", [lambda t: 0.0, lambda t: 20.0 if t < 1.5 else 0.0])
def test_what_is_not_so_at_the_bottom_does_not_count(pitch_at):
    assert changes(90, pitch_at)["heel_lift"].value == 0.0


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("yaw_deg", [0, 30, -45, 135, 180])
def test_only_the_side_shows_them(yaw_deg, name):
    found = changes(yaw_deg, lambda t: 0.0)[name]
    assert isinstance(found, Unavailable)
    assert "side" in found.unavailable


@pytest.mark.parametrize("name", CHANGES)
def test_without_standing_there_is_nothing_to_compare_with(name):
    found = changes(90, lambda t: 0.0, standing=False)[name]
    assert isinstance(found, Unavailable)
    assert "stand still" in found.unavailable


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_not_seen_is_not_judged(name):
    for pitch_at in (None, lambda t: np.nan if t > 1.5 else 0.0):
        assert isinstance(changes(90, pitch_at)[name], Unavailable)
