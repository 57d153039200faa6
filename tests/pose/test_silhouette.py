from dataclasses import replace

import numpy as np
import pytest

from sample_clips import BACK
from squatform.pose.pose import BACK_POINTS, Pose
from squatform.pose.silhouette import BackCamera, back_line
from squatform.pose.stills import Stills
from squatform.video import FileSource

HIP, SHOULDER = np.array([100.0, 160.0]), np.array([100.0, 80.0])


def pose_of(hip=HIP, shoulder=SHOULDER, facing=-1):
    """Somebody seen from the side who looks to the left (−1) or the right of the picture."""
    image, world = np.zeros((33, 3)), np.zeros((33, 3))
    image[[23, 24], :2], image[[11, 12], :2] = hip, shoulder
    # the far side is farther away
    world[[11, 23], 2], world[[12, 24], 2] = 0.2 * facing, -0.2 * facing
    return Pose(image, np.ones(33), world)


def body(edge, facing=-1):
    """A mask of what lies between the line from hip to shoulder, and `edge` pixels behind it."""
    x, y = np.meshgrid(np.arange(200) + 0.5, np.arange(240) + 0.5)
    behind = (x - HIP[0]) * -facing
    return np.clip(edge(y) - behind + 0.5, 0, 1).astype(np.float32) * (behind > -30)


@pytest.mark.parametrize("facing", [-1, 1])
@pytest.mark.parametrize("width", [12.0, 20.3, 31.75])
def test_the_outline_is_found_behind_the_lifter_to_a_fraction_of_a_pixel(facing, width):
    outline = back_line(body(lambda y: width + 0 * y, facing), pose_of(facing=facing))
    assert outline.shape == (BACK_POINTS, 2)
    np.testing.assert_allclose(outline[:, 0], HIP[0] - facing * width, atol=0.1)


def test_a_bulge_is_followed():
    def edge(y):
        return 20 + 10 * np.sin(np.pi * (y - 80) / 80)

    outline = back_line(body(edge), pose_of())
    np.testing.assert_allclose(outline[:, 0] - HIP[0], edge(outline[:, 1]), atol=0.6)


def test_the_outline_begins_at_the_buttock_and_ends_at_the_neck():
    outline = back_line(body(lambda y: 20 + 0 * y), pose_of())
    assert outline[0, 1] > HIP[1]
    assert SHOULDER[1] < outline[-1, 1] < SHOULDER[1] + 10


@pytest.mark.parametrize("mask", [np.zeros((240, 200)), np.ones((240, 200))], ids=["no", "all"])
def test_without_an_edge_there_is_no_outline(mask):
    assert np.isnan(back_line(mask.astype(np.float32), pose_of())).all()


def test_a_lifter_half_out_of_the_picture_raises_nothing():
    back_line(body(lambda y: 20 + 0 * y), pose_of(hip=HIP + 500, shoulder=SHOULDER - 500))


def test_the_network_finds_the_outline_of_a_back_in_a_clip(pose_model_path):
    with FileSource(BACK) as source:
        frame = next(source.frames())
    stills = Stills(pose_model_path)
    (pose,) = stills.people(frame.image)
    camera = BackCamera(stills.mask)
    full = camera.look(pose, 0.0, frame.image, 1.0).back
    # the lifter looks to the left
    assert (full[:, 0] > pose.image[[11, 12, 23, 24], 0].mean()).all()
    assert (np.diff(full[:, 1]) < 0).all()
    half = BackCamera(stills.mask).look(pose, 0.0, frame.image[::2, ::2], 0.5).back
    assert np.abs(half - full).max() < 6.0
    aside = np.roll(frame.image, 40, axis=1)
    moved = BackCamera(stills.mask).look(shifted(pose, 40.0), 0.0, aside, 1.0).back
    assert np.abs(moved - full - [40.0, 0.0]).max() < 3.0
    stills.close()


def shifted(pose, right):
    return replace(pose, image=pose.image + np.array([right, 0.0, 0.0]))


def test_outlines_come_ten_times_a_second():
    camera = BackCamera(lambda image: np.zeros(image.shape[:2], np.float32))
    image, pose = np.zeros((240, 200, 3), np.uint8), pose_of()
    times = np.arange(0.0, 2.0, 1 / 30)
    seen = [camera.look(pose, time_s, image, 1.0).back is not None for time_s in times]
    assert sum(seen) == 20
    assert not camera.look(None, 5.0, image, 1.0)


def test_masks_of_a_lifter_who_stands_still_are_fewer_and_their_outline_goes_along():
    drawn = []

    def draw(image):
        drawn.append(image)
        _, x = np.mgrid[: image.shape[0], : image.shape[1]]
        return (x < 140).astype(np.float32)

    camera, image = BackCamera(draw), np.zeros((240, 200, 3), np.uint8)
    times = np.arange(0.0, 2.0, 1 / 30)
    poses = [shifted(pose_of(), 3.0 * time_s) for time_s in times]
    lines = [
        camera.look(pose, time_s, image, 1.0, resting=True).back
        for pose, time_s in zip(poses, times, strict=True)
    ]
    assert len(drawn) == 5
    seen = [(line, pose) for line, pose in zip(lines, poses, strict=True) if line is not None]
    assert len(seen) == 20
    offsets = np.array([line[:, 0] - pose.hip[0] for line, pose in seen])
    assert np.ptp(offsets, axis=0).max() < 0.5
    camera.look(poses[-1], 2.05, image, 1.0)
    assert len(drawn) == 6


def test_a_lifter_who_faces_the_camera_has_no_outline():
    camera = BackCamera(lambda image: np.ones(image.shape[:2], np.float32))
    pose = replace(pose_of(), world=np.eye(33, 3))
    assert camera.look(pose, 0.0, np.zeros((240, 200, 3), np.uint8), 1.0).back is None
