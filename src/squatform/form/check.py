"""What every check is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from squatform.form.profile import CheckProfile, Limit
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Finding, Reading, Status, Unavailable

Measures = Mapping[str, Reading | Unavailable]

STATUS_OF_GRADE: tuple[Status, ...] = ("ok", "mild", "moderate", "severe")


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a check may look at.

    Attributes
    ----------
    motion : Motion
        The whole clip.
    repetition : Repetition
        The one judged.
    measures : Measures
        Of this repetition, by name.
    profile : CheckProfile
        Limits and cue of this check in this exercise.
    """

    motion: Motion
    repetition: Repetition
    measures: Measures
    profile: CheckProfile


Check = Callable[[str, Context], Finding]
"""Takes the name of the check and the context."""


def graded(value: float, sigma: float, limit: Limit) -> tuple[Status, int]:
    """Grade a value against a limit.

    A grade is given where the value passes its limit by more than `sigma`; past the first limit
    by less is `borderline`.
    """
    grade = sum(value - sigma > bound for bound in (limit.mild, limit.moderate, limit.severe))
    if grade == 0 and value > limit.mild:
        return "borderline", 0
    return STATUS_OF_GRADE[grade], grade


def worst_of_limits(check: str, context: Context, *, evidence_time_s: float) -> Finding:
    """Judge a repetition by the limit it passes furthest."""
    findings = [
        _against(check, limit, context, evidence_time_s) for limit in context.profile.limits
    ]
    return max(findings, key=_severity)


def _severity(finding: Finding) -> tuple[int, float]:
    # what one limit cannot see, another does not make good
    order = ("ok", "not_assessed", "borderline", "mild", "moderate", "severe")
    past = (finding.value or 0.0) - (finding.limit or 0.0)
    return order.index(finding.status), past


def _against(check: str, limit: Limit, context: Context, evidence_time_s: float) -> Finding:
    reading = context.measures[limit.measure]
    if isinstance(reading, Unavailable):
        return Finding(
            check=check,
            status="not_assessed",
            grade=None,
            value=None,
            limit=limit.mild,
            unit=limit.unit,
            sigma=None,
            evidence_time_s=None,
            cue=None,
            reason=reading.unavailable,
        )
    status, grade = graded(reading.value, reading.sigma, limit)
    return Finding(
        check=check,
        status=status,
        grade=grade,
        value=reading.value,
        limit=limit.mild,
        unit=limit.unit,
        sigma=reading.sigma,
        evidence_time_s=evidence_time_s,
        cue=context.profile.cue if grade else None,
        reason=None if status == "ok" else f"{limit.measure} past its limit",
    )
