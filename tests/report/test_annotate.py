import subprocess
import sys

import av
import numpy as np
import psutil
import pytest

from skeleton import Camera, reps, squatting, times, uneven_times
from squatform.errors import InputError
from squatform.report.annotate import write_annotated
from squatform.report.scene import LONGEST_SIDE
from squatform.video import FileSource

from .material import beep, filmed, grey_clip, near, scene, with_clip


def annotated(analysis, folder, **how):
    path = folder / "annotated.mp4"
    write_annotated(scene(analysis, **how), path)
    return FileSource(path)


@pytest.mark.parametrize("moments", [times(5), times(5, 120.0), times(5, 24.0), uneven_times(5)])
def test_the_times_are_those_of_the_clip(tmp_path, moments):
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), squatting(moments, reps(1)))
    made = annotated(analysis, tmp_path)
    got = [frame.time_s for frame in made.frames()]
    np.testing.assert_allclose(got, moments, atol=2e-5)


@pytest.mark.parametrize("size", [(853, 481), (181, 320), (180, 322)])
def test_odd_sizes_get_a_row_or_column_more(tmp_path, size):
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), squatting(times(5), reps(1)), size)
    info = annotated(analysis, tmp_path).info
    assert (info.width, info.height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)


def test_large_pictures_are_scaled_down_and_stay_upright(tmp_path):
    size = (2160, 3840)
    figure = squatting(times(5, 4.0), reps(1))
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), figure, size)
    info = annotated(analysis, tmp_path).info
    assert (info.width, info.height) == (720, 1280)
    smaller = annotated(analysis, tmp_path, longest_side=640).info
    assert (smaller.width, smaller.height) == (360, 640)
    assert LONGEST_SIDE == 1280


def test_what_players_need(tmp_path, faulty):
    annotated(faulty, tmp_path)
    data = (tmp_path / "annotated.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")


@pytest.mark.parametrize("codec", ["aac", "libopus"])
def test_sound_is_kept(tmp_path, faulty, codec):
    clip = beep(tmp_path / "beep.mp4", FileSource(faulty.clip.path), codec)
    annotated(with_clip(faulty, clip), tmp_path)
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        frames = list(container.decode(audio=0))
        assert container.streams.audio[0].codec_context.name == "aac"
    loud = [frame.time for frame in frames if np.abs(frame.to_ndarray()).mean() > 0.05]
    assert loud[0] == pytest.approx(1.0, abs=0.05)
    assert frames[-1].time == pytest.approx(8.0, abs=0.1)


def test_the_skeleton_is_on_the_lifter(tmp_path, faulty):
    made = annotated(faulty, tmp_path)
    track = faulty.motion.track
    for frame in list(made.frames())[10:50:20]:
        x, y = track.image[frame.index, 23, :2].round().astype(int)
        around = frame.image[y - 4 : y + 5, x - 4 : x + 5]
        assert near(around, (255, 255, 255), 60) > 0.1  # the hip's joint


def test_a_clip_without_a_squat_is_annotated_too(tmp_path, no_squat):
    assert annotated(no_squat, tmp_path).info.frames == 240


FULL = """
import pickle, resource, sys
from pathlib import Path
from squatform.errors import OutputError
from squatform.exercises import load_profile
from squatform.report.annotate import write_annotated
from squatform.report.scene import Scene
from squatform.video import FileSource
analysis, motion = pickle.loads(Path(sys.argv[1]).read_bytes())
scene = Scene(analysis, motion, load_profile(), FileSource(analysis.clip.path))
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    write_annotated(scene, Path(sys.argv[2]))
except OutputError as error:
    print(error)
"""


def test_a_full_disk_leaves_no_video(tmp_path, faulty):
    import pickle

    stored = tmp_path / "analysis.pickle"
    stored.write_bytes(pickle.dumps((faulty, faulty.motion)))
    target = tmp_path / "report" / "annotated.mp4"
    done = subprocess.run(
        [sys.executable, "-c", FULL, stored, target], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"Cannot write {target}")
    assert list(target.parent.iterdir()) == []


def test_a_clip_that_has_gone_is_told(tmp_path, faulty):
    path = grey_clip(tmp_path / "clip.mp4", times(1))
    scenery = scene(with_clip(faulty, path))
    path.unlink()
    with pytest.raises(InputError, match=r"clip\.mp4"):
        write_annotated(scenery, tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()


@pytest.mark.slow
def test_memory_does_not_grow_with_the_length(tmp_path):
    """Ten minutes of video: from the second minute on, memory stays where it is."""
    moments = times(600, 15.0)
    figure = squatting(moments, reps(60, every_s=9.5))
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), figure, (320, 180))
    process, used = psutil.Process(), []
    write_annotated(
        scene(analysis),
        tmp_path / "a.mp4",
        tap=lambda frame: used.append(process.memory_info().rss),
    )
    assert max(used[len(used) // 5 :]) - used[len(used) // 5] < 30e6
