import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skeleton import Camera, reps, squatting, times
from squatform.motion.measure import Measure
from squatform.pose.landmarks import HEELS, HIPS, SHOULDERS, TOES
from squatform.pose.pose import BACK_POINTS
from squatform.report.captions import captions
from squatform.report.drawing import Canvas
from squatform.report.figure import GUIDE, JOINT, SIDE_COLOURS, Figure
from squatform.report.overlay import (
    BANNER_S,
    Overlay,
    banner,
    banners,
    nearest_frame,
    phases,
    tempo,
)
from squatform.video.planes import from_rgb

from .material import filmed, finding, near, scene, status_colour, with_findings


def canvas(size=(640, 360)):
    return Canvas(from_rgb(np.full((size[1], size[0], 3), 128, np.uint8)))


def drawn(analysis, time_s, size=(640, 360)):
    on = canvas(size)
    Overlay(scene(analysis)).draw(on, time_s)
    return on.planes.to_rgb()


def test_phases_follow_one_another_through_the_repetition(faulty):
    repetition = faulty.repetitions[0]
    down, bottom, up = phases(repetition)
    assert (down.name, bottom.name, up.name) == ("Down", "Bottom", "Up")
    assert down.start_s == repetition.start_s
    assert (down.end_s, bottom.end_s) == (bottom.start_s, up.start_s)
    assert up.end_s == pytest.approx(repetition.end_s, abs=0.01)
    assert bottom.start_s <= repetition.bottom_s <= bottom.end_s
    assert len(tempo(repetition).split("–")) == 3


def test_an_incomplete_repetition_has_no_way_up(tmp_path):
    plan = reps(1, pause_s=1.5)
    figure = squatting(times(plan[0].bottom_s + 0.5), plan)
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), figure)
    (repetition,) = analysis.repetitions
    assert [phase.name for phase in phases(repetition)] == ["Down", "Bottom"]
    assert banner(canvas(), repetition)[0].text == "Rep 1, not completed"


def test_each_verdict_is_shown_from_the_end_of_its_repetition(faulty):
    shown = banners(faulty)
    assert [r.index for r, _, _ in shown] == [1, 2]
    for (repetition, start_s, end_s), (_, next_s, _) in itertools.pairwise(shown):
        assert start_s == repetition.end_s
        assert start_s < end_s <= min(start_s + BANNER_S, next_s)


def test_the_last_verdict_can_be_read_before_the_clip_ends(tmp_path):
    plan = reps(1)
    figure = squatting(times(plan[0].end_s + 0.1), plan)
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), figure)
    ((repetition, start_s, _),) = banners(analysis)
    assert repetition.bottom_s <= start_s <= analysis.clip.duration_s - 1


def test_the_verdict_wears_its_colour_and_only_then(faulty):
    _, start_s, end_s = banners(faulty)[0]
    assert near(drawn(faulty, start_s + 0.1), status_colour("severe")) > 0.0005
    assert near(drawn(faulty, start_s - 0.3), status_colour("severe")) < 0.0005
    assert near(drawn(faulty, end_s + 0.05), status_colour("severe")) < 0.0005


def test_what_was_not_assessed_is_not_green(faulty):
    blind = with_findings(faulty, finding(status="not_assessed"))
    _, start_s, _ = banners(blind)[0]
    image = drawn(blind, start_s + 0.1)
    assert near(image, status_colour("not_assessed"), 12) > 0.0005
    assert near(image, status_colour("ok")) == 0
    rows = banner(canvas(), blind.repetitions[0])
    assert rows[1].text == "Depth: not assessed"


def test_the_verdict_does_not_hide_the_lifter(tmp_path):
    figure = squatting(times(8), reps(2, thigh_angle=30.0))
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), figure, size=(640, 360))
    _, start_s, _ = banners(analysis)[0]
    moment = start_s + 0.2
    image = drawn(analysis, moment)
    assert near(image, SIDE_COLOURS[0]) > 0.6 * near(drawn(analysis, 0.5), SIDE_COLOURS[0])


@pytest.mark.parametrize(
    ("yaw", "sides"), [(90, {0}), (-90, {1}), (0, {0, 1}), (40, {0, 1}), (180, {0, 1})]
)
def test_only_judged_sides_are_drawn(tmp_path, yaw, sides):
    figure = squatting(times(5), reps(1))
    analysis = filmed(tmp_path / "clip.mp4", Camera(yaw), figure, size=(640, 360))
    image = drawn(analysis, 0.5)
    assert {side for side in (0, 1) if near(image, SIDE_COLOURS[side]) > 0.001} == sides


def test_the_depth_line_is_where_the_hip_is_at_the_limit(tmp_path):
    """Seen from the side, level, the line at +5° is 0.42 m · sin 5° above the knee."""
    figure = squatting(times(5), reps(1, thigh_angle=5.0))
    camera = Camera(90, pitch=0.0, distance_m=30.0)
    analysis = filmed(tmp_path / "clip.mp4", camera, figure, size=(640, 360))
    on = canvas()
    scenery = scene(analysis)
    shape = Figure(scenery.motion, scenery.profile, 1.0)
    frame = round(analysis.repetitions[0].bottom_s * 30)
    shape.depth_line(on, frame, 0)
    image = on.planes.to_rgb().astype(int)
    rows = np.flatnonzero((np.abs(image - GUIDE).max(axis=-1) < 40).any(axis=1))
    assert rows.mean() == pytest.approx(shape.point(frame, (23, 24), 0)[1], abs=2.5)


def guided(analysis, check, frame):
    """Share of the picture that the lines of a check cover."""
    scenery = scene(analysis)
    depth = scenery.profile.checks["depth"]
    profile = scenery.profile.model_copy(update={"checks": {check: depth}})
    on = canvas()
    Figure(analysis.motion, profile, 2.0).draw(on, frame, (), {check})
    return near(on.planes.to_rgb(), GUIDE)


def test_the_toe_line_is_drawn_where_knees_are_judged(faulty, tmp_path):
    front = filmed(tmp_path / "clip.mp4", Camera(0), squatting(times(5), reps(1)))
    assert guided(front, "knee_cave", 60) > 0.0005
    assert guided(front, "trunk_lean", 60) == 0
    assert guided(faulty, "knee_cave", 60) == 0  # from the side nobody can tell


def test_the_back_is_drawn_where_it_is_judged(faulty):
    motion = faulty.motion
    along = np.linspace(0, 1, BACK_POINTS)[:, None]
    hip, shoulder = motion.track.image[60, HIPS[0], :2], motion.track.image[60, SHOULDERS[0], :2]
    back = np.full((len(motion.time_s), BACK_POINTS, 2), np.nan, np.float32)
    back[60:62] = hip + along * (shoulder - hip) - 4
    curve = np.full(len(motion.time_s), np.nan)
    curve[60] = 12.0
    measures = motion.measures | {"back_curve": Measure("back_curve", "°", curve, curve)}
    seen = replace(motion, track=replace(motion.track, back=back), measures=measures)
    judged = faulty.model_copy().with_motion(seen)
    assert guided(judged, "back_rounding", 60) > 0.0005
    assert guided(judged, "back_rounding", 61) == 0


@pytest.mark.parametrize("check", ["stance", "hip_shift", "asymmetry"])
def test_evidence_shows_the_lines_of_its_own_check_only(tmp_path, check):
    front = filmed(tmp_path / "clip.mp4", Camera(0), squatting(times(5), reps(1)))
    on = canvas()
    Overlay(scene(front)).draw_evidence(on, 2.0, (), "trunk_lean")
    assert near(on.planes.to_rgb(), GUIDE) == 0
    assert guided(front, check, 60) > 0


@pytest.mark.parametrize("yaw", [90, -90])
def test_a_heel_is_drawn_against_where_it_stood(tmp_path, yaw):
    """The dashes begin under the heel, whichever way the lifter looks."""
    analysis = filmed(tmp_path / "clip.mp4", Camera(yaw), squatting(times(5), reps(1)))
    motion, frame = analysis.motion, 60
    up = np.full(len(motion.time_s), 40.0)
    shape = Figure(
        replace(motion, measures={"foot_pitch": Measure("foot_pitch", "°", up, up)}),
        scene(analysis).profile,
        2.0,
    )
    on = canvas()
    side = 0 if yaw > 0 else 1
    shape._angle(on, frame, side, "foot_pitch")
    heel, toe = shape.point(frame, HEELS, side), shape.point(frame, TOES, side)
    image = on.planes.to_rgb().astype(int)
    drawn_y, drawn_x = np.nonzero(np.abs(image - JOINT).max(axis=-1) < 40)
    under = np.abs(drawn_x - heel[0]) < 12
    assert under.any()
    assert drawn_y[under].max() > heel[1] + 3
    assert np.hypot(drawn_x - toe[0], drawn_y - toe[1]).min() < 6


def test_without_a_lifter_nothing_is_drawn(no_squat):
    motion = no_squat.motion
    gone = replace(motion.track, image=np.full_like(motion.track.image, np.nan))
    blank = no_squat.model_copy().with_motion(replace(motion, track=gone))
    assert near(drawn(blank, 1.0), (128, 128, 128), 3) == 1.0


def test_captions_say_what_the_video_shows(faulty):
    text = captions(faulty)
    assert text.startswith("WEBVTT\n\n00:00:0")
    assert "Repetition 1\nDepth: severe" in text
    assert "Repetition 2\nDepth: severe" in text
    assert all(len(block.splitlines()) > 1 for block in text.strip().split("\n\n")[1:])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30, unique=True), st.floats(-10, 110))
def test_the_nearest_frame_is_found(times_s, moment):
    times_s = np.sort(times_s)
    found = nearest_frame(times_s, moment)
    assert abs(times_s[found] - moment) == np.abs(times_s - moment).min()


def test_there_is_no_nearest_frame_of_none():
    assert nearest_frame(np.array([]), 1.0) is None
