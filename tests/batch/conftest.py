import pytest

from squatform.batch.cluster import workers


@pytest.fixture(scope="session")
def client():
    """Two workers for all tests; those that they kill come back."""
    with workers(2, None, "700 MB") as client:
        yield client
