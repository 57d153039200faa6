"""The index page as a browser shows it, from disk and without a network."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from squatform.batch.driver import ClipResult
from squatform.batch.index import write_index
from squatform.batch.jobs import Entry
from squatform.batch.store import Store
from squatform.batch.summary import summarise, write_summary
from squatform.results import Reading

from .material import canned, repetition

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

NAMES = {"ten reps": "Kim", "two & <b>": "Ana", "nine": ""}


def leaning(done, number):
    lean = Reading(value=30.0 + number % 4, unit="°", sigma=3.0)
    return done.model_copy(update={"measures": {**done.measures, "trunk_lean": lean}})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The index of three clips with a report each, a clip that failed, and a copy."""
    folder = tmp_path_factory.mktemp("results & more")
    store = Store.at(str(folder))
    results = []
    for count, (name, athlete) in zip((10, 2, 9), NAMES.items(), strict=True):
        path = f"/clips/{name}.mp4"
        done = [leaning(repetition(k, 100.0 + k % 3), k) for k in range(1, count + 1)]
        if count == 10:
            done[-1] = leaning(repetition(10, 140.0, "ok"), 10)
        analysis = canned(path, done).model_dump(mode="json", by_alias=True)
        store.write_record(f"done/{name}", {"folder": f"clips/{name}", "analysis": analysis})
        report = folder / "clips" / name / "report.html"
        report.parent.mkdir(parents=True)
        report.write_text(f"<!doctype html><title>Report of {name}</title>")
        entry = Entry(path, "air_squat", athlete=athlete, load="60")
        results.append(ClipResult(entry, "done", name, repetitions=count))
    results.append(
        ClipResult(Entry("/clips/bad.mp4", "air_squat"), "failed", reason="It is empty.")
    )
    summary = summarise(results, store)
    write_summary(summary, store)
    write_index(summary, store, "1.0")
    return folder


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser, folder):
    """An open page of which every complaint is an error."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda asked: complaints.append(asked.url[:200]))
    page.goto((folder / "index.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    yield page
    context.close()
    assert complaints == []


def column(page, heading):
    number = headings(page).index(heading) + 1
    return page.locator(f"#clips tbody td:nth-child({number})").all_inner_texts()


def headings(page):
    return page.locator("#clips th").all_inner_texts()


def test_a_column_sorts_both_ways_by_value_with_the_unknown_last(page):
    heading = page.locator("#clips th", has_text="Repetitions")
    heading.get_by_role("button").click()
    assert column(page, "Repetitions") == ["2", "9", "10", ""]
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").press("Enter")
    assert column(page, "Repetitions") == ["10", "9", "2", ""]
    assert heading.get_attribute("aria-sort") == "descending"
    page.locator("#clips th", has_text="Athlete").get_by_role("button").click()
    assert column(page, "Athlete")[:2] == ["Ana", "Kim"]
    assert heading.get_attribute("aria-sort") is None


def test_only_columns_that_tell_something_are_there(page):
    assert headings(page)[:3] == ["Clip", "Athlete", "Load"]
    assert "Date" not in headings(page)


def test_every_clip_leads_to_its_report_or_says_what_went_wrong(page):
    assert page.locator("tr.failed").inner_text().strip().endswith("It is empty.")
    assert page.locator("tr.failed a").count() == 0
    links = page.locator("#clips tbody a")
    assert sorted(links.all_inner_texts()) == sorted(f"{name}.mp4" for name in NAMES)
    page.get_by_role("link", name="two & <b>.mp4").first.click()
    page.wait_for_load_state()
    assert page.title() == "Report of two & <b>"


def test_tables_can_be_had(page, folder):
    for link in page.locator("header a").all():
        assert (folder / link.get_attribute("href")).is_file()


def test_plots_follow_what_is_chosen(page):
    assert page.locator("#verdicts .bars .point path").count() > 0
    before = page.locator("#values .ytitle").text_content()
    assert page.locator("#values .point").count() == 21
    page.locator("#measure").select_option(index=1)
    page.wait_for_function(
        "before => document.querySelector('#values .ytitle').textContent !== before", arg=before
    )
    assert page.locator("#verdicts .xtick").all_text_contents() == ["Ana", "Kim", "not named"]


def test_a_repetition_unlike_the_others_is_named(page):
    odd = page.locator("section", has=page.locator("#odd")).locator("tbody tr")
    assert odd.count() == 1
    assert "140.0" in odd.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read_by_everybody(page, scheme):
    page.emulate_media(color_scheme=scheme)
    assert Axe().run(page).response["violations"] == []


def test_a_small_screen_does_not_scroll_sideways(page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth === 360")
