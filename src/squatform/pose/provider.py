"""Give the pose model: from the cache if it is sound there, else obtained and built once.

The cache is the folder in `SQUATFORM_MODELS`, else the platform's cache folder of this user.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import filelock
import platformdirs

from squatform.errors import ModelError, OutputError
from squatform.files import whole_file
from squatform.pose.bundle import (
    BundleState,
    check_bundle,
    is_quick_of,
    quick_bundle,
    write_bundle,
    write_quick,
)
from squatform.pose.manifest import Manifest, Source, load_manifest
from squatform.pose.material import Material, RefusedError, find_material
from squatform.pose.sources import Notify, describe, obtain

DEFAULT_MODEL = "full"
CACHE_VARIABLE = "SQUATFORM_MODELS"
SOURCE_VARIABLE = "SQUATFORM_MODEL_SOURCE"

_WORK_PREFIX = ".work-"
_Find = Callable[[], AbstractContextManager[Material]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelRecord:
    """One pose model and its state in the cache.

    Attributes
    ----------
    variant : str
        Its name.
    default : bool
        Whether it is used when no other is asked for.
    summary : str
        What it is for.
    licence : str
        SPDX identifier of its licence.
    path : Path
        Where its bundle is, or would be.
    size : int
        Bytes on disk, or of the networks as published if it is not fetched.
    bundle : BundleState
        Whether it may be used.
    """

    variant: str
    default: bool
    summary: str
    licence: str
    path: Path
    size: int
    bundle: BundleState


def cache_folder(cache: Path | None = None) -> Path:
    """Give the folder of the bundles: `cache`, else `SQUATFORM_MODELS`, else the platform's."""
    if cache is not None:
        return cache
    named = os.environ.get(CACHE_VARIABLE)
    return (
        Path(named).expanduser()
        if named
        else Path(platformdirs.user_cache_dir("squatform")) / "models"
    )


def model_path(
    variant: str = DEFAULT_MODEL,
    *,
    cache: Path | None = None,
    source: Path | None = None,
    notify: Notify = _log.info,
    manifest: Manifest | None = None,
) -> Path:
    """Give the path of a pose model's bundle, checked; obtain and build it if need be.

    Several processes may ask at the same time: one builds, the others wait for it.

    Parameters
    ----------
    variant : str
        A variant of the manifest: "lite", "full" or "heavy".
    cache : Path, optional
        Folder of the bundles; see `cache_folder`.
    source : Path, optional
        File or folder to take the model from, and nowhere else. Without it the path in
        `SQUATFORM_MODEL_SOURCE`, if any, is tried before the sources of the manifest.
    notify : callable
        Told in a sentence each what is being done; by default it goes to the log.
    manifest : Manifest, optional
        The models to choose from, if not squatform's own.

    Returns
    -------
    Path
        A `.task` file for MediaPipe's PoseLandmarker.

    Raises
    ------
    UsageError
        If there is no such variant.
    ModelError
        If no source gives the model; the message says why for each.
    OutputError
        If the cache cannot be written.
    """
    manifest = manifest or load_manifest()
    manifest.variant(variant)
    folder = cache_folder(cache)
    path = _bundle_path(folder, variant)
    quick = quick_bundle(path)
    ready = check_bundle(path, variant, manifest).state == "ready"
    if ready and is_quick_of(quick, path):
        return path
    try:
        with _locked(folder, notify):
            _remove_leftovers(folder)
            # Another process may have built it while this one waited.
            bundle = check_bundle(path, variant, manifest)
            if bundle.state == "damaged":
                notify(
                    f"The stored pose model {variant!r} is damaged ({bundle.detail}): replacing it."
                )
            if bundle.state != "ready":
                _build(path, variant, manifest, source, notify)
            if not is_quick_of(quick, path):
                with _writable(folder), whole_file(quick) as temporary:
                    write_quick(temporary, path)
    except OutputError:
        # a cache that is only read does without the faster bundle
        if not ready or quick.exists():
            raise
    return path


def list_models(
    *, cache: Path | None = None, manifest: Manifest | None = None
) -> tuple[ModelRecord, ...]:
    """Give every pose model with its state in the cache, each network checked."""
    manifest = manifest or load_manifest()
    folder = cache_folder(cache)
    records = []
    for name, variant in manifest.variants.items():
        path = _bundle_path(folder, name)
        bundle = check_bundle(path, name, manifest)
        records.append(
            ModelRecord(
                variant=name,
                default=name == manifest.default,
                summary=variant.summary,
                licence=manifest.licence.spdx,
                path=path,
                size=path.stat().st_size if path.is_file() else manifest.size_of(name),
                bundle=bundle,
            )
        )
    return tuple(records)


def _bundle_path(folder: Path, variant: str) -> Path:
    return folder / f"pose_{variant}.task"


@contextmanager
def _locked(folder: Path, notify: Notify) -> Iterator[None]:
    """Hold the cache for this process alone; the system lets go of it if the process is killed."""
    with _writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / ".lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            notify("Another squatform process is obtaining a pose model; waiting for it ...")
            lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"Cannot write to the folder of pose models {folder}: {error.strerror or error}. "
            f"Set {CACHE_VARIABLE} to a folder you may write to, or free some space."
        ) from error


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed builds left; whoever holds the lock is the only one who builds."""
    for leftover in folder.glob(f"{_WORK_PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for leftover in folder.glob(".pose_*.task"):  # the temporary names of `whole_file`
        leftover.unlink(missing_ok=True)


def _build(
    path: Path, variant: str, manifest: Manifest, source: Path | None, notify: Notify
) -> None:
    """Build the bundle from the first source that gives it."""
    refusals: list[str] = []
    for name, find in _attempts(path.parent, variant, manifest, source, notify):
        refusal = _build_from(find, path)
        if refusal is None:
            notify(f"Pose model {variant!r} is ready in {path.parent}.")
            return
        refusals.append(f"{name}: {refusal}")
        notify(f"Not obtained from {refusals[-1]}.")
    reasons = "".join(f"\n  - {refusal}" for refusal in refusals)
    raise ModelError(
        f"The pose model {variant!r} could not be obtained.{reasons}\n"
        f"Check the connection and try again, or copy {path.name} from a computer that has it and "
        f"run: squatform models fetch {variant} --from {path.name}"
    )


def _build_from(find: _Find, path: Path) -> str | None:
    """Write the bundle of what `find` gives to `path`; give the reason if it gives nothing."""
    try:
        with _writable(path.parent), find() as material, whole_file(path) as temporary:
            if material.bundle is not None:
                shutil.copyfile(material.bundle, temporary)
            else:
                write_bundle(temporary, material.networks)
    except RefusedError as refusal:
        return str(refusal)
    return None


def _attempts(
    folder: Path, variant: str, manifest: Manifest, source: Path | None, notify: Notify
) -> Iterator[tuple[str, _Find]]:
    """Name each source in order of preference, with how to obtain the model from it."""
    named = os.environ.get(SOURCE_VARIABLE)
    local = source or (Path(named).expanduser() if named else None)
    if local is not None:
        yield str(local), lambda: nullcontext(find_material(local, variant, manifest))
    if source is not None:
        return
    for key in manifest.variant(variant).sources:
        remote = manifest.sources[key]
        yield describe(remote), partial(_downloaded, remote, folder, variant, manifest, notify)


@contextmanager
def _downloaded(
    source: Source, folder: Path, variant: str, manifest: Manifest, notify: Notify
) -> Iterator[Material]:
    with tempfile.TemporaryDirectory(
        prefix=_WORK_PREFIX, dir=folder, ignore_cleanup_errors=True
    ) as work:
        found = obtain(source, variant, Path(work), notify)
        yield find_material(found, variant, manifest)
