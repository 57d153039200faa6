"""Obtain what a pose model is made of, through pip, npm or the web.

Every function puts files into a folder and gives the path to look in, or raises `RefusedError`
with the reason. What was obtained is checked by `squatform.pose.material`, never here.
"""

from __future__ import annotations

import http.client
import importlib.util
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from squatform.pose.manifest import NpmSource, PipSource, Source, WebSource
from squatform.pose.material import RefusedError

Notify = Callable[[str], None]

_PROGRAM_TIMEOUT_S = 1800
_SILENCE_TIMEOUT_S = 30
_LARGEST_BUNDLE = 256 * 1024 * 1024
_NPM_REASON = re.compile(r"npm (?:error|ERR!) (?!code |errno |syscall |path |dest )(.+)")


def describe(source: Source) -> str:
    """Name a source for the person at the keyboard."""
    if isinstance(source, PipSource):
        return f"{source.requirement.replace('==', ' ')} with pip"
    if isinstance(source, NpmSource):
        return f"{source.package} with npm"
    return f"the bundle published by {source.publisher}"


def obtain(source: Source, variant: str, folder: Path, notify: Notify) -> Path:
    """Obtain a source's files.

    Parameters
    ----------
    source : Source
        Where to obtain them.
    variant : str
        The variant wanted.
    folder : Path
        An empty folder for the files.
    notify : callable
        Told in a sentence what is being done.

    Returns
    -------
    Path
        The file or folder to search.

    Raises
    ------
    RefusedError
        If the source does not give them.
    """
    size = "" if isinstance(source, WebSource) else f" ({source.megabytes} MB)"
    notify(f"Obtaining pose model {variant!r}: downloading {describe(source)}{size} ...")
    if isinstance(source, PipSource):
        return _pip(source, folder)
    if isinstance(source, NpmSource):
        return _npm(source, folder)
    return _web(source, variant, folder)


def _pip(source: PipSource, folder: Path) -> Path:
    # Any pip serves: the wheel is for the platform named, not for this one, and is only unpacked.
    pip = shutil.which("pip3") or shutil.which("pip")
    if importlib.util.find_spec("pip") is not None:
        command = [sys.executable, "-m", "pip"]
    elif pip is not None:
        command = [pip]
    else:
        raise RefusedError("pip is not installed")
    options = ["--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"]
    options += ["--progress-bar=off", "--no-color", "--retries=2", "--dest", str(folder)]
    options += ["--platform", source.platform, "--python-version", source.python]
    _run([*command, "download", *options, source.requirement], folder)
    return folder


def _npm(source: NpmSource, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise RefusedError("npm is not installed")
    _run([npm, "pack", "--ignore-scripts", "--no-color", source.package], folder)
    return folder


def _run(command: Sequence[str], folder: Path) -> None:
    """Run a program in `folder`, without showing its output."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_PROGRAM_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(f"it took longer than {_PROGRAM_TIMEOUT_S // 60} minutes") from None
    except OSError as error:
        raise RefusedError(f"{command[0]} cannot be run: {error.strerror or error}") from None
    if done.returncode != 0:
        raise RefusedError(reason_in(done.stdout))


def reason_in(output: str) -> str:
    """Give the one line of pip's or npm's output that says why it failed."""
    if "connection broken" in output:  # pip then still ends with "no matching distribution"
        return "no connection to the package index"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    # npm gives the reason after some codes and before hints; pip gives it last.
    of_npm = [found[1] for found in map(_NPM_REASON.match, lines) if found]
    of_pip = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (of_npm[:1] or of_pip[-1:] or lines[-1:] or ["it did not say why"])[0][:300]


def _web(source: WebSource, variant: str, folder: Path) -> Path:
    target = folder / f"pose_{variant}.task"
    request = urllib.request.Request(
        source.url.format(variant=variant), headers={"User-Agent": "squatform"}
    )
    try:
        with (
            urllib.request.urlopen(request, timeout=_SILENCE_TIMEOUT_S) as response,
            target.open("wb") as file,
        ):
            while block := response.read(1 << 20):
                file.write(block)
                if file.tell() > _LARGEST_BUNDLE:
                    raise RefusedError("the file is far too large to be a pose model")
            announced = int(response.headers.get("Content-Length") or file.tell())
            if file.tell() < announced:
                raise RefusedError(
                    f"the download broke off after {file.tell():,} of {announced:,} bytes"
                )
    except urllib.error.HTTPError as error:
        raise RefusedError(f"the server answered {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        reason = getattr(error.reason, "strerror", None) or error.reason
        raise RefusedError(f"no connection: {reason}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise RefusedError(f"the download broke off: {error or type(error).__name__}") from None
    return target
