"""Verdicts on a load held overhead: arms from the side, the bar's tilt from the front."""

from dataclasses import replace

import numpy as np
import pytest

from skeleton import SHOULDER, SIDES, Camera, Rep, effort, squatting, times
from squatform.pose.landmarks import SHOULDERS, WRISTS
from tracks import analysed

REP = Rep(thigh_angle=-5.0, shank_lean=32.0, trunk_lean=25.0, down_s=1.4, up_s=1.2)
REACH, GRIP = 0.6, 0.25


def overhead(forward=0.0, tilt=0.0):
    """A lifter whose arms are in line with the trunk, at the bottom `forward` degrees ahead of it.

    The bar is level in standing and `tilt` degrees higher on the left at the bottom.
    """
    figure = squatting(times(5), [REP])
    share = effort(figure.time_s, REP)
    lean = np.radians(3.0 + share * (REP.trunk_lean - 3.0 + forward))
    joints = figure.joints.copy()
    along = np.stack([np.sin(lean), np.zeros_like(lean), np.cos(lean)], axis=-1)
    joints[:, list(WRISTS)] = joints[:, list(SHOULDERS)] + REACH * along[:, None]
    joints[:, list(WRISTS), 1] += GRIP * SIDES
    rise = (SHOULDER + GRIP) * np.tan(np.radians(tilt)) * share
    joints[:, list(WRISTS), 2] += rise[:, None] * SIDES
    return replace(figure, joints=joints)


def judged(figure, yaw):
    (repetition,) = analysed(Camera(yaw, distance_m=6).film(figure), "overhead").repetitions
    return repetition


def finding(figure, check, yaw):
    return next(f for f in judged(figure, yaw).findings if f.check == check)


@pytest.mark.parametrize("yaw", [90, -90, 75, -100])
@pytest.mark.parametrize("forward", [-25.0, 0.0, 25.0])
def test_how_far_arms_are_ahead_of_the_trunk_is_measured_from_either_side(yaw, forward):
    reading = judged(overhead(forward), yaw).measures["arms_forward"]
    assert reading.value == pytest.approx(forward, abs=4.0)


@pytest.mark.parametrize(("forward", "faulty"), [(-25.0, False), (25.0, True)])
def test_upright_arms_are_fine_and_arms_that_fall_forward_are_found(forward, faulty):
    assert finding(overhead(forward), "arms", 90).is_fault == faulty


@pytest.mark.parametrize("yaw", [0, 30, 180])
def test_arms_are_not_judged_from_elsewhere(yaw):
    found = finding(overhead(25.0), "arms", yaw)
    assert found.status == "not_assessed"
    assert "from the side" in found.reason


def test_arms_that_are_not_overhead_are_not_judged():
    found = finding(squatting(times(5), [REP]), "arms", 90)
    assert found.status == "not_assessed"
    assert "overhead" in found.reason


@pytest.mark.parametrize("yaw", [0, 180])
@pytest.mark.parametrize("tilt", [0.0, 9.0, -9.0])
def test_a_bar_that_tilts_is_found_to_either_side(yaw, tilt):
    found = finding(overhead(tilt=tilt), "bar_path", yaw)
    assert found.measure == "bar_tilt"
    assert found.is_fault == (tilt != 0)
    assert found.value == pytest.approx(abs(tilt), abs=1.0)
