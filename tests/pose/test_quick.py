"""The second bundle of a model: without masks, and with a detector of constants."""

from __future__ import annotations

import itertools
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from squatform.errors import OutputError
from squatform.pose.bundle import is_quick_of, quick_bundle, write_quick
from squatform.pose.close_up import CloseUp
from squatform.pose.crop import Crop
from squatform.pose.landmarker import Landmarker
from squatform.pose.network import finding_the_middle, without_mask
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
        return [pose for frame in frames for pose in landmarker.detect(frame.image)]


@pytest.mark.parametrize("name", ["air_squat_side", "knee_cave_front"])
def test_landmarks_are_the_same_bit_for_bit(cache: Path, name: str) -> None:
    with open_source(SAMPLES / f"{name}.mp4") as source:
        frames = list(itertools.islice(source.frames(max_side=640), 30))
    whole = _poses(cache / "pose_full.task", frames)
    path = model_path("full", cache=cache)
    quick = _poses(path, frames)
    assert quick_bundle(path).is_file()
    assert len(whole) == len(quick) == len(frames)
    for one, other in zip(whole, quick, strict=True):
        np.testing.assert_array_equal(one.image, other.image)
        np.testing.assert_array_equal(one.world, other.world)
        np.testing.assert_array_equal(one.visibility, other.visibility)


def test_only_what_draws_the_mask_is_left_out(networks: dict[str, bytes]) -> None:
    landmarks, detector = networks["pose_landmark_full.tflite"], networks["pose_detection.tflite"]
    assert without_mask(detector) == detector
    lean = without_mask(landmarks)
    assert len(lean) < len(landmarks)
    assert without_mask(lean) == lean


def test_only_a_detector_can_be_made_to_find_the_middle(networks: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="detector"):
        finding_the_middle(networks["pose_landmark_full.tflite"])
    detector = networks["pose_detection.tflite"]
    assert len(finding_the_middle(detector)) < 0.5 * len(detector)


@pytest.mark.parametrize("quick", [True, False])
def test_a_close_up_shows_what_the_whole_picture_does(cache: Path, quick: bool) -> None:
    if quick:
        model_path("full", cache=cache)
    model = cache / "pose_full.task"
    with open_source(SAMPLES / "air_squat_side.mp4") as source:
        image = next(source.frames(start_s=1.0)).image
    with Landmarker(model) as landmarker:
        (pose,) = landmarker.detect(image)
    crop = Crop.around(pose)
    close_up = CloseUp(model)
    plain = close_up.look(crop.picture(image, 1.0))
    outlined = close_up.look(crop.picture(image, 1.0), outline=True)
    close_up.close()
    assert plain is not None
    assert outlined is not None
    np.testing.assert_allclose(plain.image, outlined.image, atol=0.01)
    assert plain.back is None
    assert outlined.back is not None
    near = np.linalg.norm(crop.pose_outside(plain).image[11:, :2] - pose.image[11:, :2], axis=1)
    assert np.median(near) < 0.02 * pose.reach


def test_nobody_is_in_an_empty_close_up(cache: Path) -> None:
    close_up = CloseUp(cache / "pose_full.task")
    for outline in (False, True):
        assert close_up.look(np.zeros((256, 256, 3), np.uint8), outline=outline) is None
    close_up.close()


@pytest.mark.parametrize("fault", ["damaged", "cut short", "of another bundle", "no zip"])
def test_a_bundle_that_does_not_fit_is_made_anew(
    cache: Path, networks: dict[str, bytes], fault: str
) -> None:
    path = model_path("full", cache=cache)
    quick = quick_bundle(path)
    sound = quick.read_bytes()
    if fault == "damaged":
        quick.write_bytes(sound[:5_000_000] + b"\0" * 64 + sound[5_000_064:])
    elif fault == "cut short":
        quick.write_bytes(sound[:-1000])
    elif fault == "no zip":
        quick.write_text("<html>log in to the network first</html>")
    else:
        other = cache / "other.task"
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("pose_detector.tflite", networks["pose_detection.tflite"])
        write_quick(quick, other)
    assert not is_quick_of(quick, path)
    assert model_path("full", cache=cache) == path
    assert quick.read_bytes() == sound


def test_a_cache_that_cannot_be_written_does_without(cache: Path) -> None:
    (cache / ".lock").mkdir()
    path = model_path("full", cache=cache)
    assert not quick_bundle(path).exists()
    with Landmarker(path) as landmarker:
        assert landmarker.detect(np.zeros((240, 320, 3), np.uint8)) == []
    quick_bundle(path).write_bytes(b"half")
    with pytest.raises(OutputError, match="SQUATFORM_MODELS"):
        model_path("full", cache=cache)
