"""Clips in the database and in the store: begin, receive, keep, give, delete."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from squatform.batch.store import Store
from squatform.errors import UsageError
from squatform.exercises import DEFAULT_EXERCISE, exercise_names
from squatform.history.database import Database, now
from squatform.history.store import (
    HEAVIEST_KG,
    LONGEST_NAME,
    LONGEST_NOTE,
    checked_text,
    delete_set,
    find_set,
)
from squatform.results import Pain
from squatform.web.settings import MEGABYTE, Limits
from squatform.web.tables import OPEN_STATES, Clip, State

CONTENT = "clip"
"""Name of the file of a clip in its store, whatever its user calls it."""


class Refused(Exception):  # noqa: N818 - it is an answer
    """A request that is answered with a 4xx status and a sentence."""

    def __init__(self, status: int, text: str, retry_s: float | None = None) -> None:
        super().__init__(text)
        self.status, self.text, self.retry_s = status, text, retry_s


class Told(BaseModel):
    """What is asked for with a set."""

    model_config = ConfigDict(extra="forbid")

    exercise: str = Field(default=DEFAULT_EXERCISE, max_length=64)
    athlete: str = Field(default="", max_length=LONGEST_NAME)
    load_kg: float | None = Field(default=None, ge=0, le=HEAVIEST_KG, allow_inf_nan=False)
    height_cm: float | None = Field(default=None, ge=80, le=250, allow_inf_nan=False)
    pain: Pain | None = None
    notes: str = Field(default="", max_length=LONGEST_NOTE)

    @field_validator("exercise")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in exercise_names():
            raise ValueError(f"There is no exercise '{name}'.")
        return name

    @field_validator("athlete", "notes")
    @classmethod
    def _text(cls, text: str) -> str:
        try:
            return checked_text(text, "It", LONGEST_NOTE)
        except UsageError as error:
            raise ValueError(str(error)) from None


class NewClip(Told):
    """A clip to be sent."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, description="Of the file; only shown.")
    size: int = Field(gt=0, lt=1 << 53, description="Bytes.")

    @field_validator("name")
    @classmethod
    def _shown(cls, name: str) -> str:
        shown = "".join(c for c in name if c.isprintable())
        return PurePosixPath(shown.replace("\\", "/")).name.strip() or "clip"


class ClipInfo(BaseModel):
    """A clip, and how far it has come."""

    id: str
    name: str
    size: int
    received: int = Field(description="Bytes that have come.")
    athlete: str
    exercise: str
    load_kg: float | None
    pain: Pain | None
    notes: str
    state: State
    reason: str = Field(description="Why it failed.")
    repetitions: int
    report: str | None = Field(description="Address of the report.")
    set_id: int | None = Field(description="The set of the history.")
    live: bool
    created: dt.datetime
    frames: int | None = Field(default=None, description="In all, while it is analysed.")
    done: int | None = Field(default=None, description="Frames that are analysed.")
    ahead: int | None = Field(default=None, description="Clips that are analysed before this one.")


@dataclass(frozen=True)
class Files:
    """Where files of clips are.

    Parameters
    ----------
    folder : Path
        Of this machine: what is being received.
    url : str
        Folder or address: a store for each clip.
    """

    folder: Path
    url: str

    def part(self, clip_id: str) -> Path:
        """Give the file that a clip is received in."""
        return self.folder / f"{clip_id}.part"

    def received(self, clip_id: str) -> int:
        """Bytes that have come of a clip."""
        try:
            return self.part(clip_id).stat().st_size
        except FileNotFoundError:
            return 0

    def store(self, clip_id: str) -> Store:
        """Give the store of a clip: its file, its report and what a worker notes of it."""
        return Store(f"{self.url}/{clip_id}")

    def content_url(self, clip_id: str) -> str:
        """Address of a clip's file, for workers."""
        return f"{self.store(clip_id).url}/{CONTENT}"

    @property
    def room(self) -> Path:
        """Folder of this machine for reports in the making, on the disk of the stores."""
        root = Store(self.url)
        return Path(root.path("")) if root.is_local else self.folder

    def keep(self, clip_id: str) -> None:
        """Move a clip that has come, and was looked at, to its store; does nothing twice."""
        part, store = self.part(clip_id), self.store(clip_id)
        if not part.exists():
            return
        if store.is_local:
            target = Path(store.path(CONTENT))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(part, target)
        else:
            store.filesystem.put_file(str(part), store.path(CONTENT))
            part.unlink()

    def remove(self, clip_id: str) -> None:
        """Remove all files of a clip."""
        self.part(clip_id).unlink(missing_ok=True)
        store = self.store(clip_id)
        with suppress(FileNotFoundError, NotADirectoryError):
            store.filesystem.rm(store.path("").rstrip("/"), recursive=True)


def begin(session: Session, files: Files, new: NewClip, owner: str, limits: Limits) -> Clip:
    """Note a clip that is to be sent.

    Raises
    ------
    Refused
        If it is too large, or too many are on their way.
    """
    if new.size > limits.clip_mb * MEGABYTE:
        raise Refused(413, f"The clip is larger than {limits.clip_mb} MB. Cut out the set.")
    counts = select(Clip.state, func.count()).where(Clip.owner == owner).group_by(Clip.state)
    states: dict[str, int] = {row[0]: row[1] for row in session.execute(counts)}
    if states.get(State.UPLOADING.value, 0) >= limits.unfinished:
        raise Refused(429, "Too many uploads are unfinished. Finish or delete some first.", 30)
    if sum(states.get(state.value, 0) for state in OPEN_STATES) >= limits.queued:
        raise Refused(429, "Too many clips wait to be analysed. Send this one later.", 60)
    used = session.scalar(select(func.sum(Clip.size)).where(Clip.owner == owner)) or 0
    if used + new.size > limits.stored_mb * MEGABYTE:
        raise Refused(413, f"Your clips would take more than {limits.stored_mb} MB. Delete some.")
    clip = Clip(owner=owner, **new.model_dump())
    session.add(clip)
    session.flush()
    files.folder.mkdir(parents=True, exist_ok=True)
    files.part(clip.id).touch(mode=0o600)
    return clip


def find_clip(session: Session, clip_id: str, owner: str) -> Clip:
    """Give a clip of an owner.

    Raises
    ------
    Refused
        With 404, if the owner has none of this id.
    """
    clip = session.get(Clip, clip_id)
    if clip is None or clip.owner != owner:
        raise Refused(404, "There is no such clip.")
    return clip


def clips_of(session: Session, owner: str, most: int = 200) -> Sequence[Clip]:
    """List the clips of an owner, the newest first."""
    query = select(Clip).where(Clip.owner == owner).order_by(Clip.created.desc(), Clip.id)
    return session.scalars(query.limit(most)).all()


def clip_of_set(session: Session, set_id: int, owner: str) -> Clip | None:
    """Give the clip that a set came of, if it is here."""
    query = select(Clip).where(Clip.set_id == set_id, Clip.owner == owner).order_by(Clip.created)
    return session.scalars(query).first()


def info_of(clip: Clip, files: Files, frames: tuple[int, int] | None = None) -> ClipInfo:
    """Give a clip as it is shown.

    Parameters
    ----------
    frames : tuple[int, int], optional
        Frames analysed and in all.
    """
    uploading = clip.state == State.UPLOADING.value
    columns: dict[str, Any] = {
        name: getattr(clip, name) for name in ClipInfo.model_fields if hasattr(clip, name)
    }
    columns |= {
        "received": files.received(clip.id) if uploading else clip.size,
        "report": f"/clips/{clip.id}/report/report.html" if clip.report else None,
        "done": frames[0] if frames else None,
        "frames": frames[1] if frames else None,
    }
    return ClipInfo.model_validate(columns)


def remove_clip(database: Database, files: Files, clip_id: str, owner: str) -> None:
    """Delete a clip: its rows, its set of the history, its file and its report."""
    with database.writing() as session:
        clip = find_clip(session, clip_id, owner)
        set_id = clip.set_id
        session.delete(clip)
        session.flush()
        if set_id is not None and clip_of_set(session, set_id, owner) is None:
            delete_set(session, find_set(session, set_id, owner))
    files.remove(clip_id)


def set_state(
    session: Session,
    clip_id: str,
    state: State,
    *,
    reason: str = "",
    only_from: Sequence[State] = (),
) -> bool:
    """Move a clip on; tell whether it was there and in one of the states before."""
    clip = session.get(Clip, clip_id)
    if clip is None or (only_from and State(clip.state) not in only_from):
        return False
    clip.state, clip.reason = state.value, reason
    if state in (State.DONE, State.FAILED):
        clip.finished = now()
    return True


def result_of(clip: Clip, files: Files) -> bytes | None:
    """Give the JSON of a clip's result."""
    return files.store(clip.id).read(f"{clip.report}/analysis.json") if clip.report else None


def done_record(store: Store) -> dict[str, Any] | None:
    """Give the record of what a worker finished in a store."""
    fs = store.filesystem
    try:
        names = [str(name) for name in fs.ls(store.path("state/done"), detail=False)]
    except (FileNotFoundError, NotADirectoryError):
        return None
    found = next((PurePosixPath(name).stem for name in names if name.endswith(".json")), None)
    return store.record(f"done/{found}") if found else None
