from __future__ import annotations

import zipfile
from pathlib import Path

import mediapipe as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mediapipe.tasks.python import BaseOptions, vision

from squatform.pose.bundle import check_bundle, sha256, write_bundle
from squatform.pose.manifest import Manifest, load_manifest


def _data_ranges(bundle: Path) -> list[tuple[str, int, int]]:
    """Give name, first and last-but-one byte of every entry's data."""
    ranges = []
    content = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        for info in archive.infolist():
            header = content[info.header_offset : info.header_offset + 30]
            start = info.header_offset + 30
            start += int.from_bytes(header[26:28], "little")
            start += int.from_bytes(header[28:30], "little")
            ranges.append((info.filename, start, start + info.file_size))
    return ranges


def test_mediapipe_loads_the_bundle(bundle: Path, capfd: pytest.CaptureFixture[str]) -> None:
    options = vision.PoseLandmarkerOptions(BaseOptions(model_asset_path=str(bundle)))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        grey = np.full((240, 320, 3), 128, np.uint8)
        result = landmarker.detect(mp.Image(mp.ImageFormat.SRGB, grey))
    assert result.pose_landmarks == []
    assert "unaligned" not in capfd.readouterr().err


def test_bundle_is_the_same_every_time(
    bundle: Path, manifest: Manifest, networks: dict[str, bytes], tmp_path: Path
) -> None:
    again = tmp_path / "again.task"
    write_bundle(again, [(part, networks[part.names[0]]) for part in manifest.parts_of("full")])
    assert again.read_bytes() == bundle.read_bytes()


def test_networks_lie_uncompressed_on_64_bytes(bundle: Path, manifest: Manifest) -> None:
    content = bundle.read_bytes()
    found = {name: (start, content[start:end]) for name, start, end in _data_ranges(bundle)}
    for part in manifest.parts_of("full"):
        start, data = found[part.entry]
        assert start % 64 == 0
        assert sha256(data) == part.built_sha256


def test_sound_missing_and_foreign_files_are_told_apart(
    bundle: Path, manifest: Manifest, tmp_path: Path
) -> None:
    assert check_bundle(bundle, "full", manifest).state == "ready"
    assert check_bundle(tmp_path / "absent.task", "full", manifest).state == "not fetched"
    foreign = tmp_path / "foreign.task"
    foreign.write_text("<html>log in to the network first</html>")
    assert check_bundle(foreign, "full", manifest).state == "damaged"
    assert check_bundle(tmp_path, "full", manifest).state == "damaged"


def test_bundle_of_another_variant_is_refused(bundle: Path) -> None:
    assert check_bundle(bundle, "lite", load_manifest()).state == "damaged"


@settings(max_examples=25, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), entry=st.integers(0, 1))
def test_any_flipped_bit_of_a_network_is_noticed(
    *,
    bundle: Path,
    manifest: Manifest,
    tmp_path_factory: pytest.TempPathFactory,
    position: float,
    bit: int,
    entry: int,
) -> None:
    content = bytearray(bundle.read_bytes())
    _, start, end = _data_ranges(bundle)[entry]
    content[start + int(position * (end - start))] ^= 1 << bit
    damaged = tmp_path_factory.mktemp("damaged") / "pose_full.task"
    damaged.write_bytes(content)
    assert check_bundle(damaged, "full", manifest).state == "damaged"
    damaged.unlink()


@settings(max_examples=25, deadline=None)
@given(kept=st.floats(0, 0.999))
def test_any_truncation_is_noticed(
    bundle: Path, manifest: Manifest, tmp_path_factory: pytest.TempPathFactory, kept: float
) -> None:
    content = bundle.read_bytes()
    damaged = tmp_path_factory.mktemp("damaged") / "pose_full.task"
    damaged.write_bytes(content[: int(len(content) * kept)])
    assert check_bundle(damaged, "full", manifest).state == "damaged"
    damaged.unlink()


@settings(max_examples=50, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
def test_damaged_zip_directory_never_stops_the_check(
    bundle: Path,
    manifest: Manifest,
    tmp_path_factory: pytest.TempPathFactory,
    position: float,
    value: int,
) -> None:
    content = bytearray(bundle.read_bytes())
    directory = content.index(b"PK\x01\x02", _data_ranges(bundle)[-1][2])
    content[directory + int(position * (len(content) - directory))] = value
    damaged = tmp_path_factory.mktemp("damaged") / "pose_full.task"
    damaged.write_bytes(content)
    found = check_bundle(damaged, "full", manifest)
    assert found.state == "ready" or found.detail
    damaged.unlink()


def _laid_out_otherwise(manifest: Manifest, **changes: object) -> Manifest:
    parts = {
        key: part.model_copy(update={"built_sha256": "0" * 64, **changes})
        for key, part in manifest.parts.items()
    }
    return manifest.model_copy(update={"parts": parts})


def test_another_layout_of_a_listed_network_is_sound(bundle: Path, manifest: Manifest) -> None:
    assert check_bundle(bundle, "full", _laid_out_otherwise(manifest)).state == "ready"


def test_another_layout_of_a_network_no_longer_listed_is_not(
    bundle: Path, manifest: Manifest
) -> None:
    newer = _laid_out_otherwise(manifest, published_sha256=("1" * 64,))
    assert check_bundle(bundle, "full", newer).state == "damaged"


def test_bundle_published_as_a_whole_is_sound(bundle: Path, manifest: Manifest) -> None:
    other = _laid_out_otherwise(manifest, published_sha256=("1" * 64,))
    full = other.variants["full"].model_copy(
        update={"bundle_sha256": (sha256(bundle.read_bytes()),)}
    )
    listed = other.model_copy(update={"variants": {"full": full}})
    assert check_bundle(bundle, "full", listed).state == "ready"
