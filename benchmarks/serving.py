"""A server that runs as a program, and its clients: for the benchmark of load and for tests."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from PIL import Image
from websockets.sync.client import ClientConnection, connect

from squatform.video import FileSource
from squatform.video.writer import VideoWriter

PIECE = {"Content-Type": "application/offset+octet-stream"}
READY_S, ANSWER_S, END_S = 240.0, 240.0, 600.0


@contextmanager
def served(
    folder: Path, *options: str, **variables: str
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run `squatform serve`; give its process and address."""
    process = start(folder, *options, **variables)
    try:
        yield process, address_of(process, folder)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def start(folder: Path, *options: str, **variables: str) -> subprocess.Popen[bytes]:
    """Start `squatform serve`; it writes its log into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "squatform", "serve", "--port", "0"]
    with (folder / "serve.log").open("w") as log:
        return subprocess.Popen(
            [*command, "--data", str(folder), *options],
            stderr=log,
            env={**os.environ, **variables},
        )


def address_of(process: subprocess.Popen[bytes], folder: Path) -> str:
    """Wait until the server answers; give its address."""
    until_s = time.monotonic() + 120
    while time.monotonic() < until_s:
        found = re.search(r"http://\S+", (folder / "serve.log").read_text())
        if found:
            with contextlib.suppress(httpx2.HTTPError):
                httpx2.get(f"{found[0]}/static/style.css", timeout=10)
                return found[0]
        assert process.poll() is None, (folder / "serve.log").read_text()
        time.sleep(0.2)
    raise AssertionError("The server does not answer.")


def begin(client: Any, size: int = 1000, name: str = "set.mp4", **told: Any) -> Any:
    """Announce a clip."""
    return client.post("/api/v1/clips", json={"name": name, "size": size, **told})


def send(client: Any, clip_id: str, content: bytes, offset: int = 0, **headers: str) -> Any:
    """Send a piece of a clip."""
    return client.patch(
        f"/api/v1/clips/{clip_id}/content",
        content=content,
        headers={**PIECE, "Upload-Offset": str(offset), **headers},
    )


def send_all(address: str, contents: Sequence[bytes]) -> tuple[list[str], list[int]]:
    """Send clips at the same time, each by a client of its own; give ids and all answers.

    A client that is told to come later (429) does so when it was told to.
    """
    ids: list[str] = []
    codes: list[int] = []

    def patiently(ask: Callable[[], Any]) -> Any:
        while True:
            answer = ask()
            codes.append(answer.status_code)
            if answer.status_code != 429:
                return answer
            time.sleep(float(answer.headers["Retry-After"]))

    def one(content: bytes) -> None:
        with httpx2.Client(base_url=address, timeout=600) as client:
            clip_id = patiently(lambda: begin(client, len(content))).json()["id"]
            ids.append(clip_id)
            patiently(lambda: send(client, clip_id, content))

    senders = [threading.Thread(target=one, args=(content,)) for content in contents]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return ids, codes


def wait_done(client: Any, ids: Sequence[str], timeout_s: float = 600) -> dict[str, Any]:
    """Wait until clips are analysed; give them by id."""
    until_s = time.monotonic() + timeout_s
    while True:
        clips = {one["id"]: one for one in client.get("/api/v1/clips").json()}
        if all(clips[one]["state"] in ("done", "failed") for one in ids):
            return clips
        assert time.monotonic() < until_s, [clips[one]["state"] for one in ids]
        time.sleep(0.5)


def short_clips(clip: Path, folder: Path, count: int) -> list[bytes]:
    """Make clips of half a second, each other than the last: no squat, and quick to analyse."""
    made = []
    for k in range(count):
        path = folder / f"clip-{k}.mp4"
        with FileSource(clip) as source:
            frames = source.frames(start_s=0.1 * k, end_s=0.1 * k + 0.5, max_side=256)
            pictures = [(frame.image, frame.time_s) for frame in frames]
        height, width = pictures[0][0].shape[:2]
        with VideoWriter(path, width, height) as writer:
            for image, time_s in pictures:
                writer.write(image, time_s - pictures[0][1])
        made.append(path.read_bytes())
    return made


def pictures_of(clip: Path, rate: float) -> list[tuple[float, bytes]]:
    """Give a clip as a browser sends it: JPEG with times in seconds."""
    made = []
    with FileSource(clip) as source:
        for frame in source.frames(max_side=480, rate=rate):
            content = io.BytesIO()
            Image.fromarray(frame.image).save(content, "JPEG", quality=80)
            made.append((frame.time_s, content.getvalue()))
    return made


@contextmanager
def _ready(address: str) -> Iterator[ClientConnection]:
    """Open a live session, later if the server asks for that."""
    until_s = time.monotonic() + READY_S
    while True:
        with connect(address.replace("http", "ws") + "/api/v1/live", open_timeout=READY_S) as it:
            it.send(json.dumps({"exercise": "air_squat", "width": 480, "height": 270}))
            told = json.loads(it.recv(timeout=READY_S))
            if told == {"ready": True}:
                yield it
                return
        assert told.get("retry_s"), told
        assert time.monotonic() < until_s, told
        time.sleep(told["retry_s"])


def coached(
    address: str, pictures: Sequence[tuple[float, bytes]], *, pace: bool = False
) -> list[dict[str, Any]]:
    """Show pictures one after the other, each once the last is answered; give the answers.

    Times are those of the film, so that a busy machine sees the same set, only later. At the
    film's `pace` pictures that are late are left out, as a browser does. Each answer has
    `took_s`, the time from sending the picture.
    """
    answers = []
    with _ready(address) as socket:
        began_s = time.monotonic()
        for k, (time_s, content) in enumerate(pictures):
            if pace:
                due_s = began_s + time_s
                following = pictures[min(k + 1, len(pictures) - 1)][0]
                if time.monotonic() > began_s + following:
                    continue
                time.sleep(max(0.0, due_s - time.monotonic()))
            sent_s = time.monotonic()
            socket.send(struct.pack("<d", 1000 * time_s) + content)
            answers.append(json.loads(socket.recv(timeout=ANSWER_S)))
            answers[-1]["took_s"] = time.monotonic() - sent_s
        socket.send(json.dumps({"do": "quit"}))
        answers.append(json.loads(socket.recv(timeout=END_S)))
    return answers
