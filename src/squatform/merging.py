"""Clips of one set from several sides as one result: each check from where it is seen best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from squatform.errors import UsageError
from squatform.form.cues import with_cues
from squatform.form.judge import judge_set
from squatform.form.profile import Profile
from squatform.form.scores import scores_of
from squatform.results import (
    Finding,
    Reading,
    RepetitionResult,
    SetAnalysis,
    SourceClip,
    Unavailable,
)
from squatform.texts import texts

MOST_UNMATCHED = 1
"""Repetitions that one clip may have more than the other: one that began late or ended early."""

SAME_SET_S = 0.4
"""How far, in the mean, bottoms may lie from where the other clip's clock puts them."""


def merge(analyses: Sequence[SetAnalysis], profile: Profile) -> SetAnalysis:
    """Merge results of clips of the same set.

    Repetitions are paired in order, so that their times agree best with two clocks that differ by
    a constant. Times and measures over time are those of the first clip.

    Parameters
    ----------
    analyses : sequence of SetAnalysis
        Of the same exercise, judged by `profile`.
    profile : Profile
        What they were judged by.

    Returns
    -------
    SetAnalysis
        Each finding names the clip it was seen in; `clips` has them all. One clip alone is given
        as it is; so is one without a repetition, which says why.

    Raises
    ------
    UsageError
        If the exercises differ, or the clips hold numbers of repetitions too far apart.
    """
    first, *others = analyses
    without = next((analysis for analysis in analyses if not analysis.repetitions), None)
    if without is not None or not others:
        return without or first
    if any(other.exercise != first.exercise for other in others):
        raise UsageError("Only clips of the same exercise can be merged.")
    merged = [_from_clip(repetition, 1) for repetition in first.repetitions]
    sources = [SourceClip(clip=first.clip, view=first.view, later_s=0.0)]
    warnings = [f"{first.clip.path}: {warning}" for warning in first.warnings]
    for number, other in enumerate(others, start=2):
        shift = _shift(first.repetitions, other.repetitions, first.clip.path, other.clip.path)
        pairs = _pairs(merged, other.repetitions, shift)
        later_s, apart_s = _clocks(pairs)
        if len(pairs) < max(len(merged), len(other.repetitions)):
            warnings.append(texts().merge["left_out"])
        if apart_s > SAME_SET_S:
            warnings.append(texts().merge["doubt"])
        merged = [_paired(ours, _from_clip(theirs, number)) for ours, theirs in pairs]
        sources.append(SourceClip(clip=other.clip, view=other.view, later_s=round(later_s, 2)))
        warnings += [f"{other.clip.path}: {warning}" for warning in other.warnings]
    told = with_cues(merged, profile, first.pain) if first.pain != "sharp" else merged
    update = {
        "repetitions": told,
        "summary": judge_set(told, profile, first.pain),
        "scores": scores_of(told, profile, first.pain),
        "warnings": list(dict.fromkeys(warnings)),
        "clips": sources,
    }
    result = first.model_copy(update=update)
    return result if first.motion is None else result.with_motion(first.motion)


def _shift(
    ours: Sequence[RepetitionResult], theirs: Sequence[RepetitionResult], one: str, two: str
) -> int:
    """Find by how many repetitions the other clip begins earlier, so that the rhythms agree."""
    unmatched = len(theirs) - len(ours)
    if abs(unmatched) > MOST_UNMATCHED:
        raise UsageError(
            f"{one} has {len(ours)} and {two} has {len(theirs)} repetitions. "
            "Merge clips of the same set, cut to the same repetitions."
        )
    shifts = range(min(0, unmatched), max(0, unmatched) + 1)
    return min(shifts, key=lambda shift: (_clocks(_pairs(ours, theirs, shift))[1], abs(shift)))


def _pairs(
    ours: Sequence[RepetitionResult], theirs: Sequence[RepetitionResult], shift: int
) -> list[tuple[RepetitionResult, RepetitionResult]]:
    return list(zip(ours[max(0, -shift) :], theirs[max(0, shift) :], strict=False))


def _clocks(pairs: Sequence[tuple[RepetitionResult, RepetitionResult]]) -> tuple[float, float]:
    """By how much the second clock is ahead, and the mean deviation of the bottoms from that."""
    ahead = np.array([theirs.bottom_s - ours.bottom_s for ours, theirs in pairs])
    later_s = float(np.median(ahead))
    return later_s, float(np.abs(ahead - later_s).mean())


def _from_clip(repetition: RepetitionResult, clip: int) -> RepetitionResult:
    findings = [finding.model_copy(update={"clip": clip}) for finding in repetition.findings]
    return repetition.model_copy(update={"findings": findings})


def _paired(ours: RepetitionResult, theirs: RepetitionResult) -> RepetitionResult:
    """Take each finding and measure from where it was seen best."""
    by_check = {finding.check: finding for finding in theirs.findings}
    findings = [_better(f, by_check.pop(f.check, None)) for f in ours.findings]
    measures = {
        name: _surer(reading, theirs.measures.get(name)) for name, reading in ours.measures.items()
    }
    depths = [d for d in (ours.competition_depth, theirs.competition_depth) if d is not None]
    update = {
        "findings": [*findings, *by_check.values()],
        "measures": {**theirs.measures, **measures},
        "complete": ours.complete or theirs.complete,
        "competition_depth": min(depths, key=lambda depth: depth.sigma_deg, default=None),
    }
    return ours.model_copy(update=update)


def _better(ours: Finding, theirs: Finding | None) -> Finding:
    """Choose the assessed finding, of two the surer one."""
    if theirs is None or theirs.grade is None:
        return ours
    if ours.grade is None:
        return theirs
    sigmas = [float("inf") if f.sigma is None else f.sigma for f in (ours, theirs)]
    return theirs if ours.unit == theirs.unit and sigmas[1] < sigmas[0] else ours


def _surer(
    ours: Reading | Unavailable, theirs: Reading | Unavailable | None
) -> Reading | Unavailable:
    if not isinstance(theirs, Reading):
        return ours
    return theirs if isinstance(ours, Unavailable) or theirs.sigma < ours.sigma else ours
