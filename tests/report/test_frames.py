import csv

import numpy as np
from pyarrow import parquet

from skeleton import Camera, reps, squatting, times
from squatform.report.frames import (
    frame_columns,
    repetitions_csv,
    write_frames_csv,
    write_frames_parquet,
)
from tracks import analysed, blanked


def test_the_table_has_a_row_a_repetition(faulty):
    rows = list(csv.DictReader(repetitions_csv(faulty).splitlines()))
    assert [int(row["repetition"]) for row in rows] == [1, 2]
    for row, repetition in zip(rows, faulty.repetitions, strict=True):
        assert float(row["bottom_s"]) == repetition.bottom_s
        assert float(row["thigh_angle"]) == repetition.measures["thigh_angle"].value
        assert float(row["thigh_angle_sigma"]) == repetition.measures["thigh_angle"].sigma
        # a check of that name stands beside it
        assert float(row["trunk_lean"]) == repetition.measures["trunk_lean"].value
        assert (row["depth_status"], row["depth_grade"]) == ("severe", "3")


def test_an_unmeasured_quantity_is_an_empty_cell():
    plan = reps(1, pause_s=1.5)
    track = Camera(90).film(squatting(times(plan[0].bottom_s + 0.5), plan))
    (row,) = csv.DictReader(repetitions_csv(analysed(track)).splitlines())
    assert row["complete"] == "False"
    assert row["concentric_s"] == row["concentric_s_sigma"] == ""


def test_no_repetitions_make_an_empty_table(no_squat):
    assert repetitions_csv(no_squat) == ""


def test_parquet_holds_every_frame_with_units(tmp_path, faulty):
    path = tmp_path / "frames.parquet"
    write_frames_parquet(faulty, faulty.motion, path)
    table = parquet.read_table(path)
    assert table.num_rows == 240
    np.testing.assert_array_equal(table["time_s"].to_numpy(), faulty.motion.time_s)
    for name in ("knee_flexion", "knee_flexion_sigma"):
        assert table.schema.field(name).metadata == {b"unit": "°".encode()}
    np.testing.assert_allclose(
        table["knee_flexion"].to_numpy(), faulty.motion["knee_flexion"].values
    )
    repetition = table["repetition"].to_numpy()
    assert set(repetition) == {0, 1, 2}
    assert repetition[round(faulty.repetitions[1].bottom_s * 30)] == 2


def test_what_is_not_known_is_null_and_an_empty_cell(tmp_path):
    figure = squatting(times(8), reps(2))
    analysis = analysed(blanked(Camera(90).film(figure), slice(200, 240)))
    write_frames_parquet(analysis, analysis.motion, tmp_path / "a.parquet")
    assert parquet.read_table(tmp_path / "a.parquet")["left_knee_x"].null_count == 40
    write_frames_csv(analysis, analysis.motion, tmp_path / "a.csv")
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    assert list(rows[0]) == list(frame_columns(analysis, analysis.motion))
    assert rows[230]["left_knee_x"] == rows[230]["knee_flexion"] == ""
    assert float(rows[10]["left_knee_x"]) > 0
