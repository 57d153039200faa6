"""What bounds the errors: `python -m benchmarks.accuracy.bounds CLIPS`.

Landmarks of the network are replaced by true ones, some at a time, and all is measured again: what
an error then falls to is what those landmarks add to it.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from benchmarks.accuracy.page import table
from benchmarks.accuracy.pool import of_each_clip
from benchmarks.accuracy.score import true_share, true_value, view_of
from benchmarks.accuracy.truth import TrueRepetition, Truth
from squatform import SquatformError
from squatform.files import write_whole
from squatform.motion.baseline import standing_baseline
from squatform.motion.measures import Motion, measured
from squatform.motion.smoothing import smoothed
from squatform.pose.landmarks import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, Landmark
from squatform.pose.pose import PoseTrack
from squatform.pose.provider import model_path
from squatform.pose.tracking import track_lifter
from squatform.video import open_source

ROOT = Path(__file__).parents[2]

ANGLES = ("thigh_angle", "shank_lean", "knee_flexion", "trunk_lean")
VIEWS = ("side", "oblique", "front")


@dataclass(frozen=True)
class Variant:
    """What is taken as true, and whether the network's bias is taken off, where it still is in."""

    name: str
    true: tuple[Landmark, ...] = ()
    corrected: bool = False
    turn: bool = False


VARIANTS = (
    Variant("as published: corrected", corrected=True),
    Variant("geometry alone"),
    Variant("geometry, true hips", HIPS),
    Variant("geometry, true knees", KNEES),
    Variant("geometry, true ankles and feet", (*ANKLES, *HEELS, *TOES)),
    Variant("geometry, true shoulders", SHOULDERS),
    Variant("geometry, all of these true", (*SHOULDERS, *HIPS, *KNEES, *ANKLES, *HEELS, *TOES)),
    Variant(
        "geometry, and the turn true",
        (*SHOULDERS, *HIPS, *KNEES, *ANKLES, *HEELS, *TOES),
        turn=True,
    ),
)

Errors = dict[tuple[str, str, str], list[float]]
"""By view, variant and measure: measured minus true, degrees or cm."""


def errors_of(clip: Path, truth: Truth) -> Errors:
    """Measure a rendered clip in every variant."""
    errors: Errors = defaultdict(list)
    if truth.kind != "squat" or not truth.landmarks_px:
        return errors
    with open_source(clip) as source:
        track = track_lifter(source, model_path())
    for variant in VARIANTS:
        motion = _measured(track, truth, variant)
        for true in truth.timed:
            for measure, error in _errors_at(motion, truth, true):
                errors[view_of(truth), variant.name, measure].append(error)
    return dict(errors)


def with_true(track: PoseTrack, truth: Truth, landmarks: Sequence[Landmark]) -> PoseTrack:
    """Give the track with true places of some landmarks, where the lifter was found."""
    image = track.image.copy()
    for landmark in landmarks:
        true = np.array(truth.landmarks_px[landmark.name.lower()])
        for axis in (0, 1):
            placed = np.interp(track.time_s, truth.frames["time_s"], true[:, axis])
            image[track.found, landmark, axis] = placed[track.found]
    return replace(track, image=image)


def _measured(track: PoseTrack, truth: Truth, variant: Variant) -> Motion:
    clean = smoothed(with_true(track, truth, variant.true))
    baseline = standing_baseline(clean)
    if variant.turn and truth.yaw_deg is not None:
        baseline = replace(baseline, yaw_deg=np.full(len(clean), truth.yaw_deg))
    return measured(clean, baseline, corrected=variant.corrected)


def _errors_at(motion: Motion, truth: Truth, true: TrueRepetition) -> list[tuple[str, float]]:
    found = [
        (name, _at(motion, name, true.bottom_s) - true_value(true, name, true_share(truth)))
        for name in ANGLES
    ]
    shank_cm = 100.0 * float(truth.body["shank_m"])
    # the side does not show knees across; where it seems to, the turn is wrong
    for side in () if view_of(truth) == "side" else ("left", "right"):
        name = f"knee_inward_{side}"
        inward = shank_cm * _at(motion, name, true.bottom_s)
        found.append(("knee_inward", inward - true.at_bottom[name]))
    return [(name, error) for name, error in found if np.isfinite(error)]


def _at(motion: Motion, name: str, time_s: float) -> float:
    values = motion[name].values
    known = np.isfinite(values)
    near = known & (np.abs(motion.time_s - time_s) < 0.5)
    return float(np.interp(time_s, motion.time_s[near], values[near])) if near.any() else np.nan


def bounds_page(name: str, errors: Errors) -> str:
    """Give the page: mean absolute errors, a table a view."""
    parts = [
        "# What bounds the errors\n",
        f"Mean absolute errors at every true bottom, counted or not, on the clips of `{name}`, "
        "with landmarks of the network replaced by true ones; degrees, and of each knee, cm. "
        "Learned corrections are for the network's landmarks: those rows have none. Written by "
        "`python -m benchmarks.accuracy.bounds`.\n",
    ]
    measures = (*ANGLES, "knee_inward")
    for view in VIEWS:
        rows = [
            [v.name, *(_cell(errors.get((view, v.name, measure), [])) for measure in measures)]
            for v in VARIANTS
        ]
        count = len(errors.get((view, VARIANTS[0].name, ANGLES[0]), []))
        parts.append(f"## From the {view}, {count} repetitions\n")
        parts.append(table(["landmarks", *(f"`{measure}`" for measure in measures)], rows))
    return "\n".join(parts)


def _cell(errors: Sequence[float]) -> str:
    return f"{np.abs(errors).mean():.1f}" if len(errors) else "–"


def main(
    clips: Annotated[Path, typer.Argument(help="Folder of rendered clips with truth files.")],
    out: Annotated[Path, typer.Option(help="Where bounds.md goes.")] = ROOT / "docs" / "accuracy",
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
) -> None:
    """Write OUT/bounds.md: what errors fall to where landmarks are true.

    Example: python -m benchmarks.accuracy.bounds sample_videos
    """
    joined: Errors = defaultdict(list)
    for errors in of_each_clip(errors_of, clips, workers):
        for key, values in errors.items():
            joined[key] += values
    text = bounds_page(clips.resolve().name, joined)
    write_whole(out / "bounds.md", text)
    print(text, end="")


if __name__ == "__main__":
    try:
        typer.run(main)
    except SquatformError as error:
        sys.exit(f"bounds: {error}")
