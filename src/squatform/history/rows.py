"""A result as rows of the database."""

from __future__ import annotations

from pathlib import PurePath

from squatform.history.proportions import Proportions
from squatform.history.tables import StoredFinding, StoredMeasure, StoredRepetition, TrainingSet
from squatform.results import Finding, Reading, RepetitionResult, SetAnalysis


def fill(row: TrainingSet, analysis: SetAnalysis, proportions: Proportions | None) -> None:
    """Put a result into a row and the rows below it."""
    named = _without_folders(analysis)
    clip = named.clip
    row.exercise, row.pain, row.model = named.exercise, named.pain, named.model
    row.clip, row.frames, row.frame_rate = clip.path, clip.frames, clip.frame_rate
    row.duration_s, row.width, row.height = clip.duration_s, clip.width, clip.height
    row.view = named.view.label if named.view else None
    row.squatform_version, row.schema_version = named.squatform_version, named.schema_version
    row.complete, row.incomplete = named.summary.repetitions, named.summary.incomplete
    row.thigh = proportions.thigh if proportions else None
    row.shank = proportions.shank if proportions else None
    row.trunk = proportions.trunk if proportions else None
    row.analysis = named.model_dump(mode="json", by_alias=True)
    row.repetitions = [_repetition(repetition) for repetition in named.repetitions]
    row.findings = [
        _finding(finding, repetition.index)
        for repetition in named.repetitions
        for finding in repetition.findings
    ] + [_finding(finding, None) for finding in named.summary.findings]


def _without_folders(analysis: SetAnalysis) -> SetAnalysis:
    """Keep the name of a clip, not where it lay: that says more of somebody than is needed."""
    clips = [
        source.model_copy(
            update={"clip": source.clip.model_copy(update={"path": _name(source.clip.path)})}
        )
        for source in analysis.clips
    ]
    clip = analysis.clip.model_copy(update={"path": _name(analysis.clip.path)})
    return analysis.model_copy(update={"clip": clip, "clips": clips})


def _name(path: str) -> str:
    return PurePath(path).name or path


def _repetition(repetition: RepetitionResult) -> StoredRepetition:
    return StoredRepetition(
        index=repetition.index,
        start_s=repetition.start_s,
        bottom_s=repetition.bottom_s,
        end_s=repetition.end_s,
        complete=repetition.complete,
        measures=[
            StoredMeasure(name=name, unit=reading.unit, value=reading.value, sigma=reading.sigma)
            for name, reading in repetition.measures.items()
            if isinstance(reading, Reading)
        ],
    )


def _finding(finding: Finding, repetition: int | None) -> StoredFinding:
    return StoredFinding(
        repetition=repetition,
        check=finding.check,
        status=finding.status,
        grade=finding.grade,
        value=finding.value,
        sigma=finding.sigma,
        unit=finding.unit,
        limit=finding.limit,
        measure=finding.measure,
    )
