import numpy as np
import pytest

from squatform.pose.crop import ROOM, SIDE, Crop, place_of
from squatform.pose.pose import Pose

from .crowd import Person

POSE = Person().at(0.0)
CROP = Crop.around(POSE)


def turned(pose, degrees):
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    image = np.column_stack([pose.image[:, :2] @ turn.T, pose.image[:, 2]])
    return Pose(image, pose.visibility, pose.world)


def inside(pose):
    """Where the landmarks of a pose lie in the square around it."""
    crop = Crop.around(pose)
    return pose.image[:, :2] @ crop.turn.T + crop.shift


def test_the_hips_are_in_the_middle_and_nobody_reaches_beyond_the_edge():
    points = inside(POSE)
    np.testing.assert_allclose(points[[23, 24]].mean(axis=0), SIDE / 2)
    out = np.linalg.norm(points - SIDE / 2, axis=1).max()
    assert out <= SIDE / 2 / ROOM + 1e-9


@pytest.mark.parametrize("degrees", [-80, 20, 120])
def test_a_body_that_leans_is_shown_upright(degrees):
    np.testing.assert_allclose(inside(turned(POSE, degrees)), inside(POSE), atol=1e-6)


def test_points_come_back_to_where_they_were():
    np.testing.assert_allclose(CROP.outside(inside(POSE)), POSE.image[:, :2])


def test_the_world_is_turned_back_and_keeps_its_size():
    crop = Crop.around(turned(POSE, 30.0))
    world = crop.pose_outside(POSE).world
    np.testing.assert_allclose(
        np.linalg.norm(world[:, :2], axis=1), np.linalg.norm(POSE.world[:, :2], axis=1)
    )
    np.testing.assert_array_equal(world[:, 2], POSE.world[:, 2])
    # up in the square is the direction of the trunk
    up = crop.pose_outside(Pose(POSE.image, POSE.visibility, np.tile([0.0, -1.0, 0.0], (33, 1))))
    trunk = turned(POSE, 30.0).image[[11, 12], :2].mean(axis=0) - turned(POSE, 30.0).hip
    np.testing.assert_allclose(up.world[0, :2], trunk / np.linalg.norm(trunk), atol=1e-9)


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_the_picture_is_cut_out_to_a_fraction_of_a_pixel(scale):
    # a picture whose value is its place
    height, width = (int(size * scale) for size in (720, 960))
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    image = np.stack([x / scale / 4, y / scale / 4, 0 * x], axis=-1).astype(np.uint8)
    crop = Crop.at(np.array([500.0, 400.0, 30.0, -200.0, 150.0]))
    picture = crop.picture(image, scale)
    places = np.array([[40.5, 60.5], [128.5, 128.5], [200.5, 90.5]])
    rows, columns = (places[:, ::-1] - 0.5).astype(int).T
    np.testing.assert_allclose(
        picture[rows, columns, :2] * 4.0, crop.outside(places), atol=6.0 / scale
    )


def test_a_person_without_a_trunk_raises_nothing():
    nobody = Pose(np.zeros((33, 3)), np.zeros(33), np.zeros((33, 3)))
    assert np.isfinite(place_of(nobody)).all()
