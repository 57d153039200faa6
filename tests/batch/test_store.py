import uuid

import pytest

from squatform.batch.store import Store
from squatform.errors import OutputError, UsageError


@pytest.fixture(params=["folder", "address"])
def store(request, tmp_path):
    """A store of each kind."""
    return Store.at(str(tmp_path) if request.param == "folder" else f"memory://{uuid.uuid4().hex}")


def published(store, text, name="clips/a"):
    with store.staging() as staging:
        (staging / "a" / "deep").mkdir(parents=True)
        (staging / "a" / "deep" / "file.txt").write_text(text)
        store.publish(staging / "a", name)


def test_a_record_is_read_back_until_it_is_removed(store):
    assert store.record("done/a") is None
    store.write_record("done/a", {"clip": "Ä.mp4"})
    assert store.record("done/a") == {"clip": "Ä.mp4"}
    store.remove_record("done/a")
    store.remove_record("done/a")
    assert store.record("done/a") is None


def test_a_damaged_record_is_as_good_as_none(store):
    store.write("state/done/a.json", b'{"clip": ')
    assert store.record("done/a") is None


def test_a_report_is_put_in_place_and_replaced_whole(store):
    for text in ("first", "second"):
        published(store, text)
        assert store.read("clips/a/deep/file.txt") == text.encode()


def test_staging_leaves_nothing(tmp_path):
    store = Store.at(str(tmp_path))
    published(store, "x")
    with store.staging() as staging:
        (staging / "half").write_text("x")
        with pytest.raises(OutputError):
            store.publish(staging / "missing", "clips/b")
    assert list((tmp_path / "state" / "staging").iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="file"):
        Store.at(str(tmp_path / "file"))
    store = Store(str(tmp_path / "file"))
    with pytest.raises(OutputError):
        store.write("clips.csv", b"x")
