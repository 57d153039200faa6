"""Charts of the history as a page of their own, with everything inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from squatform.history.charts import Chart
from squatform.report.page import plotly_script, resource, script_json


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with what is said of it.

    Attributes
    ----------
    chart : Chart
        See `squatform.history.charts`.
    text : str
        The sentence below it.
    rows : sequence of tuple of str
        The same as a table: a row a set.
    """

    chart: Chart
    text: str
    rows: Sequence[tuple[str, ...]]


def charts_page(heading: str, columns: Sequence[str], figures: Sequence[Figure]) -> str:
    """Give the page.

    Parameters
    ----------
    heading : str
        What it is about.
    columns : sequence of str
        Headings of the tables.
    figures : sequence of Figure
        What it shows.
    """
    return (
        _environment()
        .get_template("trend.html.j2")
        .render(
            heading=heading,
            columns=columns,
            figures=figures,
            data=script_json({"charts": [figure.chart for figure in figures]}),
            plotly=Markup(plotly_script()),
            css=resource("report.css"),
            js=charts_script(),
        )
    )


def charts_script() -> Markup:
    """Give the script that draws charts: `charts` of the JSON in `#data` in each `.chart`."""
    path = files("squatform.history").joinpath("templates", "history.js")
    return Markup(path.read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("squatform.history"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
