"""Judges repetitions and sets: every check of the exercise, then the one thing to change."""

from __future__ import annotations

from collections.abc import Sequence

from squatform.form import (
    arms,
    asymmetry,
    back_rounding,
    bar_path,
    butt_wink,
    consistency,
    depth,
    fatigue,
    good_morning,
    head,
    heel_lift,
    hip_shift,
    knee_cave,
    knees_over_toes,
    lockout,
    stance,
    tempo,
    trunk_lean,
)
from squatform.form.check import Check, Context, Measures, SetCheck, SetContext
from squatform.form.cues import set_advice, set_focus, set_praise
from squatform.form.profile import Profile
from squatform.form.set_readings import read_set
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
    "arms": arms.check,
    "heel_lift": heel_lift.check,
    "back_rounding": back_rounding.check,
    "butt_wink": butt_wink.check,
}
"""Every check squatform knows, by the name it has in profiles and results."""

SET_CHECKS: dict[str, SetCheck] = {
    "consistency": consistency.check,
    "fatigue": fatigue.check,
}
"""Checks of a whole set, on the measures of `squatform.form.set_readings.read_set`."""

CHECK_NAMES = (*CHECKS, *SET_CHECKS)


def judge_repetition(
    motion: Motion, repetition: Repetition, measures: Measures, profile: Profile
) -> list[Finding]:
    """Apply every check of the exercise to one repetition, in the order of the profile."""
    return [
        CHECKS[name](name, Context(motion, repetition, measures, check))
        for name, check in profile.checks.items()
        if name in CHECKS
    ]


def _judge_whole(repetitions: Sequence[RepetitionResult], profile: Profile) -> list[Finding]:
    """Apply every check of the exercise that is on the whole set."""
    if not repetitions:
        return []
    measures = read_set(repetitions)
    return [
        SET_CHECKS[name](name, SetContext(repetitions[-1], measures, check))
        for name, check in profile.checks.items()
        if name in SET_CHECKS
    ]


def judge_set(
    repetitions: Sequence[RepetitionResult], profile: Profile, pain: Pain | None = None
) -> SetSummary:
    """Sum up a set: its one cue, see `squatform.form.cues`, and whether to go on."""
    complete = [repetition for repetition in repetitions if repetition.complete]
    judged = any(repetition.findings for repetition in complete)
    whole = _judge_whole(complete, profile) if judged else []
    focus = set_focus(complete, whole, profile, pain)
    praise = set_praise(complete, whole, profile, pain)
    return SetSummary(
        repetitions=len(complete),
        incomplete=len(repetitions) - len(complete),
        focus=focus,
        cue=profile.checks[focus].cue if focus else praise,
        advice=set_advice(complete, whole, pain),
        findings=whole,
    )
