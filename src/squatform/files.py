"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from squatform.errors import OutputError, UsageError


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside `path`; on leaving without error it takes the place of `path`.

    A reader of `path` sees the old content or the new, never a part, and a failure leaves nothing
    behind.

    Parameters
    ----------
    path : path-like
        Where the finished file goes. Missing parent folders are made.

    Yields
    ------
    Path
        An empty file in the same folder, with the same suffix as `path`, to be written.

    Raises
    ------
    OutputError
        If the file cannot be written: no permission, no space.
    """
    target = Path(path)
    temporary: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
        temporary = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"Cannot write {target}: {reason}. Free some space or choose another folder."
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_whole(path: str | os.PathLike[str], content: bytes | str) -> None:
    """Write `content` (text as UTF-8) to `path`, whole or not at all; see `whole_file`."""
    data = content.encode() if isinstance(content, str) else content
    with whole_file(path) as temporary:
        temporary.write_bytes(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def ensure_writable(path: str | os.PathLike[str]) -> None:
    """Raise before long work if `path` could not be written afterwards.

    Raises
    ------
    UsageError
        If it is a folder, or its folder cannot be made or written.
    """
    target = Path(path)
    # unlike Path.is_dir, this does not raise where a folder above may not be read
    if os.path.isdir(target):  # noqa: PTH112
        raise UsageError(f"{target} is a folder. Name a file in it.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"Cannot write {target}: {reason}. Choose a folder that can be written."
        ) from error
