import threading
import time

import pytest

from squatform.errors import InputError
from squatform.video import FileSource, read_ahead

from .clips import COUNT, number_of


class Counter:
    """Counts without end, and remembers how far it came and whether it was closed."""

    def __init__(self, fail_at=None):
        self.made = 0
        self.closed = False
        self.thread = None
        self._fail_at = fail_at

    def __iter__(self):
        return self

    def __next__(self):
        self.thread = threading.current_thread()
        if self.made == self._fail_at:
            raise InputError("the camera is lost")
        self.made += 1
        return self.made - 1

    def close(self):
        self.closed = True


def settle(condition):
    """Wait until `condition` holds, a few seconds at most, and say whether it does."""
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.002)
    return condition()


def test_frames_come_in_order_from_another_thread(clip_file):
    source = FileSource(clip_file("h264.mp4"))
    with read_ahead(source.frames(), depth=3) as frames:
        assert [number_of(frame.image) for frame in frames] == list(range(COUNT))


def test_the_reader_is_kept_supplied_but_memory_is_bounded():
    counter = Counter()
    with read_ahead(counter, depth=4) as numbers:
        assert [next(numbers) for _ in range(3)] == [0, 1, 2]
        # Four wait and one is in the maker's hand; it makes no more.
        assert settle(lambda: counter.made == 3 + 4 + 1)
        time.sleep(0.05)
        assert counter.made == 3 + 4 + 1
    assert counter.thread is not threading.current_thread()


@pytest.mark.parametrize("taken", [0, 1, 20])
def test_leaving_early_ends_the_thread(taken):
    counter = Counter()
    with read_ahead(counter, depth=2) as numbers:
        for _ in range(taken):
            next(numbers)
    assert counter.closed
    assert counter.thread is None or not counter.thread.is_alive()
    assert list(numbers) == []


def test_an_error_of_the_reader_ends_the_thread_and_passes():
    counter = Counter()
    with pytest.raises(ZeroDivisionError), read_ahead(counter) as numbers:
        1 / next(numbers)
    assert counter.closed
    assert not counter.thread.is_alive()


def test_an_error_of_the_source_passes_out_of_the_block():
    counter = Counter(fail_at=5)
    with pytest.raises(InputError, match="camera is lost"), read_ahead(counter, depth=2) as numbers:
        list(numbers)
    assert counter.closed
    assert not counter.thread.is_alive()


def test_an_error_of_the_source_is_raised_once_the_frames_are_used_up():
    seen = []
    with read_ahead(Counter(fail_at=3), depth=8) as numbers:
        seen += [next(numbers) for _ in range(3)]
        with pytest.raises(InputError, match="camera is lost"):
            next(numbers)
        assert next(numbers, "end") == "end"
    assert seen == [0, 1, 2]


def test_an_empty_source_gives_nothing():
    with read_ahead(iter([])) as items:
        assert list(items) == []


def test_no_depth_is_refused():
    with pytest.raises(ValueError, match="depth"), read_ahead(iter([]), depth=0):
        pass
