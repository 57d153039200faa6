"""Write and check `.task` bundles, the form in which MediaPipe takes a pose model.

A bundle is a zip of networks, stored without compression because MediaPipe uses the networks
where they lie in the file. Beside each lies a quick one for pictures that need no mask of the
person, with a detector of constants for pictures that show one person in the middle.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from squatform.pose.manifest import Manifest, Part
from squatform.pose.network import finding_the_middle, with_metadata, without_mask

# Where an entry's data starts: a cache line, which suits every type of tensor.
_ALIGNMENT = 64
_LOCAL_HEADER_SIZE = 30
_PADDING_ID = 0xD935  # the extra field that Android's zipalign pads with
_RECEIPT = "squatform.json"
_DETECTOR, _LANDMARKS = "pose_detector.tflite", "pose_landmarks_detector.tflite"
_MIDDLE = "pose_middle.tflite"


@dataclass(frozen=True)
class BundleState:
    """Whether a stored bundle may be used; `detail` says what is wrong with a damaged one."""

    state: Literal["ready", "not fetched", "damaged"]
    detail: str = ""


def sha256(data: bytes) -> str:
    """Give the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def check_bundle(path: Path, variant: str, manifest: Manifest) -> BundleState:
    """Say whether a file is a sound bundle of the variant, by the SHA-256 of every network in it.

    Notes
    -----
    A network is sound if its SHA-256 is the manifest's. Another version of MediaPipe's schema may
    lay the same content out otherwise; then the SHA-256 noted when the bundle was built counts,
    provided that the network was built from a published file that the manifest lists. A finished
    bundle that the manifest lists is sound as a whole.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return BundleState("not fetched")
    except OSError as error:
        return BundleState("damaged", f"it cannot be read: {error.strerror or error}")
    fault = _fault(content, manifest.parts_of(variant))
    if fault is None or sha256(content) in manifest.variant(variant).bundle_sha256:
        return BundleState("ready")
    return BundleState("damaged", fault)


def write_bundle(path: Path, networks: Iterable[tuple[Part, bytes]]) -> None:
    """Write a bundle from networks as published; the same networks give the same bytes."""
    receipt: dict[str, dict[str, str]] = {}
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for part, published in networks:
            built = with_metadata(published, mean=part.mean, std=part.std)
            _store(archive, file, part.entry, built)
            receipt[part.entry] = {"sha256": sha256(built), "published_sha256": sha256(published)}
        _store(archive, file, _RECEIPT, json.dumps(receipt, indent=1).encode())


def quick_bundle(bundle: Path) -> Path:
    """Give where the quick bundle lies beside `bundle`, if there is one."""
    return bundle.with_stem(f"{bundle.stem}_quick")


def write_quick(path: Path, bundle: Path) -> None:
    """Write the networks of `bundle` without what draws the mask, and a detector of constants.

    MediaPipe finds the same landmarks with it, bit for bit; see `squatform.pose.network`.
    """
    receipt: dict[str, dict[str, str]] = {}
    with (
        zipfile.ZipFile(bundle) as whole,
        path.open("wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
    ):
        for name in whole.namelist():
            if name == _RECEIPT:
                continue
            network = whole.read(name)
            built = {name: without_mask(network)}
            if name == _DETECTOR:
                built[_MIDDLE] = finding_the_middle(network)
            for entry, data in built.items():
                _store(archive, file, entry, data)
                receipt[entry] = {"sha256": sha256(data), "whole": name}
                receipt[entry]["whole_sha256"] = sha256(network)
        _store(archive, file, _RECEIPT, json.dumps(receipt, indent=1).encode())


def close_up_bundle(bundle: Path, *, masks: bool = False) -> bytes:
    """Give a bundle for pictures that show one person, upright and in the middle.

    Parameters
    ----------
    bundle : Path
        A whole bundle; the quick one beside it, if there is one, saves work.
    masks : bool
        Whether MediaPipe can draw masks with it.
    """
    quick = quick_bundle(bundle)
    content = io.BytesIO()
    with (
        zipfile.ZipFile(bundle) as whole,
        zipfile.ZipFile(quick if quick.is_file() else bundle) as lesser,
        zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as built,
    ):
        if _MIDDLE in lesser.namelist():
            middle = lesser.read(_MIDDLE)
        else:
            middle = finding_the_middle(whole.read(_DETECTOR))
        _store(built, content, _DETECTOR, middle)
        _store(built, content, _LANDMARKS, (whole if masks else lesser).read(_LANDMARKS))
    return content.getvalue()


def is_quick_of(path: Path, bundle: Path) -> bool:
    """Say whether `path` is the quick bundle of `bundle`, undamaged.

    The answer is kept for as long as neither file changes: reading both costs as much as three
    frames of a clip.
    """
    try:
        return _holds(_FileState.of(path), _FileState.of(bundle))
    except OSError:
        return False


class _FileState(NamedTuple):
    """A file as it is now."""

    path: Path
    inode: int
    size: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> _FileState:
        status = path.stat()
        return cls(path, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _holds(quick: _FileState, bundle: _FileState) -> bool:
    try:
        with zipfile.ZipFile(quick.path) as archive, zipfile.ZipFile(bundle.path) as whole:
            receipt = json.loads(archive.read(_RECEIPT))
            return set(whole.namelist()) - {_RECEIPT} <= set(receipt) and all(
                sha256(archive.read(name)) == note["sha256"]
                and sha256(whole.read(note["whole"])) == note["whole_sha256"]
                for name, note in receipt.items()
            )
    except Exception:  # a damaged zip makes zipfile raise nearly anything
        return False


def _store(archive: zipfile.ZipFile, file: BinaryIO, name: str, data: bytes) -> None:
    archive.writestr(_aligned_entry(name, file.tell()), data)


def _fault(content: bytes, parts: Iterable[Part]) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in parts:
                digest = sha256(archive.read(part.entry))
                if digest != part.built_sha256 and not _noted(archive, part, digest):
                    return f"{part.entry} is not the network it should be"
    except Exception:  # a damaged zip makes zipfile raise nearly anything
        return "its content is incomplete or changed"
    return None


def _noted(archive: zipfile.ZipFile, part: Part, digest: str) -> bool:
    note = json.loads(archive.read(_RECEIPT))[part.entry]
    return note["sha256"] == digest and note["published_sha256"] in part.published_sha256


def _aligned_entry(name: str, offset: int) -> zipfile.ZipInfo:
    """Describe an entry whose data will be aligned if its header is written at `offset`."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3  # the same bytes on every platform
    entry.external_attr = 0o644 << 16
    fixed = offset + _LOCAL_HEADER_SIZE + len(name.encode()) + 4
    padding = -fixed % _ALIGNMENT
    entry.extra = _PADDING_ID.to_bytes(2, "little") + padding.to_bytes(2, "little") + bytes(padding)
    return entry
