"""Clips from a web server's buckets and results into them."""

import json

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from squatform.batch.cluster import workers
from squatform.batch.driver import Batch
from squatform.batch.index import write_index
from squatform.batch.inputs import find_entries
from squatform.batch.store import Store
from squatform.batch.summary import summarise, write_summary

from .material import settings, tiny_clips, work

pytestmark = pytest.mark.slow

NAMED = ("a.mp4", "b.mp4", "c.mp4")


@pytest.fixture
def asked():
    """Requests to the server so far."""
    return []


@pytest.fixture
def s3(monkeypatch, asked):
    """An S3 server on loopback, which this process and its children use."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    answer = server._server.app

    def noted(environ, start_response):
        asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        return answer(environ, start_response)

    server._server.app = noted
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    fs = s3fs.S3FileSystem()
    fs.mkdir("clips")
    fs.mkdir("results")
    yield fs
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


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
