"""Which clips: files, folders, globs, addresses and manifests become entries."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import fsspec
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.utils import get_protocol

from squatform.batch.jobs import Entry
from squatform.errors import InputError, UsageError

SUFFIXES = {
    *(".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".gif", ".mpg", ".mpeg", ".ts", ".mts"),
    *(".m2ts", ".3gp", ".flv", ".wmv", ".ogv", ".mxf"),
}
"""Of the files that are taken from folders; a file that is named is taken whatever it is called."""

COLUMNS = ("path", "exercise", "athlete", "date", "load", "notes")


def find_entries(inputs: Iterable[str], exercise: str) -> list[Entry]:
    """List the clips that `inputs` name, each address once, in order.

    Parameters
    ----------
    inputs : iterable of str
        Files, folders (searched with what is below them), globs; paths or addresses.
    exercise : str
        Of all of them.

    Raises
    ------
    InputError
        If an input names nothing.
    """
    found = dict.fromkeys(url for text in inputs for url in _urls(text))
    return [Entry(url, exercise) for url in found]


def read_manifest(path: str, exercise: str) -> list[Entry]:
    """Read a CSV file with a column `path`, and if wanted `exercise` and the others.

    Paths are relative to the manifest. Rows without an exercise get `exercise`.

    Raises
    ------
    UsageError
        If a column is missing or unknown, or a row has no path; the message names the line.
    InputError
        If it cannot be read.
    """
    location = absolute(path)
    try:
        with fsspec.open(location, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(io.StringIO(file.read()))
    except (OSError, ValueError) as error:
        raise InputError(f"Cannot read the manifest {path}: {error}.") from error
    names = [name.strip().lower() for name in reader.fieldnames or []]
    unknown = sorted(set(names) - set(COLUMNS))
    if "path" not in names or unknown:
        wrong = f"an unknown column '{unknown[0]}'" if unknown else "no column 'path'"
        raise UsageError(
            f"The manifest {path} has {wrong}. Its first line names the columns: path, and any "
            f"of {', '.join(COLUMNS[1:])}."
        )
    reader.fieldnames = names
    folder = location.rpartition("/")[0]
    return [_entry(row, folder, exercise, path, reader.line_num) for row in reader]


def absolute(location: str) -> str:
    """Give a location that means the same in every working directory."""
    if _is_address(location):
        return location
    return Path(os.path.abspath(Path(location).expanduser())).as_posix()  # noqa: PTH100 - `..` too


def _entry(
    row: dict[str | None, str | None], folder: str, exercise: str, manifest: str, line: int
) -> Entry:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    path = values.pop("path")
    if not path or None in row:
        wrong = "no path" if not path else "more values than columns"
        raise UsageError(f"{manifest}, line {line}: {wrong}.")
    if not _is_address(path) and not Path(path).is_absolute():
        path = f"{folder}/{path}"
    return Entry(**{**values, "url": absolute(path), "exercise": values["exercise"] or exercise})


def _is_address(location: str) -> bool:
    return get_protocol(location) not in {"file", "local"}


def _urls(text: str) -> Iterator[str]:
    url = absolute(text)
    fs, path = _filesystem(url)
    try:
        if (_is_address(url) and get_protocol(url).startswith("http")) or fs.isfile(path):
            found = [path]
        elif fs.isdir(path):
            found = [p for p in sorted(fs.find(path)) if _is_clip(p)]
        else:
            found = sorted(p for p in fs.glob(path) if fs.isfile(p)) if _is_glob(text) else []
    except (OSError, ValueError) as error:
        raise InputError(f"Cannot read {text}: {error}.") from error
    if not found:
        raise InputError(f"There is no clip at {text}. Check the spelling and the folder.")
    for name in found:
        yield fs.unstrip_protocol(name) if _is_address(url) else name


def _is_clip(path: str) -> bool:
    name = path.rpartition("/")[2]
    # what is hidden is no clip: copies in the making, other systems' shadows of files
    return Path(name).suffix.lower() in SUFFIXES and not name.startswith(".")


def _is_glob(text: str) -> bool:
    return any(character in text for character in "*?[")


def _filesystem(url: str) -> tuple[AbstractFileSystem, str]:
    try:
        found: tuple[AbstractFileSystem, str] = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url} cannot be reached: {error}.") from error
    return found
