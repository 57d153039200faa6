import pytest
from hypothesis import given
from hypothesis import strategies as st

from squatform.form.competition import competition_depth
from squatform.results import Reading, Unavailable


def called(thigh, sigma=2.0, height_cm=None):
    return competition_depth(
        {"thigh_angle": Reading(value=thigh, unit="°", sigma=sigma)}, height_cm
    )


@pytest.mark.parametrize(
    ("thigh", "call", "lights"),
    [
        (-20.0, "white", 3),
        (-8.0, "white", 3),
        (-4.5, "too close to call", 2),
        (-2.5, "too close to call", 1),
        (2.0, "red", 0),
        (30.0, "red", 0),
    ],
)
def test_the_call_and_its_lights(thigh, call, lights):
    depth = called(thigh)
    assert (depth.call, depth.white_lights) == (call, lights)


@pytest.mark.parametrize("sigma", [0.0, 1.0, 4.0])
def test_too_close_is_what_lies_within_one_standard_error(sigma):
    level, band = called(0.0, sigma).margin_deg, called(0.0, sigma).sigma_deg
    calls = [called(level - share * band, sigma).call for share in (-1.1, -0.9, 0.9, 1.1)]
    assert calls == ["red", "too close to call", "too close to call", "white"]


angles = st.floats(-60, 80)


@given(angles, angles, st.floats(0, 10))
def test_deeper_is_never_called_worse(a, b, sigma):
    deep, high = (called(angle, sigma) for angle in sorted((a, b)))
    assert deep.white_lights >= high.white_lights
    assert deep.margin_cm >= high.margin_cm


def test_centimetres_grow_with_the_lifter_and_agree_with_degrees():
    small, tall = called(-20.0, height_cm=150), called(-20.0, height_cm=200)
    assert tall.margin_cm > small.margin_cm > 0
    # a crease level with the top of the knee: the margin is nothing in either unit
    level = called(-3.4, height_cm=172)
    assert level.margin_deg == pytest.approx(0, abs=0.1)
    assert level.margin_cm == pytest.approx(0, abs=0.1)


def test_no_call_on_what_was_not_seen():
    assert competition_depth({"thigh_angle": Unavailable(unavailable="Hidden.")}) is None
