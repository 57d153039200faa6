"""Many bodies from the side, each standing and at the bottom, with straight and with bent backs.

Three squats of each body are filmed: one with a straight back, one with a bent lower and one with a
bent upper back. Heads look up and down more than those of clips, so that nothing is learned of how
backs go with gaze.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np

from benchmarks.correction.clips import PICTURES
from benchmarks.correction.looks import looks
from squatform.files import write_whole
from squatform.motion.rounding import VIEW_LENGTH, back_view
from squatform.pose.pose import Floats
from squatform.pose.stills import Stills
from studio.camera import CameraOperator
from studio.clip import with_noise
from studio.exercises import Exercise
from studio.negatives import build_motion
from studio.pose import Pose
from studio.render import Renderer
from studio.sampling import Split, draw_clip
from studio.scene import Moment, Scene
from studio.seeds import stream
from studio.solver import solve
from studio.spec import ClipSpec, FaultsSpec
from studio.truth import measure, standing

FIRST = 200_000
"""Number of the first clip drawn; the correction of angles is learned from the numbers before."""

BARE_BACKS = (
    Exercise.AIR_SQUAT,
    Exercise.GOBLET_SQUAT,
    Exercise.SUMO_SQUAT,
    Exercise.BOX_SQUAT,
)
"""Exercises without a bar."""

TURN_DEG, FARTHEST_TURN_DEG = 9.0, 24.0
"""Standard deviation, and most, of how far cameras are from square to the lifter."""

LEAST_DEG, LUMBAR_DEG, THORACIC_DEG = 6.0, 40.0, 30.0
"""Least, and most, that a back is bent; the most are those of clips drawn at random."""

LEAN_DEG, LEANING = (5.0, 30.0), 0.6
"""Further lean of straight backs, and how many have it."""

GAZE_DEG = 8.0
"""Standard deviation of the pitch of a head, of each person and again at each moment."""

STEP_S = 0.5
"""Time between two moments, as the network sees them."""


@dataclass(frozen=True, slots=True, eq=False)
class Backs:
    """The squats of one body.

    Attributes
    ----------
    views : Floats
        Shape (S, 2, VIEW_LENGTH): see `squatform.motion.rounding`, standing and at the bottom.
    truth : Floats
        Shape (S, 2): lumbar and thoracic flexion at the bottom, degrees.
    hip_flexion : Floats
        Shape (S,): at the bottom, degrees, as `squatform.motion.measures` has it.
    """

    views: Floats
    truth: Floats
    hip_flexion: Floats


def drawn() -> Iterator[ClipSpec]:
    """Draw squats without a bar from the calibration split, filmed from the side, without end."""
    number = FIRST
    while True:
        spec = draw_clip(Split.CALIBRATION, number)
        number += 1
        if spec.exercise not in BARE_BACKS:
            continue
        place = spec.place.model_copy(update={"bystander": False, "spotter": False})
        random = stream(spec.seed, "side")
        off = np.clip(random.normal(0.0, TURN_DEG), -FARTHEST_TURN_DEG, FARTHEST_TURN_DEG)
        azimuth = round(float(random.choice([-90.0, 90.0]) + off), 1)
        camera = spec.camera.model_copy(update={"azimuth_deg": azimuth})
        yield spec.model_copy(update={"place": place, "camera": camera})


def film(spec: ClipSpec, model: Path) -> Backs:
    """Render the squats of one body and look at their backs."""
    random = stream(spec.seed, "backs")
    scene = Scene(spec)
    views, truth, hip_flexion = [], [], []
    with _Camera(spec, scene, model) as camera:
        person_deg = float(random.normal(0.0, GAZE_DEG))
        for faults in _squats(random):
            times, poses = _moments(_with(spec, faults), scene)
            nods = person_deg + random.normal(0.0, GAZE_DEG, len(poses))
            seen = [
                camera.look(time_s, replace(pose, head_pitch_deg=pose.head_pitch_deg + float(nod)))
                for time_s, pose, nod in zip(times, poses, nods, strict=True)
            ]
            views.append(seen)
            bottom = poses[-1]
            truth.append([bottom.lumbar_flexion_deg, bottom.thoracic_flexion_deg])
            hip_flexion.append(_hip_flexion(scene, poses))
    return Backs(np.array(views), np.array(truth), np.array(hip_flexion))


class _Camera:
    """Films poses of one body, and looks at what it has filmed."""

    def __init__(self, spec: ClipSpec, scene: Scene, model: Path) -> None:
        self._spec, self._scene = spec, scene
        self._operator = CameraOperator(spec.camera, spec.picture, spec.seed)
        self._open = ExitStack()
        picture = spec.picture
        self._renderer = self._open.enter_context(Renderer(picture.width, picture.height))
        stills = self._open.enter_context(closing(Stills(model)))
        self._follower = self._open.enter_context(stills.follower())
        self._stage = scene.staged(self._renderer)
        self._shown = 0

    def __enter__(self) -> _Camera:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def look(self, time_s: float, pose: Pose) -> Floats:
        """Give the view of the back in a pose, shape (VIEW_LENGTH,); NaN where it is not seen."""
        spec, moment = self._spec, Moment(pose, solve(self._scene.body, pose))
        drawables = self._stage.set(time_s, moment)
        surroundings = self._scene.surroundings
        clean = self._renderer.draw(drawables, self._operator.at(time_s), surroundings)
        self._shown += 1
        pictures = [
            with_noise(clean, spec.picture.noise, spec.seed, PICTURES * self._shown + number)
            for number in range(PICTURES)
        ]
        # who shows the left side looks to the left
        views = [
            back_view(pose.image, pose.back, -float(np.sign(pose.turn)))
            for pose in looks(self._follower, pictures, STEP_S * self._shown, outline=True)
            if pose.back is not None
        ]
        return np.mean(views, axis=0) if views else np.full(VIEW_LENGTH, np.nan)


def _squats(random: np.random.Generator) -> list[FaultsSpec]:
    """Draw a straight back, a bent lower and a bent upper one."""
    lean = float(random.uniform(*LEAN_DEG)) if random.random() < LEANING else 0.0
    lumbar, thoracic = (random.uniform(LEAST_DEG, most) for most in (LUMBAR_DEG, THORACIC_DEG))
    return [
        FaultsSpec(extra_lean_deg=lean),
        FaultsSpec(lumbar_flexion_deg=float(lumbar)),
        FaultsSpec(thoracic_flexion_deg=float(thoracic)),
    ]


def _with(spec: ClipSpec, faults: FaultsSpec) -> ClipSpec:
    squat = spec.repetitions[0].model_copy(update={"faults": faults})
    return spec.model_copy(update={"repetitions": [squat]})


def _moments(spec: ClipSpec, scene: Scene) -> tuple[list[float], list[Pose]]:
    """Give times and poses of standing and of the bottom."""
    motion = build_motion(spec, scene.body)
    window = motion.windows[0]
    down = spec.repetitions[0].down_s or window.rise_s - window.start_s
    times = [window.start_s, window.start_s + down]
    return times, [motion.pose(time_s) for time_s in times]


def _hip_flexion(scene: Scene, poses: list[Pose]) -> float:
    """Give the mean hip flexion of both legs in the last of `poses`, the first being standing."""
    zero = standing(solve(scene.body, poses[0]))
    angles = measure(solve(scene.body, poses[-1]), poses[-1], zero)
    thigh = (angles["thigh_angle_left"] + angles["thigh_angle_right"]) / 2
    return 90.0 - thigh + angles["trunk_lean"]


def save_backs(backs: Backs, path: Path) -> None:
    """Write the squats of one body to a file, whole."""
    content = BytesIO()
    np.savez_compressed(content, **{name: getattr(backs, name) for name in Backs.__slots__})
    write_whole(path, content.getvalue())


def load_backs(path: Path) -> Backs:
    """Read what `save_backs` wrote."""
    with np.load(path) as kept:
        return Backs(**{name: kept[name] for name in Backs.__slots__})
