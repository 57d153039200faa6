"""Looks at clips that have come, and puts those that are videos into the queue."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import select

from squatform.history.database import Database
from squatform.video.content import content_hash
from squatform.web.clips import Files, set_state
from squatform.web.events import Events
from squatform.web.probe import Bounds, refusal
from squatform.web.settings import Limits
from squatform.web.tables import Clip, State

AT_ONCE = 2
"""Files looked at side by side."""


@dataclass
class Checker:
    """Looks at a clip in a process of its own.

    Parameters
    ----------
    database : Database
        Where states are noted.
    files : Files
        Where clips are.
    limits : Limits
        What a clip may be.
    events : Events
        Told of changes.
    queued : callable
        Called when there is work.
    """

    database: Database
    files: Files
    limits: Limits
    events: Events
    queued: Callable[[], None]
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="checker")
    )

    def check(self, clip_id: str) -> Future[str | None]:
        """Look at a clip that has come, when it is its turn; gives why it is not taken."""
        return self._pool.submit(self._check, clip_id)

    def recover(self) -> None:
        """Look at those that had come when the server was ended."""
        with self.database.reading() as session:
            query = select(Clip.id).where(Clip.state == State.CHECKING.value)
            for clip_id in session.scalars(query):
                self.check(clip_id)

    def close(self) -> None:
        """End after what has begun."""
        self._pool.shutdown(cancel_futures=True)

    def _check(self, clip_id: str) -> str | None:
        part = self.files.part(clip_id)
        digest = reason = None
        # it is gone where the server was ended after it had been moved
        if part.exists():
            bounds = Bounds(self.limits.clip_s, round(self.limits.clip_megapixels * 1e6))
            reason = refusal(part, bounds)
            if reason is None:
                digest = content_hash(part)
        with self.database.writing() as session:
            clip = session.get(Clip, clip_id)
            if clip is None or clip.state != State.CHECKING.value:
                return reason
            owner = clip.owner
            clip.content_hash = digest or clip.content_hash
            if reason is not None:
                set_state(session, clip_id, State.FAILED, reason=reason)
        if reason is None:
            # only then into the queue: a worker must find it
            self.files.keep(clip_id)
            with self.database.writing() as session:
                set_state(session, clip_id, State.QUEUED, only_from=(State.CHECKING,))
            self.queued()
        else:
            self.files.remove(clip_id)
        self.events.changed(owner)
        return reason
