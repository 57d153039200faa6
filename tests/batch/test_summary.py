import csv
import io
from html.parser import HTMLParser

import pyarrow.parquet
import pytest

from squatform.batch.driver import ClipResult
from squatform.batch.index import write_index
from squatform.batch.jobs import Entry
from squatform.batch.outliers import find_outliers
from squatform.batch.store import Store
from squatform.batch.summary import summarise, write_summary

from .material import canned, repetition


def entry(name, athlete="Ana"):
    return Entry(f"/clips/{name}.mp4", "air_squat", athlete=athlete, load="60")


@pytest.fixture
def store(tmp_path):
    """Two results: ten usual repetitions and one deep one, and a clip without a squat."""
    store = Store.at(str(tmp_path))
    usual = [repetition(k, 100.0 + k % 3) for k in range(1, 11)]
    sets = {"a": [*usual, repetition(11, 140.0, "ok")], "b": []}
    for key, repetitions in sets.items():
        analysis = canned(f"/clips/{key}.mp4", repetitions).model_dump(mode="json", by_alias=True)
        store.write_record(f"done/{key}", {"folder": f"clips/{key}", "analysis": analysis})
    return store


RESULTS = [
    ClipResult(entry("b"), "done", "b"),
    ClipResult(entry("a"), "had", "a", repetitions=11),
    ClipResult(entry("copy"), "same", "a", repetitions=11),
    ClipResult(entry("z <bad>", ""), "failed", reason="It is empty."),
]


def test_a_row_a_clip_and_a_row_a_repetition(store, tmp_path):
    write_summary(summarise(RESULTS, store), store)
    clips = list(csv.DictReader(io.StringIO((tmp_path / "clips.csv").read_text())))
    assert [row["status"] for row in clips] == ["had", "done", "same", "failed"]
    assert clips[0]["report"] == clips[2]["report"] == "clips/a"
    assert (clips[0]["athlete"], clips[0]["load"], clips[0]["repetitions"]) == ("Ana", "60", "11")
    assert clips[3]["reason"] == "It is empty."
    table = pyarrow.parquet.read_table(tmp_path / "summary.parquet")
    # the copy is the same repetitions, not more of them
    assert table.num_rows == 11
    assert table["knee_flexion"].to_pylist()[-1] == 140.0
    assert set(table["depth_status"].to_pylist()) == {"mild", "ok"}
    rows = list(csv.DictReader(io.StringIO((tmp_path / "summary.csv").read_text())))
    assert len(rows) == 11
    assert rows[0]["clip"] == "/clips/a.mp4"


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


def test_the_page_links_reports_and_needs_no_network(store, tmp_path):
    write_index(summarise(RESULTS, store), store, "1.0")
    text = (tmp_path / "index.html").read_text()
    links = _Links()
    links.feed(text)
    assert "clips/a/report.html" in links.found
    assert not [link for link in links.found if link.startswith(("http", "//"))]
    assert (tmp_path / "plotly.min.js").stat().st_size > 1_000_000
    assert "z &lt;bad&gt;" in text
    assert "It is empty." in text


def test_a_batch_without_a_repetition_has_a_page_too(tmp_path):
    store = Store.at(str(tmp_path))
    summary = summarise([ClipResult(entry("z"), "failed", reason="It is empty.")], store)
    write_summary(summary, store)
    write_index(summary, store, "1.0")
    assert "It is empty." in (tmp_path / "index.html").read_text()


def test_the_one_repetition_unlike_the_others_is_found(store):
    rows = summarise(RESULTS, store).repetitions
    (found,) = find_outliers(rows, ["knee_flexion"])
    assert (found.row["repetition"], found.value) == (11, 140.0)
    assert 100 <= found.usual <= 102


def test_few_repetitions_and_small_differences_have_no_outlier():
    def rows(*values):
        return [
            {"exercise": "x", "athlete": "", "knee": value, "knee_sigma": 4.0} for value in values
        ]

    assert find_outliers(rows(100, 100, 100, 180), ["knee"]) == []
    assert find_outliers(rows(*[100.0] * 10, 112.0), ["knee"]) == []
