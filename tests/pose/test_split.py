"""The second bundle of a model: the mask in a network by itself."""

from __future__ import annotations

import itertools
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from squatform.errors import ModelError, OutputError
from squatform.pose.bundle import is_split_of, mask_network, split_bundle, write_split
from squatform.pose.landmarker import Landmarker
from squatform.pose.masker import Masker
from squatform.pose.network import mask_alone, without_mask
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


def _poses(model: Path, frames: list[Frame]) -> list[Pose]:
    with Landmarker(model) as landmarker:
        return [pose for frame in frames for pose in landmarker.detect(frame.image, frame.time_s)]


@pytest.mark.parametrize("name", ["air_squat_side", "knee_cave_front"])
def test_landmarks_are_the_same_bit_for_bit(cache: Path, name: str) -> None:
    with open_source(SAMPLES / f"{name}.mp4") as source:
        frames = list(itertools.islice(source.frames(max_side=640), 30))
    whole = _poses(cache / "pose_full.task", frames)
    path = model_path("full", cache=cache)
    split = _poses(path, frames)
    assert split_bundle(path).is_file()
    assert len(whole) == len(split) == len(frames)
    for one, other in zip(whole, split, strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        np.testing.assert_array_equal(one.world, other.world)
        np.testing.assert_array_equal(one.visibility, other.visibility)


def test_only_what_draws_the_mask_is_parted_off(networks: dict[str, bytes]) -> None:
    landmarks, detector = networks["pose_landmark_full.tflite"], networks["pose_detection.tflite"]
    assert without_mask(detector) == detector
    assert mask_alone(detector) is None
    lean = without_mask(landmarks)
    assert lean != landmarks
    assert without_mask(lean) == lean
    assert mask_alone(lean) is None


def test_the_mask_is_the_same_without_a_split_bundle(cache: Path) -> None:
    cut = mask_network(cache / "pose_full.task")
    assert cut is not None
    assert mask_network(model_path("full", cache=cache)) == cut


def test_a_model_that_draws_no_mask_says_so(cache: Path) -> None:
    split = cache / "without.task"
    write_split(split, cache / "pose_full.task")
    with zipfile.ZipFile(split) as archive, zipfile.ZipFile(cache / "bare.task", "w") as bare:
        for name in archive.namelist():
            if name != "pose_mask.tflite":
                bare.writestr(name, archive.read(name))
    with pytest.raises(ModelError, match="draws no masks"):
        Masker(cache / "bare.task")


@pytest.mark.parametrize("fault", ["damaged", "cut short", "of another bundle", "no zip"])
def test_a_bundle_that_does_not_fit_is_made_anew(
    cache: Path, networks: dict[str, bytes], fault: str
) -> None:
    path = model_path("full", cache=cache)
    split = split_bundle(path)
    sound = split.read_bytes()
    if fault == "damaged":
        split.write_bytes(sound[:5_000_000] + b"\0" * 64 + sound[5_000_064:])
    elif fault == "cut short":
        split.write_bytes(sound[:-1000])
    elif fault == "no zip":
        split.write_text("<html>log in to the network first</html>")
    else:
        other = cache / "other.task"
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("pose_detector.tflite", networks["pose_landmark_full.tflite"])
        write_split(split, other)
    assert not is_split_of(split, path)
    assert model_path("full", cache=cache) == path
    assert split.read_bytes() == sound


def test_a_cache_that_cannot_be_written_does_without(cache: Path) -> None:
    (cache / ".lock").mkdir()
    path = model_path("full", cache=cache)
    assert not split_bundle(path).exists()
    with Landmarker(path) as landmarker:
        assert landmarker.detect(np.zeros((240, 320, 3), np.uint8)) == []
    split_bundle(path).write_bytes(b"half")
    with pytest.raises(OutputError, match="SQUATFORM_MODELS"):
        model_path("full", cache=cache)
