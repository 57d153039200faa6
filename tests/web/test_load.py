"""Clips that come together, next to a live session, and a server that is killed: none is lost."""

import json
import struct
import threading
import time

import httpx2
import pytest
from websockets.sync.client import connect

from squatform.history.database import open_database
from squatform.history.store import find_athlete, sets_of
from squatform.video import FileSource
from squatform.video.writer import VideoWriter

from .material import CLIP, address_of, begin, send, served, start, wait_done

pytestmark = pytest.mark.slow


def short_clips(folder, count):
    """Write clips of half a second, each other than the last: no squat, and quick to analyse."""
    made = []
    for k in range(count):
        path = folder / f"clip-{k}.mp4"
        with FileSource(CLIP) as source:
            frames = source.frames(start_s=0.1 * k, end_s=0.1 * k + 0.5, max_side=256)
            pictures = [(frame.image, frame.time_s) for frame in frames]
        height, width = pictures[0][0].shape[:2]
        with VideoWriter(path, width, height) as writer:
            for image, time_s in pictures:
                writer.write(image, time_s - pictures[0][1])
        made.append(path.read_bytes())
    return made


def send_all(address, contents):
    """Send clips at the same time, each by a client of its own; give ids and all answers."""
    ids, codes = [], []

    def one(content):
        with httpx2.Client(base_url=address, timeout=600) as client:
            begun = begin(client, len(content))
            ids.append(begun.json()["id"])
            codes.extend([begun.status_code, send(client, ids[-1], content).status_code])

    senders = [threading.Thread(target=one, args=(content,)) for content in contents]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return ids, codes


def pictures_of(clip, rate):
    """Give a clip as a browser sends it: JPEG with times in milliseconds."""
    import io

    from PIL import Image

    made = []
    with FileSource(clip) as source:
        for frame in source.frames(max_side=480, rate=rate):
            content = io.BytesIO()
            Image.fromarray(frame.image).save(content, "JPEG", quality=80)
            made.append((frame.time_s, content.getvalue()))
    return made


def coached(address, pictures):
    """Show pictures one after the other, each once the last is answered; give the answers.

    Times are those of the film, so that a busy machine sees the same set, only later.
    """
    answers = []
    with connect(address.replace("http", "ws") + "/api/v1/live", open_timeout=120) as socket:
        hello = {"exercise": "air_squat", "width": 480, "height": 270}
        socket.send(json.dumps(hello))
        assert json.loads(socket.recv(timeout=240)) == {"ready": True}
        for time_s, content in pictures:
            socket.send(struct.pack("<d", 1000 * time_s) + content)
            sent_s = time.monotonic()
            answers.append(json.loads(socket.recv(timeout=240)))
            answers[-1]["took_s"] = time.monotonic() - sent_s
        socket.send(json.dumps({"do": "quit"}))
        answers.append(json.loads(socket.recv(timeout=600)))
    return answers


def test_many_clips_next_to_a_live_set(tmp_path):
    contents = short_clips(tmp_path, 4)
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
    contents = [CLIP.read_bytes(), *short_clips(tmp_path, 3)]
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
