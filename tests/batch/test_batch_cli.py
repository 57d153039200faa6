"""The command as a script sees it, with the real analysis."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sample_clips import SIDE
from squatform.analysis import analyze
from squatform.batch.driver import Batch
from squatform.batch.inputs import find_entries
from squatform.batch.store import Store
from squatform.batch.worker import process
from squatform.cli import app
from squatform.errors import InputError, UsageError
from squatform.results import Reading, SetAnalysis
from squatform.video import VideoWriter, open_source

from .material import settings


def squatform(*arguments, **options):
    command = [sys.executable, "-m", "squatform", "batch", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, **options
    )


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (["clips"], UsageError, "--out"),
        (["--out", "x"], UsageError, "--manifest"),
        (["missing.mp4", "--out", "x"], InputError, "missing.mp4"),
        ([SIDE.path, "--out", "x", "--only", "pdf"], UsageError, "'pdf'"),
        ([SIDE.path, "--out", "x", "--exercise", "nonsense"], UsageError, "nonsense"),
        ([SIDE.path, "--out", "/proc/x"], UsageError, "/proc/x"),
    ],
)
def test_what_cannot_be_meant_is_told_before_any_work(
    tmp_path, monkeypatch, arguments, error, words
):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["batch", *map(str, arguments)])
    assert isinstance(result.exception, error)
    assert words in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_input_is_one_sentence_and_exit_code_3(tmp_path):
    result = squatform("missing.mp4", "--out", "x", cwd=tmp_path)
    assert result.returncode == 3
    assert result.stderr.startswith("squatform: There is no clip at missing.mp4")
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory):
    """The first repetition of a sample clip."""
    path = tmp_path_factory.mktemp("short") / "clip.mp4"
    with open_source(SIDE.path) as source, VideoWriter(path, 854, 480) as writer:
        for frame in source.frames(end_s=4.6):
            writer.write(frame.image, frame.time_s)
    return path


def test_a_real_clip_has_the_report_that_analyze_gives(pose_model_path, short_clip, tmp_path):
    (tmp_path / "clips.csv").write_text(f"path,athlete\n{short_clip},Ana\nmissing.mp4,Bo\n")
    options = ["--manifest", "clips.csv", "--out", "out", "--only", "html,csv", "--json-lines"]
    result = squatform(*options, "--workers", "1", cwd=tmp_path)
    assert result.returncode == 5, result.stderr
    assert result.stderr == ""
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[-1]["totals"]["failed"] == 1
    states = {line["clip"]: line["status"] for line in lines[:-1]}
    assert states == {str(short_clip): "done", str(tmp_path / "missing.mp4"): "failed"}
    (report,) = (tmp_path / "out" / "clips").iterdir()
    assert {path.name for path in report.iterdir()} == {
        "analysis.json",
        "repetitions.csv",
        "report.html",
    }
    assert 'src="../../plotly.min.js"' in (report / "report.html").read_text()
    assert (tmp_path / "out" / "plotly.min.js").exists()
    assert (tmp_path / "out" / "index.html").exists()
    stored = SetAnalysis.model_validate_json((report / "analysis.json").read_text())
    assert stored.model_dump() == analyze(str(short_clip)).model_dump()
    assert stored.summary.repetitions == 1


def _short_pieces(task):
    return process(task, longest_s=5.0)


@pytest.mark.slow
def test_a_long_clip_cut_into_pieces_is_judged_as_a_whole(
    client, pose_model_path, tmp_path, monkeypatch
):
    run = Batch(client, Store.at(str(tmp_path)), settings(), work=_short_pieces)
    client.run(_cut_shorter)
    run.run(find_entries([str(SIDE.path)], "air_squat"))
    client.run(_cut_as_usual)
    assert [(result.status, result.repetitions) for result in run.results] == [("done", 3)]
    (report,) = (tmp_path / "clips").iterdir()
    cut = SetAnalysis.model_validate_json((report / "analysis.json").read_text())
    whole = analyze(str(SIDE.path))
    for ours, theirs in zip(cut.repetitions, whole.repetitions, strict=True):
        assert ours.bottom_s == pytest.approx(theirs.bottom_s, abs=0.05)
        for name, reading in theirs.measures.items():
            if isinstance(reading, Reading):
                assert abs(ours.measures[name].value - reading.value) < reading.sigma, name
        for finding, whole_finding in zip(ours.findings, theirs.findings, strict=True):
            states = {finding.status, whole_finding.status}
            # a value at its limit may become borderline
            assert len(states) == 1 or "borderline" in states, finding.check


def _cut_shorter():
    from squatform.batch import worker

    worker.PIECE_S = 4.5


def _cut_as_usual():
    from squatform.batch import worker

    worker.PIECE_S = 30.0
