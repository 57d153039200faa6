import numpy as np
import pytest

from sample_clips import BACK
from squatform.pose.landmarker import Landmarker
from squatform.pose.pose import BACK_POINTS, Pose
from squatform.pose.silhouette import back_line
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
    empty = np.full_like(frame.image, 120)
    with Landmarker(pose_model_path, outline=True, video=False) as landmarker:
        (full,) = landmarker.detect(frame.image)
        size = (frame.image.shape[1], frame.image.shape[0])
        (half,) = landmarker.detect(np.ascontiguousarray(frame.image[::2, ::2]), size=size)
        assert landmarker.detect(empty) == []
    # the lifter looks to the left
    assert (full.back[:, 0] > full.image[[11, 12, 23, 24], 0].mean()).all()
    assert (np.diff(full.back[:, 1]) < 0).all()
    assert np.abs(half.back - full.back).max() < 6.0
