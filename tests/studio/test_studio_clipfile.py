"""A mistake in a clip's file is told by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from squatform.errors import UsageError
from studio.clipfile import read_clip, write_clip
from studio.sampling import Split, draw_clip

SOUND = "seed: 1\nexercise: air_squat\nrepetitions: 2\n"


def read(tmp_path: Path, text: str) -> str:
    path = tmp_path / "clip.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_clip(path)
    message = str(caught.value)
    assert str(path) in message
    return message


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("seed: 1\nexercise: swimming\nrepetitions: 1\n", 2, "exercise"),
        (SOUND + "camera:\n  height_m: 1.0\n  distance_m: 40\n", 6, "camera.distance_m"),
        (SOUND + "camera: {heigth_m: 1.0}\n", 4, "camera.heigth_m"),
        (SOUND + "body:\n  stature_m: tall\n", 5, "body.stature_m"),
        (
            "seed: 1\nexercise: air_squat\nrepetitions:\n"
            "  - {}\n  - faults:\n      heel_lift_deg: 99\n",
            6,
            "repetitions.1.faults.heel_lift_deg",
        ),
        ("exercise: air_squat\nrepetitions: 1\n", 1, "seed"),
        (SOUND + "clothes: {top_colour: blue}\n", 4, "clothes.top_colour"),
        (SOUND + "entrance: unrack\n", 1, "unrack needs"),
        (SOUND + "seed: 2\n", 4, "seed: given twice"),
        ("seed: 1\n  exercise: [\n", 2, "not YAML"),
        ("- 1\n- 2\n", 1, "field: value"),
        ("", 1, "field: value"),
        (
            "seed: 1\nexercise: air_squat\nrepetitions:\n- failed: true\n- {}\n",
            1,
            "only the last repetition can fail",
        ),
    ],
)
def test_mistakes_name_line_and_field(tmp_path: Path, text: str, line: int, field: str) -> None:
    message = read(tmp_path, text)
    assert f"line {line}:" in message
    assert field in message


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    message = read(tmp_path, SOUND + "camera: {height_m: 9, distance_m: 9}\n")
    assert "camera.height_m" in message
    assert "camera.distance_m" in message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.yaml"):
        read_clip(tmp_path / "none.yaml")


def test_a_number_stands_for_as_many_repetitions(tmp_path: Path) -> None:
    path = tmp_path / "clip.yaml"
    path.write_text(SOUND, encoding="utf-8")
    assert len(read_clip(path).repetitions) == 2


@pytest.mark.parametrize("number", range(5))
def test_what_is_written_reads_back_the_same(tmp_path: Path, number: int) -> None:
    spec = draw_clip(Split.CALIBRATION, number)
    path = tmp_path / "drawn.yaml"
    write_clip(spec, path)
    assert read_clip(path) == spec


@pytest.mark.parametrize(
    "path", sorted(Path("sample_videos").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_sample_descriptions_are_sound(path: Path) -> None:
    assert read_clip(path).title
