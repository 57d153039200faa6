from __future__ import annotations

import re
from pathlib import Path

import pytest

from squatform.errors import ModelError, UsageError
from squatform.pose.manifest import load_manifest, read_manifest

OWN = Path(__file__).parents[2] / "models" / "manifest.toml"


def test_own_manifest_offers_three_variants_and_full_by_default() -> None:
    manifest = load_manifest()
    assert list(manifest.variants) == ["lite", "full", "heavy"]
    assert manifest.default == "full"
    assert manifest.licence.spdx == "Apache-2.0"
    assert manifest.card.keypoints == 33


@pytest.mark.parametrize("variant", ["lite", "full", "heavy"])
def test_each_variant_has_a_detector_and_its_own_landmark_network(variant: str) -> None:
    detector, landmarks = load_manifest().parts_of(variant)
    assert detector.entry == "pose_detector.tflite"
    assert landmarks.entry == "pose_landmarks_detector.tflite"
    assert variant in landmarks.names[0]
    assert load_manifest().size_of(variant) == detector.size + landmarks.size


def test_unknown_variant_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'huge'.*lite, full, heavy"):
        load_manifest().variant("huge")


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (r'default = "full"', 'default = "huge"', "huge"),
        (r'"landmarks_lite"\]', '"landmarks_tiny"]', "landmarks_tiny"),
        (r'sources = \["npm"', 'sources = ["floppy"', "floppy"),
        (r'"f17bfbec', '"xyz', "published_sha256"),
        (r"std = 255.0", "std = 0.0", "std"),
        (r'kind = "npm"', 'kind = "disk"', "disk"),
        (r"megabytes = 36", "megabytes = 36\ncolour = 3", "colour"),
        (r"\[licence\]", "[licence", "not valid"),
    ],
)
def test_invalid_manifest_is_refused_and_says_where(
    tmp_path: Path, pattern: str, replacement: str, said: str
) -> None:
    text, changes = re.subn(pattern, replacement, OWN.read_text(encoding="utf-8"))
    assert changes
    path = tmp_path / "manifest.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as error:
        read_manifest(path)
    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_missing_manifest_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="Cannot read the list of pose models"):
        read_manifest(tmp_path / "absent.toml")
