"""The human data is one exact file, kept once fetched."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from studio.assets import AssetError, HumanData, PinnedWheel, obtain, sha256

NAME = "tiny_human-1.0-py3-none-any.whl"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package index, with one small wheel."""
    folder = tmp_path / "index"
    folder.mkdir()
    make_wheel(folder / NAME, b"v 0 0 0\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


def make_wheel(path: Path, content: bytes) -> None:
    stamp = (2020, 1, 1, 0, 0, 0)
    info = "tiny_human-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {
            "human/data/base.obj": content,
            f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tiny-human\nVersion: 1.0\n",
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": b"",
        }.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), data)


def pinned(digest: str) -> PinnedWheel:
    return PinnedWheel("tiny-human==1.0", NAME, digest, "human/data")


def test_the_wheel_is_fetched_once_and_then_read_from_the_cache(
    index: Path, tmp_path: Path
) -> None:
    wheel = pinned(sha256(index / NAME))
    first = obtain(wheel, tmp_path / "cache")
    (index / NAME).unlink()
    again = obtain(wheel, tmp_path / "cache")
    assert first == again
    assert HumanData(again, wheel.data_folder).text("base.obj") == "v 0 0 0\n"


def test_a_damaged_cache_is_fetched_anew(index: Path, tmp_path: Path) -> None:
    wheel = pinned(sha256(index / NAME))
    cached = obtain(wheel, tmp_path / "cache")
    cached.write_bytes(b"broken")
    assert sha256(obtain(wheel, tmp_path / "cache")) == wheel.sha256


def test_a_changed_wheel_is_refused(index: Path, tmp_path: Path) -> None:
    wheel = pinned(sha256(index / NAME))
    make_wheel(index / NAME, b"v 1 1 1\n")
    with pytest.raises(AssetError, match="no longer the file"):
        obtain(wheel, tmp_path / "cache")
    assert not (tmp_path / "cache" / NAME).exists()


def test_an_unreachable_wheel_says_where_to_put_it(index: Path, tmp_path: Path) -> None:
    wheel = pinned(sha256(index / NAME))
    (index / NAME).unlink()
    with pytest.raises(AssetError, match="Cannot fetch") as caught:
        obtain(wheel, tmp_path / "cache")
    assert str(tmp_path / "cache") in str(caught.value)
