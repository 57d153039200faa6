"""Sources give no more frames a second than they are asked for, the same in every window."""

from fractions import Fraction

import numpy as np
import pytest

from squatform.video import ArraySource, FileSource
from squatform.video.source import slots

from .clips import encode, pictures


@pytest.fixture(params=["file", "arrays"])
def source(request, tmp_path):
    """36 frames, 60 a second."""
    if request.param == "arrays":
        return ArraySource(pictures(), frame_rate=60.0)
    return FileSource(
        encode(tmp_path / "clip.mp4", "libx264", pictures(), time_base=Fraction(1, 60))
    )


def indices(source, **how):
    return [frame.index for frame in source.frames(**how)]


def test_every_frame_unless_asked_for_fewer(source):
    assert indices(source) == list(range(36))
    assert indices(source, rate=240.0) == list(range(36))
    assert len(source.times_s) == source.info.frames == 36


@pytest.mark.parametrize(("rate", "step"), [(30.0, 2), (20.0, 3), (15.0, 4)])
def test_frames_are_left_out_evenly(source, rate, step):
    found = indices(source, rate=rate)
    assert set(np.diff(found)) == {step}
    assert len(found) == 36 // step


def test_a_window_changes_which_frames_are_read_and_not_which_are_chosen(source):
    whole = indices(source, rate=15.0)
    late = indices(source, rate=15.0, start_s=0.21)
    assert late[1:] == [index for index in whole if index > late[0]]


def test_times_rounded_to_milliseconds_choose_the_same_frames():
    true = np.arange(600) / 60.0
    rounded = np.round(true, 3)
    assert (slots(true, 30.0) == slots(rounded, 30.0)).all()
