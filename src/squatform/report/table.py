"""The result in a terminal: one line a repetition, and the one cue for the set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from squatform.motion.measures import Motion
from squatform.report.overlay import tempo
from squatform.report.words import (
    STATUS_STYLES,
    competition_text,
    quantity_text,
    reading_text,
    score_text,
    status_text,
    title,
    worst,
)
from squatform.results import Finding, RepetitionResult, SetAnalysis, Status

COLUMNS = {
    "knee_flexion": "Knee",
    "thigh_angle": "Thigh",
}
"""Measures shown, and their headings."""

BLOCKS = "▁▂▃▄▅▆▇█"
SPARKS = 10
"""Blocks of a sparkline."""


BY_NAME: tuple[Status, ...] = ("ok", "not_assessed")
"""Verdicts that are listed in one line."""

CRITERIA = {"met": "✓", "not_met": "✗", "not_assessed": "–"}


def set_table(analysis: SetAnalysis, scores: Sequence[str] = ()) -> RenderableType:
    """Lay out a result for a terminal.

    Parameters
    ----------
    analysis : SetAnalysis
        Any result, with repetitions or without.
    scores : sequence of str
        Which scores to show.

    Returns
    -------
    RenderableType
        For `rich.console.Console.print`.
    """
    parts: list[RenderableType] = [Text(line, style="bold yellow") for line in analysis.safety]
    if analysis.repetitions:
        parts.append(_table(analysis))
    parts += [_verdict(finding) for finding in _of_the_set(analysis)]
    for name in scores:
        parts += [Text(line) for line in _score_lines(analysis, name)]
    parts += [Text(line, style="dim") for line in _clip_lines(analysis)]
    parts += [Text(f"Adjusted: {line}", style="dim") for line in analysis.adjustments]
    parts += [Text(f"Note: {warning}", style="yellow") for warning in analysis.warnings]
    if analysis.summary.advice:
        parts.append(Text(analysis.summary.advice, style="bold yellow"))
    if analysis.summary.cue:
        parts.append(Text.assemble(("One thing: ", "bold"), analysis.summary.cue))
    return Group(*parts)


def set_markdown(analysis: SetAnalysis, scores: Sequence[str] = ()) -> str:
    """Give a result as Markdown: a table of the repetitions, notes and the cue."""
    lines = [f"## {heading(analysis)}", "", *(f"**{line}**\n" for line in analysis.safety)]
    if analysis.repetitions:
        names = ["Rep", "Bottom", *COLUMNS.values(), "Tempo (s)", "Findings"]
        lines += [_line(names), _line(["---"] * len(names))]
        for repetition in analysis.repetitions:
            verdicts = [text for text, _ in _verdicts(repetition)]
            verdicts += _last_words(repetition, analysis)
            lines.append(_line([*_cells(repetition), "<br>".join(verdicts)]))
        lines.append("")
    lines += [f"{verdict_text(finding)}\n" for finding in _of_the_set(analysis)]
    for name in scores:
        first, *criteria = _score_lines(analysis, name)
        lines += [first, "", *(f"- {line.strip()}" for line in criteria), ""]
    lines += [f"{line}\n" for line in _clip_lines(analysis)]
    lines += [f"Adjusted: {line}\n" for line in analysis.adjustments]
    lines += [f"Note: {warning}\n" for warning in analysis.warnings]
    if analysis.summary.advice:
        lines.append(f"**{analysis.summary.advice}**\n")
    if analysis.summary.cue:
        lines.append(f"**One thing:** {analysis.summary.cue}\n")
    return "\n".join(lines)


def heading(analysis: SetAnalysis) -> str:
    """Name exercise and view."""
    view = f", {analysis.view.label} view" if analysis.view else ""
    return f"{title(analysis.exercise)}{view}"


def verdict_text(finding: Finding) -> str:
    """Give a verdict in short: "!!! depth severe, 37±3°"."""
    style = STATUS_STYLES[finding.status]
    text = f"{style.symbol} {title(finding.check).lower()} {status_text(finding.status)}"
    if finding.value is not None:
        text += f", {quantity_text(finding.value, finding.sigma, finding.unit)}"
    return text if finding.clip is None else f"{text} [{finding.clip}]"


def sparkline(motion: Motion, repetition: RepetitionResult, lowest: float) -> str:
    """Draw the height of the hips over a repetition: a full block is standing.

    Parameters
    ----------
    motion : Motion
        Of the clip.
    repetition : RepetitionResult
        The one drawn.
    lowest : float
        Height, as a share of standing, that gets the lowest block.
    """
    inside = (motion.time_s >= repetition.start_s) & (motion.time_s <= repetition.end_s)
    parts = np.array_split(motion["hip_height"].values[inside], SPARKS)
    means = [part[np.isfinite(part)].mean() if np.isfinite(part).any() else None for part in parts]
    top = len(BLOCKS) - 1
    return "".join(
        " " if mean is None else BLOCKS[round(top * min(1.0, max(0.0, share(mean, lowest))))]
        for mean in means
    )


def share(height: float, lowest: float) -> float:
    """Where a height lies between `lowest`, 0, and standing, 1."""
    return (height - lowest) / max(1.0 - lowest, 1e-6)


def _table(analysis: SetAnalysis) -> Table:
    table = Table(
        title=heading(analysis), title_justify="left", box=SIMPLE_HEAD, collapse_padding=True
    )
    table.add_column("Rep", justify="right")
    table.add_column("Bottom", justify="right", no_wrap=True)
    for column in COLUMNS.values():
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("Tempo (s)", no_wrap=True)
    motion = analysis.motion
    if motion is not None:
        table.add_column("Hips", no_wrap=True)
        lowest = _lowest(motion, analysis)
    table.add_column("Findings", overflow="fold")
    for repetition in analysis.repetitions:
        spark = [] if motion is None else [sparkline(motion, repetition, lowest)]
        findings = [Text(text, style=style) for text, style in _verdicts(repetition)]
        findings += [Text(line, style="bold") for line in _last_words(repetition, analysis)]
        table.add_row(*_cells(repetition), *spark, Text("\n").join(findings))
    return table


def _last_words(repetition: RepetitionResult, analysis: SetAnalysis) -> list[str]:
    """Give the referees' lights where they were asked for, then the cue or praise."""
    depth = repetition.competition_depth
    lights = [competition_text(depth)] if depth and analysis.depth_rule == "ipf" else []
    return lights + ([f"→ {repetition.cue}"] if repetition.cue else [])


def _of_the_set(analysis: SetAnalysis) -> list[Finding]:
    """Give what is wrong with the set as a whole."""
    return [finding for finding in analysis.summary.findings if finding.is_fault]


def _score_lines(analysis: SetAnalysis, name: str) -> list[str]:
    score = analysis.scores.get(name)
    if score is None:
        return [f"{name.upper()}: no score here."]
    return [
        score_text(score),
        *(
            f"  {CRITERIA[line.status]} {line.text}" + (f" ({line.reason})" if line.reason else "")
            for line in score.criteria
        ),
    ]


def _clip_lines(analysis: SetAnalysis) -> list[str]:
    return [
        f"[{number}] {source.clip.path}" + (f", {source.view.label} view" if source.view else "")
        for number, source in enumerate(analysis.clips, start=1)
    ]


def _lowest(motion: Motion, analysis: SetAnalysis) -> float:
    heights = motion["hip_height"].values
    first, last = analysis.repetitions[0].start_s, analysis.repetitions[-1].end_s
    heights = heights[(motion.time_s >= first) & (motion.time_s <= last) & np.isfinite(heights)]
    return float(heights.min()) if len(heights) else 0.0


def _cells(repetition: RepetitionResult) -> list[str]:
    number = str(repetition.index) if repetition.complete else f"{repetition.index}, incomplete"
    readings = [reading_text(repetition.measures.get(name)) for name in COLUMNS]
    return [number, f"{repetition.bottom_s:.1f} s", *readings, tempo(repetition)]


def _verdicts(repetition: RepetitionResult) -> list[tuple[str, str]]:
    """Give the verdicts, each with its style: what is amiss line by line, the rest by name."""
    findings = worst(repetition.findings)
    told = [finding for finding in findings if finding.status not in BY_NAME]
    lines = [(verdict_text(f), STATUS_STYLES[f.status].terminal) for f in told]
    for status in BY_NAME:
        names = [title(f.check).lower() for f in findings if f.status == status]
        if names:
            style = STATUS_STYLES[status]
            text = f"{style.symbol} {status_text(status)}: {', '.join(names)}"
            lines.append((text, style.terminal))
    return lines


def _verdict(finding: Finding) -> Text:
    return Text(verdict_text(finding), style=STATUS_STYLES[finding.status].terminal)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
