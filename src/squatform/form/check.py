"""What every check is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from squatform.form.profile import CheckProfile, Limit
from squatform.motion.camera import ViewLabel, circular_mean_deg, view_label
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Finding, Reading, RepetitionResult, Status, Unavailable

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

    @property
    def view(self) -> ViewLabel | None:
        """From where the camera sees this repetition; None where that is not known."""
        yaw = self.motion.baseline.yaw_deg[self.repetition.bottom_frames(self.motion.time_s)]
        known = yaw[np.isfinite(yaw)]
        return view_label(circular_mean_deg(known)) if len(known) else None


@dataclass(frozen=True, slots=True, eq=False)
class SetContext:
    """What a check of the whole set may look at.

    Attributes
    ----------
    last : RepetitionResult
        The last complete repetition.
    measures : Measures
        Of the set, by name.
    profile : CheckProfile
        Limits and cue of this check in this exercise.
    """

    last: RepetitionResult
    measures: Measures
    profile: CheckProfile

    @property
    def view(self) -> ViewLabel | None:
        """A set is seen from wherever its repetitions are."""
        return None


class Judged(Protocol):
    """What every context has."""

    @property
    def measures(self) -> Measures:
        """Readings, by name."""

    @property
    def profile(self) -> CheckProfile:
        """Limits and cue."""

    @property
    def view(self) -> ViewLabel | None:
        """From where the camera sees it."""


Check = Callable[[str, Context], Finding]
SetCheck = Callable[[str, SetContext], Finding]
"""Takes the name of the check and the context."""


def graded(value: float, sigma: float, limit: Limit) -> tuple[Status, int]:
    """Grade a value against a limit.

    A grade is given where the value passes its limit by more than `sigma`; past the first limit
    by less is `borderline`.
    """
    sign = limit.sign
    grade = sum(sign * (value - bound) > sigma for bound in limit.grades)
    if grade == 0 and sign * (value - limit.mild) > 0:
        return "borderline", 0
    return STATUS_OF_GRADE[grade], grade


def worst_of_limits(check: str, context: Judged, *, evidence_time_s: float) -> Finding:
    """Judge a repetition by the limit it passes furthest, of those that this view shows."""
    limits = [limit for limit in context.profile.limits if context.view in (None, *limit.views)]
    if not limits:
        first = context.profile.limits[0]
        views = list(dict.fromkeys(v for limit in context.profile.limits for v in limit.views))
        return not_assessed(check, first, f"It cannot be seen from here: film {_from(views)}.")
    findings = [(_against(check, limit, context, evidence_time_s), limit) for limit in limits]
    return max(findings, key=lambda pair: _severity(*pair))[0]


def not_assessed(check: str, limit: Limit, reason: str) -> Finding:
    """Say that a check could not be judged, and why."""
    return Finding(
        check=check,
        measure=limit.measure,
        status="not_assessed",
        grade=None,
        value=None,
        limit=limit.mild,
        unit=limit.unit,
        sigma=None,
        evidence_time_s=None,
        cue=None,
        reason=reason,
    )


def _from(views: Sequence[str]) -> str:
    words = {"oblique": "at an angle"}
    return " or ".join(words.get(view, f"from the {view}") for view in views)


def _severity(finding: Finding, limit: Limit) -> tuple[int, float]:
    # what one limit cannot see, another does not make good
    order = ("ok", "not_assessed", "borderline", "mild", "moderate", "severe")
    past = 0.0 if finding.value is None else limit.past(finding.value)
    return order.index(finding.status), past


def _against(check: str, limit: Limit, context: Judged, evidence_time_s: float) -> Finding:
    reading = context.measures[limit.measure]
    if isinstance(reading, Unavailable):
        return not_assessed(check, limit, reading.unavailable)
    status, grade = graded(reading.value, reading.sigma, limit)
    return Finding(
        check=check,
        measure=limit.measure,
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
