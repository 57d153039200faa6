"""Removes what nobody will ask for again: files without a clip, uploads that nobody finished."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from contextlib import suppress

from sqlalchemy import select

from squatform.batch.store import Store
from squatform.history.database import now
from squatform.web.clips import Files
from squatform.web.site import Site
from squatform.web.tables import Clip, State

UNFINISHED = dt.timedelta(days=1)
"""How long an upload may be taken up again."""

_ID = re.compile(r"[0-9a-f]{32}")


def sweep(site: Site) -> None:
    """Remove what a server that was ended in between has left behind."""
    with site.database.writing() as session:
        old = select(Clip).where(
            Clip.state == State.UPLOADING.value, Clip.created < now() - UNFINISHED
        )
        for clip in session.scalars(old):
            session.delete(clip)
        session.flush()
        known = set(session.scalars(select(Clip.id)))
    for path in site.files.folder.glob("*.part"):
        if path.stem not in known:
            path.unlink(missing_ok=True)
    for clip_id in _stored(site.files) - known:
        site.files.remove(clip_id)
    for folder in site.files.room.glob("live-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _stored(files: Files) -> set[str]:
    store = Store(files.url)
    names: list[str] = []
    with suppress(FileNotFoundError, NotADirectoryError):
        names = [str(name) for name in store.filesystem.ls(store.path(""), detail=False)]
    stems = {name.rstrip("/").rpartition("/")[2] for name in names}
    return {stem for stem in stems if _ID.fullmatch(stem)}
