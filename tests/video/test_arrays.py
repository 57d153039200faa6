import numpy as np
import pytest

from squatform.errors import InputError
from squatform.video import ArraySource

from .clips import pictures


def test_given_times_are_kept_from_the_first_on():
    source = ArraySource(pictures(4), times_s=[2.0, 2.1, 2.5, 4.0], name="four")
    assert [frame.time_s for frame in source.frames()] == pytest.approx([0, 0.1, 0.5, 2.0])
    assert source.info.path == "four"
    assert source.info.frame_rate == pytest.approx(1.5)
    assert source.info.duration_s == pytest.approx(2 + 2 / 3)


def test_one_array_holds_pictures_too():
    source = ArraySource(np.stack(pictures(3)), frame_rate=10)
    assert [frame.time_s for frame in source.frames()] == pytest.approx([0, 0.1, 0.2])


@pytest.mark.parametrize("times_s", [[0, 1], [0, 2, 1], [0, 1, 1]])
def test_times_that_do_not_fit_are_refused(times_s):
    with pytest.raises(ValueError, match="strictly increase"):
        ArraySource(pictures(3), times_s=times_s)


@pytest.mark.parametrize(
    "images",
    [[np.zeros((4, 4), np.uint8)], [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8)]],
)
def test_arrays_that_are_no_pictures_are_refused(images):
    with pytest.raises(ValueError, match="one shape"):
        ArraySource(images)


def test_no_pictures_are_no_clip():
    with pytest.raises(InputError, match="no picture"):
        ArraySource([])
