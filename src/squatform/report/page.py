"""The result as one HTML page that needs nothing else."""

from __future__ import annotations

from html import escape
from string import Template

from squatform.form.profile import Profile
from squatform.report.chart import angles_svg
from squatform.report.table import COLUMNS, reading_text
from squatform.results import Finding, RepetitionResult, SetAnalysis

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid #ccc }
.cue { font-size: 1.3rem; border-left: .3rem solid #0072b2; padding-left: 1rem }
.scroll { overflow-x: auto }
svg { max-width: 100%; height: auto; background: #fff }
.mild { background: #fff3bf; color: #222 } .moderate { background: #ffd8a8; color: #222 }
.severe { background: #ffa8a8; color: #222 } .borderline { background: #d0ebff; color: #222 }
.ok { background: #d3f9d8; color: #222 }
@media (prefers-color-scheme: dark) { body { background: #16181c; color: #e8e8e8 } }
</style>
<main>
<h1>$title</h1>
<p>$facts</p>
$cue
$notes
<div class="scroll"><table>
<caption>Each repetition at its bottom, with standard errors</caption>
<thead><tr>$headings</tr></thead>
<tbody>$rows</tbody>
</table></div>
$chart
<p>squatform $version sees movement, not injury. This is not medical advice.</p>
</main>
</html>
""")


def report_html(analysis: SetAnalysis, profile: Profile) -> str:
    """Give the page of a result."""
    checks = list(profile.checks)
    headings = ["Rep", "Bottom at", *COLUMNS.values(), *(c.replace("_", " ") for c in checks)]
    view = f" · {analysis.view.label} view" if analysis.view else ""
    cue = analysis.summary.cue
    motion = analysis.motion
    return PAGE.substitute(
        title=escape(f"{profile.title}: {analysis.clip.path}"),
        facts=escape(
            f"{analysis.summary.repetitions} repetitions{view} · {analysis.clip.duration_s:.1f} s "
            f"at {analysis.clip.frame_rate:.0f} frames a second · pose model {analysis.model}"
        ),
        cue=f'<p class="cue">{escape(cue)}</p>' if cue else "",
        notes="".join(f"<p>Note: {escape(warning)}</p>" for warning in analysis.warnings),
        headings="".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings),
        rows="".join(_row(repetition) for repetition in analysis.repetitions),
        chart=angles_svg(analysis, motion, profile) if motion is not None else "",
        version=escape(analysis.squatform_version),
    )


def _row(repetition: RepetitionResult) -> str:
    cells = [str(repetition.index), f"{repetition.bottom_s:.1f} s"]
    cells += [reading_text(repetition.measures[name]) for name in COLUMNS]
    plain = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr>{plain}{''.join(_finding(finding) for finding in repetition.findings)}</tr>"


def _finding(finding: Finding) -> str:
    title = f' title="{escape(finding.reason)}"' if finding.reason else ""
    return f'<td class="{finding.status}"{title}>{finding.status.replace("_", " ")}</td>'
