"""A whole visit in a browser: send a clip, be coached live, see the history."""

import datetime as dt
import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from benchmarks.serving import served
from report.test_browser import CHROMIUM, QUIET
from squatform.texts import texts
from squatform.video import FileSource

from .material import CLIP, add_set, site_at

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

STUB = """
window.spoken = [];
window.speechSynthesis.speak = (said) => {
  if (said.text) window.spoken.push(said.text);
  setTimeout(() => said.dispatchEvent(new Event("end")), 10);
};
window.speechSynthesis.cancel = () => {};
"""


STILL_S = 30.0
"""Time that the film stands still before and after the set, seconds: the network has to load."""

DRAWN = """() => {
  const canvas = document.getElementById("overlay");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value) => value > 0);
}"""


def camera_film(path):
    """Write a sample clip as a camera's pictures, with time to get ready before and after it."""
    pictures = []
    with FileSource(CLIP) as source:
        for frame in source.frames(max_side=640):
            content = io.BytesIO()
            Image.fromarray(frame.image).save(content, "JPEG", quality=85)
            pictures.append(content.getvalue())
    still = int(30 * STILL_S)
    path.write_bytes(b"".join([pictures[0]] * still + pictures + [pictures[-1]] * still))
    return path


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """A server that runs, with four sets of earlier weeks, and its address."""
    folder = tmp_path_factory.mktemp("served")
    with site_at(folder) as site:
        last = (dt.date.today() - dt.date(2026, 3, 2)).days - 4
        for week in range(4):
            add_set(site, athlete="me", day=last + 7 * (week - 3), depth=9.0 - 2.5 * week)
    with served(folder, "--workers", "1", "--model", "lite") as (_, address):
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    film = camera_film(tmp_path_factory.mktemp("film") / "camera.mjpeg")
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, visited):
    context = browser.new_context(viewport={"width": 1100, "height": 850})
    context.add_init_script(STUB)
    page = context.new_page()
    page.set_default_timeout(240_000)
    complaints, asked = [], []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(visited)
    yield page
    context.close()
    assert complaints == []
    inside = (visited, "data:", "blob:")
    assert [url for url in asked if not url.startswith(inside)] == []


def picture(page, name):
    """Keep a picture for the documentation where it is asked for."""
    folder = Path("out/web")
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def serious(page):
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_a_clip_becomes_a_report(page):
    page.get_by_label("Load in kg").fill("40")
    page.locator("#files").set_input_files(str(CLIP))
    row = page.locator("#clips li", has_text=CLIP.name).first
    row.get_by_role("link", name="Report").wait_for()
    assert "3 repetitions" in row.inner_text()
    picture(page, "clips")
    row.get_by_role("link", name="Report").click()
    page.wait_for_selector("html[data-ready=yes]")
    page.wait_for_timeout(500)
    assert CLIP.name in page.locator("h1 + p").inner_text()
    picture(page, "report")


def test_a_live_set_is_counted_spoken_and_saved(page):
    page.get_by_role("link", name="Live").click()
    page.get_by_role("button", name="Start").click()
    page.wait_for_selector("html[data-live=ready]")
    expect(page.locator("#count")).to_have_text("3", timeout=240_000)
    assert "Delay" in page.locator("#figures").inner_text()
    # joints are drawn, unless this is one of the pictures in which nobody was found
    drawn = any(page.evaluate(DRAWN) or page.wait_for_timeout(300) for _ in range(60))
    assert drawn
    picture(page, "live")
    page.get_by_role("button", name="End set").click()
    page.locator("#saved li").first.wait_for()
    spoken = " ".join(page.evaluate("window.spoken"))
    assert texts().cues["depth"].external in spoken
    page.get_by_role("button", name="Finish").click()
    page.locator("#setup").wait_for()
    assert page.locator("#saved li").last.inner_text().startswith("3 ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/live", "/history/1", "/privacy", "/login"])
def test_pages_are_accessible_and_fit_a_phone(page, visited, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(visited + path)
    page.wait_for_timeout(300)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, f"phone{path.replace('/', '-')}-{scheme}")


def test_the_history_shows_a_trend(page, visited):
    page.goto(visited + "/history")
    page.get_by_role("link", name=re.compile("^me")).click()
    expect(page.get_by_role("img", name=re.compile("Thigh angle"))).to_be_visible()
    assert "Change a week" in page.locator("figcaption").first.inner_text()
    picture(page, "history")
    page.get_by_label("Where").fill("right knee")
    page.get_by_label(re.compile("How much")).fill("3")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("cell", name="right knee")).to_be_visible()
