"""What every source promises, held against each of them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from squatform.errors import InputError
from squatform.video import ArraySource, FileSource, VideoSource, WebcamSource, open_source

from .clips import BLUE, COUNT, FORMATS, GREEN, HEIGHT, RED, WIDTH, corners, number_of, pictures

FILES = list(FORMATS)
WINDOWED = [*FILES, "array"]
ALL = [*WINDOWED, "webcam"]


@pytest.fixture
def source_of(clip_file):
    def make(kind):
        if kind == "array":
            return ArraySource(pictures(), frame_rate=30)
        if kind == "webcam":
            return WebcamSource(str(clip_file("h264.mp4")))
        return FileSource(clip_file(kind))

    return make


@pytest.mark.parametrize("kind", ALL)
def test_every_picture_comes_once_and_in_order(source_of, kind):
    with source_of(kind) as source:
        frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(COUNT))
    assert [frame.index for frame in frames] == list(range(COUNT))


@pytest.mark.parametrize("kind", ALL)
def test_times_start_at_zero_and_increase(source_of, kind):
    with source_of(kind) as source:
        times = [frame.time_s for frame in source.frames()]
    assert times[0] == 0
    assert np.all(np.diff(times) > 0)


@pytest.mark.parametrize("kind", WINDOWED)
def test_times_are_those_of_the_clip(source_of, kind):
    with source_of(kind) as source:
        times = [frame.time_s for frame in source.frames()]
    tick_s = FORMATS[kind].tick_s if kind in FORMATS else 1e-9
    np.testing.assert_allclose(times, np.arange(COUNT) / 30, atol=tick_s)


@pytest.mark.parametrize("kind", ALL)
def test_pictures_are_whole_rgb_and_as_large_as_said(source_of, kind):
    with source_of(kind) as source:
        frames = list(source.frames())
        info = source.info
    assert (info.width, info.height) == (WIDTH, HEIGHT)
    for frame in frames:
        assert frame.image.shape == (HEIGHT, WIDTH, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags.c_contiguous
    # A GIF has few colours.
    tolerance = 45 if kind == "animated.gif" else 20
    np.testing.assert_allclose(corners(frames[5].image), [RED, GREEN, BLUE], atol=tolerance)


@pytest.mark.parametrize("kind", ALL)
def test_pictures_do_not_share_memory(source_of, kind):
    with source_of(kind) as source:
        frames = source.frames()
        first = next(frames)
        kept = first.image.copy()
        list(frames)
    np.testing.assert_array_equal(first.image, kept)


@pytest.mark.parametrize("kind", WINDOWED)
def test_the_source_knows_its_length(source_of, kind):
    with source_of(kind) as source:
        info = source.info
    assert info.frames == COUNT
    assert info.duration_s == pytest.approx(COUNT / 30, abs=0.011)
    assert info.frame_rate == pytest.approx(30, rel=0.01)
    assert info.rotation_deg == 0


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("max_side", "size"), [(96, (96, 56)), (WIDTH, (WIDTH, HEIGHT)), (4000, (WIDTH, HEIGHT))]
)
def test_pictures_are_scaled_down_but_never_up(source_of, kind, max_side, size):
    with source_of(kind) as source:
        frames = list(source.frames(max_side=max_side))
    assert {frame.image.shape for frame in frames} == {(size[1], size[0], 3)}
    assert [number_of(frame.image) for frame in frames] == list(range(COUNT))


@pytest.mark.parametrize("kind", ALL)
def test_a_picture_without_a_side_is_refused(source_of, kind):
    with source_of(kind) as source, pytest.raises(ValueError, match="max_side"):
        source.frames(max_side=0)


@pytest.mark.parametrize("kind", WINDOWED)
@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(0, 0.5), (0.5, None), (0.34, 0.71), (0.99, 1.05), (1.1, 99), (-3, 0.1), (0.5, 0.5), (9, 99)],
)
def test_a_window_is_a_slice_of_the_whole(source_of, kind, start_s, end_s):
    with source_of(kind) as source:
        whole = list(source.frames())
        part = list(source.frames(start_s=start_s, end_s=end_s))
    stop = float("inf") if end_s is None else end_s
    expected = [frame for frame in whole if start_s <= frame.time_s < stop]
    assert [frame.index for frame in part] == [frame.index for frame in expected]
    assert [frame.time_s for frame in part] == [frame.time_s for frame in expected]
    for got, wanted in zip(part, expected, strict=True):
        np.testing.assert_array_equal(got.image, wanted.image)


@pytest.mark.parametrize("kind", WINDOWED)
def test_a_window_from_a_frames_own_time_begins_with_it(source_of, kind):
    with source_of(kind) as source:
        for frame in list(source.frames())[::7]:
            assert next(source.frames(start_s=frame.time_s)).index == frame.index


@pytest.mark.parametrize("kind", ["h264.mp4", "hevc_open_gop.mkv", "h264_b_frames.avi", "array"])
@given(cuts=st.lists(st.floats(0, COUNT / 30), max_size=4))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_pieces_make_up_the_whole(source_of, kind, cuts):
    edges = [0.0, *sorted(cuts), None]
    with source_of(kind) as source:
        numbers = [
            (frame.index, number_of(frame.image))
            for start_s, end_s in pairwise(edges)
            for frame in source.frames(start_s=start_s, end_s=end_s)
        ]
    assert numbers == [(index, index) for index in range(COUNT)]


@pytest.mark.parametrize("kind", WINDOWED)
def test_two_readers_do_not_disturb_each_other(source_of, kind):
    with source_of(kind) as source:
        pairs = zip(source.frames(), source.frames(start_s=0.5), strict=False)
        numbers = [(number_of(one.image), number_of(other.image)) for one, other in pairs]
    assert numbers == [(index, index + 15) for index in range(COUNT - 15)]


@pytest.mark.parametrize("kind", ALL)
def test_a_sound_source_has_nothing_to_warn_of(source_of, kind):
    with source_of(kind) as source:
        list(source.frames())
        assert source.warnings == []


@pytest.mark.parametrize("kind", ALL)
def test_a_source_opens_as_itself(source_of, kind):
    with source_of(kind) as source:
        assert open_source(source) is source


@pytest.mark.parametrize("as_type", [str, lambda path: path])
def test_text_and_paths_open_files(clip_file, as_type):
    path = clip_file("h264.mp4")
    with open_source(as_type(path)) as source:
        assert isinstance(source, VideoSource)
        assert source.info.path == str(path)
        assert source.info.frames == COUNT


def test_a_number_opens_a_camera():
    with pytest.raises(InputError, match="camera 97"):
        open_source(97)
