from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skeleton import Camera, reps, squatting, times
from squatform.motion.measure import Measure
from squatform.report.charts import PERCENT, chart_data, normalised
from squatform.report.trends import ascent_speeds, drifts, velocity_loss
from squatform.results import Reading, RepetitionResult, Unavailable

from .material import filmed, scene


def repetitions(values, sigma=1.0):
    return [
        RepetitionResult(
            index=k + 1,
            start_s=3.0 * k,
            bottom_s=3.0 * k + 1,
            end_s=3.0 * k + 2,
            complete=True,
            measures={
                "trunk_lean": Unavailable(unavailable="hidden")
                if value is None
                else Reading(value=value, unit="°", sigma=sigma)
            },
            findings=[],
        )
        for k, value in enumerate(values)
    ]


@given(st.floats(-90, 90), st.floats(-5, 5), st.integers(3, 12), st.floats(0.1, 10))
def test_a_straight_line_is_found_exactly(start, slope, count, sigma):
    (drift,) = drifts(repetitions([start + slope * k for k in range(count)], sigma))
    assert drift.change == pytest.approx(slope * (count - 1), abs=1e-6)
    assert drift.sigma > 0


def test_drift_is_beyond_doubt_only_past_twice_its_error():
    (clear,) = drifts(repetitions([30, 35, 40, 45], sigma=1.0))
    (doubtful,) = drifts(repetitions([30, 31, 32, 33], sigma=3.0))
    assert (clear.beyond_doubt, doubtful.beyond_doubt) == (True, False)


@pytest.mark.parametrize("values", [[], [30.0], [30.0, 35.0], [30.0, None, 35.0]])
def test_two_points_make_no_trend(values):
    assert drifts(repetitions(values)) == []


@pytest.mark.parametrize(
    ("speeds", "loss"),
    [([1.0, 0.8, 0.6], 0.4), ([0.5, 1.0, None], 0.0), ([1.0], None), ([None, None], None)],
)
def test_velocity_loss_is_from_the_fastest_to_the_last(speeds, loss):
    assert velocity_loss(speeds) == (None if loss is None else pytest.approx(loss))


def test_speed_is_the_way_of_the_hips_over_its_time(faulty):
    for speed, repetition in zip(
        ascent_speeds(faulty.motion, faulty.repetitions), faulty.repetitions, strict=True
    ):
        # thigh 0.42 m from 90° to 30°, shank 0.43 m from 0° to 30°, of a leg of 0.85 m
        way = 0.42 * (1 - np.sin(np.radians(30))) + 0.43 * (1 - np.cos(np.radians(30)))
        taken = repetition.measures["concentric_s"].value
        assert speed == pytest.approx(way / 0.85 / taken, rel=0.15)


def test_charts_show_each_measure_with_its_uncertainty(faulty):
    data = chart_data(faulty, faulty.motion, scene(faulty).profile)
    names = [row["name"] for row in data["rows"]]
    assert names == ["knee_flexion", "thigh_angle", "trunk_lean", "shank_lean"]
    for row in data["rows"]:
        (line,) = row["lines"]
        assert len(line["values"]) == len(line["sigma"]) == len(data["time_s"]) == 240
        assert len(line["overlay"]) == 2
    limits = {row["name"]: row["limits"] for row in data["rows"]}
    assert limits["thigh_angle"] == [5.0]
    assert limits["knee_flexion"] == []
    assert [r["status"] for r in data["repetitions"]] == ["severe", "severe"]


def test_from_the_front_both_knees_are_charted_against_their_limit(tmp_path):
    figure = squatting(times(5), reps(1))
    analysis = filmed(tmp_path / "clip.mp4", Camera(0), figure)
    rows = chart_data(analysis, analysis.motion, scene(analysis).profile)["rows"]
    (knees,) = [row for row in rows if row["name"] == "knee_offset"]
    assert [line["name"] for line in knees["lines"]] == ["left", "right"]
    assert knees["limits"] == [0.09]
    assert all(any(line["values"]) and any(line["sigma"]) for line in knees["lines"])


def test_what_was_seen_of_heels_and_back_is_charted_against_its_limits(faulty):
    motion = faulty.motion
    seen = {
        name: Measure(name, "°", np.full(len(motion.time_s), 3.0), np.ones(len(motion.time_s)))
        for name in ("foot_pitch", "back_curve")
    }
    shown = replace(motion, measures=motion.measures | seen)
    rows = chart_data(faulty, shown, scene(faulty).profile)["rows"]
    limits = {row["name"]: row["limits"] for row in rows}
    assert limits["heel"] == [-6.0, 6.0]
    assert limits["back"] == [9.0]


def test_repetitions_are_laid_over_one_another(faulty):
    first = faulty.repetitions[0]
    time_s = np.linspace(0, 8, 241)
    middle = normalised(time_s, time_s, first)
    assert middle.shape == (PERCENT,)
    assert middle[0] == pytest.approx(first.start_s, abs=0.04)
    assert middle[-1] == pytest.approx(first.end_s, abs=0.04)
    gone = np.where((time_s > first.bottom_s), np.nan, time_s)
    assert np.isnan(normalised(time_s, gone, first)[-1])
