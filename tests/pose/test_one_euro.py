import numpy as np
import pytest

from squatform.pose.one_euro import OneEuro


def test_a_filter_keeps_what_does_not_change():
    keep = OneEuro(2.0, 12.0)
    values = [keep(k / 30, np.array([3.0, -1.0])) for k in range(30)]
    np.testing.assert_allclose(values[-1], [3.0, -1.0])
    np.testing.assert_allclose(keep.speed, 0.0)


@pytest.mark.parametrize("rate", [15, 30, 120])
def test_a_filter_follows_a_ramp_and_knows_its_speed(rate):
    follow = OneEuro(2.0, 12.0)
    for k in range(2 * rate):
        value = follow(k / rate, np.array([0.5 * k / rate]))
    assert value[0] == pytest.approx(1.0, abs=0.05)
    assert follow.speed[0] == pytest.approx(0.5, abs=0.05)


def test_a_filter_smooths_noise_at_rest():
    noise = np.random.default_rng(0).normal(0, 0.01, 600)
    calm = OneEuro(2.0, 12.0)
    smooth = [calm(k / 60, np.array([x]))[0] for k, x in enumerate(noise)]
    assert np.std(smooth[60:]) < 0.6 * np.std(noise)
