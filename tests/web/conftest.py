import pytest

from .material import client_of, site_at

TOKEN = "a-token-for-tests-only"


@pytest.fixture
def site(database_url, tmp_path):
    """A server without workers, on each kind of database in turn."""
    with site_at(tmp_path / "data", database_url) as one:
        yield one


@pytest.fixture
def client(site):
    with client_of(site) as one:
        yield one


@pytest.fixture
def small_site(tmp_path):
    """A server on SQLite, for what has nothing to do with the database."""
    with site_at(tmp_path / "data") as one:
        yield one


@pytest.fixture
def small(small_site):
    with client_of(small_site) as one:
        yield one
