from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from squatform.pose.manifest import NpmSource, PipSource, WebSource
from squatform.pose.material import RefusedError
from squatform.pose.sources import obtain, reason_in

from .conftest import WebServer

NPM = NpmSource(kind="npm", package="@mediapipe/pose@0.5.1675469404", megabytes=41)
PIP = PipSource(
    kind="pip",
    requirement="mediapipe==0.10.21",
    platform="manylinux_2_28_x86_64",
    python="3.11",
    megabytes=36,
)


@pytest.fixture
def unused_url() -> Iterator[str]:
    """Give an address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


def _silent(_: str) -> None:
    pass


def test_npm_that_is_not_installed_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedError, match=r"^npm is not installed$"):
        obtain(NPM, "full", tmp_path, _silent)


def test_failed_pip_gives_its_reason_and_prints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(RefusedError, match=r"^No matching distribution .*mediapipe"):
        obtain(PIP, "full", tmp_path, _silent)
    assert capfd.readouterr() == ("", "")


def test_pip_without_network_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unused_url: str
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", unused_url)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    with pytest.raises(RefusedError, match=r"^no connection to the package index$"):
        obtain(PIP, "full", tmp_path, _silent)


def test_program_that_cannot_be_run_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "npm"
    npm.write_bytes(b"\x7fELF but not really")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedError, match="cannot be run"):
        obtain(NPM, "full", tmp_path, _silent)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("", "it did not say why"),
        ("Collecting mediapipe\nKilled\n\n", "Killed"),
        ("ERROR: No space left\n[notice] A new release of pip is there\n", "No space left"),
        ("ERROR: Could not find it\nERROR: No matching distribution\n", "No matching distribution"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError'\n"
            "ERROR: No matching distribution found\n",
            "no connection to the package index",
        ),
        (
            "npm warn Unknown user config\nnpm error code ENOTFOUND\nnpm error errno ENOTFOUND\n"
            "npm error FetchError: request failed\nnpm error     at onSocket\n"
            "npm error A complete log of this run can be found in: debug.log\n",
            "FetchError: request failed",
        ),
        (
            "npm ERR! code E404\nnpm ERR! 404 Not Found\nnpm ERR! 404 Note that you can\n",
            "404 Not Found",
        ),
    ],
)
def test_reason_is_the_line_that_says_why(output: str, reason: str) -> None:
    assert reason_in(output) == reason


def test_web_file_arrives_whole(web: WebServer, tmp_path: Path) -> None:
    web.content = bytes(range(256)) * 9000
    heard: list[str] = []
    path = obtain(web.source, "full", tmp_path, heard.append)
    assert path.read_bytes() == web.content
    assert web.requests == ["/pose_full.task"]
    assert heard == [
        "Obtaining pose model 'full': downloading the bundle published by the test server ..."
    ]


def test_web_server_without_the_file_is_a_reason(web: WebServer, tmp_path: Path) -> None:
    web.status = 404
    with pytest.raises(RefusedError, match="the server answered 404"):
        obtain(web.source, "full", tmp_path, _silent)


def test_no_connection_is_a_reason(tmp_path: Path, unused_url: str) -> None:
    source = WebSource(kind="web", publisher="nobody", url=unused_url)
    with pytest.raises(RefusedError, match="no connection"):
        obtain(source, "full", tmp_path, _silent)
