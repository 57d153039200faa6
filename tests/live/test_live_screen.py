"""What is drawn: a mirror in which left is left, the count, advice with its arrow, the gauge."""

from dataclasses import replace

import numpy as np
import pytest
from live_material import frames_of, session_of

from skeleton import Camera, Rep, squatting, times
from squatform.exercises import load_profile
from squatform.live.display import Terminal, verdict_line
from squatform.live.figures import Figures
from squatform.live.screen import draw, mirror
from squatform.live.session import State
from squatform.live.setup import Advice
from squatform.report.figure import SIDE_COLOURS
from squatform.report.words import STATUS_STYLES

FIGURES = Figures(30.0, 28.0, 0.04, 0.06, 0.03)
PROFILE = load_profile("air_squat")


@pytest.fixture(scope="module")
def states():
    """Give the states of a shallow repetition seen from the front, and the size of its picture."""
    rep = Rep(thigh_angle=30.0, shank_lean=20.0)
    track = Camera(0).film(squatting(times(5), [rep]))
    session, _, _ = session_of(track)
    return [session.push(frame) for frame in frames_of(track)], track.size


def blank(size, grey=60):
    return np.full((size[1], size[0], 3), grey, np.uint8)


def column_of(picture, colour):
    """Mean column, as a share of the width, of pixels about this colour."""
    near = np.abs(picture.astype(int) - colour).max(axis=2) < 40
    return np.flatnonzero(near.any(axis=0)).mean() / picture.shape[1]


def standing(states):
    return replace(next(s for s in states if s.motion is not None), advice=(), notes=())


def test_in_the_mirror_the_lifter_s_left_is_on_the_left(states):
    many, size = states
    state = standing(many)
    mirrored = draw(blank(size), size, state, FIGURES)
    plain = draw(blank(size), size, state, FIGURES, mirrored=False)
    left, right = SIDE_COLOURS
    assert column_of(mirrored, left) < column_of(mirrored, right)
    assert column_of(plain, left) > column_of(plain, right)


def test_the_picture_itself_is_mirrored(states):
    size = states[1]
    picture = blank(size)
    picture[:, : size[0] // 4] = (200, 30, 30)
    shown = draw(picture, size, State(PROFILE), FIGURES)
    middle = shown[shown.shape[0] // 2]
    assert middle[-20, 0] > 150
    assert middle[20, 0] < 100


def test_mirroring_moves_places_and_exchanges_no_sides(states):
    many, size = states
    motion = standing(many).motion
    seen = mirror(motion)
    np.testing.assert_allclose(seen.track.image[..., 0], size[0] - motion.track.image[..., 0])
    assert seen["knee_flexion_left"] is motion["knee_flexion_left"]


@pytest.mark.parametrize(("mirrored", "side"), [(True, -1), (False, 1)])
def test_an_arrow_points_the_way_the_lifter_sees(mirrored, side):
    size = (640, 480)
    state = State(PROFILE, advice=(Advice("right", "", "right"),))
    shown = draw(blank(size), size, state, FIGURES, mirrored=mirrored)
    band = shown[180:300].astype(int)
    near = np.abs(band - STATUS_STYLES["moderate"].colour).max(axis=2) < 40
    # the head of an arrow is higher than its tail
    heights = near.sum(axis=0)
    left, right = heights[:320].max(), heights[320:].max()
    assert (right > left) == (side > 0)


def test_depth_fills_the_gauge_and_turns_when_it_is_enough(states):
    size = (640, 480)
    state = next(s for s in states[0] if s.phase.value == "bottom")
    state = replace(state, motion=None, verdict=None, advice=())
    shallow = draw(blank(size), size, replace(state, depth=0.5, reached=False), FIGURES)
    deep = draw(blank(size), size, replace(state, depth=1.1, reached=True), FIGURES)
    gauge = np.s_[:, -60:]

    def pixels(picture, colour):
        return int((np.abs(picture[gauge].astype(int) - colour).max(axis=2) < 40).sum())

    good, asked = STATUS_STYLES["ok"].colour, STATUS_STYLES["moderate"].colour
    assert pixels(shallow, asked) > 100
    assert pixels(shallow, good) == 0
    assert pixels(deep, good) > 1.5 * pixels(shallow, asked)


@pytest.mark.parametrize("size", [(320, 240), (1920, 1080), (480, 640)])
def test_pictures_of_any_size_are_drawn_on(states, size):
    for state in (states[0][0], states[0][-1]):
        shown = draw(blank(size), states[1], state, FIGURES, muted=True)
        assert 600 <= max(shown.shape[:2]) <= 960
        assert shown.shape[1] / shown.shape[0] == pytest.approx(size[0] / size[1], rel=0.02)


def test_the_terminal_tells_each_thing_once(states):
    lines = []
    terminal = Terminal(lines.append)
    for state in states[0]:
        terminal.show(None, state, FIGURES)
    terminal.show(None, replace(states[0][-1], summary=("One repetition.",)), FIGURES)
    terminal.close()
    verdicts = [line for line in lines if line.startswith("1")]
    assert len(verdicts) == 1
    assert "depth" in verdicts[0]
    assert PROFILE.checks["depth"].cue in verdicts[0]
    assert lines[-1] == "One repetition."


def test_a_repetition_not_completed_is_called_so(states):
    result = next(s.verdict for s in states[0] if s.verdict is not None)
    incomplete = result.model_copy(update={"complete": False, "cue": None, "findings": []})
    assert verdict_line(incomplete) == "1, not completed:"
