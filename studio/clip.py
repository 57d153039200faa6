"""Renders one clip and writes what is true of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from squatform.files import whole_file, write_whole
from studio.body import LANDMARKS
from studio.camera import CameraOperator
from studio.encode import TICKS_PER_S, ClipWriter
from studio.render import Picture, Renderer
from studio.scene import Moment, Scene
from studio.seeds import stream
from studio.spec import ClipSpec, PictureSpec
from studio.timeline import Window
from studio.truth import UNITS, measure, named_landmarks, segment_lengths, standing

SCHEMA_VERSION = 1

STARTED = 0.02
"""Share of a repetition's travel by which the hips are down when it has started."""

DECIMALS = {"time_s": 5, "knee_separation": 3, "hip_height": 1, "heel_clearance": 2}
DEFAULT_DECIMALS = 1

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FrameTruth:
    """One frame's true values and projected landmarks, (landmarks, 2) in pixels."""

    time_s: float
    values: dict[str, float]
    pixels: np.ndarray[Any, np.dtype[np.float64]]


def frame_ticks(picture: PictureSpec, duration_s: float, seed: int) -> list[int]:
    """Presentation times in ticks of the file's clock.

    A variable rate does what phones do: times jitter by up to a fifth of a frame, and now and then
    a frame is missing.
    """
    count = max(1, int(duration_s * picture.frame_rate))
    times = np.arange(count) / picture.frame_rate
    if picture.variable_frame_rate:
        random = stream(seed, "frame times")
        times = times + random.uniform(-0.2, 0.2, count) / picture.frame_rate
        kept = random.random(count) > 0.07
        kept[0] = True
        times = times[kept]
    ticks = np.round(times * TICKS_PER_S).astype(int)
    return [int(tick) for tick in ticks - ticks[0]]


def render_clip(spec: ClipSpec, video: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Render a clip to `video`, write ``*.truth.json`` beside it, and return the truth."""
    scene = Scene(spec)
    operator = CameraOperator(spec.camera, spec.picture, spec.seed)
    ticks = frame_ticks(spec.picture, scene.motion.duration_s, spec.seed)
    zero = standing(scene.moment(_standing_time(scene)).posed)
    frames = []
    picture = spec.picture
    with (
        Renderer(picture.width, picture.height) as renderer,
        whole_file(video) as unfinished,
        ClipWriter(
            unfinished,
            picture.width,
            picture.height,
            frame_rate=picture.frame_rate,
            rotation_deg=picture.rotation_deg,
            quality=picture.quality,
        ) as writer,
    ):
        stage = scene.staged(renderer)
        for number, tick in enumerate(ticks):
            time_s = tick / TICKS_PER_S
            moment, camera = scene.moment(time_s), operator.at(time_s)
            image = renderer.draw(stage.set(time_s, moment), camera, scene.surroundings)
            writer.write(with_noise(image, picture.noise, spec.seed, number), tick)
            points = np.array(list(named_landmarks(moment.posed).values()))
            values = measure(moment.posed, moment.pose, zero)
            frames.append(FrameTruth(time_s, values, camera.project(points)))
            if progress is not None:
                progress(number + 1, len(ticks))
    truth = clip_truth(spec, scene, frames, video.name)
    write_whole(truth_path(video), json.dumps(truth, separators=(",", ":")) + "\n")
    return truth


def truth_path(video: Path) -> Path:
    """Where the truth of a clip is kept."""
    return video.with_suffix(".truth.json")


def with_noise(image: Picture, amount: float, seed: int, number: int) -> Picture:
    """Add a sensor's grain, the same for all three colours."""
    if amount == 0:
        return image
    random = stream(seed, "grain", str(number))
    grain = random.normal(0, amount, image.shape[:2]).clip(-4 * amount, 4 * amount)
    noisy = image.astype(np.int16) + np.round(grain).astype(np.int16)[:, :, None]
    return noisy.clip(0, 255).astype(np.uint8)


def clip_truth(spec: ClipSpec, scene: Scene, frames: list[FrameTruth], name: str) -> dict[str, Any]:
    """Put together the whole truth of a clip, ready to be written as JSON."""
    repetitions = [_repetition(scene, window) for window in scene.motion.windows]
    counted = spec.exercise.is_squat
    complete = sum(r["complete"] for r in repetitions) if counted else 0
    yaw = spec.camera.azimuth_deg
    moment = scene.moment(_standing_time(scene))
    return {
        "schema_version": SCHEMA_VERSION,
        "clip": name,
        "title": spec.title,
        "exercise": spec.exercise.value,
        "kind": "squat" if counted else "negative",
        "sure": True,
        "view": view_label(yaw),
        "yaw_deg": yaw,
        "camera": {
            "azimuth_deg": yaw,
            "height_m": spec.camera.height_m,
            "distance_m": spec.camera.distance_m,
            "aim_height_m": spec.camera.aim_height_m,
            "vertical_field_of_view_deg": spec.camera.field_of_view_deg,
            "roll_deg": spec.camera.roll_deg,
            "drift": spec.camera.drift,
        },
        "picture": spec.picture.model_dump(mode="json")
        | {"frames": len(frames), "duration_s": round(scene.motion.duration_s, 3)},
        "body": spec.body.model_dump(mode="json") | segment_lengths(moment.posed),
        "clothes": spec.clothes.model_dump(mode="json"),
        "place": spec.place.model_dump(mode="json"),
        "load": moment.pose.arms.style.value,
        "seed": spec.seed,
        "repetitions_count": complete,
        "incomplete_count": len(repetitions) - complete if counted else 0,
        "repetitions": repetitions if counted else [],
        "units": UNITS,
        "frames": _columns(frames),
        "landmarks_px": {
            name: [[_rounded(float(x), 1) for x in frame.pixels[i]] for frame in frames]
            for i, name in enumerate(LANDMARKS)
        },
    }


def view_label(yaw_deg: float) -> str:
    """Name of a view by the camera's direction from the lifter."""
    away = abs((yaw_deg + 180) % 360 - 180)
    for limit, label in (
        (20, "front"),
        (65, "front_oblique"),
        (110, "side"),
        (160, "rear_oblique"),
    ):
        if away <= limit:
            return label
    return "rear"


def _standing_time(scene: Scene) -> float:
    windows = scene.motion.windows
    return max(windows[0].start_s - 0.05, 0.0) if windows else 0.0


def _columns(frames: list[FrameTruth]) -> dict[str, list[float]]:
    columns: dict[str, list[float]] = {
        "time_s": [_rounded(frame.time_s, DECIMALS["time_s"]) for frame in frames]
    }
    for name in frames[0].values:
        base = name.removesuffix("_left").removesuffix("_right")
        digits = DECIMALS.get(base, DEFAULT_DECIMALS)
        columns[name] = [_rounded(frame.values[name], digits) for frame in frames]
    return columns


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) + 0.0  # no minus zero


def _repetition(scene: Scene, window: Window) -> dict[str, Any]:
    """Start, bottom and end of a repetition by the height of the hips, and its faults."""
    times = np.arange(window.start_s, window.end_s, 1 / 120)
    moments = [scene.moment(float(t)) for t in times]
    heights = np.array([_hip_height(moment) for moment in moments])
    low = int(heights.argmin())
    travel = float(heights[0] - heights[low])
    begun = np.flatnonzero(heights < heights[0] - STARTED * travel)
    start = int(begun[0])
    end = int(begun[-1])
    spec = window.spec
    zero = standing(moments[0].posed)
    bottom = measure(moments[low].posed, moments[low].pose, zero)
    rise = moments[low:]
    leans = [moment.pose.trunk_lean_deg for moment in rise]
    return {
        "index": window.index,
        "start_s": round(float(times[start]), 3),
        "bottom_s": round(float(times[low]), 3),
        "end_s": round(float(times[end]), 3),
        "complete": not spec.failed,
        "pulses": spec.pulses,
        "faults": spec.faults.model_dump(mode="json"),
        "at_bottom": {name: _rounded(value, 2) for name, value in bottom.items()},
        "most_lean_rising": round(max(leans), 2),
    }


def _hip_height(moment: Moment) -> float:
    left, right = (moment.posed.joint(f"upperleg01.{s}")[1] for s in "LR")
    return float(left + right) / 2
