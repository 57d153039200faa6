"""The clips in `sample_videos/` are whole, small, and fit their truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import pytest

from studio.clip import truth_path
from studio.clipfile import read_clip

SAMPLES = Path(__file__).parents[2] / "sample_videos"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.yaml"))


def truth_of(name: str) -> Any:
    return json.loads(truth_path(SAMPLES / f"{name}.mp4").read_text(encoding="utf-8"))


def test_there_are_enough_clips_and_they_are_small() -> None:
    assert 12 <= len(NAMES) <= 16
    clips = [SAMPLES / f"{name}.mp4" for name in NAMES]
    assert sum(clip.stat().st_size + truth_path(clip).stat().st_size for clip in clips) < 6e6
    assert max(truth_path(clip).stat().st_size for clip in clips) < 300_000
    assert sum(still.stat().st_size for still in (SAMPLES / "stills").iterdir()) < 400_000


def test_the_readme_shows_every_clip() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"`{name}`" in readme
        assert f"stills/{name}.jpg" in readme
        assert (SAMPLES / "stills" / f"{name}.jpg").stat().st_size > 1000


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_fits_the_clip_and_its_description(name: str) -> None:
    truth, spec = truth_of(name), read_clip(SAMPLES / f"{name}.yaml")
    with av.open(str(SAMPLES / f"{name}.mp4")) as container:
        times = [float(frame.time) for frame in container.decode(video=0)]
    assert times == pytest.approx(truth["frames"]["time_s"], abs=1e-4)
    assert 5 <= truth["picture"]["duration_s"] <= 20
    assert truth["exercise"] == spec.exercise.value
    assert truth["seed"] == spec.seed
    failed = sum(repetition.failed for repetition in spec.repetitions)
    asked = len(spec.repetitions) - failed if spec.exercise.is_squat else 0
    assert truth["repetitions_count"] == asked
    assert truth["incomplete_count"] == failed


@pytest.mark.parametrize("name", NAMES)
def test_each_repetition_has_the_faults_that_were_asked_for(name: str) -> None:
    truth, spec = truth_of(name), read_clip(SAMPLES / f"{name}.yaml")
    for found, asked in zip(truth["repetitions"], spec.repetitions, strict=False):
        faults, bottom = asked.faults, found["at_bottom"]
        assert found["faults"] == faults.model_dump(mode="json")
        assert bottom["lumbar_flexion"] == pytest.approx(faults.lumbar_flexion_deg, abs=0.5)
        if spec.exercise.value != "split_squat":
            assert bottom["hip_shift"] == pytest.approx(100 * faults.hip_shift_m, abs=1.5)
            assert bottom["foot_pitch_left"] == pytest.approx(faults.heel_lift_deg, abs=0.5)
            caved = faults.knee_cave_left_deg > 5
            assert (bottom["knee_inward_left"] > 2.5) == caved
        if asked.knee_flexion_deg is not None:
            mean = (bottom["knee_flexion_left"] + bottom["knee_flexion_right"]) / 2
            assert mean == pytest.approx(asked.knee_flexion_deg, abs=0.5)
