"""What to say after each repetition and after the set: one thing, the most urgent that lasts.

A moderate or severe fault is cued at once, a mild one when it was there the time before too.
Urgency is the priority in the profile; a fault that is moderate or worse goes before a mild one.
A clean repetition is praised, as far as it was seen. A lifter with a mild ache is never asked to
go deeper.
"""

from __future__ import annotations

from collections.abc import Sequence

from squatform.form.profile import Profile
from squatform.results import Finding, Pain, RepetitionResult
from squatform.texts import texts

REPEATED_SHARE = 0.3
"""A fault in this share of a set's repetitions, or in two, belongs to the set."""

ASKS_FOR_MORE = frozenset({"depth"})
"""Checks whose cue asks for more range: not with pain."""

WINDOW, SEVERE_IN_WINDOW = 3, 2
"""Severe in two repetitions of three: time to stop."""


def with_cues(
    repetitions: Sequence[RepetitionResult], profile: Profile, pain: Pain | None = None
) -> list[RepetitionResult]:
    """Give the repetitions of a set with one cue each, or praise, or neither."""
    told: list[RepetitionResult] = []
    before: set[str] = set()
    for repetition in repetitions:
        faults = _faults(repetition, pain)
        due = [f for f in faults if (f.grade or 0) >= 2 or f.check in before]
        first = min(due, key=lambda finding: _urgency(finding, profile), default=None)
        # a check may have words for the kind of fault, such as toes that lift in place of heels
        cue = first.cue or profile.checks[first.check].cue if first else _praise(repetition)
        update = {"focus": None if first is None else first.check, "cue": cue}
        told.append(repetition.model_copy(update=update))
        before = {finding.check for finding in faults}
    return told


def set_focus(
    repetitions: Sequence[RepetitionResult],
    whole: Sequence[Finding],
    profile: Profile,
    pain: Pain | None = None,
) -> str | None:
    """Name the check of the most urgent fault that comes back, or that the whole set has."""
    grades: dict[str, list[int]] = {}
    for repetition in repetitions:
        for finding in _faults(repetition, pain):
            grades.setdefault(finding.check, []).append(finding.grade or 0)
    enough = min(2, max(1, round(REPEATED_SHARE * len(repetitions))))
    repeated = [name for name, seen in grades.items() if len(seen) >= enough]
    for finding in whole:
        if finding.is_fault:
            grades[finding.check] = [finding.grade or 0]
            repeated.append(finding.check)
    return min(
        repeated,
        key=lambda name: (max(grades[name]) < 2, profile.checks[name].priority),
        default=None,
    )


def set_praise(
    repetitions: Sequence[RepetitionResult],
    whole: Sequence[Finding],
    profile: Profile,
    pain: Pain | None = None,
) -> str | None:
    """Praise a set in which no fault comes back, as far as it was seen."""
    findings = [finding for repetition in repetitions for finding in repetition.findings]
    # too few repetitions to tell how a set goes on are no reason to doubt them
    findings += [finding for finding in whole if finding.status != "not_assessed"]
    statuses = {finding.status for finding in findings}
    silent = pain in ("mild", "sharp") and any(finding.is_fault for finding in findings)
    if silent or statuses <= {"not_assessed"}:
        return None
    words = texts().praise
    if not statuses <= {"ok", "not_assessed"}:
        return words.close
    return words.partly if "not_assessed" in statuses else profile.praise


def set_advice(
    repetitions: Sequence[RepetitionResult],
    whole: Sequence[Finding],
    pain: Pain | None = None,
) -> str | None:
    """Say whether to stop.

    That is where the same severe fault comes back, or comes at all with pain, or the whole set
    has one.
    """
    if any(finding.status == "severe" for finding in whole):
        return texts().pain.stop
    severe = [{f.check for f in rep.findings if f.status == "severe"} for rep in repetitions]
    enough = 1 if pain == "mild" else SEVERE_IN_WINDOW
    for start in range(len(severe)):
        window = severe[start : start + WINDOW]
        if any(sum(name in seen for seen in window) >= enough for name in window[0]):
            return texts().pain.stop
    return None


def _faults(repetition: RepetitionResult, pain: Pain | None) -> list[Finding]:
    hurting = pain in ("mild", "sharp")
    return [
        finding
        for finding in repetition.findings
        if finding.is_fault and not (hurting and finding.check in ASKS_FOR_MORE)
    ]


def _urgency(finding: Finding, profile: Profile) -> tuple[bool, int]:
    return (finding.grade or 0) < 2, profile.checks[finding.check].priority


def _praise(repetition: RepetitionResult) -> str | None:
    statuses = {finding.status for finding in repetition.findings}
    if not repetition.complete or "ok" not in statuses or not statuses <= {"ok", "not_assessed"}:
        return None
    words = texts().praise
    return words.repetition if statuses == {"ok"} else words.partly
