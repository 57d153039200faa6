"""Judges repetitions and sets: every check of the exercise, then the one thing to change."""

from __future__ import annotations

from collections.abc import Sequence

from squatform.form import back_rounding, depth, heel_lift, trunk_lean
from squatform.form.check import Check, Context, Measures
from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Finding, RepetitionResult, SetSummary

CHECKS: dict[str, Check] = {
    "depth": depth.check,
    "trunk_lean": trunk_lean.check,
    "heel_lift": heel_lift.check,
    "back_rounding": back_rounding.check,
}
"""Every check squatform knows, by the name it has in profiles and results."""

REPEATED_SHARE = 0.3
"""A fault in this share of a set's repetitions, or in two, belongs to the set."""


def judge_repetition(
    motion: Motion, repetition: Repetition, measures: Measures, profile: Profile
) -> list[Finding]:
    """Apply every check of the exercise to one repetition, in the order of the profile."""
    return [
        CHECKS[name](name, Context(motion, repetition, measures, check))
        for name, check in profile.checks.items()
    ]


def judge_set(repetitions: Sequence[RepetitionResult], profile: Profile) -> SetSummary:
    """Sum up a set and choose its one cue: the most urgent fault that comes back.

    Urgency is the priority in the profile; a fault that is moderate or worse goes before a mild
    one.
    """
    complete = [repetition for repetition in repetitions if repetition.complete]
    focus = _focus(complete, profile)
    cue = profile.checks[focus].cue if focus else profile.praise if complete else None
    return SetSummary(
        repetitions=len(complete),
        incomplete=len(repetitions) - len(complete),
        focus=focus,
        cue=cue,
    )


def _focus(repetitions: Sequence[RepetitionResult], profile: Profile) -> str | None:
    grades: dict[str, list[int]] = {name: [] for name in profile.checks}
    for repetition in repetitions:
        for finding in repetition.findings:
            if finding.is_fault and finding.grade is not None:
                grades[finding.check].append(finding.grade)
    enough = min(2, max(1, round(REPEATED_SHARE * len(repetitions))))
    repeated = [name for name, seen in grades.items() if len(seen) >= enough]
    return min(
        repeated,
        key=lambda name: (max(grades[name]) < 2, profile.checks[name].priority),
        default=None,
    )
