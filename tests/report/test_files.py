import csv
import io
import json
from html.parser import HTMLParser

import pytest
from rich.console import Console

from skeleton import Camera, lunging, reps, squatting, times
from squatform.errors import OutputError
from squatform.report.files import repetitions_csv, write_report
from squatform.report.table import set_table
from squatform.results import SetAnalysis
from tracks import analysed


def with_clip(analysis, path):
    return analysis.model_copy(update={"clip": analysis.clip.model_copy(update={"path": path})})


@pytest.fixture(scope="module")
def faulty():
    return analysed(Camera(90).film(squatting(times(8), reps(2, thigh_angle=30.0))))


@pytest.fixture(scope="module")
def no_squat():
    return analysed(Camera(0).film(lunging(times(8), reps(2))))


class Page(HTMLParser):
    """Reads the text of a page, and what it loads from elsewhere."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.loads = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [v for k, v in attrs if k in ("src", "href") and v and not v.startswith("#")]

    def handle_data(self, data):
        self.text.append(data)


def test_the_folder_holds_the_three_files(tmp_path, faulty):
    page = write_report(faulty, tmp_path / "new")
    assert page == tmp_path / "new" / "report.html"
    names = sorted(path.name for path in page.parent.iterdir())
    assert names == ["analysis.json", "repetitions.csv", "report.html"]
    stored = (page.parent / "analysis.json").read_text(encoding="utf-8")
    assert SetAnalysis.model_validate_json(stored).model_dump() == faulty.model_dump()


def test_the_page_tells_cue_and_verdicts_and_needs_nothing_else(tmp_path, faulty):
    page = Page(write_report(faulty, tmp_path).read_text(encoding="utf-8"))
    text = " ".join(page.text)
    assert faulty.summary.cue in text
    assert text.count("severe") >= 2
    assert "2 repetitions" in text
    assert "svg" in page.tags
    assert page.loads == []


@pytest.mark.parametrize("path", ["<script>alert(1)</script>.mp4", 'a"b&c.mp4', "$title.mp4"])
def test_odd_clip_names_are_shown_as_they_are(tmp_path, faulty, path):
    page = Page(write_report(with_clip(faulty, path), tmp_path).read_text(encoding="utf-8"))
    assert path in " ".join(page.text)
    assert "script" not in page.tags


def test_a_clip_without_a_squat_has_a_page_that_says_why(tmp_path, no_squat):
    page = Page(write_report(no_squat, tmp_path).read_text(encoding="utf-8"))
    assert no_squat.warnings[0] in " ".join(page.text)
    assert "0 repetitions" in " ".join(page.text)


def test_a_result_read_from_json_can_be_shown_without_its_plot(tmp_path, faulty):
    stored = SetAnalysis.model_validate(json.loads(faulty.to_json()))
    page = Page(write_report(stored, tmp_path).read_text(encoding="utf-8"))
    assert faulty.summary.cue in " ".join(page.text)
    assert "svg" not in page.tags


def test_the_table_has_a_row_a_repetition(faulty):
    rows = list(csv.DictReader(repetitions_csv(faulty).splitlines()))
    assert [int(row["repetition"]) for row in rows] == [1, 2]
    for row, repetition in zip(rows, faulty.repetitions, strict=True):
        assert float(row["bottom_s"]) == repetition.bottom_s
        assert float(row["thigh_angle"]) == repetition.measures["thigh_angle"].value
        assert float(row["thigh_angle_sigma"]) == repetition.measures["thigh_angle"].sigma
        assert row["depth"] == "severe"


def test_an_unmeasured_quantity_is_an_empty_cell():
    plan = reps(1, pause_s=1.5)
    track = Camera(90).film(squatting(times(plan[0].bottom_s + 0.5), plan))
    (row,) = csv.DictReader(repetitions_csv(analysed(track)).splitlines())
    assert row["complete"] == "False"
    assert row["concentric_s"] == row["concentric_s_sigma"] == ""


def test_no_repetitions_make_an_empty_table(no_squat):
    assert repetitions_csv(no_squat) == ""


def test_a_folder_that_cannot_be_made_is_told(tmp_path, faulty):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="Cannot write"):
        write_report(faulty, tmp_path / "taken")


def shown(analysis, width):
    text = io.StringIO()
    Console(width=width, file=text).print(set_table(analysis))
    return text.getvalue()


def test_the_terminal_shows_every_repetition_and_the_cue(faulty):
    text = shown(faulty, 120)
    assert text.count("severe") == 2
    assert faulty.summary.cue in text
    assert f"{faulty.repetitions[0].bottom_s:.1f} s" in text


@pytest.mark.parametrize("width", [20, 60])
def test_a_narrow_terminal_still_shows_the_cue(faulty, width):
    text = shown(faulty, width)
    assert faulty.summary.cue in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= width


def test_the_terminal_tells_why_there_is_nothing(no_squat):
    assert no_squat.warnings[0] in shown(no_squat, 300)
