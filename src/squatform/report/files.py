"""Writes the files of a result, each whole or not at all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from squatform.exercises import load_profile
from squatform.files import write_whole
from squatform.report.page import report_html
from squatform.results import Reading, SetAnalysis


def write_report(analysis: SetAnalysis, folder: Path) -> Path:
    """Write `analysis.json`, `repetitions.csv` and `report.html` into `folder`.

    Returns
    -------
    Path
        Of the page to open.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    page = folder / "report.html"
    write_whole(folder / "analysis.json", analysis.to_json())
    write_whole(folder / "repetitions.csv", repetitions_csv(analysis))
    write_whole(page, report_html(analysis, load_profile(analysis.exercise)))
    return page


def repetitions_csv(analysis: SetAnalysis) -> str:
    """Give one row a repetition: times, each measure with its sigma, each verdict."""
    rows = []
    for repetition in analysis.repetitions:
        row: dict[str, object] = {
            "repetition": repetition.index,
            "start_s": repetition.start_s,
            "bottom_s": repetition.bottom_s,
            "end_s": repetition.end_s,
            "complete": repetition.complete,
        }
        for name, reading in repetition.measures.items():
            known = reading if isinstance(reading, Reading) else None
            row[name] = known.value if known else ""
            row[f"{name}_sigma"] = known.sigma if known else ""
        row |= {finding.check: finding.status for finding in repetition.findings}
        rows.append(row)
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()
