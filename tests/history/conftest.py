import pytest

from squatform.history.database import open_database


@pytest.fixture
def database(database_url):
    """An empty database, of each kind in turn."""
    with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def memory():
    """An empty database in memory, for what does not depend on its kind."""
    with open_database("sqlite://") as opened:
        yield opened
