import datetime as dt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from squatform.errors import UsageError
from squatform.history.queries import (
    exercises_of,
    load_velocity_of,
    names_of,
    readings,
    trend_of,
    verdicts,
)
from squatform.history.store import find_athlete
from squatform.history.trends import (
    SetReadings,
    SetVerdicts,
    check_trend,
    line,
    load_velocity,
    measure_trend,
)

from .material import analysis, day, repetition, save


def read(number, *values, sigma=2.0, unit="°", load=None):
    return SetReadings(number, day(number), load, "side", unit, values, (sigma,) * len(values))


def judged(number, faults, assessed):
    return SetVerdicts(number, day(number), None, "side", faults, assessed)


def test_a_measure_that_gains_one_degree_a_day_gains_seven_a_week():
    trend = measure_trend("thigh_angle", [read(k, k - 0.5, k + 0.5) for k in range(8)])
    assert trend.unit == "°"
    assert trend.slope.value == pytest.approx(7.0)
    assert trend.slope.beyond_doubt
    assert (trend.slope.start, trend.slope.end) == pytest.approx((0.0, 7.0), abs=1e-9)


def test_errors_that_repetitions_share_do_not_shrink_with_their_number():
    few = measure_trend("thigh_angle", [read(0, 5.0, 5.0)]).points[0]
    many = measure_trend("thigh_angle", [read(0, *[5.0] * 50)]).points[0]
    assert few.sigma == many.sigma == 2.0
    assert many.repetitions == 50


def test_two_sets_or_one_day_make_no_trend():
    assert measure_trend("thigh_angle", [read(k, 1.0) for k in range(2)]).slope is None
    same_day = [SetReadings(k, day(0), None, None, "°", (1.0 * k,), (1.0,)) for k in range(5)]
    assert measure_trend("thigh_angle", same_day).slope is None
    assert measure_trend("thigh_angle", []).points == ()


def test_sets_in_another_unit_and_empty_ones_are_left_out():
    sets = [read(0, 1.0), read(1), read(2, 1.0, unit="rad"), read(3, 2.0)]
    assert [point.set_id for point in measure_trend("x", sets).points] == [0, 3]


def test_noise_alone_is_seldom_a_trend():
    rng = np.random.default_rng(3)
    found = sum(
        measure_trend(
            "x", [read(k, float(rng.normal(scale=2.0)), sigma=2.0) for k in range(6)]
        ).slope.beyond_doubt
        for _ in range(400)
    )
    # one in twenty at most where errors are told rightly
    assert found / 400 < 0.07


def test_errors_told_too_small_do_not_make_a_trend():
    rng = np.random.default_rng(4)
    found = sum(
        measure_trend(
            "x", [read(k, float(rng.normal(scale=2.0)), sigma=0.1) for k in range(6)]
        ).slope.beyond_doubt
        for _ in range(400)
    )
    assert found / 400 < 0.08


floats = st.floats(-100, 100)


@settings(deadline=None)
@given(
    st.lists(st.tuples(floats, floats, st.floats(0.1, 10)), min_size=3, max_size=20),
    floats,
    st.floats(0.1, 10),
)
def test_a_line_moves_and_grows_with_its_values(points, shift, scale):
    places, values, sigmas = (list(column) for column in zip(*points, strict=True))
    assume(np.ptp(places) > 1)
    one = line(places, values, sigmas)
    other = line(places, [scale * v + shift for v in values], [scale * s for s in sigmas])
    assert one.low <= one.value <= one.high
    assert other.value == pytest.approx(scale * one.value, rel=1e-6, abs=1e-6)
    assert other.start == pytest.approx(scale * one.start + shift, rel=1e-6, abs=1e-5)


def test_a_check_is_followed_by_the_share_of_repetitions_with_the_fault():
    sets = [judged(k, 8 - k, 8) for k in range(9)] + [judged(20, 0, 0)]
    trend = check_trend("depth", sets)
    assert [point.value for point in trend.points][:3] == [100.0, 87.5, 75.0]
    assert trend.slope.high < 0
    assert all(point.sigma > 0 for point in trend.points)


def test_loads_against_speeds_are_in_metres_where_height_is_known():
    sets = [read(k, 0.3, 1.0 - 0.1 * k, sigma=0.02, load=20.0 * k + 20) for k in range(5)]
    relative, metres = load_velocity(sets), load_velocity(sets, 180.0)
    assert (relative.unit, metres.unit) == ("legs/s", "m/s")
    assert [point.load_kg for point in relative.points] == [20, 40, 60, 80, 100]
    assert relative.points[0].value == 1.0
    assert relative.slope.value == pytest.approx(-0.005)
    assert metres.slope.value == pytest.approx(-0.005 * 0.491 * 1.8)
    assert load_velocity(sets[:1] * 5).slope is None
    assert load_velocity([read(0, 1.0)]).points == ()


def test_the_database_gives_each_athlete_their_own_sets(database):
    for number, status in enumerate(["severe", "mild", "ok", "ok"]):
        result = analysis(
            repetition(1, depth=10.0 - number, trunk_lean=status, stance="not_assessed"),
            repetition(2, depth=12.0 - number, trunk_lean="ok", stance="not_assessed"),
            repetition(3, depth=99.0, complete=False),
        )
        save(database, result, number, date=day(7 * number), load_kg=50.0 + 10 * number)
    save(database, analysis(repetition(1, depth=50.0, trunk_lean="ok")), athlete="Ola")
    save(database, analysis(repetition(1), exercise="pistol"), "another")
    with database.reading() as session:
        kim = find_athlete(session, "Kim")
        assert exercises_of(session, kim) == ["air_squat", "pistol"]
        assert names_of(session, kim, "air_squat") == (
            ["concentric_speed", "thigh_angle"],
            ["trunk_lean"],
        )
        assert [one.values for one in readings(session, kim, "thigh_angle", "air_squat")] == [
            (10.0, 12.0),
            (9.0, 11.0),
            (8.0, 10.0),
            (7.0, 9.0),
        ]
        counts = verdicts(session, kim, "trunk_lean", "air_squat")
        assert [(one.faults, one.assessed) for one in counts] == [(1, 2), (1, 2), (0, 2), (0, 2)]
        assert verdicts(session, kim, "stance", "air_squat") == []
        trend = trend_of(session, kim, "thigh_angle", "air_squat")
        assert trend.slope.value == pytest.approx(-1.0)
        assert isinstance(trend.points[0].date, dt.date)
        assert trend_of(session, kim, "trunk_lean", "air_squat", "check").unit == "%"
        assert len(load_velocity_of(session, kim, "air_squat").points) == 4
        with pytest.raises(UsageError, match=r"no measure 'stance'.*Checks: trunk_lean"):
            trend_of(session, kim, "stance", "air_squat")
