"""Where results are kept: a folder or an address, read and written by every machine.

    clips/NAME-KEY/       the files of one report
    state/done/KEY.json   says that they are all there, and repeats the result for the summary
    state/failed/…        why a clip has no result
    state/attempts/…      what is being tried; left behind where a process died
    state/staging/…       reports in the making, where the store is a folder

A report is put in place as a whole and only then told of in `state/done`, so whatever is told of
is complete.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from squatform.batch.inputs import absolute
from squatform.errors import OutputError, UsageError
from squatform.files import write_whole

Record = dict[str, Any]


@dataclass(frozen=True)
class Store:
    """Results of batches; small enough to be sent to workers.

    Parameters
    ----------
    url : str
        Absolute path, or address for fsspec.
    """

    url: str

    @classmethod
    def at(cls, location: str) -> Store:
        """Open a folder or address.

        Raises
        ------
        UsageError
            If it cannot be written.
        """
        store = cls(absolute(location).rstrip("/"))
        try:
            store.write("state/.writable", b"")
            store.remove("state/.writable")
        except (OutputError, ImportError, ValueError) as error:
            raise UsageError(f"Results cannot be kept at {location}: {error}") from error
        return store

    @property
    def filesystem(self) -> AbstractFileSystem:
        """What reads and writes it."""
        return url_to_fs(self.url)[0]

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine, or one that looks so."""
        return isinstance(self.filesystem, LocalFileSystem)

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        with _told(self.path(name)):
            if self.is_local:
                write_whole(self.path(name), content)
            else:
                self.filesystem.pipe_file(self.path(name), content)

    def read(self, name: str) -> bytes | None:
        """Give a file, or None if there is none."""
        try:
            content: bytes = self.filesystem.cat_file(self.path(name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return content

    def size(self, name: str) -> int | None:
        """Give the length of a file, or None if there is none."""
        try:
            return int(self.filesystem.size(self.path(name)))
        except (FileNotFoundError, NotADirectoryError):
            return None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError):
            self.filesystem.rm_file(self.path(name))

    def record(self, name: str) -> Record | None:
        """Give a JSON file of `state/`, or None; a damaged one is as good as none."""
        content = self.read(f"state/{name}.json")
        try:
            record: Record | None = json.loads(content) if content is not None else None
        except ValueError:
            return None
        return record

    def write_record(self, name: str, record: Record) -> None:
        """Write a JSON file of `state/`."""
        self.write(f"state/{name}.json", json.dumps(record, ensure_ascii=False).encode())

    def remove_record(self, name: str) -> None:
        """Remove a JSON file of `state/`."""
        self.remove(f"state/{name}.json")

    def clear(self, folder: str) -> None:
        """Remove a folder of `state/` with all that is in it."""
        with suppress(FileNotFoundError, NotADirectoryError):
            self.filesystem.rm(self.path(f"state/{folder}"), recursive=True)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Give a folder of this machine to write a report in; it goes afterwards."""
        if not self.is_local:
            with tempfile.TemporaryDirectory(prefix="squatform-") as name:
                yield Path(name)
            return
        # on the same disk, so that a finished report can be moved in one step
        folder = Path(self.path(f"state/staging/{uuid.uuid4().hex}"))
        with _told(str(folder)):
            folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path, name: str) -> None:
        """Put a finished folder in place under `name`, instead of one that may be there."""
        target = self.path(name)
        with _told(target):
            if self.is_local:
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                _swap(folder, Path(target))
            else:
                with suppress(FileNotFoundError):
                    self.filesystem.rm(target, recursive=True)
                for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                    inside = path.relative_to(folder).as_posix()
                    self.filesystem.put_file(str(path), f"{target}/{inside}")

    def path(self, name: str) -> str:
        """Give the path of a file for the filesystem."""
        return f"{url_to_fs(self.url)[1].rstrip('/')}/{name}"


def _swap(folder: Path, target: Path) -> None:
    """Move `folder` to `target`; what is there is moved away first and then removed."""
    old = folder.with_name(f"{folder.name}.old")
    with suppress(FileNotFoundError):
        target.replace(old)
    try:
        folder.replace(target)
    except OSError:
        # another worker was quicker with the same result
        if not target.is_dir():
            raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or os.strerror(error.errno or 0)
        raise OutputError(
            f"Cannot write {path}: {reason}. Free some space or choose another place."
        ) from error
