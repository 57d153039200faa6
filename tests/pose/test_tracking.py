from dataclasses import replace

import pytest

from squatform.pose.people import Lifter
from squatform.pose.tracking import enough_side

from .crowd import Person, resized


def lifter_of(height_px):
    pose = Person().at(0.0)
    return Lifter(resized(pose, height_px / (pose.box[3] - pose.box[1])), alone=True)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (3840, 2160)])
def test_the_smaller_the_lifter_the_larger_the_picture_the_network_gets(width, height):
    heights = [0.9 * height, 0.5 * height, 0.3 * height, 0.1 * height]
    sides = [enough_side(width, height, lifter_of(h)) for h in heights]
    assert sides == sorted(sides)
    assert sides[0] < max(width, height)
    assert sides[-1] == max(width, height)


@pytest.mark.parametrize("share", [0.9, 0.5, 0.2])
def test_a_picture_is_never_asked_for_larger_than_it_is(share):
    assert enough_side(640, 360, lifter_of(share * 360)) <= 640


def test_a_lifter_not_seen_yet_may_be_small():
    assert enough_side(3840, 2160, None) >= 1920


def test_where_the_lifter_stands_does_not_matter():
    lifter = lifter_of(500)
    moved = replace(lifter, pose=replace(lifter.pose, image=lifter.pose.image + 200.0))
    assert enough_side(1920, 1080, moved) == enough_side(1920, 1080, lifter)
