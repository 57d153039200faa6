import itertools

import pytest

from squatform.errors import InputError
from squatform.video import WebcamSource

from .clips import COUNT, encode, number_of, pictures


def ticking(step_s=0.25):
    return itertools.count(100.0, step_s).__next__


def test_times_are_those_of_arrival(clip_file):
    with WebcamSource(str(clip_file("h264.mp4")), clock=ticking()) as camera:
        times = [frame.time_s for frame in camera.frames()]
    assert times == [0.25 * index for index in range(COUNT)]


def test_times_increase_even_by_a_clock_that_stands(clip_file):
    with WebcamSource(str(clip_file("h264.mp4")), clock=lambda: 5.0) as camera:
        times = [frame.time_s for frame in camera.frames()]
    assert times[0] == 0
    assert all(after > before for before, after in itertools.pairwise(times))


def test_reading_stops_in_time_and_goes_on_where_it_stopped(clip_file):
    with WebcamSource(str(clip_file("h264.mp4")), clock=ticking()) as camera:
        before = [number_of(frame.image) for frame in camera.frames(end_s=1.0)]
        after = [(frame.index, number_of(frame.image)) for frame in camera.frames(start_s=2.0)]
    assert before == [0, 1, 2, 3]
    assert after == [(index, index) for index in range(8, COUNT)]


def test_what_the_camera_says_of_itself(clip_file):
    with WebcamSource(str(clip_file("h264.mp4"))) as camera:
        assert camera.info.frame_rate == pytest.approx(30)
        assert (camera.info.frames, camera.info.duration_s) == (0, 0.0)


@pytest.mark.parametrize("device", [97, "/dev/video97", "no such camera"])
def test_a_camera_that_is_not_there_is_said_to_be_so_and_nothing_else(device, capfd):
    with pytest.raises(InputError, match=rf"No picture comes from .*{device}.*Check") as caught:
        WebcamSource(device)
    assert caught.value.exit_code == 3
    assert capfd.readouterr() == ("", "")


def test_a_camera_that_is_lost_is_said_to_be_so(tmp_path):
    # A bare stream does not know its length, as a camera does not.
    path = encode(tmp_path / "stream.h264", "libx264", pictures(5))
    with WebcamSource(str(path)) as camera:
        frames = camera.frames()
        assert [number_of(next(frames).image) for _ in range(5)] == list(range(5))
        with pytest.raises(InputError, match="stopped giving pictures"):
            next(frames)
