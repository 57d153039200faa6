from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from squatform.errors import ModelError, UsageError
from squatform.models_cli import app

runner = CliRunner()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setenv("SQUATFORM_MODELS", str(folder))
    monkeypatch.delenv("SQUATFORM_MODEL_SOURCE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    return folder


def _run(*arguments: str) -> str:
    result = runner.invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_list_shows_every_model_and_its_state(cache: Path, pose_model_path: Path) -> None:
    shutil.copy(pose_model_path, cache / "pose_full.task")
    (cache / "pose_heavy.task").write_bytes(b"half")
    lines = _run("list").splitlines()
    rows = {line.split()[0]: line for line in lines if line}
    assert "not fetched" in rows["lite"]
    assert "(default)" in rows["full"]
    assert "ready" in rows["full"]
    assert "damaged" in rows["heavy"]
    assert all("Apache-2.0" in rows[name] for name in ("lite", "full", "heavy"))
    assert str(cache) in rows["Folder:"]


def test_fetch_takes_the_default_from_a_file(cache: Path, pose_model_path: Path) -> None:
    assert f"full: {cache / 'pose_full.task'}" in _run("fetch", "--from", str(pose_model_path))
    assert (cache / "pose_full.task").read_bytes() == pose_model_path.read_bytes()
    assert "full: ready" in _run("verify")


def test_fetch_of_a_model_that_is_there_says_only_where(cache: Path, pose_model_path: Path) -> None:
    shutil.copy(pose_model_path, cache / "pose_full.task")
    assert _run("fetch", "full", "full") == f"full: {cache / 'pose_full.task'}\n"


def test_fetch_all_asks_for_every_model(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="'lite'"):
        _run("fetch", "all", "--from", str(tmp_path / "absent"))


def test_fetch_refuses_an_unknown_model_before_fetching_the_others(
    cache: Path, pose_model_path: Path
) -> None:
    with pytest.raises(UsageError, match="'huge'"):
        _run("fetch", "full", "huge", "--from", str(pose_model_path))
    assert list(cache.iterdir()) == []


def test_verify_fails_if_a_model_is_damaged(cache: Path) -> None:
    (cache / "pose_lite.task").write_bytes(b"half")
    result = runner.invoke(app, ["verify"])
    assert "lite: damaged" in result.output
    assert "full: not fetched" in result.output
    assert result.exit_code != 0
    assert isinstance(result.exception, ModelError)
    assert "squatform models fetch lite" in str(result.exception)


def test_verify_is_content_with_nothing_fetched(cache: Path) -> None:
    assert _run("verify").count("not fetched") == 3


@pytest.mark.parametrize("command", ["list", "fetch", "verify"])
def test_help_gives_an_example(command: str) -> None:
    assert f"squatform models {command}" in " ".join(_run(command, "--help").split())
