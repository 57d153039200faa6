import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from history.material import analysis, day, repetition, save
from squatform.cli import app, main
from squatform.history.database import open_database

SAMPLES = Path(__file__).parents[2] / "sample_videos"


@pytest.fixture(autouse=True)
def url(tmp_path, monkeypatch):
    """A history of four sets of Kim and one of Ola."""
    path = str(tmp_path / "history.db")
    monkeypatch.setenv("SQUATFORM_DATABASE", path)
    monkeypatch.setenv("COLUMNS", "100")
    with open_database(path) as database:
        for number in range(4):
            status = "severe" if number == 0 else "ok"
            result = analysis(
                repetition(1, depth=9.0 - 3 * number, speed=0.9 - 0.1 * number, depth_check=status),
                repetition(2, depth=9.0 - 3 * number, speed=0.8, depth_check="ok"),
            )
            when = {"date": day(7 * number), "load_kg": 40.0 + 20 * number}
            save(database, result, number, notes=f"week [{number}]", **when)
        save(database, analysis(repetition(1), exercise="pistol"), "other", athlete="Ola")
    return path


def run(*arguments, code=0, entered=None):
    result = CliRunner().invoke(app, ["history", *map(str, arguments)], input=entered)
    assert result.exit_code == code, result.output
    return result.stdout


def refused(monkeypatch, capsys, *arguments):
    """Give the one sentence with which the whole program ends."""
    monkeypatch.setattr(sys, "argv", ["squatform", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr().err
    assert told.startswith("squatform: ")
    assert told.count("\n") == 1
    return end.value.code, told


def test_sets_are_listed_with_what_was_told_of_them():
    lines = run("list").splitlines()
    assert len(lines) == 6
    assert lines[1].split()[:6] == ["1", "Kim", "2026-03-02", "air_squat", "40", "kg"]
    assert "week [0]" in lines[1]
    assert len(run("list", "--athlete", "Ola").splitlines()) == 2
    assert len(run("list", "--exercise", "pistol").splitlines()) == 2
    told = json.loads(run("list", "--json"))
    assert [(one["set"], one["athlete"], one["load_kg"]) for one in told][1] == (2, "Kim", 60.0)


def test_a_set_is_shown_as_it_was_analysed():
    told = run("show", 2)
    assert "Set 2 · Kim · 2026-03-09 · 60 kg · set.mp4" in told
    assert "One thing: Go on." in told
    assert json.loads(run("show", 2, "--json"))["clip"]["path"] == "set.mp4"


def test_a_trend_is_a_line_of_blocks_a_table_and_a_sentence():
    told = run("trend", "thigh_angle", "--athlete", "Kim")
    assert "Thigh angle, Kim, air_squat  █▆▃▁" in told
    assert "9±2°" in told
    assert re.search(r"It falls by 3° a week \(between [\d.]+ and [\d.]+° with 95 %", told)
    found = json.loads(run("trend", "thigh_angle", "--athlete", "Kim", "--json"))
    assert found["slope"]["value"] == pytest.approx(-3.0)


def test_the_trend_of_a_check_is_the_share_of_repetitions_with_the_fault():
    told = run("trend", "depth_check", "--check", "--athlete", "Kim")
    assert "Depth check: repetitions with the fault" in told
    assert "50±" in told
    assert "No change beyond doubt" in told


def test_loads_are_set_against_the_fastest_repetition():
    told = run("loads", "--athlete", "Kim")
    assert "0.90±0.05 legs/s" in told
    assert "--height" in told
    assert "meant to be fast" in told


def test_a_page_is_written_with_the_chart_and_the_same_numbers(tmp_path):
    page = tmp_path / "page.html"
    run("trend", "thigh_angle", "--athlete", "Kim", "--html", page)
    text = page.read_text()
    assert "It falls by 3° a week" in text
    assert "9±2°" in text
    data = json.loads(re.search(r'id="data">(.*?)</script>', text)[1])
    assert data["charts"][0]["y"] == [9.0, 6.0, 3.0, 0.0]
    assert data["charts"][0]["line"]["x"] == ["2026-03-02", "2026-03-23"]
    # up to plotly's own script, which has addresses that it never asks for
    assert not re.search(r'(src|href)="(?!data:)', text.partition("<script>")[0])


def test_pain_is_noted_and_told_of():
    told = run("pain", "add", "lower back", 3, "--athlete", "Kim", "--date", "yesterday")
    assert "Noted as entry 1 of Kim." in told
    assert "Usual soreness" in told
    told = run("pain", "add", "leg", 3, "--kind", "numbness", "--athlete", "Kim")
    assert "see" in told
    assert "physical therapist" in told
    assert "saddle area" in told
    listed = run("pain", "list", "--athlete", "Kim")
    assert "numbness" in listed
    assert "not medical advice" in listed
    found = json.loads(run("pain", "list", "--athlete", "Kim", "--json"))
    assert [entry["place"] for entry in found["entries"]] == ["lower back", "leg"]
    assert found["guidance"]["level"] == "see_somebody"
    run("pain", "delete", 2)
    assert "Usual soreness" in run("pain", "list", "--athlete", "Kim")


def test_an_athlete_goes_out_and_comes_back(tmp_path, monkeypatch):
    before = run("list", "--athlete", "Kim")
    file = tmp_path / "kim.zip"
    assert "4 sets, 0 entries of the log" in run("export", file, "--athlete", "Kim")
    assert "Removed: Kim, 4 sets" in run("delete", "--athlete", "Kim", "--yes")
    assert len(run("list").splitlines()) == 2
    assert "4 sets" in run("import", file)
    cut = [line.split()[1:] for line in before.splitlines()]
    assert [line.split()[1:] for line in run("list", "--athlete", "Kim").splitlines()] == cut


def test_what_is_told_of_a_set_can_be_changed():
    run("change", 1, "--load", "42,5 kg", "--date", "2026-03-03", "--notes", "")
    line = run("list").splitlines()[1]
    assert "2026-03-03" in line
    assert "42.5 kg" in line
    assert "week" not in line


def test_deleting_asks_first():
    assert "Remove for good: 2 sets?" in run("delete", 1, 2, entered="n\n", code=1)
    assert len(run("list").splitlines()) == 6
    assert "Removed: 2 sets" in run("delete", 1, 2, entered="y\n")
    assert len(run("list").splitlines()) == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", 99], "There is no set 99."),
        (
            ["trend", "thigh_angle"],
            "There are several athletes, name one with --athlete: Kim, Ola.",
        ),
        (["trend", "x", "--athlete", "Kim"], "Kim has no measure 'x' in air_squat."),
        (["loads", "--athlete", "Kim", "--exercise", "sumo"], "Kim has no set of 'sumo'."),
        (["delete"], "Name sets by their numbers, or an --athlete."),
        (["change", 1], "Name what to change"),
        (["change", 1, "--load", "heavy"], "'heavy' is no load."),
        (["change", 1, "--date", "someday"], "'someday' is no day."),
        (["pain", "add", "knee", 11], "The degree '11' will not do"),
        (["pain", "add", "knee", 1, "--kind", "x"], "--kind 'x' will not do"),
        (["list", "--database", "://"], "is no address of a database."),
        (["import", "nowhere.zip"], "Cannot read nowhere.zip"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(monkeypatch, capsys, arguments, told):
    code, sentence = refused(monkeypatch, capsys, "history", *arguments)
    assert told in sentence
    assert code in (2, 3)


def test_a_file_that_is_there_is_kept(monkeypatch, capsys, tmp_path):
    file = tmp_path / "mine.zip"
    file.write_text("precious")
    code, told = refused(monkeypatch, capsys, "history", "export", file, "--athlete", "Kim")
    assert code == 2
    assert "is there already" in told
    assert file.read_text() == "precious"


def test_an_empty_history_says_how_to_begin(monkeypatch, tmp_path):
    monkeypatch.setenv("SQUATFORM_DATABASE", str(tmp_path / "empty.db"))
    assert run("list").strip() == "Nothing is saved yet: squatform analyze CLIP --save"
    assert json.loads(run("list", "--json")) == []


def test_what_is_told_of_a_set_needs_save(monkeypatch, capsys):
    clip = SAMPLES / "air_squat_side.mp4"
    code, told = refused(monkeypatch, capsys, "analyze", clip, "--load", 80)
    assert code == 2
    assert "--load is for a set that is saved: add --save." in told
    code, told = refused(monkeypatch, capsys, "analyze", clip, "--save", "--load", "x")
    assert "'x' is no load." in told


@pytest.mark.slow
def test_a_clip_is_analysed_and_saved_once(tmp_path):
    clip = shutil.copy(SAMPLES / "air_squat_side.mp4", tmp_path / "my set.mp4")

    def analyse(*more):
        arguments = ["analyze", str(clip), "--save", "--athlete", "Li", "--model", "lite", *more]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "Saved as set 6 of Li" in analyse("--height", "172", "--load", "80")
    assert "is replaced" in analyse("--overwrite", "--notes", "again")
    (told,) = json.loads(run("list", "--athlete", "Li", "--json"))
    assert (told["load_kg"], told["notes"], told["repetitions"]) == (80.0, "again", 3)
    (li,) = [one for one in json.loads(run("athletes", "--json")) if one["athlete"] == "Li"]
    assert li["height_cm"] == 172
    assert 0.4 < li["standing"]["typical"]["thigh"] < 0.6
    assert "m/s" in run("loads", "--athlete", "Li")


@pytest.mark.slow
def test_a_batch_saves_each_clip_for_the_athlete_of_the_manifest(tmp_path):
    clip = SAMPLES / "air_squat_side.mp4"
    manifest = tmp_path / "clips.csv"
    manifest.write_text(
        f"path,athlete,date,load,notes\n{clip},Li,2026-05-04,80 kg,first\n{clip},Jo,,,\n"
    )

    def batch(code=0):
        arguments = ["batch", "--manifest", str(manifest), "--out", str(tmp_path / "out"), "--save"]
        arguments += ["--model", "lite", "--workers", "1", "--only", "json"]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, result.output
        return result.output

    assert "2 sets saved, 0 there already" in batch()
    assert "0 sets saved, 2 there already" in batch()
    (told,) = json.loads(run("list", "--athlete", "Li", "--json"))
    assert (told["date"], told["load_kg"], told["notes"]) == ("2026-05-04", 80.0, "first")
    assert json.loads(run("list", "--athlete", "Jo", "--json"))[0]["load_kg"] is None
    shapes = {one["athlete"]: one["standing"] for one in json.loads(run("athletes", "--json"))}
    assert shapes["Li"] == shapes["Jo"] != None  # noqa: E711
    manifest.write_text(f"path,load\n{clip},a lot\n")
    assert "air_squat_side.mp4: 'a lot' is no load." in str(
        CliRunner()
        .invoke(app, ["batch", "--manifest", str(manifest), "--out", str(tmp_path), "--save"])
        .exception
    )
