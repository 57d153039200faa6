"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import postgres
from squatform.pose.provider import model_path


@pytest.fixture(scope="session")
def pose_model_path() -> Path:
    """Give the default pose model, from the user's cache so that one download serves every run."""
    return model_path("full")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give a running PostgreSQL server, see `postgres.new_database`."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgres.postgres_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'history.db'}"
    return postgres.new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def asked() -> list[tuple[str, str]]:
    """Give the requests that the S3 server had so far, each its method and path."""
    return []


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str]]) -> Iterator[Any]:
    """Give the filesystem of an S3 server on loopback, see `buckets.s3_server`."""
    from buckets import s3_server

    with s3_server(monkeypatch.setenv, asked) as filesystem:
        yield filesystem
