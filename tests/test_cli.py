"""The command line as a script sees it: files, exit codes, one sentence for bad input."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import jsonschema
import numpy as np
import pytest

from benchmarks.clips import looped
from sample_clips import SIDE
from squatform.video import VideoWriter, open_source

SAMPLE = SIDE.path


def squatform(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user does."""
    command = [sys.executable, "-m", "squatform", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, **options
    )


def assert_one_sentence(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("squatform: ")
    assert len(result.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in result.stderr


def write_clip(path: Path, frames: int, size: tuple[int, int] = (320, 240)) -> Path:
    """Write grey noise: a sound video with nobody in it."""
    rng = np.random.default_rng(0)
    with VideoWriter(path, *size) as writer:
        for i in range(frames):
            writer.write(rng.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8), i / 30)
    return path


def first_frames(path: Path, count: int) -> Path:
    """Write the first frames of the sample clip: a lifter who stands."""
    with open_source(SAMPLE) as source, VideoWriter(path, 854, 480) as writer:
        for frame in source.frames(end_s=(count - 0.5) / 30):
            writer.write(frame.image, frame.time_s)
    return path


@pytest.fixture(scope="module")
def analysed(pose_model_path, tmp_path_factory):
    """One run on the sample clip with everything asked for."""
    folder = tmp_path_factory.mktemp("analysed")
    result = squatform("analyze", SAMPLE, "--json", folder / "a.json", "--out", folder / "report")
    assert result.returncode == 0, result.stderr
    return result, folder


def test_table_has_a_line_a_repetition_and_the_cue(analysed):
    result, _ = analysed
    lines = [line for line in result.stdout.splitlines() if re.match(r"\s+[123]\s", line)]
    assert len(lines) == 3
    assert "severe" in lines[1]
    assert "One thing: " in result.stdout


def test_in_a_pipe_there_is_no_progress_bar_and_no_native_chatter(analysed):
    result, _ = analysed
    assert result.stderr == ""
    assert "\x1b" not in result.stdout


def test_json_is_valid_against_the_published_schema(analysed):
    _, folder = analysed
    schema = json.loads(squatform("schema").stdout)
    document = json.loads((folder / "a.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert document["clip"]["frames"] == SIDE.frames
    assert document["view"]["label"] == "side"
    assert len(document["repetitions"]) == 3
    names = set(document["repetitions"][0]["measures"])
    wanted = {"knee_flexion", "thigh_angle", "trunk_lean", "shank_lean"}
    assert wanted | {"eccentric_s", "concentric_s"} <= names
    assert document["set"]["repetitions"] == 3


def test_the_report_lies_where_the_command_says(analysed):
    result, folder = analysed
    page = Path(re.search(r"Report: (.*)", result.stdout).group(1).strip())
    assert page.exists()
    assert page.parent == folder / "report"
    assert "<html" in page.read_text()
    assert json.loads((folder / "report" / "analysis.json").read_text())["exercise"] == "air_squat"


def test_quiet_prints_nothing(pose_model_path, tmp_path):
    result = squatform("analyze", SAMPLE, "--quiet", "--json", tmp_path / "a.json")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_terminal_shows_a_progress_bar(pose_model_path):
    pty = pytest.importorskip("pty", reason="pseudo-terminals are a Unix thing")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "squatform", "analyze", str(SAMPLE)]
    process = subprocess.Popen(command, stderr=follower, stdout=subprocess.DEVNULL)
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(leader)
    assert process.wait() == 0
    assert b"Analysing" in shown
    assert f"/{SIDE.frames}".encode() in shown


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(lambda p: p / "missing.mp4", ["missing.mp4"], id="missing"),
        pytest.param(lambda p: p, ["folder"], id="directory"),
        pytest.param(lambda p: _wrote(p / "zero.mp4", b""), ["empty"], id="zero bytes"),
        pytest.param(lambda p: _wrote(p / "text.mp4", b"hello " * 99), ["text.mp4"], id="text"),
        pytest.param(
            lambda p: _wrote(p / "cut.mp4", SAMPLE.read_bytes()[:600]), ["cut.mp4"], id="truncated"
        ),
        pytest.param(lambda p: _audio_only(p / "sound.mp4"), ["sound.mp4"], id="audio only"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_code_3(tmp_path, make, words):
    result = squatform("analyze", make(tmp_path), "--json", tmp_path / "out" / "a.json")
    assert_one_sentence(result, 3, *words)
    assert not (tmp_path / "out" / "a.json").exists()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        pytest.param(lambda p: write_clip(p, frames=40), "Nobody", id="nobody"),
        pytest.param(lambda p: write_clip(p, frames=1), "single frame", id="one empty frame"),
        pytest.param(lambda p: first_frames(p, 1), "single frame", id="one frame of a lifter"),
        pytest.param(lambda p: first_frames(p, 20), "Nobody squats", id="standing still"),
    ],
)
def test_without_a_squat_the_exit_code_is_4_and_json_is_written(
    pose_model_path, tmp_path, make, word
):
    clip = make(tmp_path / "clip.mp4")
    result = squatform("analyze", clip, "--json", tmp_path / "a.json")
    assert_one_sentence(result, 4, word)
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["repetitions"] == []
    assert document["warnings"]


def test_a_lifter_without_legs_in_the_picture_is_told_to_step_back(pose_model_path, tmp_path):
    clip = tmp_path / "legless.mp4"
    with open_source(SAMPLE) as source:
        # from the hips upwards
        height = int(source.info.height * 0.55)
        with VideoWriter(clip, source.info.width, height) as writer:
            for frame in source.frames(end_s=5.0):
                writer.write(frame.image[:height], frame.time_s)
    result = squatform("analyze", clip, "--json", tmp_path / "a.json")
    assert_one_sentence(result, 4, "legs", "Step back")


def test_unknown_exercise_and_model_name_the_known_ones(tmp_path):
    for option, known in (("--exercise", "air_squat"), ("--model", "heavy")):
        result = squatform("analyze", SAMPLE, option, "nonsense", "--json", tmp_path / "a.json")
        assert_one_sentence(result, 2, "nonsense", known)
        assert not (tmp_path / "a.json").exists()


def test_unwritable_output_is_refused_before_the_work(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for option, target in (("--json", tmp_path / "file" / "a.json"), ("--json", tmp_path)):
        # a clip that is not there would be the first thing the work complains of
        result = squatform("analyze", "missing.mp4", option, target)
        assert_one_sentence(result, 2, str(target))
    assert_one_sentence(squatform("analyze", SAMPLE, "--out", tmp_path / "file" / "report"), 2)


def test_full_disk_leaves_no_partial_file(pose_model_path, tmp_path):
    def nearly_full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    target = tmp_path / "a.json"
    result = squatform("analyze", SAMPLE, "-q", "--json", target, preexec_fn=nearly_full)
    assert_one_sentence(result, 1, "a.json")
    assert list(tmp_path.iterdir()) == []


def takes_ctrl_c() -> None:
    """Undo what a shell does to what it runs in the background: ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("later_s", [0.0, 0.7, 4.0], ids="{}s".format)
def test_ctrl_c_ends_at_once_without_a_traceback(later_s, pose_model_path, tmp_path):
    clip = looped(SAMPLE, tmp_path / "long.mp4", 300)
    target = tmp_path / "out" / "a.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "squatform", "analyze", clip, "-w", "2", "--json", target],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=takes_ctrl_c,  # noqa: PLW1509
    )
    while not target.parent.exists():  # made before the work begins
        time.sleep(0.01)
    time.sleep(later_s)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "ImportError('initialization failed')"])
def test_ctrl_c_while_it_loads_ends_without_a_traceback(error):
    # a native module that is interrupted while it loads tells so by an ImportError
    script = f"""
import signal, sys
from squatform.__main__ import main

class Interrupted:
    def find_spec(self, name, path, target=None):
        if name == "squatform.cli":
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                raise {error} from None

sys.meta_path.insert(0, Interrupted())
main()
"""
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=takes_ctrl_c,
    )
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


@pytest.mark.parametrize("arguments", [["analyze"], ["analyze", str(SAMPLE), "--workers", "0"]])
def test_wrong_usage_has_exit_code_2(arguments):
    result = squatform(*arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [[], ["analyze"], ["models"], ["schema"]])
def test_help_has_an_example(command):
    result = squatform(*command, "--help")
    assert result.returncode == 0
    assert "squatform" in result.stdout


def test_opencv_and_its_contrib_modules_live_in_one_environment():
    import cv2
    import cv2.aruco

    assert cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50) is not None


def _wrote(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _audio_only(path: Path) -> Path:
    with av.open(str(path), "w") as output:
        stream = output.add_stream("aac", rate=44100)
        silence = av.AudioFrame.from_ndarray(
            np.zeros((1, 4096), np.float32), format="fltp", layout="mono"
        )
        silence.rate = 44100
        output.mux(stream.encode(silence))
        output.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def report(pose_model_path, tmp_path_factory):
    """One report with everything, printed as JSON."""
    folder = tmp_path_factory.mktemp("report") / "deep" / "down"
    options = ["--export", "trc,mot,c3d,keypoints", "--csv", "--format", "json", "-w", 2]
    return squatform("analyze", SAMPLE, "--out", folder, *options), folder


def test_a_report_is_complete(report):
    result, folder = report
    assert result.returncode == 0, result.stderr
    assert {path.name for path in folder.iterdir()} == {
        "report.html",
        "annotated.mp4",
        "repetitions.csv",
        "frames.parquet",
        "frames.csv",
        "analysis.json",
        "evidence",
        "markers.trc",
        "angles.mot",
        "markers.c3d",
        "keypoints.json",
        "plotly.min.js",
    }
    assert len(list((folder / "evidence").iterdir())) >= 3


def test_json_is_all_that_is_printed(report):
    result, folder = report
    assert json.loads(result.stdout) == json.loads((folder / "analysis.json").read_text())
    assert result.stderr == f"Report: {folder / 'report.html'}\n"


def test_a_report_is_not_replaced_unasked(report):
    _, folder = report
    before = (folder / "analysis.json").stat().st_mtime_ns
    refused = squatform("analyze", SAMPLE, "--out", folder)
    assert_one_sentence(refused, 2, "--overwrite", str(folder))
    assert (folder / "analysis.json").stat().st_mtime_ns == before
    options = ["--only", "json", "--overwrite", "--format", "markdown"]
    replaced = squatform("analyze", SAMPLE, "--out", folder, *options)
    assert replaced.returncode == 0
    assert replaced.stdout.startswith("## Air squat, side view\n\n| Rep |")
    assert (folder / "analysis.json").stat().st_mtime_ns > before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--out", "x", "--only", "html,pdf"], ["'pdf'", "html"]),
        (["--out", "x", "--export", "html"], ["'html'", "trc"]),
        (["--self-contained"], ["--out"]),
        (["--csv"], ["--out"]),
    ],
)
def test_files_that_cannot_be_meant_are_refused(tmp_path, options, words):
    result = squatform("analyze", SAMPLE, *options, cwd=tmp_path)
    assert_one_sentence(result, 2, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_report_on_a_full_disk_keeps_whole_files_only(pose_model_path, tmp_path):
    def nearly_full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    options = ["--out", tmp_path, "--only", "json,video,html"]
    result = squatform("analyze", SAMPLE, *options, preexec_fn=nearly_full)
    assert_one_sentence(result, 1, "annotated.mp4", "Free some space")
    assert [path.name for path in tmp_path.iterdir()] == ["analysis.json"]
    json.loads((tmp_path / "analysis.json").read_text())
