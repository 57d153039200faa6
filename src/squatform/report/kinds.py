"""The kinds of files a report can have; knows nothing of how they are made."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from squatform.errors import UsageError
from squatform.files import ensure_writable

FILES = {
    "json": "analysis.json",
    "csv": "repetitions.csv",
    "parquet": "frames.parquet",
    "frames-csv": "frames.csv",
    "trc": "markers.trc",
    "mot": "angles.mot",
    "c3d": "markers.c3d",
    "keypoints": "keypoints.json",
    "pictures": "evidence",
    "video": "annotated.mp4",
    "html": "report.html",
}
"""Name of each kind of file, in the order in which they are written: the page comes last."""

DEFAULT_KINDS = frozenset({"json", "csv", "parquet", "pictures", "video", "html"})
EXPORTS = frozenset({"trc", "mot", "c3d", "keypoints"})


def kinds_named(text: str, allowed: Iterable[str] = FILES) -> frozenset[str]:
    """Read a list of kinds such as "html,json".

    Raises
    ------
    UsageError
        If one is unknown, or there is none.
    """
    known = [kind for kind in FILES if kind in set(allowed)]
    kinds = frozenset(kind.strip().lower() for kind in text.split(",")) - {""}
    unknown = sorted(kinds - set(known))
    if unknown or not kinds:
        wrong = f"There is no file kind '{unknown[0]}'." if unknown else "No file kind is named."
        raise UsageError(f"{wrong} Choose from: {', '.join(known)}.")
    return kinds


def ensure_room(folder: Path, kinds: Iterable[str], *, overwrite: bool) -> None:
    """Raise before long work if the files could not be written afterwards.

    Raises
    ------
    UsageError
        If the folder cannot be written, or a file is there already and may not be replaced.
    """
    if os.path.isfile(folder):  # noqa: PTH113 - Path's own may raise without permission
        raise UsageError(f"{folder} is a file. Name a folder for the report.")
    ensure_writable(folder / FILES["html"])
    there = [folder / FILES[kind] for kind in FILES if kind in set(kinds)]
    there = [path for path in there if path.exists()]
    if there and not overwrite:
        raise UsageError(
            f"{there[0]} is there already. Choose another folder, or replace it with --overwrite."
        )
