"""Hands clips of the queue to workers, and what comes of them to the history.

The queue is the table of clips: it outlives this process. A clip counts as done when its set is in
the history and its row says so, which one transaction does.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, cast

from distributed import Client, Future, KilledWorker
from sqlalchemy import select, update

from squatform.batch.cluster import workers
from squatform.batch.jobs import Entry
from squatform.batch.jobs import Settings as JobSettings
from squatform.batch.worker import Outcome, Task
from squatform.errors import SquatformError
from squatform.history.database import Database
from squatform.history.proportions import Proportions
from squatform.report.kinds import DEFAULT_KINDS
from squatform.results import Pain, SetAnalysis
from squatform.web.clips import Files, done_record, set_state
from squatform.web.events import Events
from squatform.web.keeping import keep_set
from squatform.web.settings import Settings
from squatform.web.tables import Clip, State
from squatform.web.work import TOPIC, Asked, process_upload

LOG = logging.getLogger("squatform.web")

LOOK_EVERY_S = 0.5
AGAIN_S = 3.0
"""Pause before lost workers are looked for."""

MOST_DEATHS = 5
"""Of a worker by one clip; the guard gives up earlier unless it dies before it begins."""


@dataclass
class Runner:
    """Works off the queue in a thread of its own.

    Parameters
    ----------
    settings : Settings
        Which workers.
    database : Database
        With the queue.
    files : Files
        Where clips are.
    events : Events
        Told of changes.
    live : callable
        Gives the number of live sessions, which go first.
    """

    settings: Settings
    database: Database
    files: Files
    events: Events
    live: Callable[[], int]
    progress: dict[str, tuple[int, int]] = field(default_factory=dict)
    _flight: dict[str, Future[Any]] = field(default_factory=dict)
    _deaths: dict[str, int] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    _ended: SimpleQueue[str | None] = field(default_factory=SimpleQueue)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue at once."""
        self._ended.put(None)

    def stop(self) -> None:
        """End; what was being analysed is analysed again at the next start."""
        self._stop.set()
        self.wake()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._work()

    def _work(self) -> None:
        """Work with one set of workers, until the end or until they are lost."""
        how = self.settings
        try:
            self._requeue()
            with workers(how.workers, how.scheduler, how.memory) as client:
                client.subscribe_topic(TOPIC, self._on_progress)
                self._serve(client)
        except (SquatformError, OSError) as error:
            LOG.warning("The workers are lost: %s", type(error).__name__)
            self._stop.wait(AGAIN_S)

    def _requeue(self) -> None:
        """Put back what was with workers that are no more."""
        self._flight.clear()
        self.progress.clear()
        with self.database.writing() as session:
            session.execute(
                update(Clip)
                .where(Clip.state == State.RUNNING.value)
                .values(state=State.QUEUED.value)
            )

    def _serve(self, client: Client) -> None:
        while not self._stop.is_set():
            self._hand_out(client)
            clip_id = self._next_ended()
            if clip_id is not None:
                self._take(client, clip_id)
            elif client.status != "running":
                raise ConnectionError("no scheduler")

    def _next_ended(self) -> str | None:
        try:
            return self._ended.get(timeout=LOOK_EVERY_S)
        except Empty:
            return None

    def _room(self, client: Client) -> int:
        """Clips that may be analysed at a time: next to live sessions fewer, but one always."""
        threads = sum(client.nthreads().values())
        live = 0 if self.settings.scheduler else self.live()
        return max(1, threads - live) if threads else 0

    def _hand_out(self, client: Client) -> None:
        room = self._room(client) - len(self._flight)
        if room <= 0:
            return
        with self.database.reading() as session:
            query = (
                select(Clip.id)
                .where(Clip.state == State.QUEUED.value)
                .order_by(Clip.created, Clip.id)
                .limit(room)
            )
            waiting = list(session.scalars(query))
        for clip_id in waiting:
            with self.database.writing() as session:
                if not set_state(session, clip_id, State.RUNNING, only_from=(State.QUEUED,)):
                    continue
                clip = session.get_one(Clip, clip_id)
            self._owners[clip_id] = clip.owner
            self._submit(client, clip)
            self.events.changed(clip.owner)

    def _submit(self, client: Client, clip: Clip) -> None:
        settings = JobSettings.of({clip.exercise}, DEFAULT_KINDS, model=self.settings.model)
        entry = Entry(self.files.content_url(clip.id), clip.exercise)
        task = Task(entry, settings, self.files.store(clip.id), run="web", shown=clip.name)
        asked = Asked(clip.id, clip.name, cast("Pain | None", clip.pain), clip.height_cm)
        key = f"squatform-{clip.id}-{uuid.uuid4().hex[:8]}"
        future = client.submit(process_upload, task, asked, key=key, pure=False)
        self._await(clip.id, future)

    def _await(self, clip_id: str, future: Future[Any]) -> None:
        self._flight[clip_id] = future
        future.add_done_callback(lambda _: self._ended.put(clip_id))

    def _take(self, client: Client, clip_id: str) -> None:
        """Deal with what came of a clip."""
        future = self._flight.pop(clip_id, None)
        if future is None:
            return
        if future.status == "finished":
            self._keep(clip_id, future.result())
        elif future.status == "error":
            error = future.exception()
            if isinstance(error, KilledWorker) and self._may_try_again(clip_id):
                self._again(client, clip_id)
                return
            LOG.warning("A clip could not be analysed: %s", type(error).__name__)
            known = isinstance(error, SquatformError)
            self._fail(clip_id, str(error) if known else "The analysis of this clip failed.")
        elif future.status == "cancelled":
            raise ConnectionError("the workers have gone")
        else:
            # its worker died before the result was fetched; the scheduler has it made again
            self._await(clip_id, future)
            return
        self.progress.pop(clip_id, None)
        self._deaths.pop(clip_id, None)
        self.events.changed(self._owners.pop(clip_id, ""))

    def _may_try_again(self, clip_id: str) -> bool:
        self._deaths[clip_id] = self._deaths.get(clip_id, 0) + 1
        return self._deaths[clip_id] < MOST_DEATHS

    def _again(self, client: Client, clip_id: str) -> None:
        with self.database.reading() as session:
            clip = session.get(Clip, clip_id)
        if clip is not None:
            self._submit(client, clip)

    def _keep(self, clip_id: str, outcome: Outcome) -> None:
        if outcome.status == "failed":
            self._fail(clip_id, outcome.reason)
            return
        record = done_record(self.files.store(clip_id))
        if record is None:
            self._fail(clip_id, "The report of this clip has gone. Send it again.")
            return
        analysis = SetAnalysis.model_validate(record["analysis"])
        with self.database.writing() as session:
            clip = session.get(Clip, clip_id)
            if clip is not None:
                shape = record["proportions"]
                proportions = Proportions(**shape) if shape else None
                keep_set(session, clip, analysis, record["folder"], proportions)
        if clip is None:  # deleted in the meantime
            self.files.remove(clip_id)

    def _fail(self, clip_id: str, reason: str) -> None:
        with self.database.writing() as session:
            clip = session.get(Clip, clip_id)
            if clip is not None:
                # the place of the file on this machine is nobody's business
                place = self.files.store(clip_id).path("clip")
                reason = reason.replace(place, clip.name)
                set_state(session, clip_id, State.FAILED, reason=reason)
        self.files.remove(clip_id)

    def _on_progress(self, event: tuple[float, dict[str, Any]]) -> None:
        _, told = event
        clip_id = told["clip"]
        if clip_id in self._flight:
            self.progress[clip_id] = told["done"], told["frames"]
            self.events.changed(self._owners.get(clip_id, ""))
