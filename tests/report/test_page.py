import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from skeleton import Camera, reps, squatting, times
from squatform.exercises import load_profile
from squatform.report.page import Material, page_parts
from squatform.results import SetAnalysis

from .material import filmed, finding, with_clip, with_findings
from .reading import Page


def html(analysis, **how):
    parts = page_parts(analysis, load_profile(analysis.exercise), Material(**how))
    return b"".join(parts).decode()


def test_the_page_tells_cue_verdicts_and_uncertainty(faulty):
    page = Page(html(faulty, script="plotly.min.js"))
    assert faulty.summary.cue in page.text
    assert "2 repetitions" in page.text
    depth = faulty.repetitions[0].findings[0]
    assert f"{depth.value:.0f}±{depth.sigma:.0f}°" in page.text
    assert page.loads == ["plotly.min.js"]
    assert page.tags.count("article") == 2
    assert "not medical advice" in page.text


def test_a_check_that_measures_several_things_says_which(faulty):
    over = finding("trunk_lean", limit=10.0, measure="trunk_over_shank")
    own = finding("heel_lift", limit=6.0, measure="heel_lift")
    text = Page(html(with_findings(faulty, over, own))).text
    assert text.count("Trunk over shank, limit 10°") == 2
    assert "Heel lift, limit" not in text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.mp4", 'a"b&c.mp4', "{{ 7 * 7 }}.mp4", "$title.mp4"]
)
def test_odd_clip_names_are_shown_as_they_are(faulty, name):
    page = Page(html(with_clip(faulty, name)))
    assert name in page.text
    assert page.tags.count("script") == Page(html(faulty)).tags.count("script")


def test_what_was_not_assessed_is_said_with_how_to_film_it(faulty):
    blind = with_findings(faulty, finding("trunk_lean", "ok"), finding(status="not_assessed"))
    page = Page(html(blind))
    assert "repetitions 1, 2: The feet are out of the picture: step back." in page.text
    assert page.text.count("not all assessed") == 2
    assert page.text.count("Not assessed : Depth") == 2
    cards = re.findall(r'<article class="card (\w+)"', html(blind))
    assert cards == ["not_assessed", "not_assessed"]


def test_how_numbers_were_measured_is_there(faulty):
    text = Page(html(faulty)).text
    for name in ("mediapipe", "numpy"):
        assert f"{name} {version(name)}" in text
    assert "Measured as the thigh angle" in text
    assert "Back Squat Assessment" in text
    assert "Butterworth" in text
    assert f"squatform {version('squatform')}" in text


def test_injury_is_never_claimed(faulty):
    text = Page(html(faulty)).text.lower()
    assert text.count("injur") == 1
    assert "squatform sees movement, not injury" in text


def test_a_clip_without_a_squat_has_a_page_that_says_why(no_squat):
    text = Page(html(no_squat)).text
    assert no_squat.warnings[0] in text
    assert "No squat was found" in text
    assert "0 repetitions" in text


def test_a_result_read_from_json_is_shown_without_charts(faulty):
    stored = SetAnalysis.model_validate(json.loads(faulty.to_json()))
    page = Page(html(stored))
    assert faulty.summary.cue in page.text
    assert "script" not in page.tags


def test_everything_can_go_into_one_file(tmp_path, faulty):
    picture = tmp_path / "p.jpg"
    picture.write_bytes(b"picture")
    material = {
        "video": Path(faulty.clip.path),
        "pictures": {"evidence/rep01_depth.jpg": picture},
        "inside": True,
    }
    page = Page(text := html(faulty, **material))
    assert page.loads == []
    assert "data:video/mp4;base64," in text
    assert "data:image/jpeg;base64,cGljdHVyZQ==" in text
    assert "plotly.js v" in text


def test_a_set_of_a_minute_is_small(tmp_path):
    figure = squatting(times(60), reps(19))
    analysis = filmed(tmp_path / "clip.mp4", Camera(90), figure)
    assert len(analysis.repetitions) == 19
    assert len(html(analysis, script="plotly.min.js")) < 500_000


def test_the_data_of_a_page_cannot_end_its_script(faulty):
    text = html(faulty)
    data = re.search(r'id="data">(.*?)</script>', text, re.DOTALL).group(1)
    assert "<" not in data
    assert len(json.loads(data)["repetitions"]) == 2
