"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
