from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from squatform.video.timeline import Stamp, Timeline

TICK = Fraction(1, 1000)


def timeline(shown, *, decoded=None, keys=(0,), first=None, reorders=False, duration=0):
    decoded = range(len(shown)) if decoded is None else decoded
    stamps = [
        Stamp(tick, dts, duration, position in keys)
        for position, (tick, dts) in enumerate(zip(shown, decoded, strict=True))
    ]
    return Timeline.from_stamps(stamps, tick_s=TICK, first=first, reorders=reorders)


@pytest.mark.parametrize(
    ("shown", "first", "reorders", "times_ms", "reliable"),
    [
        pytest.param([5, 10, 20], 5, False, [0, 5, 15], True, id="in order"),
        pytest.param([0, 30, 10, 20], 0, True, [0, 10, 20, 30], True, id="reordered"),
        pytest.param([0, 10, 20], 0, True, [0, 10, 20], False, id="times of storing"),
        pytest.param([0, 10, 30, 20], 0, False, [0, 10, 20, 30], False, id="backwards"),
        pytest.param([0, 10, 10, 30], 0, False, [0, 10, 11, 30], False, id="double"),
        pytest.param([0, 5, 5, 5, 6, 9], 0, False, [0, 5, 6, 7, 8, 9], False, id="crowded"),
        pytest.param([None] * 3, None, True, [0, 1, 2], False, id="without times"),
        pytest.param([0, 10, 20, 30], 20, False, [0, 10], True, id="undecodable at first"),
        pytest.param([-20, -10, 0, 10], -10, False, [0, 10, 20], True, id="negative"),
    ],
)
def test_times_of_all_sorts_are_put_in_order(shown, first, reorders, times_ms, reliable):
    found = timeline(shown, first=first, reorders=reorders)
    np.testing.assert_allclose(found.times_s * 1000, times_ms)
    assert found.reliable is reliable


@given(
    shown=st.lists(st.one_of(st.none(), st.integers(-1000, 1000)), min_size=1, max_size=30),
    reorders=st.booleans(),
    data=st.data(),
)
def test_times_always_start_at_zero_and_increase(shown, reorders, data):
    first = data.draw(st.sampled_from(shown))
    found = timeline(shown, first=first, reorders=reorders)
    assert found.times_s[0] == 0
    assert np.all(np.diff(found.times_s) > 0)
    assert found.duration_s >= found.times_s[-1]


@given(ticks=st.sets(st.integers(0, 500), min_size=1), cuts=st.lists(st.floats(-1, 1), max_size=5))
def test_windows_side_by_side_miss_nothing_and_repeat_nothing(ticks, cuts):
    shown = sorted(ticks)
    found = timeline(shown, first=shown[0])
    edges = [0.0, *sorted(cut for cut in cuts if cut > 0), None]
    windows = [found.window(*pair) for pair in pairwise(edges)]
    covered = [index for start, stop in windows for index in range(start, stop)]
    assert covered == list(range(len(shown)))


def test_the_key_picture_to_seek_is_the_last_one_not_after():
    found = timeline(range(0, 100, 10), keys=(0, 4, 8), first=0)
    assert [found.key_before(index) for index in (0, 3, 4, 7, 8, 9)] == [None, None, 40, 40, 80, 80]


def test_where_times_cannot_be_trusted_nothing_is_sought():
    found = timeline([0, 10, 10, 30, 40], keys=(0, 3), first=0)
    assert found.key_before(4) is None


def test_a_picture_is_told_by_its_time_and_never_twice():
    found = timeline([0, 10, 20, 30], first=0)
    assert found.index_of(20, previous=-1) == 2
    assert found.index_of(20, previous=2) == 3
    assert found.index_of(None, previous=1) == 2


@pytest.mark.parametrize(
    ("shown", "duration", "duration_s", "rate"),
    [([0, 10, 30], 20, 0.05, 2 / 0.03), ([0, 10, 30], 0, 0.045, 2 / 0.03), ([7], 40, 0.04, 25),
     ([7], 0, 0.0, 0.0)],
)  # fmt: skip
def test_length_runs_to_the_end_of_the_last_picture(shown, duration, duration_s, rate):
    found = timeline(shown, first=shown[0], duration=duration)
    assert found.duration_s == pytest.approx(duration_s)
    assert found.frame_rate == pytest.approx(rate)
