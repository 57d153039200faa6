"""The page of a trend as a browser shows it, from disk and without a network."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from squatform.history.charts import load_chart, trend_chart
from squatform.history.page import Figure, charts_page
from squatform.history.printing import POINT_COLUMNS, point_cells
from squatform.history.trends import SetReadings, load_velocity, measure_trend
from squatform.history.words import load_text, trend_text

from .material import day

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture
def page_path(tmp_path):
    sets = [
        SetReadings(k, day(4 * k), 40.0 + 10 * k, "side", "°", (12.0 - k,), (2.0,))
        for k in range(6)
    ]
    trend = measure_trend("thigh_angle", sets)
    loads = load_velocity(sets)
    rows = [point_cells(point, trend.unit) for point in trend.points]
    path = tmp_path / "trend.html"
    figures = [
        Figure(trend_chart(trend), trend_text(trend), rows),
        Figure(load_chart(loads), load_text(loads), rows),
    ]
    path.write_text(charts_page("<script>alert(1)</script> & Kim", POINT_COLUMNS, figures))
    return path


@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (360, "dark")])
def test_charts_are_drawn_on_any_screen(page_path, width, scheme):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(page_path.as_uri())
        page.wait_for_selector("[data-chart='1'] .point")
        assert page.locator("[data-chart='0'] .point").count() == 6
        assert page.locator("[data-chart='0'] .errorbar").count() == 6
        assert page.locator("[data-chart='0'] .js-line").count() == 1
        assert page.locator("tbody tr").count() == 12
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.locator("h1").inner_text().startswith("<script>")
        assert Axe().run(page).response["violations"] == []
        assert said == []
        browser.close()
