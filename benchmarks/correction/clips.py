"""Many bodies, each filmed as a row of held postures: standing, on the way down, at the bottom.

A whole clip would show the network little more and take ten times as long to render.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from benchmarks.correction.looks import FRAME_RATE, looks, mean_pose
from squatform.files import write_whole
from squatform.pose.pose import Floats, PoseFrame, PoseTrack, TrackRecorder
from squatform.pose.stills import Stills
from studio.camera import CameraOperator
from studio.clip import with_noise
from studio.exercises import Exercise
from studio.render import Renderer
from studio.sampling import Split, draw_clip
from studio.scene import Scene
from studio.seeds import stream
from studio.spec import ClipSpec
from studio.truth import measure, standing

FIRST = 10_000
"""Number of the first clip drawn; limits are chosen on clips of the same split, numbered from 0."""

ONE_LEG = (Exercise.SPLIT_SQUAT, Exercise.SINGLE_LEG_SQUAT)

DOWN = np.array([0.0, 0.36, 0.48, 0.6, 0.72, 0.86, 1.0])
UP = np.array([0.35, 0.5])
"""Times of the postures, as shares of the way down and of the way up."""

JITTER = 0.05
HELD = 10
"""Frames for which a posture is held."""

VIEW_WEIGHTS = (1.0, 1.0, 0.5)
"""Of the views of a body, see `drawn`: leaning further than drawn is rarer than others."""

LEAN_DEG = 30.0
"""Most that the trunk leans further in the last view of a body."""

PICTURES = 3
"""Pictures of a posture, each with noise of its own; after that the square has settled."""


@dataclass(frozen=True, slots=True, eq=False)
class Postures:
    """One body from one side.

    Attributes
    ----------
    track : PoseTrack
        Each posture held for `HELD` frames.
    moments : NDArray
        Shape (K,): a frame in the middle of each posture.
    truth : dict[str, Floats]
        Shape (K,) each: true values, see `studio.truth.UNITS`.
    yaw_deg : float
        Where the camera stands.
    """

    track: PoseTrack
    moments: np.typing.NDArray[np.int64]
    truth: dict[str, Floats]
    yaw_deg: float


def drawn(start: int = 0) -> Iterator[ClipSpec]:
    """Draw squats on two legs from the calibration split, without end.

    Every body comes three times: filmed as lifters film themselves, from any direction, and as
    lifters film themselves again, from elsewhere and leaning further. Only one lifter in eight
    leans far of its own accord: learned from those alone, far leans came out too upright.
    """
    number = FIRST + start
    while True:
        spec = draw_clip(Split.CALIBRATION, number)
        other = draw_clip(Split.CALIBRATION, number + 1).camera
        number += 2
        if not spec.exercise.is_squat or spec.exercise in ONE_LEG:
            continue
        # the network alone would not know whom to follow
        place = spec.place.model_copy(update={"bystander": False, "spotter": False})
        spec = spec.model_copy(update={"place": place})
        yield spec
        azimuth = round(float(stream(spec.seed, "direction").uniform(-180, 180)), 1)
        yield spec.model_copy(update={"camera": other.model_copy(update={"azimuth_deg": azimuth})})
        yield _leaning(spec.model_copy(update={"camera": other}))


def _leaning(spec: ClipSpec) -> ClipSpec:
    """Let the lifter lean further in the first repetition."""
    first, *rest = spec.repetitions
    drawn_deg = first.faults.extra_lean_deg
    lean = round(float(stream(spec.seed, "lean").uniform(drawn_deg, LEAN_DEG)), 1)
    faults = first.faults.model_copy(update={"extra_lean_deg": lean})
    first = first.model_copy(update={"faults": faults})
    return spec.model_copy(update={"repetitions": (first, *rest)})


def film(spec: ClipSpec, model: Path) -> Postures:
    """Render the postures of the first repetition of a clip and look at them."""
    scene = Scene(spec)
    operator = CameraOperator(spec.camera, spec.picture, spec.seed)
    picture = spec.picture
    times = _times(scene, spec)
    zero = standing(scene.moment(float(times[0])).posed)
    recorder = TrackRecorder((picture.width, picture.height), HELD * len(times))
    truths: list[dict[str, float]] = []
    with (
        Renderer(picture.width, picture.height) as renderer,
        closing(Stills(model)) as stills,
        stills.follower() as follower,
    ):
        stage = scene.staged(renderer)
        for k, time_s in enumerate(times.tolist()):
            moment = scene.moment(time_s)
            clean = renderer.draw(
                stage.set(time_s, moment), operator.at(time_s), scene.surroundings
            )
            truths.append(measure(moment.posed, moment.pose, zero))
            seen_s = k * HELD / FRAME_RATE
            pictures = [
                with_noise(clean, picture.noise, spec.seed, PICTURES * k + number)
                for number in range(PICTURES)
            ]
            pose = mean_pose(looks(follower, pictures, seen_s))
            for frame in range(HELD):
                recorder.append(PoseFrame(seen_s + frame / FRAME_RATE, pose))
    return Postures(
        track=recorder.finish(),
        moments=HELD * np.arange(len(times)) + HELD // 2,
        truth={name: np.array([t[name] for t in truths]) for name in truths[0]},
        yaw_deg=spec.camera.azimuth_deg,
    )


def save_postures(postures: Postures, path: Path) -> None:
    """Write postures to a file, whole."""
    track = {name: getattr(postures.track, name) for name in PoseTrack.__slots__}
    truth = {f"true_{name}": values for name, values in postures.truth.items()}
    content = BytesIO()
    np.savez_compressed(
        content, moments=postures.moments, yaw_deg=postures.yaw_deg, **track, **truth
    )
    write_whole(path, content.getvalue())


def load_postures(path: Path) -> Postures:
    """Read what `save_postures` wrote."""
    with np.load(path) as kept:
        track = {name: kept[name] for name in PoseTrack.__slots__}
        width, height = track["size"].tolist()
        return Postures(
            track=PoseTrack(**{**track, "size": (width, height)}),
            moments=kept["moments"],
            truth={n.removeprefix("true_"): kept[n] for n in kept.files if n.startswith("true_")},
            yaw_deg=float(kept["yaw_deg"]),
        )


def _times(scene: Scene, spec: ClipSpec) -> Floats:
    """Choose times within a clip: standing, on the way down, at the bottom, going up."""
    window = scene.motion.windows[0]
    repetition = spec.repetitions[0]
    down = repetition.down_s or window.rise_s - window.start_s
    jitter = stream(spec.seed, "postures").uniform(-JITTER, JITTER, len(DOWN) + len(UP))
    jitter[0] = 0.0
    shares = np.concatenate([DOWN, UP]) + jitter
    times: Floats = np.concatenate(
        [
            window.start_s + np.minimum(shares[: len(DOWN)], 1.0) * down,
            window.rise_s + shares[len(DOWN) :] * (window.top_s - window.rise_s),
        ]
    )
    return times
