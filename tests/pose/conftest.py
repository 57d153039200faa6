"""A small world of pose models: networks cut from the real bundle, and a web server for them."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from squatform.pose.bundle import sha256, write_bundle
from squatform.pose.manifest import Manifest, Source, WebSource, load_manifest
from squatform.pose.network import with_metadata


@pytest.fixture(scope="session")
def networks(pose_model_path: Path) -> dict[str, bytes]:
    """Give the networks of the full model by the name under which each is published."""
    with zipfile.ZipFile(pose_model_path) as archive:
        return {
            part.names[0]: archive.read(part.entry) for part in load_manifest().parts_of("full")
        }


@pytest.fixture(scope="session")
def manifest(networks: dict[str, bytes]) -> Manifest:
    """Give a manifest whose only variant, full, is published as `networks`, without sources."""
    real = load_manifest()
    parts = {
        key: real.parts[key].model_copy(
            update={
                "published_sha256": (sha256(networks[real.parts[key].names[0]]),),
                "built_sha256": sha256(
                    with_metadata(
                        networks[real.parts[key].names[0]],
                        mean=real.parts[key].mean,
                        std=real.parts[key].std,
                    )
                ),
                "size": len(networks[real.parts[key].names[0]]),
            }
        )
        for key in real.variants["full"].parts
    }
    full = real.variants["full"].model_copy(update={"sources": (), "bundle_sha256": ()})
    return real.model_copy(update={"parts": parts, "sources": {}, "variants": {"full": full}})


@pytest.fixture(scope="session")
def bundle(
    manifest: Manifest, networks: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Give the bundle of `manifest`."""
    path = tmp_path_factory.mktemp("bundle") / "pose_full.task"
    write_bundle(path, [(part, networks[part.names[0]]) for part in manifest.parts_of("full")])
    return path


@pytest.fixture
def parts_folder(networks: dict[str, bytes], tmp_path: Path) -> Path:
    """Give a folder with the networks as published."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for name, data in networks.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SQUATFORM_MODELS", raising=False)
    monkeypatch.delenv("SQUATFORM_MODEL_SOURCE", raising=False)


def with_sources(manifest: Manifest, *sources: Source, finished: Path | None = None) -> Manifest:
    """Give the manifest with these sources for full; `finished` is a bundle published as it is."""
    named = {f"source{number}": source for number, source in enumerate(sources)}
    full = manifest.variants["full"].model_copy(
        update={
            "sources": tuple(named),
            "bundle_sha256": (sha256(finished.read_bytes()),) if finished else (),
        }
    )
    return manifest.model_copy(update={"sources": named, "variants": {"full": full}})


class WebServer:
    """A server of one file, which notes every request.

    `status` is answered to each; `broken_after` is the number of bytes after which the connection
    is cut; while `held` is set, the second half of the file is not sent.
    """

    def __init__(self) -> None:
        self.content = b""
        self.status = 200
        self.broken_after: int | None = None
        self.requests: list[str] = []
        self.half_sent = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append(self.path)
                self.send_response(server.status)
                self.send_header("Content-Length", str(len(server.content)))
                self.end_headers()
                if server.broken_after is not None:
                    self.wfile.write(server.content[: server.broken_after])
                    return
                half = len(server.content) // 2
                self.wfile.write(server.content[:half])
                self.wfile.flush()
                server.half_sent.set()
                server.go_on.wait(60)
                # The client may have been killed meanwhile.
                try:
                    self.wfile.write(server.content[half:])
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def source(self) -> WebSource:
        port = self._server.server_address[1]
        url = f"http://127.0.0.1:{port}/pose_{{variant}}.task"
        return WebSource(kind="web", publisher="the test server", url=url)

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def notices() -> tuple[list[str], Callable[[str], None]]:
    """Give a list and a `notify` that fills it."""
    heard: list[str] = []
    return heard, heard.append
