"""The result as an HTML page: one file beside its video and pictures, or one with them inside."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from squatform.form.profile import Profile
from squatform.report import provenance
from squatform.report.captions import captions
from squatform.report.charts import chart_data
from squatform.report.overlay import tempo
from squatform.report.shown import shown_in
from squatform.report.thumbnails import Evidence, evidence_of
from squatform.report.trends import (
    LEAST_REPETITIONS,
    Drift,
    ascent_speeds,
    drifts,
    velocity_loss,
)
from squatform.report.words import (
    STATUS_STYLES,
    competition_text,
    overall,
    quantity_text,
    reading_text,
    score_text,
    status_text,
    title,
    worst,
)
from squatform.results import Finding, Reading, RepetitionResult, SetAnalysis, Unavailable

_CHUNK = 3 << 18
"""Bytes, divisible by three so that pieces of base64 join."""

_VIDEO = "\0video\0"
"""Stands for the video in the rendered text; no text has it."""


@dataclass(frozen=True, slots=True)
class Material:
    """What goes with a page.

    Attributes
    ----------
    video : Path or None
        The annotated video, if there is one.
    pictures : Mapping[str, Path]
        The pictures of evidence there are, by their names below the page's folder.
    script : str
        Where the page finds plotly's script, relative to itself.
    inside : bool
        Whether all of it goes into the page.
    """

    video: Path | None = None
    pictures: Mapping[str, Path] = field(default_factory=dict)
    script: str = ""
    inside: bool = False


def page_parts(analysis: SetAnalysis, profile: Profile, material: Material) -> Iterator[bytes]:
    """Give the page, a part at a time: a video inside it may be large.

    Parameters
    ----------
    analysis : SetAnalysis
        The result.
    profile : Profile
        What was judged.
    material : Material
        What goes with the page.
    """
    text = _render(analysis, profile, material)
    before, *after = text.split(_VIDEO)
    yield before.encode()
    for rest in after:
        if material.video is not None:
            yield b"data:video/mp4;base64,"
            with material.video.open("rb") as video:
                while chunk := video.read(_CHUNK):
                    yield base64.b64encode(chunk)
        yield rest.encode()


@cache
def plotly_script() -> str:
    """Give plotly's script, which its Python package ships."""
    # plotly takes a moment to import; whoever asks for no page should not wait
    from plotly.offline import get_plotlyjs  # noqa: PLC0415

    script: str = get_plotlyjs()
    return script


def _render(analysis: SetAnalysis, profile: Profile, material: Material) -> str:
    motion = analysis.motion
    repetitions = analysis.repetitions
    data = chart_data(analysis, motion, profile) if motion is not None else None
    speeds = ascent_speeds(motion, repetitions) if motion is not None else []
    template = _environment().get_template("report.html.j2")
    return template.render(
        analysis=analysis,
        profile=profile,
        data=script_json(data),
        rows=shown_in(motion, repetitions) if motion is not None else [],
        cards=[_card(repetition, analysis, material) for repetition in repetitions],
        glance=_glance(repetitions),
        measures=_table(repetitions, changes := drifts(repetitions)),
        changes=changes,
        changed=[change for change in changes if change.beyond_doubt],
        complete=sum(repetition.complete for repetition in repetitions),
        speeds=speeds,
        loss=velocity_loss(speeds),
        least=LEAST_REPETITIONS,
        gaps=_not_assessed(repetitions),
        methods=provenance.methods(profile),
        versions=provenance.versions(analysis),
        parameters=provenance.parameters(analysis, profile),
        evidence_words=provenance.EVIDENCE,
        video=_video_address(material),
        captions=_data_address("text/vtt", captions(analysis).encode()),
        script=material.script,
        inline_script=Markup(plotly_script()) if material.inside and data else None,
        css=resource("report.css"),
        js=resource("report.js"),
        styles=STATUS_STYLES,
    )


def _video_address(material: Material) -> str | None:
    if material.video is None:
        return None
    return _VIDEO if material.inside else material.video.name


def _card(
    repetition: RepetitionResult, analysis: SetAnalysis, material: Material
) -> dict[str, Any]:
    findings = worst(repetition.findings)
    pictures = {
        evidence.finding.check: _picture_address(evidence, material)
        for evidence in evidence_of(analysis)
        if evidence.repetition == repetition.index and evidence.name in material.pictures
    }
    shown = next((finding for finding in findings if finding.check in pictures), None)
    return {
        "repetition": repetition,
        "tempo": tempo(repetition),
        "status": overall(findings),
        "partly": {finding.status for finding in findings} == {"ok", "not_assessed"},
        "findings": findings,
        "unseen": [title(f.check) for f in findings if f.status == "not_assessed"],
        "picture": pictures.get(shown.check) if shown else None,
        "shown": shown,
        # inside one file only the picture that is shown: more would only make it large
        "pictures": {} if material.inside else pictures,
        "lights": _lights(repetition, analysis),
    }


def _lights(repetition: RepetitionResult, analysis: SetAnalysis) -> str | None:
    depth = repetition.competition_depth
    return competition_text(depth) if depth and analysis.depth_rule == "ipf" else None


def _picture_address(evidence: Evidence, material: Material) -> str:
    if not material.inside:
        return evidence.name
    return _data_address("image/jpeg", material.pictures[evidence.name].read_bytes())


def _data_address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _glance(repetitions: Sequence[RepetitionResult]) -> list[tuple[str, list[Finding | None]]]:
    """Give each check with its finding in each repetition, the gravest checks first."""
    found = [{finding.check: finding for finding in r.findings} for r in repetitions]
    every = worst(finding for findings in found for finding in findings.values())
    return [
        (check, [findings.get(check) for findings in found])
        for check in dict.fromkeys(finding.check for finding in every)
    ]


def _table(
    repetitions: Sequence[RepetitionResult], changes: Sequence[Drift]
) -> list[tuple[str, list[Reading | Unavailable | None], Drift | None]]:
    """Give each measure with its reading in each repetition and its change over the set."""
    names = list(repetitions[0].measures) if repetitions else []
    of = {change.name: change for change in changes}
    rows = [(name, [r.measures.get(name) for r in repetitions], of.get(name)) for name in names]
    return [row for row in rows if any(isinstance(reading, Reading) for reading in row[1])]


def _not_assessed(repetitions: list[RepetitionResult]) -> list[dict[str, Any]]:
    """Group what was not assessed by check and reason."""
    groups: dict[tuple[str, str], list[int]] = {}
    for repetition in repetitions:
        for finding in repetition.findings:
            if finding.status == "not_assessed":
                key = finding.check, finding.reason or ""
                groups.setdefault(key, []).append(repetition.index)
    return [
        {"check": check, "reason": reason, "repetitions": indices}
        for (check, reason), indices in groups.items()
    ]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("squatform.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "title_of": title,
        "score_text": score_text,
        "status_text": status_text,
        "reading": reading_text,
        "value": _value,
        "limit": _limit,
    }
    environment.globals["quantity"] = quantity_text
    return environment


def _value(finding: Finding) -> str:
    if finding.value is None:
        return "–"
    return quantity_text(finding.value, finding.sigma, finding.unit)


def _limit(finding: Finding) -> str:
    if finding.limit is None:
        return "–"
    return quantity_text(finding.limit, None, finding.unit)


def resource(name: str) -> Markup:
    """Give a style sheet or script of the page as it is."""
    return Markup(files("squatform.report").joinpath("templates", name).read_text(encoding="utf-8"))


def script_json(data: Mapping[str, Any] | None) -> Markup:
    """Give JSON that cannot end the script element it stands in."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))
