from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.exercises import load_profile
from squatform.form import readings_back
from squatform.form.judge import judge_repetition
from squatform.form.readings import read_repetition
from squatform.form.readings_back import read_back
from squatform.motion.measures import measure_motion
from squatform.motion.rounding import ALONG
from squatform.pose.landmarks import HIPS, SHOULDERS
from squatform.pose.pose import BACK_POINTS
from squatform.reps.segmentation import find_repetitions
from squatform.results import Reading, Unavailable

OUTLINE = slice(len(ALONG))


class Flexion:
    """Reads how much farther the outline is behind the trunk than in standing, times 100."""

    sigma_deg = np.array(4.0)

    def __call__(self, views):
        standing, bottom = 100.0 * np.median(views[:, OUTLINE], axis=1)
        return np.array(bottom - standing)


@pytest.fixture
def plain_rounding(monkeypatch):
    monkeypatch.setattr(readings_back, "shipped_rounding", Flexion)


def squat(yaw_deg, behind_at=None):
    """One repetition, with an outline `behind_at` trunk lengths behind the trunk at a time."""
    time_s = times(5)
    track = Camera(yaw_deg).film(squatting(time_s, [Rep()]))
    if behind_at is not None:
        xy = track.image[:, :, :2]
        hip, shoulder = (xy[:, list(pair)].mean(axis=1) for pair in (HIPS, SHOULDERS))
        trunk = shoulder - hip
        backwards = np.stack([-trunk[:, 1], trunk[:, 0]], axis=1)
        behind = np.array([behind_at(t) for t in time_s])[:, None, None]
        share = np.linspace(-0.15, 0.95, BACK_POINTS)[:, None]
        back = hip[:, None] + share * trunk[:, None] + behind * backwards[:, None]
        track = replace(track, back=back.astype(np.float32))
    motion = measure_motion(track)
    ((repetition,), _) = find_repetitions(motion)
    return motion, repetition


def flexion(motion, repetition):
    return read_back(motion, repetition)["thoracic_flexion"]


@pytest.mark.usefixtures("plain_rounding")
def test_the_bottom_counts_from_standing():
    found = flexion(*squat(90, lambda t: 0.3 if 1.75 < t < 2.6 else 0.2))
    assert found.value == pytest.approx(10.0, abs=0.5)
    assert (found.unit, found.sigma) == ("°", 4.0)


@pytest.mark.usefixtures("plain_rounding")
def test_a_back_that_is_round_all_the_way_has_not_bent():
    assert flexion(*squat(90, lambda t: 0.3)).value == pytest.approx(0.0, abs=0.5)


@pytest.mark.parametrize("yaw_deg", [0, 30, -45, 135, 180])
def test_only_the_side_shows_the_back(yaw_deg):
    found = flexion(*squat(yaw_deg, lambda t: 0.2))
    assert isinstance(found, Unavailable)
    assert "side" in found.unavailable


@pytest.mark.usefixtures("plain_rounding")
@pytest.mark.parametrize("hidden", [(0.0, 5.0), (1.7, 2.6)])
def test_a_back_hidden_when_it_is_looked_at_is_not_read(hidden):
    start_s, end_s = hidden
    found = flexion(*squat(90, lambda t: np.nan if start_s <= t <= end_s else 0.2))
    assert "not clear" in found.unavailable


@pytest.mark.usefixtures("plain_rounding")
def test_standing_after_the_repetition_serves_as_well():
    found = flexion(*squat(90, lambda t: np.nan if t < 1.0 else 0.2))
    assert isinstance(found, Reading)


def test_without_standing_there_is_nothing_to_compare_with():
    motion, repetition = squat(90, lambda t: 0.2)
    known = np.zeros(len(motion.time_s), dtype=bool)
    motion = replace(motion, baseline=replace(motion.baseline, known=known))
    assert "stand still" in flexion(motion, repetition).unavailable


def test_an_outline_unlike_any_back_is_not_read():
    assert "unlike" in flexion(*squat(90, lambda t: 0.7 if t > 1.5 else 0.1)).unavailable


@pytest.mark.parametrize(
    ("degrees", "status"), [(3.0, "ok"), (12.0, "borderline"), (16.0, "mild"), (32.0, "severe")]
)
def test_an_upper_back_that_bends_is_found_even_if_the_whole_hardly_turns(degrees, status):
    motion, repetition = squat(90)
    measures = {
        **read_repetition(motion, repetition),
        "back_curve": Reading(value=8.0, unit="°", sigma=9.0),
        "thoracic_flexion": Reading(value=degrees, unit="°", sigma=4.5),
    }
    findings = judge_repetition(motion, repetition, measures, load_profile())
    assert next(f.status for f in findings if f.check == "back_rounding") == status
