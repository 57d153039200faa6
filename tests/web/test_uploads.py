"""Clips come in pieces, are looked at, and wait; whatever is wrong gets an answer that says so."""

import json
import zipfile

import av
import numpy as np
import pytest

from benchmarks.serving import PIECE, begin, send
from squatform.web.clips import find_clip
from squatform.web.settings import Limits

from .material import CLIP, add_set, client_of, site_at, upload


def state_of(client, clip_id):
    return client.get(f"/api/v1/clips/{clip_id}").json()["state"]


def test_a_clip_comes_in_pieces_and_waits(client, site):
    content = CLIP.read_bytes()
    begun = begin(client, len(content), load_kg=40, pain="none", notes="easy")
    assert begun.status_code == 201
    address = begun.headers["location"]
    clip_id = begun.json()["id"]
    first = send(client, clip_id, content[:50_000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "50000")
    # the connection broke off: how much is there?
    there = client.head(address)
    assert there.headers["upload-offset"] == "50000"
    assert there.headers["upload-length"] == str(len(content))
    again = send(client, clip_id, content[40_000:], offset=40_000)
    assert again.status_code == 409
    assert "50000 bytes" in again.json()["detail"]
    assert send(client, clip_id, content[50_000:], offset=50_000).status_code == 204
    clip = client.get(f"/api/v1/clips/{clip_id}").json()
    assert (clip["state"], clip["load_kg"], clip["notes"]) == ("queued", 40.0, "easy")
    assert site.files.store(clip_id).read("clip") == content
    assert not site.files.part(clip_id).exists()


def test_the_last_piece_may_be_empty_where_the_answer_was_lost(small, small_site):
    content = CLIP.read_bytes()
    clip_id = begin(small, len(content)).json()["id"]
    small_site.files.part(clip_id).write_bytes(content)
    assert send(small, clip_id, b"", offset=len(content)).status_code == 204
    assert state_of(small, clip_id) == "queued"


def test_clips_that_had_come_are_looked_at_after_a_restart(tmp_path):
    content = CLIP.read_bytes()
    with site_at(tmp_path) as site, client_of(site) as client:
        clip_id = begin(client, len(content)).json()["id"]
        site.files.part(clip_id).write_bytes(content)
        with site.database.writing() as session:
            find_clip(session, clip_id, "").state = "checking"
    with site_at(tmp_path) as site, client_of(site) as client:
        site.checker.close()
        assert state_of(client, clip_id) == "queued"


def zip_bomb(folder):
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clip.mp4", bytes(20_000_000))
    return (folder / "bomb.zip").read_bytes()


def playlist(folder):
    return b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def script_of_ffmpeg(folder):
    return b"ffconcat version 1.0\nfile /etc/passwd\n"


def page_in_a_box(folder):
    return b"\0\0\0\x18ftypmp42" + b"<script>alert(1)</script>" * 100


def picture(folder):
    from PIL import Image

    Image.new("RGB", (64, 64)).save(folder / "a.png")
    return (folder / "a.png").read_bytes()


def cut_off(folder):
    return CLIP.read_bytes()[:2000]


@pytest.mark.parametrize(
    "made", [zip_bomb, playlist, script_of_ffmpeg, page_in_a_box, picture, cut_off]
)
def test_what_is_no_video_is_refused_and_kept_nowhere(made, small, small_site, tmp_path):
    clip_id, answer = upload(small, made(tmp_path))
    assert answer.status_code == 422
    assert str(tmp_path) not in answer.text
    assert state_of(small, clip_id) == "failed"
    assert not small_site.files.part(clip_id).exists()
    assert small_site.files.store(clip_id).read("clip") is None


def test_a_huge_picture_is_refused_by_its_header(small, tmp_path):
    path = tmp_path / "huge.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", rate=25)
        stream.width, stream.height, stream.pix_fmt = 12_000, 10_000, "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((15_000, 12_000), np.uint8), "yuvj420p")
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    _, answer = upload(small, path.read_bytes())
    assert answer.status_code == 422
    assert "12000 × 10000" in answer.json()["detail"]


def test_a_long_clip_is_refused(tmp_path):
    with site_at(tmp_path, limits=Limits(clip_s=5.0)) as site, client_of(site) as client:
        _, answer = upload(client, CLIP.read_bytes())
    assert answer.status_code == 422
    assert "minutes long" in answer.json()["detail"]


def test_ten_gigabytes_are_refused_before_they_come(small):
    most = begin(small, 10_000_000_000)
    assert most.status_code == 413
    clip_id = begin(small, 1000).json()["id"]
    announced = send(small, clip_id, b"x", **{"Content-Length": "10000000000"})
    assert announced.status_code == 413
    other = small.post("/api/v1/clips", content=b"{}", headers={"Content-Length": "10000000000"})
    assert other.status_code == 413


def test_more_than_announced_is_refused_however_it_comes(small, small_site):
    clip_id = begin(small, 1000).json()["id"]

    def pieces():
        for _ in range(100):
            yield b"x" * 100

    assert send(small, clip_id, pieces()).status_code == 413
    assert small_site.files.received(clip_id) <= 1000


def test_too_many_are_told_to_come_later(tmp_path):
    with site_at(tmp_path, limits=Limits(unfinished=2)) as site, client_of(site) as client:
        assert [begin(client).status_code for _ in range(3)] == [201, 201, 429]
        assert int(begin(client).headers["retry-after"]) > 0


def test_space_is_bounded(tmp_path):
    with site_at(tmp_path, limits=Limits(stored_mb=1)) as site, client_of(site) as client:
        assert begin(client, 900_000).status_code == 201
        assert begin(client, 900_000).status_code == 413


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\set.mp4", "set.mp4"),
        ("<script>alert(1)</script>.mp4", "script>.mp4"),
        ("..", ".."),
        ("a\0b\n.mp4", "ab.mp4"),
    ],
)
def test_names_are_only_ever_shown(small, small_site, name, shown):
    clip = begin(small, name=name).json()
    assert clip["name"] == shown
    assert [path.name for path in small_site.files.folder.iterdir()] == [f"{clip['id']}.part"]


@pytest.mark.parametrize(
    "told",
    [
        {"exercise": "../air_squat"},
        {"load_kg": -1},
        {"load_kg": 1e9},
        {"pain": "much"},
        {"notes": "\0"},
        {"size": 0},
        {"size": 1 << 60},
        {"name": ""},
        {"height_cm": 5},
        {"nothing": "of it"},
    ],
)
def test_what_cannot_be_is_refused(small, told):
    answer = small.post("/api/v1/clips", json={"name": "a.mp4", "size": 10, **told})
    assert answer.status_code == 422


def test_deleting_leaves_nothing(client, site):
    athlete, number, clip_id = add_set(site)
    assert client.delete(f"/api/v1/clips/{clip_id}").status_code == 204
    assert client.get(f"/api/v1/clips/{clip_id}").status_code == 404
    assert client.get(f"/api/v1/sets/{number}").status_code == 404
    assert client.get(f"/api/v1/athletes/{athlete}/sets").json() == []
    left = [path for path in (site.settings.folder / "files").rglob("*") if path.is_file()]
    assert left == []


def test_deleting_a_set_deletes_its_clip(client, site):
    _, number, clip_id = add_set(site)
    assert client.delete(f"/api/v1/sets/{number}").status_code == 204
    assert client.get(f"/api/v1/clips/{clip_id}").status_code == 404
    assert not (site.settings.folder / "files" / clip_id).exists()


def test_deleting_an_athlete_deletes_everything(client, site):
    athlete, _, clip_id = add_set(site)
    add_set(site, day=1)
    _, other, _ = add_set(site, athlete="Sam")
    assert client.delete(f"/api/v1/athletes/{athlete}").status_code == 204
    assert client.get(f"/api/v1/clips/{clip_id}").status_code == 404
    assert client.get(f"/api/v1/sets/{other}").status_code == 200
    assert [one["name"] for one in client.get("/api/v1/athletes").json()] == ["Sam"]


def test_files_without_a_clip_go_at_the_next_start(tmp_path):
    with site_at(tmp_path) as site:
        site.files.store("a" * 32).write("clip", b"x")
        _, _, kept = add_set(site)
        (site.files.room / "live-abc").mkdir()
    with site_at(tmp_path) as site, client_of(site):
        assert {path.name for path in (tmp_path / "files").iterdir()} == {kept}


@pytest.mark.parametrize(
    "name",
    ["../state/done/x.json", "..%2fclip", "%2e%2e/clip", "evidence/../../clip", "clip", "a.exe"],
)
def test_no_path_leads_out_of_a_report(small, small_site, name):
    _, _, clip_id = add_set(small_site)
    assert small.get(f"/clips/{clip_id}/report/report.html").status_code == 200
    answer = small.get(f"/clips/{clip_id}/report/{name}")
    assert answer.status_code in (404, 422)


def test_the_result_is_that_of_the_schema(small, small_site):
    _, number, clip_id = add_set(small_site)
    by_clip = small.get(f"/api/v1/clips/{clip_id}/result").json()
    by_set = small.get(f"/api/v1/sets/{number}").json()
    assert by_clip["set"] == by_set["set"]
    assert json.dumps(by_clip["repetitions"]) == json.dumps(by_set["repetitions"])


def test_one_piece_of_a_clip_at_a_time(small, small_site):
    clip_id = begin(small).json()["id"]
    small_site.receiving.add(clip_id)
    answer = send(small, clip_id, b"x")
    assert answer.status_code == 423
    assert answer.headers["retry-after"]


def test_only_bytes_are_taken(small):
    clip_id = begin(small).json()["id"]
    answer = small.patch(
        f"/api/v1/clips/{clip_id}/content", content=b"x", headers={"Upload-Offset": "0"}
    )
    assert answer.status_code == 415
    assert PIECE["Content-Type"] in answer.json()["detail"]
