"""Servers for tests: in this process for what needs no workers, as a program for the rest."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.serving import begin, send
from history.material import analysis, hash_of, repetition
from squatform.history.store import Told, add_athlete, save_set
from squatform.web.app import create_app, open_site
from squatform.web.settings import Settings
from squatform.web.tables import Clip, State

SAMPLES = Path(__file__).parents[2] / "sample_videos"
CLIP = SAMPLES / "air_squat_side.mp4"


class NoRunner:
    """Stands for the workers where a test needs none."""

    progress: dict[str, tuple[int, int]] = {}  # noqa: RUF012

    def start(self):
        pass

    def wake(self):
        pass

    def stop(self):
        pass


@contextmanager
def site_at(folder, url=None, **settings):
    """Give the parts of a server that analyses nothing."""
    site = open_site(Settings(data=folder, database=url, **settings))
    site.runner = NoRunner()
    site.checker.queued = site.runner.wake
    yield site
    site.database.close()


@contextmanager
def client_of(site, **how):
    """Give a client of a server in this process."""
    with TestClient(
        create_app(site), base_url="http://127.0.0.1:8000", follow_redirects=False, **how
    ) as client:
        yield client


def upload(client, content, **told):
    clip_id = begin(client, len(content), **told).json()["id"]
    return clip_id, send(client, clip_id, content)


def add_set(site, owner="", *, athlete="Kim", day=0, depth=2.0):
    """Put a set into the history, with its clip and a report; give their ids."""
    result = analysis(repetition(1, depth=depth, speed=0.5 - 0.01 * day, depth_check="ok"))
    with site.database.writing() as session:
        row = add_athlete(session, athlete, owner)
        told = Told(date=dt.date(2026, 3, 2) + dt.timedelta(days=day), load_kg=40.0 + day)
        saved = save_set(session, row, result, hash_of((owner, athlete, day)), told)
        one = Clip(owner=owner, name="set.mp4", exercise="air_squat", state=State.DONE.value)
        one.set_id, one.report, one.repetitions = saved.set.id, "clips/set-1", 1
        session.add(one)
        session.flush()
        ids = row.id, saved.set.id, one.id
    store = site.files.store(ids[2])
    store.write("clips/set-1/report.html", b"<p>report of " + owner.encode())
    store.write("clips/set-1/analysis.json", result.to_json().encode())
    return ids
