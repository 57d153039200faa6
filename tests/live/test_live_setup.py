"""Where to stand, where to put the camera: said before the set, most pressing first."""

import numpy as np
import pytest

from skeleton import Camera, squatting, times
from squatform.exercises import load_profile
from squatform.form.profile import ALL_VIEWS
from squatform.form.readings import MEASURES
from squatform.live.setup import (
    SEEN_FROM,
    Arming,
    best_view,
    brightness,
    placing,
    seeing,
    unseen_from,
)
from squatform.pose.pose import Pose
from squatform.report.words import title
from tracks import pose_at

SIZE = (1000, 1000)


@pytest.fixture(scope="module")
def standing():
    """Give a lifter who stands in the middle and fills 0.7 of the height of a picture."""
    pose = pose_at(Camera(30).film(squatting(times(1), [])), 0)
    xy = pose.image[:, :2]
    low, high = xy.min(axis=0), xy.max(axis=0)
    image = pose.image.copy()
    image[:, :2] = (xy - (low + high) / 2) / (high[1] - low[1]) * 700 + 500
    return Pose(image, np.ones(33), pose.world)


def moved(pose, x=0.0, y=0.0, size=1.0):
    image = pose.image.copy()
    image[:, :2] = (image[:, :2] - 500) * size + 500 + (x, y)
    return Pose(image, pose.visibility, pose.world)


def names(pose, light=200.0, alone=True):
    return [advice.name for advice in placing(pose, SIZE, light=light, alone=alone)]


def test_who_stands_well_hears_nothing(standing):
    assert names(standing) == []


@pytest.mark.parametrize(
    ("shift", "name", "arrow"),
    [
        ({"size": 0.45}, "closer", "closer"),
        ({"size": 1.5}, "farther", "farther"),
        ({"x": -480.0}, "right", "right"),
        ({"x": 480.0}, "left", "left"),
        ({"y": 250.0}, "tilt_down", "down"),
        ({"y": -250.0}, "tilt_up", "up"),
        ({"size": 1.2, "y": 150.0}, "farther", "farther"),
    ],
)
def test_the_whole_body_is_led_into_the_picture(standing, shift, name, arrow):
    first = placing(moved(standing, **shift), SIZE, light=200.0, alone=True)[0]
    assert (first.name, first.arrow) == (name, arrow)
    assert first.text


def test_light_and_company_are_told(standing):
    assert names(None, light=3.0) == ["black"]
    assert names(standing, light=30.0) == ["dark"]
    assert names(standing, alone=False) == ["crowd"]
    assert names(None) == ["nobody"]


def test_a_lit_lifter_before_a_dark_wall_is_no_dark_picture():
    picture = np.zeros((480, 640, 3), np.uint8)
    assert brightness(picture) == 0.0
    picture[:, 200:400] = 180
    assert brightness(picture) == 180.0


@pytest.mark.parametrize(("pitch", "name"), [(20.0, "lower"), (-20.0, "raise")])
def test_the_height_of_the_camera_is_told(pitch, name):
    profile = load_profile("air_squat")
    assert [a.name for a in seeing(None, pitch, profile, [])] == [name]
    assert seeing(None, pitch / 4, profile, []) == []


@pytest.mark.parametrize(
    ("wanted", "best", "wrong"),
    [
        (["depth"], "side", None),
        (["knee_cave"], "front", "side"),
        (["heel_lift"], "side", "front"),
        (["asymmetry"], "front", "oblique"),
        (["knee_cave", "head"], "oblique", "side"),
    ],
)
def test_the_best_view_shows_what_is_to_be_checked(wanted, best, wrong):
    profile = load_profile("air_squat")
    assert best_view(profile, wanted) == best
    assert seeing(best, None, profile, wanted) == []
    if wrong:
        (advice,) = seeing(wrong, None, profile, wanted)
        assert advice.name == f"turn_{best}"
        assert title(unseen_from(wrong, profile, wanted)[0]).lower() in advice.text


def test_who_asks_for_nothing_may_stand_as_they_like():
    profile = load_profile("air_squat")
    assert [seeing(view, None, profile, []) for view in ALL_VIEWS] == [[]] * 4


def test_every_measure_named_is_one():
    assert set(SEEN_FROM) <= set(MEASURES)


def test_it_arms_after_a_stand_and_disarms_when_the_lifter_leaves():
    arming = Arming()
    for k in range(19):
        assert not arming.push(k / 10, seen=True, standing=True)
    assert not arming.armed
    for k in range(19, 40):
        arming.push(k / 10, seen=True, standing=True)
    assert arming.armed
    left = [arming.push(4.0 + k / 10, seen=False, standing=False) for k in range(50)]
    assert left.count(True) == 1
    assert 2.5 < left.index(True) / 10 < 3.5
    assert not arming.armed


def test_who_fidgets_is_not_armed():
    arming = Arming()
    for k in range(100):
        arming.push(k / 10, seen=True, standing=k % 10 != 0)
    assert not arming.armed
