"""Clips from a web server's buckets and results into them."""

import json

import pytest

from squatform.batch.cluster import workers
from squatform.batch.driver import Batch
from squatform.batch.index import write_index
from squatform.batch.inputs import find_entries
from squatform.batch.store import Store
from squatform.batch.summary import summarise, write_summary

from .material import settings, tiny_clips, work

pytestmark = pytest.mark.slow

NAMED = ("a.mp4", "b.mp4", "c.mp4")


def test_from_bucket_to_bucket(s3, asked, tmp_path):
    names = ["a", "b", "c"]
    for path in tiny_clips(tmp_path / "in", names):
        s3.put_file(str(path), f"clips/set/{path.name}")
    s3.pipe_file("clips/set/bad.mp4", b"no video")
    store = Store.at("s3://results/today")
    entries = find_entries(["s3://clips/set"], "air_squat")
    assert len(entries) == 4
    with workers(1, None) as client:
        for wanted, fetched in (("done", 3), ("had", 0)):
            asked.clear()
            run = Batch(client, store, settings(), work=work)
            run.run(entries)
            found = {result.entry.name: result.status for result in run.results}
            assert found == {**{f"{name}.mp4": wanted for name in names}, "bad.mp4": "failed"}
            clips = {path for method, path in asked if method == "GET" and path.endswith(NAMED)}
            # what was read once is not fetched again
            assert len(clips) == fetched
    summary = summarise(run.results, store)
    write_summary(summary, store)
    write_index(summary, store, "1.0")
    s3.invalidate_cache()
    there = {path.removeprefix("results/today/") for path in s3.find("results/today")}
    assert {"index.html", "summary.csv", "summary.parquet", "clips.csv", "plotly.min.js"} <= there
    for row in summary.clips:
        if row["status"] == "had":
            analysis = json.loads(s3.cat_file(f"results/today/{row['report']}/analysis.json"))
            assert analysis["clip"]["path"] == row["clip"]
    assert not [path for path in there if path.startswith("state/attempts/")]
