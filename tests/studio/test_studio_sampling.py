"""Random clips: repeatable, in two populations that share nobody, the lifter in the picture."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from squatform.motion.camera import view_label
from studio.body import Body
from studio.camera import CameraOperator
from studio.choosing import Fault, View, drawn_clips
from studio.negatives import build_motion
from studio.people import body_of
from studio.sampling import Split, draw_clip, split_of
from studio.seeds import stream
from studio.solver import solve
from studio.truth import named_landmarks

COUNT = 150


def test_the_same_number_is_the_same_clip() -> None:
    assert draw_clip(Split.EVALUATION, 7) == draw_clip(Split.EVALUATION, 7)
    assert draw_clip(Split.EVALUATION, 7) != draw_clip(Split.EVALUATION, 8)


def test_the_splits_share_no_seed_and_no_body() -> None:
    clips = {split: [draw_clip(split, n) for n in range(COUNT)] for split in Split}
    tuning, judging = clips[Split.CALIBRATION], clips[Split.EVALUATION]
    assert not {c.seed for c in tuning} & {c.seed for c in judging}
    assert len({c.seed for c in tuning + judging}) == 2 * COUNT
    assert {split_of(clip.seed) for clip in tuning} == {Split.CALIBRATION}
    assert {split_of(clip.seed) for clip in judging} == {Split.EVALUATION}
    bodies = [{c.body.model_dump_json() for c in half} for half in (tuning, judging)]
    assert not bodies[0] & bodies[1]


def test_the_range_is_covered() -> None:
    clips = [draw_clip(Split.EVALUATION, n) for n in range(COUNT)]
    kinds = {c.exercise for c in clips}
    assert sum(kind.is_squat for kind in kinds) >= 8
    assert sum(not kind.is_squat for kind in kinds) == 4
    faults = [r.faults.model_dump() for c in clips for r in c.repetitions]
    for name in faults[0]:
        assert any(f[name] for f in faults), name
    assert {c.body.sex for c in clips} == {"female", "male"}
    assert any(c.picture.variable_frame_rate for c in clips)
    assert {c.place.light for c in clips} == {"daylight", "lamp", "overcast", "dusk"}


def test_streams_do_not_depend_on_one_another() -> None:
    first = stream(3, "camera").random(4)
    stream(3, "room").random(100)
    assert np.array_equal(first, stream(3, "camera").random(4))
    assert not np.array_equal(first, stream(3, "room").random(4))
    assert not np.array_equal(first, stream(4, "camera").random(4))


@pytest.mark.parametrize("number", range(40))
def test_the_lifter_is_wholly_in_the_picture(man: Body, number: int) -> None:
    del man
    spec = draw_clip(Split.EVALUATION, number)
    motion = build_motion(spec, body_of(spec.body))
    operator = CameraOperator(spec.camera, spec.picture, spec.seed)
    for t in np.linspace(0, motion.duration_s, 8):
        posed = solve(body_of(spec.body), motion.pose(float(t)))
        points = [p for n, p in named_landmarks(posed).items() if "wrist" not in n]
        pixels = operator.at(float(t)).project(np.array(points))
        assert pixels.min() > 0
        assert pixels[:, 0].max() < spec.picture.width
        assert pixels[:, 1].max() < spec.picture.height


@pytest.mark.parametrize("number", range(12))
def test_every_moment_of_a_drawn_clip_has_a_pose(number: int) -> None:
    spec = draw_clip(Split.EVALUATION, number)
    motion = build_motion(spec, body_of(spec.body))
    for time_s in np.arange(0.0, motion.duration_s, 1 / 120):
        assert np.isfinite(motion.pose(float(time_s)).trunk_lean_deg), time_s


@pytest.mark.parametrize(("fault", "view"), [("knee_cave", "oblique"), ("heel_lift", "side")])
def test_clips_can_be_chosen_by_what_they_show(fault: str, view: str) -> None:
    chosen = list(islice(drawn_clips(Split.EVALUATION, fault=Fault(fault), view=View(view)), 2))
    for number, spec in chosen:
        assert spec == draw_clip(Split.EVALUATION, number)
        assert view_label(spec.camera.azimuth_deg) == view
        faults = [repetition.faults.model_dump() for repetition in spec.repetitions]
        assert any(degree and name.startswith(fault) for f in faults for name, degree in f.items())
