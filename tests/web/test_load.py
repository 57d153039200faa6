"""Clips that come together, next to a live session, and a server that is killed: none is lost."""

import threading

import httpx2
import pytest

from benchmarks.serving import (
    address_of,
    coached,
    pictures_of,
    send_all,
    served,
    short_clips,
    start,
    wait_done,
)
from squatform.history.database import open_database
from squatform.history.store import find_athlete, sets_of

from .material import CLIP

pytestmark = pytest.mark.slow


def test_many_clips_next_to_a_live_set(tmp_path):
    contents = short_clips(CLIP, tmp_path, 4)
    pictures = pictures_of(CLIP, 15.0)
    with served(tmp_path / "data", "--workers", "1", "--model", "lite") as (_, address):
        told = []
        live = threading.Thread(target=lambda: told.extend(coached(address, pictures)))
        live.start()
        ids, codes = send_all(address, contents)
        live.join()
        with httpx2.Client(base_url=address, timeout=60) as client:
            clips = wait_done(client, ids)
    assert sorted(set(codes)) == [201, 204]
    assert {clips[one]["state"] for one in ids} == {"done"}
    assert told[-1]["over"]
    assert told[-1]["repetitions"] == 3 or told[-2]["repetitions"] == 3
    assert [one["repetitions"] for one in told[-1]["saved"]] == [3]


def test_what_was_queued_when_the_server_was_killed_is_done_once(tmp_path):
    contents = [CLIP.read_bytes(), *short_clips(CLIP, tmp_path, 3)]
    data = tmp_path / "data"
    options = ("--workers", "1", "--model", "lite")
    process = start(data, *options)
    try:
        address = address_of(process, data)
        ids, codes = send_all(address, contents)
        assert sorted(set(codes)) == [201, 204]
        with httpx2.Client(base_url=address, timeout=60) as client:
            states = {one["state"] for one in client.get("/api/v1/clips").json()}
        assert "queued" in states
    finally:
        process.kill()
        process.wait()
    with served(data, *options) as (_, address), httpx2.Client(base_url=address) as client:
        clips = wait_done(client, ids)
        assert {clips[one]["state"] for one in ids} == {"done"}
        assert len(clips) == len(ids)
    with open_database(str(data / "history.db")) as database, database.reading() as session:
        assert [row.complete for row in sets_of(session, find_athlete(session))] == [3]
