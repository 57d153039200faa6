"""What a file may have that keeps it from being read: damage, another content, no permission."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from squatform.errors import InputError
from squatform.video import FileSource

from .clips import (
    COUNT,
    damage,
    encode,
    number_of,
    pictures,
    sound,
)


def test_damaged_pictures_are_left_out_and_told_of(tmp_path):
    path = encode(tmp_path / "damaged.mp4", "mpeg4", pictures(), options={"qscale": "3"})
    damage(path, [14, 15])
    source = FileSource(path)
    assert source.warnings == []
    frames = list(source.frames())
    assert [frame.index for frame in frames] == [*range(14), *range(16, COUNT)]
    assert source.warnings == ["2 damaged pictures near 0.5 s could not be read."]
    # Later pictures keep their number and time, also when the damage is not passed on the way.
    assert frames[-1].time_s == pytest.approx((COUNT - 1) / 30)
    tail = list(source.frames(start_s=0.7))
    assert [frame.index for frame in tail] == list(range(21, COUNT))
    assert len(source.warnings) == 1


def test_a_clip_damaged_to_its_end_is_read_up_to_there(tmp_path):
    path = encode(tmp_path / "damaged.mp4", "mpeg4", pictures(), options={"qscale": "3"})
    damage(path, range(20, COUNT))
    source = FileSource(path)
    assert [frame.index for frame in source.frames()] == list(range(20))
    assert source.warnings == ["The clip is damaged after 0.7 s; the first 0.7 s were read."]


@pytest.mark.parametrize("name", ["h264.mkv", "vp9.webm", "mpeg4.avi", "faststart.mp4"])
def test_a_clip_that_is_cut_off_is_read_up_to_there(tmp_path, name):
    codec = {"vp9.webm": "libvpx-vp9", "mpeg4.avi": "mpeg4"}.get(name, "libx264")
    path = encode(
        tmp_path / name,
        codec,
        pictures(),
        options={"bf": "0"} if codec == "libx264" else {},
        container_options={"movflags": "faststart"} if name.endswith("mp4") else {},
    )
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    source = FileSource(path)
    (warning,) = source.warnings
    assert warning.startswith("The clip is damaged after 0.")
    frames = list(source.frames())
    assert 0 < len(frames) == source.info.frames < COUNT - 10
    assert [number_of(frame.image) for frame in frames] == list(range(len(frames)))
    assert source.warnings == [warning]


def cut(share):
    def make(folder, clip_file):
        path = folder / "clip.mp4"
        data = clip_file("h264.mp4").read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        return path

    return make


def content(data, name="clip.mp4"):
    def make(folder, clip_file):
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def unknown_codec(folder, clip_file):
    path = folder / "clip.mp4"
    data = clip_file("h264.mp4").read_bytes()
    path.write_bytes(data.replace(b"avc1", b"qqqq").replace(b"avcC", b"qqqC"))
    return path


def undecodable(folder, clip_file):
    path = encode(folder / "clip.mp4", "mpeg4", pictures(5))
    damage(path, range(5))
    return path


def naming_another(name, text):
    def make(folder, clip_file):
        (folder / "other.ts").write_bytes(clip_file("h264.ts").read_bytes())
        return content(text, name)(folder, clip_file)

    return make


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.ts\n#EXT-X-ENDLIST\n"
BAD = {
    "missing": (lambda folder, _: folder / "clip.mp4", "There is no file", "spelling"),
    "below a file": (
        lambda folder, clip_file: clip_file("h264.mp4") / "clip.mp4",
        "There is no file",
        "spelling",
    ),
    "folder": (lambda folder, _: folder, "is a folder", "Name a file in it"),
    "device": (lambda *_: os.devnull, "not an ordinary file", "Name a video"),
    "empty": (content(b""), "is empty", "Copy it again"),
    "text": (content(b"squats, five sets of five\n" * 50), "not a video", "Use MP4"),
    "noise": (content(bytes(range(256)) * 40), "not a video", "Use MP4"),
    "animated WebP": (
        content(b"RIFF\x64\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02" + bytes(83)),
        "not a video",
        "Use MP4",
    ),
    "playlist": (naming_another("list.m3u8", PLAYLIST), "not a video", "Use MP4"),
    "file list": (
        naming_another("clip.mp4", b"ffconcat version 1.0\nfile other.ts\n"),
        "not a video",
        "Use MP4",
    ),
    "cut to its first bytes": (cut(0.005), "cut off or damaged", "Copy it again"),
    "cut to a half": (cut(0.5), "cut off or damaged", "Copy it again"),
    "cut near its end": (cut(0.97), "cut off or damaged", "Copy it again"),
    "sound": (lambda folder, _: sound(folder / "a.mp4"), "only sound", "another file"),
    "sound and cover": (
        lambda folder, _: sound(folder / "a.mp4", cover=True),
        "only sound",
        "another file",
    ),
    "unknown codec": (unknown_codec, "cannot be decoded here", "ffmpeg -i"),
    "undecodable": (undecodable, "No picture of", "another recording"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_a_clip_is_refused_in_plain_words(tmp_path, clip_file, case):
    make, problem, advice = BAD[case]
    path = make(tmp_path, clip_file)
    with pytest.raises(InputError) as caught:
        FileSource(path)
    message = str(caught.value)
    assert str(path) in message
    assert problem in message
    assert advice in message
    assert caught.value.exit_code == 3


@contextmanager
def ordinary_user():
    """Take away the right to read everything, which the superuser has."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path, clip_file):
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip_file("h264.mp4").read_bytes())
    path.chmod(0)
    with ordinary_user(), pytest.raises(InputError, match=r"no permission to read .*clip\.mp4"):
        FileSource(path)


def test_a_file_that_vanishes_after_opening_is_said_to_be_gone(tmp_path, clip_file):
    path = tmp_path / "clip.mp4"
    path.write_bytes(clip_file("h264.mp4").read_bytes())
    source = FileSource(path)
    path.unlink()
    with pytest.raises(InputError, match="There is no file"):
        list(source.frames())


def test_reading_a_damaged_clip_writes_nothing_to_the_terminal(tmp_path):
    path = encode(tmp_path / "damaged.mp4", "libx264", pictures())
    damage(path, [5, 15, 16])
    code = "import sys; from squatform.video import open_source as o; list(o(sys.argv[1]).frames())"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_open_files_are_closed_when_reading_stops_early(clip_file):
    path = clip_file("h264.mp4")
    source = FileSource(path)
    frames = source.frames(start_s=0.5)
    next(frames)
    assert descriptors_of(path) == 1
    frames.close()
    assert descriptors_of(path) == 0


def descriptors_of(path):
    import psutil

    return sum(file.path == str(path) for file in psutil.Process().open_files())
