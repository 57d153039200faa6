"""What runs on a worker: a clip is fetched, known by its content, analysed and its report kept."""

from __future__ import annotations

import math
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from distributed import Lock, get_worker
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from squatform.analysis import analyze_track
from squatform.batch.guard import GaveUpError, guarded
from squatform.batch.jobs import Entry, Settings, digest, file_version, result_key
from squatform.batch.networks import kept_stills
from squatform.batch.store import Record, Store
from squatform.errors import InputError, UsageError
from squatform.form.profile import Profile
from squatform.history.proportions import proportions_of
from squatform.pose.people import Lifter, first_look
from squatform.pose.pose import PoseTrack
from squatform.pose.provider import model_path
from squatform.pose.tracking import (
    Piece,
    cut,
    joined,
    rate_seen,
    track_lifter,
    track_piece,
)
from squatform.report.files import write_report
from squatform.results import SetAnalysis
from squatform.video import VideoSource, open_source
from squatform.video.content import content_hash

PIECE_S = 30.0
"""A clip of more than one and a half of this is cut into pieces of about this length."""

CHUNK = 1 << 20

Analyse = Callable[[VideoSource, "Task"], SetAnalysis]


@dataclass(frozen=True, slots=True)
class Task:
    """Everything a worker needs to know of one clip.

    Attributes
    ----------
    entry : Entry
        The clip.
    settings : Settings
        How to analyse it.
    store : Store
        Where its result goes.
    run : str
        Name of this run.
    force : bool
        Whether to analyse it though it has a result.
    shown : str
        What the result calls the clip; empty for its address.
    """

    entry: Entry
    settings: Settings
    store: Store
    run: str
    force: bool = False
    shown: str = ""

    @property
    def name(self) -> str:
        """Tells this clip from the others of the run."""
        return digest(self.entry.url + "\0" + self.entry.exercise)

    @property
    def profile(self) -> Profile:
        """What is judged."""
        return Profile.model_validate_json(self.settings.profiles[self.entry.exercise])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a clip.

    Attributes
    ----------
    status : str
        "done" now, "had" its result already, "long": to be cut into `pieces`, "failed".
    key : str
        Of the result; empty where the content could not be read.
    reason : str
        Why it failed.
    repetitions : int
        Complete ones.
    seconds : float
        Of the clip.
    pieces : tuple of Piece
        Of a long clip.
    lifter : Lifter or None
        In a long clip.
    """

    status: Literal["done", "had", "long", "failed"]
    key: str = ""
    reason: str = ""
    repetitions: int = 0
    seconds: float = 0.0
    pieces: tuple[Piece, ...] = ()
    lifter: Lifter | None = None


def analyse_whole(source: VideoSource, task: Task) -> SetAnalysis:
    """Analyse a clip in one piece, in one thread."""
    model = model_path(task.settings.model)
    track = track_lifter(
        source,
        model,
        outline=task.profile.needs_outline,
        every_frame=task.settings.every_frame,
        stills=kept_stills(model),
    )
    return _judged(source, track, task)


def process(
    task: Task, analyse: Analyse = analyse_whole, longest_s: float = 1.5 * PIECE_S
) -> Outcome:
    """Analyse a clip, unless it has a result already or is to be cut into pieces.

    Parameters
    ----------
    task : Task
        The clip.
    analyse : Analyse
        Does it.
    longest_s : float
        Of a clip that is not cut, in seconds.

    Returns
    -------
    Outcome
        "failed" where the clip is to blame.

    Raises
    ------
    SquatformError
        Where this machine is: a full disk, no pose model, another version.
    """
    _same_version(task)
    version = file_version(task.entry.url)
    if (known := _known(task, version)) is not None:
        return known
    start = partial(guarded, task.store, task.run, task.name, memory=_memory_limit())
    try:
        with start(seconds=task.settings.grace_s) as watchdog, fetched(task.entry.url) as path:
            content = content_hash(path)
            if version is not None:
                task.store.write_record(f"content/{version}", {"sha256": content})
            key = result_key(content, task.entry.exercise, task.settings)
            watchdog.allow(math.inf)
            # the same clip under two names is analysed once; the second waits for the first
            with Lock(f"squatform-{key}"):
                watchdog.allow(task.settings.grace_s)
                if (had := _had(task, key)) is not None:
                    return had
                with open_source(path) as source:
                    duration_s = source.info.duration_s
                    watchdog.allow(task.settings.limit_s(duration_s))
                    if duration_s > longest_s:
                        return _to_be_cut(source, task, key)
                    return _kept(task, key, analyse(source, task), source)
    except (InputError, GaveUpError) as error:
        return Outcome("failed", reason=str(error))


def process_piece(task: Task, long: Outcome, piece: Piece) -> PoseTrack | Outcome:
    """Track one piece of a long clip."""
    name = f"{task.name}-{piece.start_s:.0f}"
    stills = kept_stills(model_path(task.settings.model))
    seconds = task.settings.limit_s(2 * PIECE_S)
    try:
        with (
            guarded(task.store, task.run, name, seconds=seconds, memory=_memory_limit()),
            fetched(task.entry.url) as path,
            open_source(path) as source,
        ):
            return track_piece(
                source,
                stills,
                long.lifter,
                piece,
                outline=task.profile.needs_outline,
                every_frame=task.settings.every_frame,
            )
    except (InputError, GaveUpError) as error:
        return Outcome("failed", key=long.key, reason=str(error))


def process_joined(task: Task, long: Outcome, tracks: Sequence[PoseTrack | Outcome]) -> Outcome:
    """Judge a long clip of which all pieces are tracked."""
    whole = [track for track in tracks if isinstance(track, PoseTrack)]
    failed = [track for track in tracks if isinstance(track, Outcome)]
    if failed:
        return failed[0]
    seconds = task.settings.limit_s(long.seconds)
    try:
        with (
            guarded(task.store, task.run, task.name, seconds=seconds, memory=_memory_limit()),
            fetched(task.entry.url) as path,
            open_source(path) as source,
        ):
            rate = rate_seen(source.info, every_frame=task.settings.every_frame)
            analysis = _judged(source, joined(source, whole, rate), task)
            return _kept(task, long.key, analysis, source)
    except (InputError, GaveUpError) as error:
        return Outcome("failed", key=long.key, reason=str(error))


@contextmanager
def fetched(url: str) -> Iterator[Path]:
    """Give a clip as a file of this machine, copied here if it is elsewhere.

    Raises
    ------
    InputError
        If it cannot be had.
    """
    fs, path = url_to_fs(url)
    if isinstance(fs, LocalFileSystem):
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="squatform-") as folder:
        copy = Path(folder) / (url.rstrip("/").rpartition("/")[2].partition("?")[0] or "clip")
        try:
            with fs.open(path, "rb") as remote, copy.open("wb") as local:
                shutil.copyfileobj(remote, local, CHUNK)
        except Exception as error:  # each filesystem has its own ways to fail
            raise InputError(f"{url} cannot be fetched: {error}") from error
        yield copy


def report_folder(key: str, name: str) -> str:
    """Name the folder of a report for people and machines."""
    stem = re.sub(r"[^\w.-]+", "_", name.rpartition(".")[0] or name).strip("._") or "clip"
    return f"clips/{stem[:60]}-{key[:12]}"


def _known(task: Task, version: str | None) -> Outcome | None:
    """Give the result of a file that was read in an earlier run and has not changed since."""
    content = task.store.record(f"content/{version}") if version is not None else None
    if content is None:
        return None
    key = result_key(content["sha256"], task.entry.exercise, task.settings)
    return _had(task, key)


def _had(task: Task, key: str) -> Outcome | None:
    """Give the result there is of this content, unless it is to be found again."""
    had = task.store.record(f"done/{key}")
    if had is None or (task.force and had["run"] != task.run):
        return None
    return _outcome("done" if had["run"] == task.run else "had", key, had)


def _to_be_cut(source: VideoSource, task: Task, key: str) -> Outcome:
    duration_s = source.info.duration_s
    return Outcome(
        "long",
        key,
        seconds=duration_s,
        pieces=tuple(cut(source.info, math.ceil(duration_s / PIECE_S))),
        lifter=first_look(source, kept_stills(model_path(task.settings.model)).people),
    )


def _judged(source: VideoSource, track: PoseTrack, task: Task) -> SetAnalysis:
    return analyze_track(
        track, source.info, task.profile, model=task.settings.model, notes=source.warnings
    )


def _kept(task: Task, key: str, analysis: SetAnalysis, source: VideoSource) -> Outcome:
    """Write the report, then the record that makes it count."""
    # a copy fetched from elsewhere has a name of no meaning to anybody
    clip = analysis.clip.model_copy(update={"path": task.shown or task.entry.url})
    named = analysis.model_copy(update={"clip": clip})
    if analysis.motion is not None:
        named = named.with_motion(analysis.motion)
    folder = report_folder(key, task.entry.name)
    with task.store.staging() as staging:
        write_report(
            named,
            staging / folder,
            source=source,
            kinds=task.settings.kinds,
            script_folder=staging,
        )
        task.store.publish(staging / folder, folder)
    record: Record = {
        "clip": task.entry.url,
        "run": task.run,
        "folder": folder,
        "finished": time.time(),
        "content": content_hash(Path(source.info.path)),
        "proportions": _proportions(analysis),
        "analysis": named.model_dump(mode="json", by_alias=True),
    }
    task.store.write_record(f"done/{key}", record)
    return _outcome("done", key, record)


def _proportions(analysis: SetAnalysis) -> dict[str, float] | None:
    found = None if analysis.motion is None else proportions_of(analysis.motion)
    return None if found is None else asdict(found)


def _outcome(status: Literal["done", "had"], key: str, record: Record) -> Outcome:
    analysis = record["analysis"]
    return replace(
        Outcome(status, key),
        repetitions=analysis["set"]["repetitions"],
        seconds=analysis["clip"]["duration_s"],
    )


def _memory_limit() -> int:
    return int(get_worker().memory_manager.memory_limit or 0)


def _same_version(task: Task) -> None:
    here = version("squatform")
    if here != task.settings.version:
        raise UsageError(
            f"The worker {get_worker().address} runs squatform {here}, this is "
            f"{task.settings.version}. Install the same on every machine."
        )
