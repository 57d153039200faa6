"""The result in a terminal: one line a repetition, and the one cue for the set."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from squatform.results import Finding, Reading, RepetitionResult, SetAnalysis, Unavailable

COLUMNS = {
    "knee_flexion": "Knee",
    "thigh_angle": "Thigh",
    "trunk_lean": "Trunk",
    "shank_lean": "Shank",
    "eccentric_s": "Down",
    "concentric_s": "Up",
}
"""Measures shown, and their headings."""

STYLES = {
    "ok": "green",
    "borderline": "cyan",
    "mild": "yellow",
    "moderate": "dark_orange",
    "severe": "bold red",
    "not_assessed": "dim",
}


def set_table(analysis: SetAnalysis) -> RenderableType:
    """Lay out a result for a terminal.

    Parameters
    ----------
    analysis : SetAnalysis
        Any result, with repetitions or without.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`.
    """
    parts: list[RenderableType] = []
    if analysis.repetitions:
        parts.append(_table(analysis))
    parts += [Text(f"Note: {warning}", style="yellow") for warning in analysis.warnings]
    if analysis.summary.cue:
        parts.append(Text.assemble(("One thing: ", "bold"), analysis.summary.cue))
    return Group(*parts)


def _table(analysis: SetAnalysis) -> Table:
    view = f", {analysis.view.label} view" if analysis.view else ""
    title = f"{analysis.exercise}{view}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    table.add_column("Rep", justify="right")
    table.add_column("Bottom", justify="right", no_wrap=True)
    for heading in COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for check in _checks(analysis):
        table.add_column(check.replace("_", " ").capitalize(), no_wrap=True)
    for repetition in analysis.repetitions:
        table.add_row(*_row(repetition, _checks(analysis)))
    return table


def _checks(analysis: SetAnalysis) -> list[str]:
    return [finding.check for finding in analysis.repetitions[0].findings]


def _row(repetition: RepetitionResult, checks: list[str]) -> list[RenderableType]:
    number = str(repetition.index) if repetition.complete else f"{repetition.index}, incomplete"
    cells: list[RenderableType] = [number, f"{repetition.bottom_s:.1f} s"]
    cells += [reading_text(repetition.measures[name]) for name in COLUMNS]
    findings = {finding.check: finding for finding in repetition.findings}
    cells += [_verdict(findings[check]) for check in checks]
    return cells


def reading_text(reading: Reading | Unavailable) -> str:
    """Give a reading with its uncertainty, "114±4°"; a dash where there is none."""
    if isinstance(reading, Unavailable):
        return "–"
    if reading.unit == "s":
        return f"{reading.value:.1f} s"
    return f"{reading.value:.0f}±{reading.sigma:.0f}{reading.unit}"


def _verdict(finding: Finding) -> Text:
    return Text(finding.status.replace("_", " "), style=STYLES[finding.status])
