import subprocess
import sys
from fractions import Fraction

import av
import numpy as np
import pytest

from squatform.errors import OutputError
from squatform.video import FileSource, VideoWriter

from .clips import BLUE, GREEN, RED, corners, number_of, picture

TIMES = [0.0, 0.033, 0.1, 0.101, 0.5, 0.75, 3.25]


@pytest.mark.parametrize("size", [(192, 112), (853, 481), (64, 97)])
@pytest.mark.parametrize("start_s", [0.0, 12.5])
def test_what_is_written_can_be_read_back(tmp_path, size, start_s):
    width, height = size
    path = tmp_path / "new folder" / "clip.mp4"
    with VideoWriter(path, width, height, crf=12) as writer:
        for number, time_s in enumerate(TIMES):
            writer.write(picture(number, width, height), start_s + time_s)
    source = FileSource(path)
    frames = list(source.frames())
    assert [number_of(frame.image) for frame in frames] == list(range(len(TIMES)))
    np.testing.assert_allclose([frame.time_s for frame in frames], TIMES, atol=1 / 90_000)
    assert (source.info.width, source.info.height) == (width + width % 2, height + height % 2)
    np.testing.assert_allclose(corners(frames[0].image), [RED, GREEN, BLUE], atol=12)
    assert [path] == list(path.parent.iterdir())


def test_browsers_can_play_it_from_its_first_bytes(tmp_path):
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, 64, 64) as writer:
        writer.write(np.zeros((64, 64, 3), np.uint8), 0)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as container:
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert stream.time_base <= Fraction(1, 90_000)


def test_a_lower_factor_costs_more(tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    sizes = []
    for crf in (10, 40):
        with VideoWriter(tmp_path / "clip.mp4", 64, 64, crf=crf, preset="ultrafast") as writer:
            writer.write(noise, 0)
        sizes.append((tmp_path / "clip.mp4").stat().st_size)
    assert sizes[0] > sizes[1]


@pytest.mark.parametrize("written", [0, 3])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("not ours"), ValueError("theirs")])
def test_a_failing_block_leaves_nothing_and_its_error_passes(tmp_path, written, error):
    def fail():
        with VideoWriter(tmp_path / "clip.mp4", 192, 112) as writer:
            for number in range(written):
                writer.write(picture(number), number / 30)
            raise error

    kind = error if isinstance(error, type) else type(error)
    with pytest.raises(kind) as caught:
        fail()
    assert caught.type is kind
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"old")
    with VideoWriter(path, 192, 112) as writer:
        writer.write(picture(0), 0)
        assert path.read_bytes() == b"old"
    assert FileSource(path).info.frames == 1


def test_without_pictures_there_is_no_file(tmp_path):
    with pytest.raises(OutputError, match="no picture"), VideoWriter(tmp_path / "a.mp4", 64, 64):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("time_s", [1.0, 0.5, 1.000001])
def test_time_does_not_stand_still_or_run_back(tmp_path, time_s):
    with VideoWriter(tmp_path / "clip.mp4", 192, 112) as writer:
        writer.write(picture(0), 0.0)
        writer.write(picture(1), 1.0)
        with pytest.raises(ValueError, match="not after"):
            writer.write(picture(2), time_s)
    assert FileSource(tmp_path / "clip.mp4").info.frames == 2


def test_pictures_of_another_size_are_refused(tmp_path):
    with (
        pytest.raises(ValueError, match="192x112"),
        VideoWriter(tmp_path / "clip.mp4", 192, 112) as writer,
    ):
        writer.write(picture(0, 112, 192), 0)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match=r"Cannot write .*clip\.mp4: .*another folder"),
        VideoWriter(tmp_path / "file" / "clip.mp4", 64, 64),
    ):
        pass


FILL = """
import resource, sys
import numpy as np
from squatform.errors import OutputError
from squatform.video import VideoWriter
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
noise = np.random.default_rng(0).integers(0, 255, (120, 160, 3), dtype=np.uint8)
try:
    with VideoWriter(sys.argv[1], 160, 120) as writer:
        for number in range(30):
            writer.write(np.roll(noise, number * 7, axis=0), number / 30)
except OutputError as error:
    print(error)
"""


def fill(path, limit):
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path), str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_full_disk_leaves_nothing_behind(tmp_path):
    path = tmp_path / "clip.mp4"
    assert fill(path, 1 << 30) == ""
    size = path.stat().st_size
    path.unlink()
    # At the header, among the pictures, and in the very last byte.
    for limit in (10, size // 2, size - 1):
        said = fill(path, limit)
        assert said.startswith(f"Cannot write {path}: ")
        assert "Free some space" in said
        assert list(tmp_path.iterdir()) == []
