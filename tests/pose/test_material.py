from __future__ import annotations

import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from squatform.pose.manifest import Manifest
from squatform.pose.material import RefusedError, find_material


def _pack(folder: Path, target: Path) -> Path:
    if target.name.endswith(".tgz"):
        with tarfile.open(target, "w:gz") as tar:
            tar.add(folder, "package")
    else:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in folder.iterdir():
                archive.write(file, f"mediapipe/modules/{file.name}")
    return target


@pytest.mark.parametrize("package", [None, "mediapipe.whl", "pose.tgz", "networks.zip"])
def test_networks_are_found_loose_and_in_packages(
    parts_folder: Path,
    manifest: Manifest,
    networks: dict[str, bytes],
    tmp_path: Path,
    package: str | None,
) -> None:
    path = _pack(parts_folder, tmp_path / package) if package else parts_folder
    material = find_material(path, "full", manifest)
    assert material.bundle is None
    assert [(part.names[0], data) for part, data in material.networks] == list(networks.items())


def test_networks_are_found_across_a_folder_of_packages(
    parts_folder: Path, manifest: Manifest, tmp_path: Path
) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.move(parts_folder / "pose_detection.tflite", alone)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    _pack(alone, downloads / "mediapipe.whl")
    _pack(parts_folder, downloads / "pose.tgz")
    (downloads / "holiday.zip").write_bytes(b"not even a zip")
    assert len(find_material(downloads, "full", manifest).networks) == 2


def test_finished_bundle_is_taken_as_it_is(
    bundle: Path, parts_folder: Path, manifest: Manifest
) -> None:
    assert find_material(bundle, "full", manifest).bundle == bundle
    copy = shutil.copy(bundle, parts_folder)
    assert find_material(parts_folder, "full", manifest).bundle == Path(copy)


def test_truncated_network_is_refused_with_its_size(parts_folder: Path, manifest: Manifest) -> None:
    network = parts_folder / "pose_landmark_full.tflite"
    network.write_bytes(network.read_bytes()[:1000])
    with pytest.raises(RefusedError, match=r"pose_landmark_full.tflite is damaged.* 1,000 bytes"):
        find_material(parts_folder, "full", manifest)


def test_network_of_another_version_is_refused(parts_folder: Path, manifest: Manifest) -> None:
    network = parts_folder / "pose_detection.tflite"
    network.write_bytes(network.read_bytes()[::-1])
    with pytest.raises(RefusedError, match=r"pose_detection.tflite is .*of another version"):
        find_material(parts_folder, "full", manifest)


def test_missing_network_is_named(parts_folder: Path, manifest: Manifest) -> None:
    (parts_folder / "pose_detection.tflite").unlink()
    with pytest.raises(RefusedError, match=r"^pose_detection.tflite not found in "):
        find_material(parts_folder, "full", manifest)


def test_damaged_bundle_is_refused_by_name(
    bundle: Path, manifest: Manifest, tmp_path: Path
) -> None:
    damaged = tmp_path / "mine.task"
    damaged.write_bytes(bundle.read_bytes()[:-200])
    with pytest.raises(RefusedError, match=r"mine.task is damaged"):
        find_material(damaged, "full", manifest)


@pytest.mark.parametrize("name", ["half.whl", "half.tgz", "half.zip", "half.task"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
def test_half_a_package_is_refused(
    parts_folder: Path, manifest: Manifest, tmp_path: Path, name: str, share: float
) -> None:
    package = _pack(parts_folder, tmp_path / name)
    content = package.read_bytes()
    package.write_bytes(content[: int(share * len(content))])
    with pytest.raises(RefusedError, match=r"half\.\w+ is damaged"):
        find_material(package, "full", manifest)


def test_absent_path_is_refused(manifest: Manifest, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="does not exist"):
        find_material(tmp_path / "absent", "full", manifest)
