"""The second bundle of a model: landmarks alone, without the mask."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest

from squatform.errors import OutputError
from squatform.pose.bundle import is_landmarks_only_of, landmarks_only, write_landmarks_only
from squatform.pose.landmarker import Landmarker
from squatform.pose.network import without_mask
from squatform.pose.pose import Pose
from squatform.pose.provider import model_path
from squatform.video import open_source
from squatform.video.frame import Frame

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture
def cache(pose_model_path: Path, tmp_path: Path) -> Path:
    """Give a folder of models as an older squatform left it."""
    shutil.copy(pose_model_path, tmp_path / "pose_full.task")
    return tmp_path


def _poses(model: Path, frames: list[Frame], *, outline: bool = False) -> list[Pose]:
    with Landmarker(model, outline=outline) as landmarker:
        return [pose for frame in frames for pose in landmarker.detect(frame.image, frame.time_s)]


@pytest.mark.parametrize("name", ["air_squat_side", "knee_cave_front"])
def test_landmarks_are_the_same_bit_for_bit(cache: Path, name: str) -> None:
    with open_source(SAMPLES / f"{name}.mp4") as source:
        frames = list(itertools.islice(source.frames(max_side=640), 30))
    whole = _poses(cache / "pose_full.task", frames)
    path = model_path("full", cache=cache)
    lean = _poses(path, frames)
    assert landmarks_only(path).is_file()
    assert len(whole) == len(lean) == len(frames)
    for one, other in zip(whole, lean, strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        np.testing.assert_array_equal(one.world, other.world)
        np.testing.assert_array_equal(one.visibility, other.visibility)


def test_outline_still_comes_from_the_mask(cache: Path) -> None:
    with open_source(SAMPLES / "air_squat_side.mp4") as source:
        frames = list(itertools.islice(source.frames(max_side=640), 5))
    poses = _poses(model_path("full", cache=cache), frames, outline=True)
    assert all(np.isfinite(pose.back).all() for pose in poses)


def test_only_operators_of_the_mask_are_left_out(networks: dict[str, bytes]) -> None:
    lean = without_mask(networks["pose_landmark_full.tflite"])
    assert without_mask(lean) == lean
    detector = networks["pose_detection.tflite"]
    assert without_mask(detector) == detector


@pytest.mark.parametrize("fault", ["damaged", "cut short", "of another bundle", "no zip"])
def test_a_bundle_that_does_not_fit_is_made_anew(cache: Path, tmp_path: Path, fault: str) -> None:
    path = model_path("full", cache=cache)
    lean = landmarks_only(path)
    sound = lean.read_bytes()
    if fault == "damaged":
        lean.write_bytes(sound[:5_000_000] + b"\0" * 64 + sound[5_000_064:])
    elif fault == "cut short":
        lean.write_bytes(sound[:-1000])
    elif fault == "no zip":
        lean.write_text("<html>log in to the network first</html>")
    else:
        other = tmp_path / "other.task"
        write_landmarks_only(other, lean)
        other.replace(lean)
    assert not is_landmarks_only_of(lean, path)
    assert model_path("full", cache=cache) == path
    assert lean.read_bytes() == sound


def test_a_cache_that_cannot_be_written_does_without(cache: Path) -> None:
    (cache / ".lock").mkdir()
    path = model_path("full", cache=cache)
    assert not landmarks_only(path).exists()
    with Landmarker(path) as landmarker:
        assert landmarker.detect(np.zeros((240, 320, 3), np.uint8)) == []
    landmarks_only(path).write_bytes(b"half")
    with pytest.raises(OutputError, match="SQUATFORM_MODELS"):
        model_path("full", cache=cache)
