import os
import stat

import pytest

from squatform.errors import OutputError, UsageError
from squatform.files import ensure_writable, whole_file, write_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("content", ["text with ° and −", b"\x00\xff bytes", "", b""])
def test_content_is_written(tmp_path, content):
    path = tmp_path / "made" / "on the way" / "result.json"
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert names(path.parent) == ["result.json"]


def test_old_content_is_replaced_only_at_the_end(tmp_path):
    path = tmp_path / "result.json"
    path.write_text("old")
    with whole_file(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
        assert temporary.suffix == path.suffix
        assert temporary.parent == path.parent
    assert path.read_text() == "new"
    assert names(tmp_path) == ["result.json"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, ZeroDivisionError])
@pytest.mark.parametrize("there", [True, False])
def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path, there, error):
    path = tmp_path / "result.json"
    if there:
        path.write_text("old")

    def fail():
        with whole_file(path) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == (["result.json"] if there else [])
    if there:
        assert path.read_text() == "old"


def test_a_full_disk_is_one_sentence_and_leaves_the_old(tmp_path):
    path = tmp_path / "result.json"
    path.write_text("old")
    with pytest.raises(OutputError, match=r"No space.*Free some space"), whole_file(path):
        raise OSError(28, "No space left on device")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["result.json"]


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path):
    (tmp_path / "folder").write_text("in the way")
    with pytest.raises(OutputError, match="Cannot write"):
        write_whole(tmp_path / "folder" / "result.json", "text")
    with pytest.raises(UsageError, match="Cannot write"):
        ensure_writable(tmp_path / "folder" / "result.json")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    with pytest.raises(UsageError, match="is a folder"):
        ensure_writable(tmp_path)
    (tmp_path / "result.json").mkdir()
    with pytest.raises(OutputError):
        write_whole(tmp_path / "result.json", "text")
    assert names(tmp_path) == ["result.json"]


def test_the_file_can_be_read_by_whom_the_umask_allows(tmp_path):
    old = os.umask(0o027)
    try:
        write_whole(tmp_path / "result.json", "text")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "result.json").stat().st_mode) == 0o640


def test_asking_first_makes_the_folder_and_no_file(tmp_path):
    ensure_writable(tmp_path / "new" / "result.json")
    assert names(tmp_path / "new") == []


def test_asking_first_keeps_what_is_there(tmp_path):
    path = tmp_path / "result.json"
    path.write_text("old")
    ensure_writable(path)
    assert path.read_text() == "old"
