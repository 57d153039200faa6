"""What is lowered when analysis is too slow, and the figures on the screen."""

import numpy as np
import pytest

from squatform.live.figures import Meter
from squatform.live.pace import Pace, qualities
from squatform.live.screen import figures_text


def slow_after(times_s):
    pace = Pace()
    return [k for k, took_s in enumerate(times_s, start=1) if pace.push(took_s)]


def test_pictures_in_time_change_nothing():
    assert slow_after([0.06] * 500) == []


def test_slow_pictures_are_told_once_they_last():
    assert len(slow_after([0.08] * 59)) == 1


def test_a_few_slow_pictures_do_not_count():
    assert slow_after(([0.03] * 9 + [0.4]) * 30) == []


@pytest.mark.parametrize(("model", "last"), [("heavy", "lite"), ("full", "lite"), ("lite", "lite")])
def test_the_model_goes_last(model, last):
    steps = qualities(model)
    assert steps[0].model == steps[1].model == model
    assert steps[0].side is None
    assert steps[-1].model == last


def test_figures_are_those_of_the_last_seconds():
    meter = Meter()
    for k in range(600):
        meter.captured(k / 30)
        if k % 2 == 0:
            meter.analysed(k / 30, 0.03)
            meter.shown(k / 30, 0.5 if k < 300 else 0.05)
    figures = meter.figures()
    assert figures.captured_rate == pytest.approx(30, abs=0.5)
    assert figures.analysed_rate == pytest.approx(15, abs=0.5)
    assert figures.age_p95_s == pytest.approx(0.05)
    assert figures_text(figures) == "camera 30/s, analysed 15/s, age 50 ms (p95 50 ms)"


def test_before_the_first_picture_there_are_no_figures():
    figures = Meter().figures()
    assert np.isnan(figures.age_p50_s)
    assert figures_text(figures) == "camera 0/s, analysed 0/s"
