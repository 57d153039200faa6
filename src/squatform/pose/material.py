"""Find the networks of a pose model in files: loose, in a folder, or inside a package."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from squatform.pose.bundle import check_bundle, sha256
from squatform.pose.manifest import Manifest, Part

_ZIPS = (".whl", ".zip", ".task")
_TARS = (".tgz", ".tar.gz", ".tar")


class RefusedError(Exception):
    """A source that does not give the model; the message is the reason, in one line."""


@dataclass(frozen=True)
class Material:
    """What a bundle is made of: a finished bundle, or each network as published."""

    bundle: Path | None = None
    networks: tuple[tuple[Part, bytes], ...] = ()


def find_material(path: Path, variant: str, manifest: Manifest) -> Material:
    """Find a variant's finished bundle or its networks, and check them against the manifest.

    Parameters
    ----------
    path : Path
        A `.task` or `.tflite` file, a wheel, an npm package, a zip, or a folder of such files.

    Raises
    ------
    RefusedError
        If something is missing, or is not what was published.
    """
    if not path.exists():
        raise RefusedError(f"{path} does not exist")
    try:
        files = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.suffix == ".task" and check_bundle(file, variant, manifest).state == "ready":
                return Material(bundle=file)
        return Material(networks=_find_networks(files, manifest.parts_of(variant), path))
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror or error}") from None


def _find_networks(
    files: list[Path], parts: tuple[Part, ...], path: Path
) -> tuple[tuple[Part, bytes], ...]:
    by_name = {name: part for part in parts for name in part.names}
    found: dict[str, bytes] = {}
    faults: list[str] = []
    for file in files:
        try:
            for name, data in _contents(file, frozenset(by_name)):
                part = by_name[name]
                if sha256(data) in part.published_sha256:
                    found[part.entry] = data
                else:
                    faults.append(
                        f"{name} is damaged or of another version: {len(data):,} bytes with"
                        f" SHA-256 {sha256(data)[:12]}… instead of {part.size:,} bytes with"
                        f" {part.published_sha256[0][:12]}…"
                    )
        except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            faults.append(f"{file.name} is damaged: {error}")
        if file.suffix == ".task" and len(found) < len(parts):
            faults.append(f"{file.name} is damaged, of another version or of another model")
    missing = [part for part in parts if part.entry not in found]
    if missing:
        absent = f"{' and '.join(part.names[0] for part in missing)} not found in {path}"
        raise RefusedError("; ".join(faults) or absent)
    return tuple((part, found[part.entry]) for part in parts)


def _contents(file: Path, names: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Give name and content of those files with one of `names`, also from inside a package."""
    if file.name.endswith(_ZIPS):
        with zipfile.ZipFile(file) as archive:
            for member in archive.namelist():
                if PurePosixPath(member).name in names:
                    yield PurePosixPath(member).name, archive.read(member)
    elif file.name.endswith(_TARS):
        with tarfile.open(file) as tar:
            for info in tar:
                content = tar.extractfile(info) if PurePosixPath(info.name).name in names else None
                if content is not None:
                    yield PurePosixPath(info.name).name, content.read()
    elif file.name in names:
        yield file.name, file.read_bytes()
