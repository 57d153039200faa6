import numpy as np
import pytest

from squatform.report.drawing import Canvas
from squatform.report.lettering import PANEL, Row, label
from squatform.video.planes import from_rgb

from .material import near

BLUE = (86, 180, 233)


def canvas(size=(320, 180), unit=None, bt709=True):
    return Canvas(from_rgb(np.full((size[1], size[0], 3), 128, np.uint8), bt709=bt709), unit)


@pytest.mark.parametrize("bt709", [True, False])
@pytest.mark.parametrize(
    "draw",
    [
        lambda c: c.lines([[(20, 90), (300, 90)]], BLUE, 12.0),
        lambda c: c.dashes((20, 90), (300, 90), BLUE, 12.0),
        lambda c: c.dots([(160, 90)], BLUE, 60.0),
        lambda c: c.arc((160, 20), (60, 90), (260, 90), BLUE, 120.0),
    ],
)
def test_shapes_have_their_colour_and_a_dark_edge(draw, bt709):
    drawn = canvas(unit=2.5, bt709=bt709)
    draw(drawn)
    image = drawn.planes.to_rgb()
    assert near(image, BLUE) > 0.005
    assert image.sum(axis=-1).min() < 240
    assert near(image, (128, 128, 128), 3) > 0.5


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e9])
def test_what_has_no_place_is_not_drawn(bad):
    drawn = canvas()
    before = drawn.planes.buffer.copy()
    drawn.lines([[(bad, 1), (2, 3)]], BLUE)
    drawn.dashes((1, bad), (2, 3), BLUE)
    drawn.dots([(bad, bad)], BLUE)
    drawn.arc((1, 1), (bad, 2), (3, 4), BLUE, 9.0)
    drawn.label((drawn.row("text"),), (bad, 0))
    np.testing.assert_array_equal(drawn.planes.buffer, before)


@pytest.mark.parametrize("at", [(-500, -500), (9999, 9999), (160, 90)])
@pytest.mark.parametrize("size", [(320, 180), (64, 64), (34, 480)])
def test_labels_stay_in_the_picture(at, size):
    drawn = canvas(size)
    drawn.label((drawn.row("Rep 1 of 12"),), at)
    assert near(drawn.planes.to_rgb(), PANEL) > 0.005


def test_things_grow_with_the_picture():
    """A phone shows a large picture no larger than a small one."""
    share = []
    for size in ((640, 360), (1920, 1080)):
        drawn = canvas(size)
        drawn.lines([[(0.1 * size[0], 0.7 * size[1]), (0.9 * size[0], 0.7 * size[1])]], BLUE)
        drawn.label((drawn.row("Rep 1"),), (0, 0))
        share.append(float((np.abs(drawn.planes.luma.astype(int) - 126) > 8).mean()))
    assert share[0] == pytest.approx(share[1], rel=0.25)


def test_long_text_is_wrapped_into_the_width():
    row = Row("Sit until your hip crease meets your knee, and stand up again. " * 2, 16)
    patch = label((row,), 200)
    assert patch.shape[1] <= 200
    assert patch.shape[0] > 4 * 16


def test_a_badge_has_its_own_ground():
    patch = label((Row("Depth: mild", 24, badge="!", badge_colour=(240, 228, 66)),), 400)
    assert near(patch, (240, 228, 66)) > 0.02
    assert near(label((Row("Depth: mild", 24),), 400), (240, 228, 66)) == 0


@pytest.mark.parametrize("text", ["5° ± 2°", "−15", "✓", "≈", "–", "Größe", "колено"])
def test_letters_that_are_needed_are_there(text):
    missing = label((Row("\U0010fffd", 40),), 400)
    for letter in set(text) - set("0123456789 "):
        drawn = label((Row(letter, 40),), 400)
        assert drawn.shape != missing.shape or (drawn != missing).any()
