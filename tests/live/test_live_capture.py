"""The camera's thread: newest picture only, true pace, and cameras that go away."""

import itertools
import threading
from collections import deque

import numpy as np
import pytest

from squatform.errors import InputError
from squatform.live.capture import Capture, is_file
from squatform.live.latest import Latest
from squatform.video import ArraySource, ClipInfo, Frame, VideoSource

PICTURE = np.zeros((24, 32, 3), np.uint8)


def clip(count, rate=100.0):
    return ArraySource([PICTURE] * count, times_s=[k / rate for k in range(count)])


class Unplugged(VideoSource):
    """A camera that gives some pictures, then none."""

    def __init__(self, count):
        self.count = count

    @property
    def info(self):
        return ClipInfo("camera 0", 0.0, 30.0, 32, 24, 0, 0)

    @property
    def times_s(self):
        return np.empty(0)

    def frames(self, *, start_s=0.0, end_s=None, max_side=None, rate=None):
        for index in range(self.count):
            yield Frame(index, index / 1000, PICTURE)
        raise InputError("camera 0 stopped giving pictures.")


def opening(*sources):
    """Give an opener: sources in turn; None is a camera that is not there."""
    left = deque(sources)

    def opener():
        source = left.popleft() if left else None
        if source is None:
            raise InputError("No picture comes from camera 0.")
        return source

    return opener


def taken(pictures):
    got = []
    while (item := pictures.take(5.0)) is not None:
        got.append(item)
    return got


def test_only_the_newest_picture_waits():
    pictures = Latest()
    capture = Capture(opening(clip(50)), pictures, print, recorded=True, paced=False)
    capture.start()
    capture.join()
    waiting = pictures.take(0)
    assert waiting.time_s == pytest.approx(0.49)
    assert pictures.take(0) is None


def test_as_fast_as_possible_no_picture_is_left_out():
    pictures = Latest(patient=True)
    Capture(opening(clip(20)), pictures, print, recorded=True, paced=False).start()
    assert [item.time_s for item in taken(pictures)] == pytest.approx([k / 100 for k in range(20)])


def test_a_file_plays_at_its_own_pace():
    waits, now = [], [10.0]
    pictures = Latest(patient=True)
    capture = Capture(
        opening(clip(4, rate=10.0)), pictures, print, recorded=True, clock=lambda: now[0]
    )

    class Stopped(threading.Event):
        def wait(self, timeout=None):
            waits.append(timeout)
            now[0] += timeout
            return False

    capture._stopped = Stopped()
    capture.start()
    taken(pictures)
    assert waits == pytest.approx([0.0, 0.1, 0.1, 0.1])


def test_a_camera_unplugged_and_back_goes_on_with_time():
    told, pictures = [], Latest(patient=True)
    opener = opening(Unplugged(3), None, None, Unplugged(2))
    capture = Capture(opener, pictures, told.append, retry_s=0.02)
    capture.start()
    got = [pictures.take(5.0) for _ in range(5)]
    capture.stop()
    capture.join()
    times = [item.time_s for item in got]
    assert all(after > before for before, after in itertools.pairwise(times))
    assert times[3] - times[2] >= 0.05
    assert "stopped giving pictures" in told[0]
    assert "set is kept" in told[0]
    assert told[1] == "The camera is back."


def test_a_camera_that_is_not_there_is_an_error_at_once():
    with pytest.raises(InputError, match="No picture"):
        Capture(opening(), Latest(), print)


def test_a_damaged_file_is_an_error_at_its_end():
    pictures = Latest()
    capture = Capture(opening(Unplugged(2)), pictures, print, recorded=True)
    capture.start()
    capture.join()
    assert pictures.closed
    assert isinstance(capture.error, InputError)


@pytest.mark.parametrize(
    ("camera", "file"),
    [("0", False), ("rtsp://there/1", False), ("/dev/null", False), ("squats.mp4", True)],
)
def test_files_are_told_from_cameras(camera, file):
    assert is_file(camera) is file
