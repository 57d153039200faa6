"""A server whose clips are kept in a bucket and analysed by workers on other machines."""

import httpx2
import pytest

from benchmarks.serving import send_all, served, wait_done
from programs import cluster

from .material import CLIP

pytestmark = pytest.mark.slow


def test_clips_in_a_bucket_are_analysed_by_another_cluster(s3, tmp_path):
    with cluster(tmp_path, 1) as (_, scheduler, (node,)), node:
        options = ["--files", "s3://clips/web", "--scheduler", scheduler, "--model", "lite"]
        with served(tmp_path / "data", *options) as (_, address):
            (clip_id,), _ = send_all(address, [CLIP.read_bytes()])
            with httpx2.Client(base_url=address, timeout=60) as client:
                clip = wait_done(client, [clip_id])[clip_id]
                assert (clip["state"], clip["repetitions"]) == ("done", 3), clip["reason"]
                assert "3 repetitions" in client.get(clip["report"]).text
                video = clip["report"].replace("report.html", "annotated.mp4")
                assert_plays_from_anywhere(client, video)
                s3.invalidate_cache()
                assert s3.find(f"clips/web/{clip_id}")
                assert client.delete(f"/api/v1/clips/{clip_id}").status_code == 204
    s3.invalidate_cache()
    assert s3.find(f"clips/web/{clip_id}") == []


def assert_plays_from_anywhere(client, video):
    """A player asks for parts of a video, to begin in its middle."""
    whole = client.get(video)
    size = len(whole.content)
    assert whole.headers["Accept-Ranges"] == "bytes"
    for asked, start, end in (("100-199", 100, 200), (f"{size - 9}-", size - 9, size)):
        part = client.get(video, headers={"Range": f"bytes={asked}"})
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.content == whole.content[start:end]
