"""The index page: every clip with its report, plots by athlete and check, and outliers."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from squatform.batch.outliers import Outlier, find_outliers
from squatform.batch.store import Store
from squatform.batch.summary import Row, Summary
from squatform.form.judge import CHECKS
from squatform.report.files import SCRIPT
from squatform.report.kinds import FILES
from squatform.report.page import plotly_script, resource, script_json
from squatform.report.words import STATUS_STYLES, title

MOST_OUTLIERS = 100
"""On the page, the oddest; the tables have all repetitions."""

GIVEN = ("athlete", "date", "load")
"""Columns that only a manifest fills."""

NOBODY = "not named"
"""Stands for athletes without a name."""


def write_index(summary: Summary, store: Store, version: str) -> None:
    """Write `index.html`, and the script of its plots and of the reports.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    script = plotly_script().encode()
    if store.size(SCRIPT) != len(script):
        store.write(SCRIPT, script)
    store.write("index.html", _page(summary, version))


def _page(summary: Summary, version: str) -> bytes:
    rows = summary.repetitions
    checks = [check for check in CHECKS if any(check in row for row in rows)]
    measures = _measures(rows)
    reports = {row["clip"]: _report(row) for row in summary.clips}
    outliers = find_outliers(rows, measures)
    text = (
        _environment()
        .get_template("index.html.j2")
        .render(
            clips=[{**row, "href": reports[row["clip"]]} for row in summary.clips],
            counts=_counts(summary),
            given=[name for name in GIVEN if any(row[name] for row in summary.clips)],
            outliers=[_shown(outlier, reports) for outlier in outliers[:MOST_OUTLIERS]],
            left_out=max(0, len(outliers) - MOST_OUTLIERS),
            measures=measures,
            checks=checks,
            data=script_json(_data(rows, measures, checks)) if rows else None,
            script=SCRIPT,
            css=resource("report.css"),
            js=Markup(_text("index.js")),
            extra_css=Markup(_text("index.css")),
            styles=STATUS_STYLES,
            version=version,
        )
    )
    return text.encode()


def _measures(rows: list[Row]) -> list[str]:
    """List what was measured: all that has a standard error."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [name for name in names if f"{name}_sigma" in names]


def _report(row: Row) -> str | None:
    if row["report"] is None:
        return None
    return f"{row['report']}/{FILES['html']}"


def _counts(summary: Summary) -> dict[str, int]:
    states = [row["status"] for row in summary.clips]
    return {
        "clips": len(states),
        "failed": states.count("failed"),
        "same": states.count("same"),
        "repetitions": sum(bool(row["complete"]) for row in summary.repetitions),
    }


def _shown(outlier: Outlier, reports: dict[str, str | None]) -> Row:
    row = outlier.row
    return {
        "clip": row["clip"],
        "href": reports.get(row["clip"]),
        "athlete": row["athlete"],
        "repetition": row["repetition"],
        "measure": outlier.measure,
        "value": outlier.value,
        "usual": outlier.usual,
        "score": outlier.score,
    }


def _data(rows: list[Row], measures: list[str], checks: list[str]) -> dict[str, Any]:
    return {
        "athletes": [row["athlete"] or NOBODY for row in rows],
        "names": [f"{_name(row['clip'])}, repetition {row['repetition']}" for row in rows],
        "measures": [
            {"title": title(name), "values": [row.get(name) for row in rows]} for name in measures
        ],
        "checks": [
            {"title": title(check), "statuses": [row.get(f"{check}_status") for row in rows]}
            for check in checks
        ],
        "styles": {
            status: {"colour": style.css, "text": status.replace("_", " ")}
            for status, style in STATUS_STYLES.items()
        },
    }


def _name(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("squatform.batch"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"title_of": title, "name_of": _name}
    return environment


def _text(name: str) -> str:
    loader = _environment().loader
    return loader.get_source(_environment(), name)[0] if loader else ""
