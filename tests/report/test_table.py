import io

import pytest
from rich.console import Console

from skeleton import Camera, reps, squatting, times
from squatform.report.table import set_markdown, set_table, sparkline
from squatform.results import SetAnalysis
from tracks import analysed

from .material import finding, with_findings


def shown(analysis, width, **how):
    text = io.StringIO()
    Console(width=width, file=text, **how).print(set_table(analysis))
    return text.getvalue()


def test_the_terminal_shows_every_repetition_and_the_cue(faulty):
    text = shown(faulty, 120)
    assert text.count("depth severe") == 2
    assert faulty.summary.cue in text
    assert f"{faulty.repetitions[0].bottom_s:.1f} s" in text


@pytest.mark.parametrize("width", [20, 60, 80])
def test_a_narrow_terminal_still_shows_the_cue(faulty, width):
    text = shown(faulty, width)
    assert faulty.summary.cue in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= width


def test_eighty_columns_hold_a_verdict_on_one_line(faulty):
    assert any("!!! depth severe, 3" in line for line in shown(faulty, 80).splitlines())


def test_grades_are_coloured_and_what_was_not_assessed_is_not_green(faulty):
    how = {"force_terminal": True, "color_system": "standard"}
    green, red = "\x1b[32m", "\x1b[1;31m"
    assert red in shown(faulty, 100, **how)
    blind = with_findings(faulty, finding(status="not_assessed"))
    assert green not in shown(blind, 100, **how)
    assert green in shown(with_findings(faulty, finding(status="ok")), 100, **how)


def test_the_terminal_tells_why_there_is_nothing(no_squat):
    assert no_squat.warnings[0] in shown(no_squat, 300)


def test_the_sparkline_goes_down_and_up():
    deep, shallow = [
        analysed(Camera(90).film(squatting(times(5), reps(1, thigh_angle=angle))))
        for angle in (0.0, 50.0)
    ]
    line = sparkline(deep.motion, deep.repetitions[0], 0.5)
    lowest = line.index(min(line))
    assert list(line[: lowest + 1]) == sorted(line[: lowest + 1], reverse=True)
    assert list(line[lowest:]) == sorted(line[lowest:])
    assert min(line) < min(sparkline(shallow.motion, shallow.repetitions[0], 0.5))


def test_a_result_read_from_json_has_no_sparkline(faulty):
    stored = SetAnalysis.model_validate_json(faulty.to_json())
    assert "Hips" not in shown(stored, 120)
    assert "Hips" in shown(faulty, 120)


def test_markdown_is_a_table_with_the_cue(faulty, no_squat):
    lines = set_markdown(faulty).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 4
    assert len({line.count("|") for line in table}) == 1
    assert f"**One thing:** {faulty.summary.cue}" in lines
    assert no_squat.warnings[0] in set_markdown(no_squat)
