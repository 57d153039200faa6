"""How well single frames of real people are told apart: `python -m benchmarks.accuracy.postures`.

The frames come as landmarks with a label each, as in Virtucio and Naval 2022, Standard Squat
Posture Classifier (github.com/renzovirtucio/Standard-Squat-Posture-Classifier). No limit of
squatform is chosen on them; a measure is compared between classes, and nothing is fitted.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zipfile import BadZipFile

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.accuracy.page import table
from benchmarks.accuracy.statistics import area_under_curve
from squatform import SquatformError
from squatform.errors import InputError
from squatform.files import write_whole
from squatform.motion.snapshot import snapshot_measures
from squatform.pose.landmarks import ANKLES, KNEES, LANDMARK_COUNT
from squatform.pose.pose import Floats

ROOT = Path(__file__).parents[2]

SQUATS = ("acceptable", "anterior_knees", "bent_over", "half_squat", "knee_valgus", "knee_varus")

CUT_SHARE = 0.05
"""Mean way of the landmarks from one frame to the next, in body heights, at which another video
begins."""

SHORTEST_SEQUENCE = 10


@dataclass(frozen=True)
class Question:
    """Whether a measure, times `sign`, is larger in one class than in others."""

    fault: str
    against: tuple[str, ...]
    measure: str
    sign: float = 1.0


QUESTIONS = (
    Question("half_squat", ("acceptable",), "thigh_angle"),
    Question("bent_over", ("acceptable",), "trunk_lean"),
    Question("knee_valgus", ("acceptable",), "knees_inside"),
    Question("knee_valgus", tuple(c for c in SQUATS if c != "knee_valgus"), "knees_inside"),
    Question("knee_varus", ("acceptable",), "knees_inside", -1.0),
    Question("knee_valgus", ("acceptable",), "knee_to_ankle", -1.0),
    Question("knee_valgus", tuple(c for c in SQUATS if c != "knee_valgus"), "knee_to_ankle", -1.0),
    Question("knee_varus", ("acceptable",), "knee_to_ankle"),
)
"""What is asked; `knee_to_ankle`, the plain ratio of distances, is there for comparison."""


def load_frames(path: Path) -> tuple[Floats, NDArray[np.str_]]:
    """Read landmarks in pixels, shape (N, 33, 3), and labels, shape (N,).

    Raises
    ------
    InputError
        If the file does not hold `image_landmarks` (N, 33, 3 or more; shares of the picture),
        `label` (N,) and `image_size` (width, height).
    """
    try:
        with np.load(path) as data:
            landmarks, label = data["image_landmarks"].astype(float), data["label"]
            width, height = data["image_size"]
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise InputError(f"{path}: no frames with labels: {error}") from error
    if landmarks.shape[:2] != (len(label), LANDMARK_COUNT) or landmarks.shape[2] < 3:
        raise InputError(f"{path}: image_landmarks has shape {landmarks.shape}, not (N, 33, 3).")
    return landmarks[:, :, :3] * [width, height, width], label


def answer(image: Floats, label: NDArray[np.str_]) -> list[list[str]]:
    """Give a row a question: AUC of all frames, and its spread over the videos of the fault."""
    measures = {**snapshot_measures(image), "knee_to_ankle": _knee_to_ankle(image)}
    sequences = sequences_of(image, label)
    rows = []
    for question in QUESTIONS:
        values = question.sign * measures[question.measure]
        others = values[np.isin(label, question.against)]
        fault = label == question.fault
        own = [
            area_under_curve(values[fault & (sequences == k)].tolist(), others.tolist())
            for k in np.unique(sequences[fault])
            if (fault & (sequences == k)).sum() >= SHORTEST_SEQUENCE
        ]
        areas = np.array([area for area in own if area is not None])
        against = question.against[0] if len(question.against) == 1 else "every other squat"
        area = area_under_curve(values[fault].tolist(), others.tolist())
        cells = [f"`{question.fault}`", against, f"`{question.measure}`", _cell(area)]
        spread = [f"{np.quantile(areas, q):.2f}" for q in (0.0, 0.25, 0.5)] if len(areas) else []
        rows.append([*cells, *(spread or ["–"] * 3), str(len(areas))])
    return rows


def sequences_of(image: Floats, label: NDArray[np.str_]) -> NDArray[np.int64]:
    """Give each frame the number of the video it seems to come from, shape (N,).

    Frames do not say whose they are. Where the landmarks jump, or the label changes, another
    video begins; one person may have several.
    """
    xy = image[:, :, :2]
    size = np.ptp(xy[:, :, 1], axis=1)
    moved = np.linalg.norm(np.diff(xy, axis=0), axis=-1).mean(axis=1) / size[1:]
    begins = (moved > CUT_SHARE) | (label[1:] != label[:-1])
    return np.concatenate([[0], np.cumsum(begins)]).astype(np.int64)


def _knee_to_ankle(image: Floats) -> Floats:
    x = image[:, :, 0]
    knees, ankles = (np.abs(np.diff(x[:, list(pair)], axis=1))[:, 0] for pair in (KNEES, ANKLES))
    ratio: Floats = knees / np.maximum(ankles, 1e-6)
    return ratio


def _cell(area: float | None) -> str:
    return "–" if area is None else f"{area:.3f}"


def main(
    frames: Annotated[Path, typer.Argument(help="NPZ of landmarks and labels.")],
    out: Annotated[Path, typer.Option(help="Where postures.md goes.")] = ROOT / "docs" / "accuracy",
) -> None:
    """Write OUT/postures.md: how well single frames of labelled postures are told apart."""
    image, label = load_frames(frames)
    head = ["class", "against", "measure", "AUC", "worst video", "lower quarter", "median", "n"]
    text = (
        "# Single frames of real people\n\n"
        f"{len(label)} frames of landmarks with labels by Virtucio and Naval 2022; see "
        "`benchmarks/accuracy/postures.py`. One frame at a time, nothing fitted. The spread is "
        f"over the videos of the class, of {SHORTEST_SEQUENCE} frames and more, each against "
        "all frames of the others.\n\n" + table(head, answer(image, label))
    )
    write_whole(out / "postures.md", text)
    print(text, end="")


if __name__ == "__main__":
    try:
        typer.run(main)
    except SquatformError as error:
        sys.exit(f"postures: {error}")
