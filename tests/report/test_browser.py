"""The page as a browser shows it, from disk and without a network."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from squatform.report.files import write_report

from .material import beep, finding, with_clip, with_findings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory, faulty):
    """One report as a folder and one as a single file, of a clip with sound."""
    folder = tmp_path_factory.mktemp("reports with spaces & signs")
    from squatform.video import FileSource

    clip = beep(folder / "clip.mp4", FileSource(faulty.clip.path))
    long = finding("stance", "ok", value=0.81, sigma=0.11, limit=0.8, unit="of shoulders")
    mixed = with_findings(faulty, finding(), long, finding("trunk_lean", "not_assessed"))
    mixed = with_clip(mixed, clip)
    write_report(mixed, folder / "folder")
    write_report(mixed, folder / "file", kinds={"html"}, self_contained=True)
    return folder


@pytest.fixture(params=["folder", "file"])
def page(request, browser, reports):
    """An open page of which every complaint is an error."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda asked: complaints.append(asked.url[:200]))
    page.goto((reports / request.param / "report.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    yield page
    context.close()
    assert complaints == []


def now(page):
    return page.evaluate("document.getElementById('video').currentTime")


def cursor(page):
    return float(page.locator("#cursor").get_attribute("data-time"))


def cursor_s(page):
    """Time at the cursor's place on the axis, as the eye reads it."""
    return page.evaluate(
        """() => {
          const axis = document.getElementById("angles")._fullLayout.xaxis;
          return axis.p2l(parseFloat(document.getElementById("cursor").style.left) - axis._offset);
        }"""
    )


def click_at(page, time_s, row=0):
    page.locator("#angles").scroll_into_view_if_needed()
    box = page.locator("#angles").bounding_box()
    x = page.evaluate(
        "t => { const a = document.getElementById('angles')._fullLayout.xaxis;"
        " return a._offset + a.l2p(t); }",
        time_s,
    )
    page.mouse.move(box["x"] + x, box["y"] + 90 + 165 * row)
    page.mouse.click(box["x"] + x, box["y"] + 90 + 165 * row)


@pytest.mark.parametrize("row", [0, 2])
def test_a_click_in_a_chart_seeks_the_video(page, row):
    click_at(page, 5.0, row)
    page.wait_for_function("Math.abs(document.getElementById('video').currentTime - 5) < 0.05")
    page.wait_for_function("!document.getElementById('video').seeking")
    assert cursor(page) == pytest.approx(5.0, abs=0.05)
    assert cursor_s(page) == pytest.approx(5.0, abs=0.05)


def test_the_playing_video_moves_the_cursor(page):
    before = now(page)
    page.evaluate("document.getElementById('video').play()")
    page.wait_for_function("document.getElementById('video').currentTime > 0.5")
    page.evaluate("document.getElementById('video').pause()")
    page.wait_for_timeout(300)
    assert now(page) > before + 0.4
    assert cursor_s(page) == pytest.approx(now(page), abs=0.1)
    assert page.evaluate("document.getElementById('video').webkitAudioDecodedByteCount") > 0


def test_cards_play_their_repetition(page, faulty):
    page.get_by_role("button", name="Show repetition 2").click()
    start_s = faulty.repetitions[1].start_s
    page.wait_for_function("t => document.getElementById('video').currentTime > t", arg=start_s)
    assert now(page) < start_s + 3
    assert page.evaluate("!document.getElementById('video').paused")


def test_verdicts_are_seen_at_a_glance_and_lead_to_the_video(page, faulty):
    table = page.get_by_role("region", name="Every verdict")
    assert (
        table.get_by_role("row").all_inner_texts()[1].split() == ["Depth"] + ["!!!", "severe"] * 2
    )
    table.get_by_role("button", name="2", exact=True).click()
    start_s = faulty.repetitions[1].start_s
    page.wait_for_function("t => document.getElementById('video').currentTime > t", arg=start_s)


def test_keys_step_through_time_and_say_where(page):
    chart = page.get_by_role("slider")
    chart.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert now(page) == pytest.approx(2.0, abs=0.05)
    spoken = chart.get_attribute("aria-valuetext")
    assert spoken.startswith("2.0 seconds, Knee flexion ")
    page.keyboard.press("Home")
    assert now(page) == pytest.approx(0.0, abs=0.05)


def test_charts_show_limits_repetitions_and_uncertainty(page):
    drawn = page.evaluate(
        """() => {
          const chart = document.getElementById("angles");
          return [chart.data.length, chart.layout.shapes.map(s => [s.type, s.yref, s.y0]),
                  document.querySelectorAll("#overlay .scatterlayer .trace").length];
        }"""
    )
    traces, shapes, overlaid = drawn
    assert traces == 4 * 2
    assert ["line", "y2", 5] in shapes
    assert sum(shape[0] == "rect" for shape in shapes) == 2
    assert overlaid == 2


def test_no_band_goes_across_a_gap(browser, faulty, tmp_path):
    knee = faulty.motion["knee_flexion"]
    unseen = (faulty.motion.time_s > 3.0) & (faulty.motion.time_s < 4.0)
    values = np.where(unseen, np.nan, knee.values)
    measures = {**faulty.motion.measures, "knee_flexion": replace(knee, values=values)}
    gappy = faulty.with_motion(replace(faulty.motion, measures=measures))
    write_report(gappy, tmp_path, kinds={"html"})
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    outlines = page.evaluate(
        """() => [...document.querySelectorAll("#angles .xy .fills path")].map(
          (path) => path.getAttribute("d").match(/M[^M]+/g).map((outline) => {
            const axis = document.getElementById("angles")._fullLayout.xaxis;
            const x = [...outline.matchAll(/(-?[0-9.]+),-?[0-9.]+/g)].map((m) => Number(m[1]));
            return [axis.p2l(Math.min(...x)), axis.p2l(Math.max(...x))];
          }))"""
    )
    (stretches,) = outlines
    assert stretches == [
        [pytest.approx(0.0, abs=0.05), pytest.approx(3.0, abs=0.05)],
        [pytest.approx(4.0, abs=0.05), pytest.approx(8.0, abs=0.05)],
    ]
    context.close()


def test_another_measure_can_be_laid_over(page):
    page.get_by_label("Measure", exact=True).select_option(label="Trunk lean")
    title = page.evaluate("document.getElementById('overlay').layout.yaxis.title.text")
    assert title == "Trunk lean (°)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessibility_and_width(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.wait_for_timeout(300)
    found = Axe().run(page).response
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_pages_have_dark_charts(page):
    grounds = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(200)
        grounds[scheme] = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor,"
            " document.getElementById('angles')._fullLayout.paper_bgcolor]"
        )
    assert grounds["light"] == ["rgb(255, 255, 255)", "#ffffff"]
    assert grounds["dark"] == ["rgb(20, 23, 27)", "#14171b"]


def test_it_prints(page, tmp_path):
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert page.locator("details:not([open])").count() == 0
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert not page.locator("video").is_visible()
    assert page.locator("article").first.is_visible()
    width = page.evaluate("document.getElementById('overlay')._fullLayout.width")
    assert width <= 700


def test_without_its_script_the_page_says_so(browser, reports, tmp_path):
    alone = tmp_path / "report.html"
    alone.write_bytes((reports / "folder" / "report.html").read_bytes())
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(alone.as_uri())
    assert "The charts need the plotly script" in page.locator("#angles").inner_text()
    assert page.get_by_role("article").count() == 2
    context.close()


def test_a_clip_without_a_squat_has_a_page(browser, no_squat, tmp_path):
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(Path(write_report(no_squat, tmp_path)[-1]).as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    assert "No squat was found" in page.locator("main").inner_text()
    assert complaints == []
    context.close()
