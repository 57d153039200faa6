"""Sockets and slow senders against a server on a real port; random requests against every route."""

import json
import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from starlette.websockets import WebSocketDisconnect

from benchmarks.serving import PIECE, begin
from squatform.web.app import create_app
from squatform.web.settings import Limits

from .conftest import TOKEN
from .material import client_of, site_at

for kind in (PIECE["Content-Type"], "application/zip"):
    schemathesis.serializer.alias(kind, "application/octet-stream")

LIVE = "ws://127.0.0.1:8000/api/v1/live"
HELLO = {"exercise": "air_squat", "width": 640, "height": 360}


@contextmanager
def listening(site):
    """Run a server on a port of this machine, in a thread; give the port."""
    config = uvicorn.Config(create_app(site), port=0, log_config=None, ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def test_who_sends_nothing_is_sent_away_and_may_go_on(tmp_path):
    limits = Limits(idle_s=0.3)
    with site_at(tmp_path, limits=limits) as site, listening(site) as port:
        with client_of(site) as client:
            clip_id = begin(client, 1000).json()["id"]
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            head = (
                f"PATCH /api/v1/clips/{clip_id}/content HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                "Content-Length: 1000\r\n\r\n"
            )
            slow.sendall(head.encode() + b"x" * 100)
            answer = slow.recv(4096).decode()
        assert "408" in answer.splitlines()[0]
        assert "retry-after" in answer.lower()
        assert site.files.received(clip_id) == 100


def test_who_trickles_is_sent_away(tmp_path):
    limits = Limits(idle_s=0.5, least_bytes_s=10_000)
    with site_at(tmp_path, limits=limits) as site, listening(site) as port:
        with client_of(site) as client:
            clip_id = begin(client, 1000).json()["id"]
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            head = (
                f"PATCH /api/v1/clips/{clip_id}/content HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
                "Content-Length: 1000\r\n\r\n"
            )
            slow.sendall(head.encode())
            with suppress(OSError):
                for _ in range(20):
                    slow.sendall(b"x")
                    time.sleep(0.15)
            assert "408" in slow.recv(4096).decode().splitlines()[0]


def refused(client, **headers):
    with (
        pytest.raises(WebSocketDisconnect) as told,
        client.websocket_connect(LIVE, headers=headers) as socket,
    ):
        socket.receive_json()
    return told.value.code


def test_sockets_of_other_sites_and_of_nobody_are_refused(tmp_path, small):
    assert refused(small, Origin="http://evil.example") == 1008
    assert refused(small, Host="evil.example") == 1008
    with site_at(tmp_path / "locked", token=TOKEN) as site, client_of(site) as client:
        assert refused(client, Authorization="Bearer wrong") == 1008


@pytest.mark.parametrize(
    "hello",
    [
        "",
        "[]",
        json.dumps({**HELLO, "exercise": "../x"}),
        json.dumps({**HELLO, "width": 4096, "height": 4096}),
        json.dumps({**HELLO, "height": -1}),
    ],
)
def test_a_socket_must_say_what_it_is_about(small, small_site, hello):
    with small.websocket_connect(LIVE) as socket:
        socket.send_text(hello)
        assert "error" in socket.receive_json()
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()
    assert small_site.live.taken == 0


def test_there_are_only_so_many_sessions(tmp_path):
    with (
        site_at(tmp_path, limits=Limits(live=0)) as site,
        client_of(site) as client,
        client.websocket_connect(LIVE) as socket,
    ):
        socket.send_json(HELLO)
        assert socket.receive_json()["retry_s"] > 0


@pytest.mark.slow
def test_a_flood_and_rubbish_end_only_their_own_session(small, small_site):
    with small.websocket_connect(LIVE) as socket:
        socket.send_json(HELLO)
        assert socket.receive_json() == {"ready": True}
        for rubbish in (b"", b"x" * 8, struct.pack("<d", 1.0) + b"no picture", b"\xff" * 100):
            socket.send_bytes(rubbish)
        for _ in range(200):
            socket.send_bytes(struct.pack("<d", 2.0) + b"\xff\xd8\xff")
        told = {}
        while "error" not in told:
            told = socket.receive_json()
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()
    assert small_site.live.taken == 0
    assert small.get("/").status_code == 200


@pytest.mark.slow
def test_no_request_that_the_schema_allows_breaks_the_server(tmp_path):
    with site_at(tmp_path) as site:
        schema = schemathesis.openapi.from_asgi(
            "/api/v1/openapi.json", create_app(site), headers={"Host": "localhost"}
        )

        for operation in schema.get_all_operations():
            one = operation.ok()
            if one.path.endswith("/events"):
                continue

            @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
            @given(case=one.as_strategy())
            def holds(case):
                answer = case.call(headers={"Host": "localhost"})
                assert answer.status_code < 500, (case.method, case.path, answer.text)

            holds()
