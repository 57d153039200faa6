"""The pages as they are sent: safe headers, nothing from elsewhere, names that stay text."""

import re

import pytest

from benchmarks.serving import begin
from squatform.web.pages import STATIC

from .material import add_set

PAGES = ("/", "/live", "/history", "/privacy")
NASTY = "<script>alert('me')</script>\"><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_safe_headers_and_load_nothing_from_elsewhere(small, path):
    answer = small.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"""(src|href)=["'](https?:)?//""", answer.text)
    # the policy would stop them
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", answer.text)


def test_static_files_are_there(small):
    assert [small.get(f"/static/{name}").status_code for name in STATIC] == [200] * len(STATIC)
    assert small.get("/static/..%2fapp.py").status_code == 404


def test_names_and_notes_stay_text(small, small_site):
    athlete, *_ = add_set(small_site, athlete=NASTY)
    begin(small, name="a" + NASTY.replace("/", ""), notes=NASTY)
    told = {"date": "2026-03-02", "place": NASTY, "degree": 4, "kind": "ache", "note": NASTY}
    assert small.post(f"/history/{athlete}/complaints", data=told).status_code == 303
    for path in ("/", "/history", f"/history/{athlete}"):
        text = small.get(path).text
        assert "alert" in text or path == "/"
        assert "<script>alert" not in text
        assert "<img" not in text


def test_a_history_shows_a_trend_loads_and_guidance(client, site):
    for day in range(4):
        athlete, *_ = add_set(site, day=7 * day, depth=8.0 - 2 * day)
    text = client.get(f"/history/{athlete}").text
    assert "Change a week: -2" in text
    assert text.count("<circle") == 8
    assert "Load against speed" in text
    check = client.get(f"/history/{athlete}?exercise=air_squat&show=check:depth_check").text
    assert "share of faulty repetitions" in check
    trend = client.get(
        f"/api/v1/athletes/{athlete}/trend?exercise=air_squat&name=thigh_angle"
    ).json()
    assert trend["slope"]["value"] == pytest.approx(-2.0)
    assert client.get(f"/history/{athlete}?show=measure:nothing").status_code == 200


def test_pain_is_noted_guided_and_forgotten(client, site):
    athlete, *_ = add_set(site)
    today = client.get(f"/history/{athlete}").text.split('type="date" value="')[1][:10]
    told = {"date": today, "place": "lower back", "degree": "6", "kind": "numbness"}
    answer = client.post(f"/history/{athlete}/complaints", data={**told, "signs": ["saddle"]})
    assert answer.status_code == 303
    assert "emergency department" in client.get(f"/history/{athlete}").text
    (entry,) = client.get(f"/api/v1/athletes/{athlete}/complaints").json()
    assert client.get(f"/api/v1/athletes/{athlete}/guidance").json()["level"] == "urgent"
    assert client.delete(f"/api/v1/complaints/{entry['id']}").status_code == 204
    assert client.get(f"/api/v1/athletes/{athlete}/complaints").json() == []
    wrong = client.post(f"/history/{athlete}/complaints", data={**told, "degree": "60"})
    assert wrong.status_code == 422


def test_everything_can_be_taken_along(client, site):
    athlete, *_ = add_set(site)
    archive = client.get(f"/api/v1/athletes/{athlete}/export")
    assert archive.headers["content-type"] == "application/zip"
    assert client.delete(f"/api/v1/athletes/{athlete}").status_code == 204
    headers = {"Content-Type": "application/zip"}
    back = client.post("/api/v1/import", content=archive.content, headers=headers)
    assert back.status_code == 201
    assert len(client.get(f"/api/v1/athletes/{back.json()['id']}/sets").json()) == 1
    assert client.post("/api/v1/import", content=b"PK", headers=headers).status_code == 422


def test_a_report_may_run_its_own_script_and_no_other(small, small_site):
    _, _, clip_id = add_set(small_site)
    policy = small.get(f"/clips/{clip_id}/report/report.html").headers["content-security-policy"]
    assert "'sha256-" in policy
    assert "unsafe-eval" not in policy
    scripts = policy.split("script-src")[1].split(";")[0]
    assert "unsafe-inline" not in scripts
    # where reports look for the script of the charts
    for way in ("../../plotly.min.js", "plotly.min.js"):
        script = small.get(f"/clips/{clip_id}/report/{way}")
        assert (script.status_code, "plotly.js v" in script.text[:200]) == (200, True)


def test_problems_are_pages_for_people_and_json_for_programs(small):
    page = small.get("/history/99", headers={"accept": "text/html"})
    assert (page.status_code, "There is no such athlete." in page.text) == (404, True)
    assert small.get("/api/v1/athletes/99").json() == {"detail": "There is no such athlete."}


def test_the_log_names_nobody(small, small_site, caplog):
    caplog.set_level("INFO", logger="squatform.web")
    athlete, _, clip_id = add_set(small_site, athlete="Kim Secret")
    begin(small, name="kims holiday.mp4")
    small.get(f"/history/{athlete}?show=measure:kim")
    small.get(f"/api/v1/clips/{clip_id}")
    assert "/history/{number} 200" in caplog.text
    for word in ("Kim", "kim", clip_id, "testclient", "127.0.0.1"):
        assert word not in caplog.text
