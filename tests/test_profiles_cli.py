"""Profiles, pain, adjustments and merging as a user types them."""

import json

import jsonschema
import pytest

from sample_clips import SIDE
from squatform.exercises import exercise_names
from squatform.report.words import competition_text
from squatform.results import CompetitionDepth, SetAnalysis
from test_cli import assert_one_sentence, squatform

SAMPLE = SIDE.path


@pytest.mark.parametrize("command", [[], ["list"], ["show"], ["new"], ["check"]])
def test_help_has_an_example(command):
    result = squatform("exercises", *command, "--help")
    assert result.returncode == 0
    assert "squatform exercises" in result.stdout


def test_exercises_are_listed_and_shown_with_their_sources():
    listed = squatform("exercises", "list").stdout
    assert all(name in listed for name in exercise_names())
    shown = " ".join(squatform("exercises", "show", "low_bar").stdout.split())
    assert "extends high_bar" in shown
    assert "trunk_lean mild, moderate, severe over 55, 62, 70°" in shown
    assert "Glassbrook" in shown
    assert "Not judged" in shown
    assert 'extends = "high_bar"' in squatform("exercises", "show", "low_bar", "--toml").stdout


def test_a_profile_is_begun_checked_and_shown(tmp_path):
    made = squatform("exercises", "new", "my_squat", "--extends", "low_bar", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    checked = squatform("exercises", "check", "my_squat.toml", cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "my_squat.toml: right\n")
    text = (tmp_path / "my_squat.toml").read_text(encoding="utf-8")
    # every line of the template that is commented out is right too
    _, _, entries = text.partition("\n\n# Word a cue")
    opened = entries.replace("# [", "[").replace("\n# ", "\n")
    wanted = [line for line in opened.splitlines() if "=" in line or line.startswith("[")]
    (tmp_path / "my_squat.toml").write_text(
        'extends = "low_bar"\n' + "\n".join(wanted), encoding="utf-8"
    )
    assert squatform("exercises", "check", "my_squat.toml", cwd=tmp_path).returncode == 0
    shown = squatform("exercises", "show", "my_squat.toml", cwd=tmp_path).stdout
    assert "Down to the box." in shown
    again = squatform("exercises", "new", "my_squat", cwd=tmp_path)
    assert_one_sentence(again, 2, "my_squat.toml", "--overwrite")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "deadlift"], ["deadlift", "air_squat"]),
        (["show", "missing.toml"], ["missing.toml"]),
        (["new", "My Squat"], ["My Squat", "Small letters".lower()]),
        (["new", "mine", "--extends", "lowbar"], ["lowbar", "low_bar"]),
        (["check", "missing.toml"], ["missing.toml"]),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path, arguments, words):
    assert_one_sentence(squatform("exercises", *arguments, cwd=tmp_path), 2, *words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--profile", "wrong.toml"], ["wrong.toml: checks.depth.priority is 500", "0 to 100"]),
        (["--profile", "wrong.toml", "--exercise", "low_bar"], ["not both"]),
        (["--level", "expert"], ["expert", "beginner"]),
        (["--limit", "knees"], ["knees", "long-femurs"]),
        (["--merge"], ["--merge"]),
        ([str(SAMPLE)], ["--merge"]),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_is_analysed(tmp_path, options, words):
    (tmp_path / "wrong.toml").write_text('extends = "low_bar"\n[checks.depth]\npriority = 500')
    result = squatform("analyze", SAMPLE, *options, "--json", tmp_path / "a.json", cwd=tmp_path)
    assert_one_sentence(result, 2, *words)
    assert not (tmp_path / "a.json").exists()


@pytest.fixture(scope="module")
def sharp(pose_model_path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sharp")
    options = ["--pain", "sharp", "--out", folder / "r", "--only", "html,json"]
    return squatform("analyze", SAMPLE, *options), folder / "r"


def test_sharp_pain_gets_the_stop_and_no_verdict(sharp):
    result, folder = sharp
    assert result.returncode == 0, result.stderr
    assert result.stdout.split()[:3] == ["Sharp", "or", "spreading"]
    for words in ("stop squatting today", "saddle area", "not medical advice"):
        assert words in " ".join(result.stdout.split())
    document = json.loads((folder / "analysis.json").read_text())
    assert document["pain"] == "sharp"
    assert document["scores"] == {}
    assert all(rep["findings"] == [] and rep["cue"] is None for rep in document["repetitions"])
    assert document["set"]["cue"] is None
    assert len(document["repetitions"]) == 3
    page = (folder / "report.html").read_text()
    assert "stop squatting today" in page
    assert "saddle area" in page


def test_a_profile_of_ones_own_and_adjustments_show_in_the_result(pose_model_path, tmp_path):
    (tmp_path / "mine.toml").write_text(
        'extends = "air_squat"\ntitle = "My squat"\n[checks.depth]\ncue = "Down to the box."'
    )
    options = ["--profile", "mine.toml", "--limit", "long-femurs", "--depth-rule", "ipf"]
    options += ["--score", "bsa", "--pain", "mild", "--cues", "plain", "--out", "report"]
    options += ["--only", "html,json"]
    result = squatform("analyze", SAMPLE, *options, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    text = " ".join(result.stdout.split())
    for words in ("Adjusted: Long femurs", "Adjusted: Depth rule IPF", "Back Squat Assessment"):
        assert words in text
    assert "Stay more upright." in text
    assert "Down to the box." not in text  # with an ache nobody is asked to go deeper
    document = json.loads((tmp_path / "report" / "analysis.json").read_text())
    jsonschema.validate(document, SetAnalysis.model_json_schema(mode="serialization"))
    assert document["exercise"] == "mine"
    assert len(document["adjustments"]) == 2
    calls = [CompetitionDepth(**one["competition_depth"]) for one in document["repetitions"]]
    assert calls[1].call == "red"
    assert all(competition_text(depth) in text for depth in calls)
    assert "My squat" in (tmp_path / "report" / "report.html").read_text()


@pytest.mark.slow
def test_two_clips_make_one_result(pose_model_path, tmp_path):
    options = ["--merge", "--format", "json", "--out", tmp_path / "r", "--only", "html,pictures"]
    result = squatform("analyze", SAMPLE, SAMPLE, *options)
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    jsonschema.validate(document, SetAnalysis.model_json_schema(mode="serialization"))
    assert len(document["clips"]) == 2
    assert len(document["repetitions"]) == 3
    assert {f["clip"] for rep in document["repetitions"] for f in rep["findings"]} <= {1, 2}
    assert "Clip 2" in (tmp_path / "r" / "report.html").read_text()
