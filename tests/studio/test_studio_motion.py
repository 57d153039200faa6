"""Movements over time: what is asked for happens, and nothing slides or sinks into the floor."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from studio.body import SIDES, Body
from studio.exercises import Exercise
from studio.negatives import build_motion
from studio.people import Passer, body_of
from studio.solver import solve
from studio.spec import ClipSpec
from studio.truth import named_landmarks


def clip(exercise: Exercise = Exercise.AIR_SQUAT, **fields: Any) -> ClipSpec:
    content = {"seed": 5, "exercise": exercise, "repetitions": 2, "form": {"sway": 0}} | fields
    return ClipSpec.model_validate(content)


@pytest.fixture(autouse=True)
def _needs_bodies(man: Body) -> None:
    del man


def knee_at_bottom(spec: ClipSpec) -> list[float]:
    motion = build_motion(spec, body_of(spec.body))
    return [
        max(motion.pose(float(t)).knee_flexion_deg for t in np.arange(w.start_s, w.end_s, 0.02))
        for w in motion.windows
    ]


def test_every_repetition_reaches_its_own_depth() -> None:
    spec = clip(repetitions=[{"knee_flexion_deg": k} for k in (70, 100, 130)])
    assert knee_at_bottom(spec) == pytest.approx([70, 100, 130], abs=0.01)


def test_motion_is_smooth() -> None:
    spec = clip(repetitions=[{"pulses": 1}, {"faults": {"hips_first_deg": 20}}, {"failed": True}])
    motion = build_motion(spec, body_of(spec.body))
    times = np.arange(0, motion.duration_s, 1 / 240)
    poses = [motion.pose(float(t)) for t in times]
    for values in (
        [pose.knee_flexion_deg for pose in poses],
        [pose.trunk_lean_deg for pose in poses],
    ):
        assert np.abs(np.diff(values)).max() < 2.5  # degrees in a 240th of a second


@pytest.mark.parametrize("exercise", list(Exercise))
def test_standing_feet_do_not_slide_and_nothing_sinks(exercise: Exercise) -> None:
    spec = clip(exercise)
    body = body_of(spec.body)
    motion = build_motion(spec, body)
    before: dict[str, np.ndarray] = {}
    for t in np.arange(0, motion.duration_s, 1 / 20):
        pose = motion.pose(float(t))
        points = named_landmarks(solve(body, pose))
        assert min(point[1] for point in points.values()) > -0.012
        for side, foot in zip(SIDES, pose.feet, strict=True):
            ball = points[f"{side}_foot_index"]
            planted = foot.lift_m == 0
            if planted and side in before:
                assert np.linalg.norm((ball - before[side])[[0, 2]]) < 0.006, (side, t)
            before = (
                before | {side: ball} if planted else {k: v for k, v in before.items() if k != side}
            )


def test_a_passer_walks_on_without_sliding(man: Body) -> None:
    passer = Passer(5.0, 0.0)
    times = np.arange(0, 4, 1 / 30)
    poses = [passer.pose(float(t)) for t in times]
    hips = np.array([solve(man, pose).joint("root")[2] for pose in poses])
    assert hips[-1] - hips[0] > 2.5
    assert np.diff(hips).min() > -1e-6
    for before, after in pairwise(poses):
        for a, b in zip(before.feet, after.feet, strict=True):
            assert a.z_m == b.z_m or max(a.lift_m, b.lift_m) > 0


@pytest.mark.parametrize("entrance", ["walk_in", "unrack"])
def test_an_entrance_ends_where_the_repetitions_begin(entrance: str) -> None:
    spec = clip(Exercise.BACK_SQUAT, entrance=entrance)
    body = body_of(spec.body)
    motion = build_motion(spec, body)
    start = motion.windows[0].start_s
    times = np.arange(0, start, 1 / 60)
    hips = np.array([solve(body, motion.pose(float(t))).joint("root") for t in times])
    assert abs(hips[0, 2] - hips[-1, 2]) > 0.3
    assert np.abs(np.diff(hips, axis=0)).max() < 0.04  # no jumps between two frames
    assert motion.pose(start).feet == motion.pose(motion.duration_s).feet


def test_hips_first_adds_lean_early_in_the_ascent_only() -> None:
    plain = build_motion(clip(), body_of(clip().body))
    spec = clip(repetitions=[{"faults": {"hips_first_deg": 20}}, {}])
    faulty = build_motion(spec, body_of(spec.body))
    window = faulty.windows[0]
    added = [
        faulty.pose(float(t)).trunk_lean_deg - plain.pose(float(t)).trunk_lean_deg
        for t in np.arange(window.start_s, window.end_s, 0.02)
    ]
    assert max(added) == pytest.approx(20, abs=1)
    down = int((window.rise_s - window.start_s) / 0.02)
    assert np.abs(added[: down - 1]).max() < 0.01
    assert added[-1] == pytest.approx(0, abs=0.5)


def test_a_failed_repetition_ends_at_the_bottom() -> None:
    spec = clip(repetitions=[{}, {"failed": True}])
    motion = build_motion(spec, body_of(spec.body))
    assert motion.pose(motion.duration_s).knee_flexion_deg > 110


def test_the_box_squat_sits_on_its_box(man: Body) -> None:
    del man
    from studio.scene import Scene

    scene = Scene(clip(Exercise.BOX_SQUAT))
    (box,) = scene._fixtures
    top = box.positions[:, 1].max()
    window = scene.motion.windows[0]
    posed = scene.moment(window.rise_s - 0.02).posed
    points, _ = scene.lifter.posed(posed)
    hips = posed.joint("root")
    behind = (np.abs(points[:, 0]) < 0.2) & (points[:, 2] < hips[2]) & (points[:, 1] < hips[1])
    assert points[behind, 1].min() == pytest.approx(top, abs=0.03)


def test_one_seed_moves_one_way(man: Body) -> None:
    a, b, c = (build_motion(clip(seed=seed, form={"sway": 1}), man).pose(2.0) for seed in (1, 1, 2))
    assert a == b
    assert a != c
