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
        image = next(source.frames()).image
    stills = Stills(pose_model_path)
    with stills.follower() as follower:

        def outline(image, scale=1.0):
            seen = follower.find(image, 0.0, scale, outline=True, go_on=False)
            return seen, seen.back

        pose, full = outline(image)
        # the lifter looks to the left
        assert (full[:, 0] > pose.image[[11, 12, 23, 24], 0].mean()).all()
        assert (np.diff(full[:, 1]) < 0).all()
        assert np.abs(outline(image[::2, ::2], 0.5)[1] - full).max() < 6.0
        assert np.abs(outline(np.roll(image, 40, axis=1))[1] - full - [40.0, 0.0]).max() < 3.0
    stills.close()


def shifted(pose, right):
    return replace(pose, image=pose.image + np.array([right, 0.0, 0.0]))


TIMES = np.arange(0.0, 2.0, 1 / 30)
OUTLINE = np.tile([150.0, 120.0], (BACK_POINTS, 1))


def filmed(camera, poses, resting=False):
    """Give how many outlines were looked for, and what was seen in each frame."""
    wanted, seen = 0, []
    for time_s, pose in zip(TIMES, poses, strict=True):
        wants = camera.wants(time_s, resting=resting)
        wanted += wants
        drawn = replace(pose, back=OUTLINE + pose.hip - HIP) if wants else pose
        seen.append(camera.look(drawn, time_s, resting=resting))
    return wanted, seen


def test_outlines_come_seven_times_a_second():
    camera = BackCamera()
    wanted, seen = filmed(camera, [pose_of()] * len(TIMES))
    assert wanted == sum(pose.back is not None for pose in seen) == 16
    assert camera.look(None, 5.0) is None


def test_outlines_of_a_lifter_who_stands_still_are_looked_for_less_often_and_go_along():
    camera = BackCamera()
    poses = [shifted(pose_of(), 3.0 * time_s) for time_s in TIMES]
    wanted, seen = filmed(camera, poses, resting=True)
    assert wanted == 6
    lines = [pose.back[:, 0] - pose.hip[0] for pose in seen if pose.back is not None]
    assert len(lines) == 16
    assert np.ptp(lines, axis=0).max() < 0.5
    assert camera.wants(2.1)


def test_a_lifter_who_faces_the_camera_has_no_outline():
    camera = BackCamera()
    assert camera.wants(0.0)
    camera.look(replace(pose_of(), world=np.eye(33, 3)), 0.0)
    assert not camera.wants(1.0)
    # they turn
    camera.look(pose_of(), 1.1)
    assert camera.wants(1.2)
