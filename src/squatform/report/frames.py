"""Tables of a result: a row a repetition, and a row a frame."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from squatform.motion.measures import Motion
from squatform.pose.landmarks import Landmark
from squatform.results import Reading, RepetitionResult, SetAnalysis

Column = NDArray[np.float64] | NDArray[np.int64]


def repetitions_csv(analysis: SetAnalysis) -> str:
    """Give one row a repetition: times, each measure with its sigma, each verdict.

    What is not known is empty.
    """
    rows = [repetition_row(repetition) for repetition in analysis.repetitions]
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()


def repetition_row(repetition: RepetitionResult) -> dict[str, float | str | None]:
    """Give a repetition as named columns; what is not known is None.

    A measure has its own name and `…_sigma`; a check, which may be called as its measure is,
    `…_status` and `…_grade`.
    """
    row: dict[str, float | str | None] = {
        "repetition": repetition.index,
        "start_s": repetition.start_s,
        "bottom_s": repetition.bottom_s,
        "end_s": repetition.end_s,
        "complete": repetition.complete,
    }
    for name, reading in repetition.measures.items():
        known = reading if isinstance(reading, Reading) else None
        row[name] = known.value if known else None
        row[f"{name}_sigma"] = known.sigma if known else None
    for finding in repetition.findings:
        row[f"{finding.check}_status"] = finding.status
        row[f"{finding.check}_grade"] = finding.grade
    return row


def frame_columns(analysis: SetAnalysis, motion: Motion) -> dict[str, Column]:
    """Give one row a frame as named columns, each of shape (T,).

    `frame`, `time_s`, `scene`, `repetition` (0 between repetitions); each measure and its
    `…_sigma`; each landmark's `…_x` and `…_y` in pixels of the source and its `…_visibility`.
    What is not known is NaN.
    """
    count = len(motion.time_s)
    repetition = np.zeros(count, dtype=np.int64)
    for result in analysis.repetitions:
        inside = (motion.time_s >= result.start_s) & (motion.time_s <= result.end_s)
        repetition[inside] = result.index
    columns: dict[str, Column] = {
        "frame": np.arange(count, dtype=np.int64),
        "time_s": motion.time_s,
        "scene": motion.scene,
        "repetition": repetition,
    }
    for name, measure in motion.measures.items():
        columns[name] = measure.values
        columns[f"{name}_sigma"] = measure.sigma
    for landmark in Landmark:
        name = landmark.name.lower()
        columns[f"{name}_x"] = motion.track.image[:, landmark, 0]
        columns[f"{name}_y"] = motion.track.image[:, landmark, 1]
        columns[f"{name}_visibility"] = motion.track.visibility[:, landmark]
    return columns


def write_frames_parquet(analysis: SetAnalysis, motion: Motion, path: Path) -> None:
    """Write `frame_columns` as Parquet; the units of measures are in the fields' metadata."""
    # pyarrow takes a tenth of a second to import; whoever asks for no table should not wait
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    fields, arrays = [], []
    for name, column in frame_columns(analysis, motion).items():
        measure = motion.measures.get(name.removesuffix("_sigma"))
        unit = {"unit": measure.unit} if measure else None
        array = pyarrow.array(column, from_pandas=True)
        fields.append(pyarrow.field(name, array.type, metadata=unit))
        arrays.append(array)
    about = {"squatform": analysis.squatform_version, "clip": analysis.clip.path}
    table = pyarrow.table(arrays, schema=pyarrow.schema(fields, metadata=about))
    parquet.write_table(table, path, compression="zstd")


def write_frames_csv(analysis: SetAnalysis, motion: Motion, path: Path) -> None:
    """Write `frame_columns` as CSV; what is not known is empty."""
    columns = frame_columns(analysis, motion)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*(column.tolist() for column in columns.values()), strict=True):
            writer.writerow("" if math.isnan(value) else _short(value) for value in row)


def _short(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6g}"
