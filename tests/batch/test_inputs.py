import fsspec
import pytest

from squatform.batch.inputs import absolute, find_entries, read_manifest
from squatform.errors import InputError, UsageError


def touched(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def names(entries, folder):
    return [entry.url.removeprefix(f"{folder}/") for entry in entries]


def test_a_folder_is_searched_for_clips_with_what_is_below_it(tmp_path):
    touched(tmp_path, "b.MP4", "a/c.webm", "a/d/e.mov", "notes.txt", ".half.mp4", "a/truth.json")
    assert names(find_entries([str(tmp_path)], "x"), tmp_path) == ["a/c.webm", "a/d/e.mov", "b.MP4"]


def test_a_glob_and_a_file_by_name_whatever_it_is_called(tmp_path):
    touched(tmp_path, "a1.mp4", "a2.mp4", "b.mp4", "odd.bin")
    found = find_entries([f"{tmp_path}/a*.mp4", f"{tmp_path}/odd.bin"], "x")
    assert names(found, tmp_path) == ["a1.mp4", "a2.mp4", "odd.bin"]


def test_a_clip_named_twice_is_one_clip(tmp_path, monkeypatch):
    touched(tmp_path, "a.mp4")
    monkeypatch.chdir(tmp_path)
    assert len(find_entries(["a.mp4", str(tmp_path), "./a.mp4"], "x")) == 1


@pytest.mark.parametrize("name", ["missing.mp4", "*.avi", "empty"])
def test_an_input_that_names_nothing_is_told(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="There is no clip"):
        find_entries([f"{tmp_path}/{name}"], "x")


def test_addresses_are_searched_like_folders():
    memory = fsspec.filesystem("memory")
    for name in ("/clips/a.mp4", "/clips/deep/b.mp4", "/clips/c.txt"):
        memory.pipe_file(name, b"x")
    found = [entry.url for entry in find_entries(["memory://clips"], "x")]
    assert found == ["memory:///clips/a.mp4", "memory:///clips/deep/b.mp4"]
    found = [entry.url for entry in find_entries(["memory://clips/*.mp4"], "x")]
    assert found == ["memory:///clips/a.mp4"]


def test_an_address_of_an_unknown_kind_is_refused():
    with pytest.raises(UsageError, match="cannot be reached"):
        find_entries(["nonsense://clips"], "x")


def manifest(folder, text):
    path = folder / "clips.csv"
    path.write_text(text, encoding="utf-8-sig")
    return str(path)


def test_a_manifest_says_what_each_clip_is(tmp_path):
    path = manifest(
        tmp_path,
        "Path,exercise,athlete,load,notes\n"
        'sub/a.mp4,,Ana,60,"heavy, slow"\n'
        "s3://bucket/b.mp4,air_squat,Bo,,\n",
    )
    first, second = read_manifest(path, "back_squat")
    assert first.url == f"{tmp_path}/sub/a.mp4"
    assert (first.exercise, first.athlete, first.load) == ("back_squat", "Ana", "60")
    assert first.notes == "heavy, slow"
    assert (second.url, second.exercise, second.date) == ("s3://bucket/b.mp4", "air_squat", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file,athlete\na.mp4,Ana\n", "unknown column 'file'"),
        ("athlete\nAna\n", "no column 'path'"),
        ("", "no column 'path'"),
        ("path,athlete\na.mp4,Ana\n,Bo\n", "line 3: no path"),
        ("path\na.mp4,more\n", "line 2: more values"),
    ],
)
def test_a_wrong_manifest_is_told_with_its_line(tmp_path, text, words):
    with pytest.raises(UsageError, match=words):
        read_manifest(manifest(tmp_path, text), "air_squat")


def test_a_missing_manifest_is_told(tmp_path):
    with pytest.raises(InputError, match=r"nothing\.csv"):
        read_manifest(str(tmp_path / "nothing.csv"), "air_squat")


def test_a_location_means_the_same_in_every_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert absolute("a/../b.mp4") == f"{tmp_path}/b.mp4"
    assert absolute("s3://bucket/a.mp4") == "s3://bucket/a.mp4"
