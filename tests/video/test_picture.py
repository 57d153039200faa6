import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from squatform.video.picture import Orientation, fit, shrink

side = st.integers(1, 8000)


@given(width=side, height=side, max_side=side)
def test_fitting_keeps_the_shape_within_the_limit(width, height, max_side):
    new_width, new_height = fit(width, height, max_side)
    assert 1 <= new_width <= width
    assert 1 <= new_height <= height
    assert max(new_width, new_height) == min(max_side, max(width, height))
    scale = max(new_width, new_height) / max(width, height)
    assert new_width == pytest.approx(width * scale, abs=1)
    assert new_height == pytest.approx(height * scale, abs=1)


def test_shrinking_averages():
    stripes = np.zeros((40, 60, 3), np.uint8)
    stripes[:, ::2] = 200
    np.testing.assert_array_equal(shrink(stripes, 30), np.full((20, 30, 3), 100))


MATRICES = [
    (a, b, c, d)
    for a, b, c, d in itertools.product((-1, 0, 1), repeat=4)
    if abs(a * d - b * c) == 1 and abs(a) + abs(b) + abs(c) + abs(d) == 2
]


@pytest.mark.parametrize("matrix", MATRICES)
def test_every_matrix_puts_each_point_where_it_says(matrix):
    a, b, c, d = (value * 65536 for value in matrix)
    orientation = Orientation.from_matrix([a, b, 0, c, d, 0, 0, 0, 1 << 30])
    height, width = 3, 5
    stored = (
        np.arange(height * width, dtype=np.uint8).reshape(height, width)[..., None].repeat(3, 2)
    )
    shown = orientation.upright(stored)
    assert orientation.swaps_sides == (shown.shape[:2] == (width, height))
    points = np.array(list(itertools.product(range(width), range(height))))
    placed = points @ np.reshape(matrix, (2, 2))
    placed -= placed.min(axis=0)
    for (x, y), (u, v) in zip(points, placed, strict=True):
        assert shown[v, u, 0] == stored[y, x, 0]


def test_eight_orientations_are_told_apart():
    found = {Orientation.from_matrix([a, b, 0, c, d]) for a, b, c, d in MATRICES}
    assert len(MATRICES) == len(found) == 8


def test_a_matrix_of_nothing_turns_nothing():
    assert Orientation.from_matrix([0] * 9) == Orientation()
