"""Consistency and fatigue, on repetitions put together by hand."""

import pytest

from form.findings import repetition
from squatform.form.set_readings import read_set
from squatform.results import Reading, Unavailable


def rep(index, *, complete=True, **values):
    units = {"concentric_speed": "legs/s", "knee_inward": "of shank"}
    measures = {
        name: Reading(value=value, unit=units.get(name, "°"), sigma=0.02)
        for name, value in values.items()
    }
    return repetition(index, complete=complete).model_copy(update={"measures": measures})


def test_velocity_loss_is_of_the_fastest_and_needs_no_scale():
    for scale in (1.0, 0.5):
        speeds = [0.9, 1.0, 0.9, 0.7]
        found = read_set([rep(k, concentric_speed=scale * v) for k, v in enumerate(speeds, 1)])
        assert found["velocity_loss"].value == pytest.approx(30.0)
        assert found["velocity_loss"].unit == "%"


def test_alike_repetitions_spread_little_and_others_much():
    alike, unlike = (
        read_set([rep(k, thigh_angle=v) for k, v in enumerate(angles, 1)])["depth_spread"]
        for angles in ([0.0, 1.0, -1.0], [0.0, 20.0, -15.0])
    )
    assert alike.value < 2
    assert unlike.value > 6


def test_drift_tells_a_trend_from_scatter():
    trend = read_set([rep(k, thigh_angle=3.0 * k) for k in range(1, 6)])["depth_drift"]
    assert trend.value == pytest.approx(12.0)
    assert trend.sigma == pytest.approx(0.0, abs=0.1)
    scatter = read_set([rep(k, thigh_angle=v) for k, v in enumerate([5, -5, 5, -5, 5], 1)])
    assert abs(scatter["depth_drift"].value) < scatter["depth_drift"].sigma


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_repetitions_are_no_set(count):
    reps = [rep(k, thigh_angle=0.0, concentric_speed=1.0) for k in range(1, count + 1)]
    reps.append(rep(count + 1, complete=False, thigh_angle=0.0, concentric_speed=0.1))
    for found in read_set(reps).values():
        assert isinstance(found, Unavailable)
        assert "three" in found.unavailable


def test_what_was_not_seen_says_why():
    reps = [rep(k, thigh_angle=0.0) for k in range(1, 4)]
    hidden = {"knee_inward": Unavailable(unavailable="Film it from the front.")}
    reps = [r.model_copy(update={"measures": {**r.measures, **hidden}}) for r in reps]
    assert read_set(reps)["knee_drift"].unavailable == "Film it from the front."
