"""Judges repetitions and sets: every check of the exercise, then the one thing to change."""

from __future__ import annotations

from collections.abc import Sequence

from squatform.form import (
    asymmetry,
    bar_path,
    depth,
    good_morning,
    head,
    hip_shift,
    knee_cave,
    knees_over_toes,
    lockout,
    stance,
    tempo,
    trunk_lean,
)
from squatform.form.check import Check, Context, Measures
from squatform.form.cues import set_advice, set_focus, set_praise
from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.reps.repetition import Repetition
from squatform.results import Finding, Pain, RepetitionResult, SetSummary

CHECKS: dict[str, Check] = {
    "depth": depth.check,
    "trunk_lean": trunk_lean.check,
    "knee_cave": knee_cave.check,
    "good_morning": good_morning.check,
    "hip_shift": hip_shift.check,
    "asymmetry": asymmetry.check,
    "knees_over_toes": knees_over_toes.check,
    "stance": stance.check,
    "tempo": tempo.check,
    "head": head.check,
    "lockout": lockout.check,
    "bar_path": bar_path.check,
}
"""Every check squatform knows, by the name it has in profiles and results."""


def judge_repetition(
    motion: Motion, repetition: Repetition, measures: Measures, profile: Profile
) -> list[Finding]:
    """Apply every check of the exercise to one repetition, in the order of the profile."""
    return [
        CHECKS[name](name, Context(motion, repetition, measures, check))
        for name, check in profile.checks.items()
    ]


def judge_set(
    repetitions: Sequence[RepetitionResult], profile: Profile, pain: Pain | None = None
) -> SetSummary:
    """Sum up a set: its one cue, see `squatform.form.cues`, and whether to go on."""
    complete = [repetition for repetition in repetitions if repetition.complete]
    focus = set_focus(complete, profile, pain)
    cue = profile.checks[focus].cue if focus else set_praise(complete, profile, pain)
    return SetSummary(
        repetitions=len(complete),
        incomplete=len(repetitions) - len(complete),
        focus=focus,
        cue=cue,
        advice=set_advice(complete, pain),
    )
