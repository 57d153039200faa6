"""Scores that users know, in their style: the criteria met out of those that could be assessed.

A criterion stands on checks of the exercise, or on measures with a limit of its own where the
score asks for something else than the exercise does. It is not met where a check found a moderate
or severe fault, or a measure is past its limit beyond doubt, in 30 % of the repetitions; it is
not assessed unless every part of it was seen in most of them.

Sources: Myer et al. 2014, Strength Cond J 36(6), table 1 (Back Squat Assessment); Scibek et al.
2021 and Heredia et al. 2021 (FMS deep squat); NASM overhead squat assessment; IPF Technical Rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from squatform.form.profile import Profile
from squatform.results import (
    Criterion,
    CriterionStatus,
    Pain,
    Reading,
    RepetitionResult,
    Score,
)
from squatform.texts import ScoreWords, texts

FAULTY_SHARE = 0.3
SEEN_SHARE = 0.5
FAULT_GRADE = 2

HEELS_RAISED = "heels-raised"
"""The known limit that FMS gives a 2 for at best."""


@dataclass(frozen=True, slots=True)
class AtMost:
    """A measure with a limit of the score's own."""

    measure: str
    limit: float


Part = str | AtMost
"""The name of a check, or a measure."""

TRUNK = AtMost("trunk_over_shank", 18.0)
PARALLEL = AtMost("thigh_angle", 5.0)
"""Tops of the thighs level: some +5° between joint centres."""

SCORES: Mapping[str, Mapping[str, tuple[Part, ...]]] = {
    "bsa": {
        "head": ("head",),
        "thoracic": ("back_rounding",),
        "trunk": (TRUNK, "back_rounding"),
        "hip": ("hip_shift",),
        "frontal_knee": ("knee_cave",),
        "tibia": ("knees_over_toes", TRUNK),
        "foot": ("heel_lift",),
        "descent": ("tempo",),
        "depth": (PARALLEL,),
        "ascent": ("good_morning",),
    },
    "fms": {
        "trunk": (TRUNK,),
        "femur": (AtMost("thigh_angle", 0.0),),
        "knees": ("knee_cave",),
        "dowel": ("arms",),
        "heels": ("heel_lift",),
    },
    "nasm": {
        "feet_turn_out": ("stance",),
        "feet_flatten": (),
        "heels": ("heel_lift",),
        "knees_in": ("knee_cave",),
        "knees_out": ("knee_cave",),
        "lean": (TRUNK,),
        "low_back": ("back_rounding",),
        "shift": ("hip_shift",),
        "arms": ("arms",),
    },
    "ipf": {
        "depth": (AtMost("thigh_angle", -4.0),),
        "lockout": ("lockout",),
        "bounce": ("tempo",),
        "feet": ("stance",),
    },
}
"""What each criterion stands on; its wording is in the texts."""


def scores_of(
    repetitions: Sequence[RepetitionResult], profile: Profile, pain: Pain | None = None
) -> dict[str, Score]:
    """Give every score of a set.

    Parameters
    ----------
    repetitions : sequence of RepetitionResult
        Judged; incomplete ones have no say.
    profile : Profile
        What they were judged by. On one leg none of the scores means anything.
    pain : Pain, optional
        As told. Sharp pain gets no score; with any, FMS gives 0.
    """
    complete = [repetition for repetition in repetitions if repetition.complete]
    if not complete or pain == "sharp" or "one_leg" in profile.counts:
        return {}
    return {name: _score(name, complete, profile, pain) for name in SCORES}


def _score(
    name: str, repetitions: Sequence[RepetitionResult], profile: Profile, pain: Pain | None
) -> Score:
    words = texts().scores[name]
    criteria = [_criterion(key, parts, repetitions, words) for key, parts in SCORES[name].items()]
    met = {criterion.name for criterion in criteria if criterion.status == "met"}
    return Score(
        title=words.title,
        met=len(met),
        assessed=sum(criterion.status != "not_assessed" for criterion in criteria),
        criteria=criteria,
        points=_points(met, set(SCORES[name]), profile, pain) if name == "fms" else None,
        note=words.note,
    )


def _points(met: set[str], of: set[str], profile: Profile, pain: Pain | None) -> int | None:
    """Points of FMS where they are sure: 0 with pain, 3, or 2 with the heels raised."""
    if pain == "mild":
        return 0
    if met != of:
        return None
    return 2 if HEELS_RAISED in profile.lifter else 3


def _criterion(
    name: str,
    parts: Sequence[Part],
    repetitions: Sequence[RepetitionResult],
    words: ScoreWords,
) -> Criterion:
    verdicts = [_verdict(part, repetitions) for part in parts]
    status: CriterionStatus = "met"
    reasons: list[str] = []
    for wanted in ("not_met", "not_assessed"):
        reasons = [reason for found, reason in verdicts if found == wanted]
        if reasons:
            status = wanted
            break
    if not parts:
        status, reasons = "not_assessed", [words.unseen[name]]
    # what no camera sees is said even where the rest is met
    reason = " ".join(dict.fromkeys(reasons)) or words.unseen.get(name)
    return Criterion(
        name=name,
        text=words.criteria[name],
        checks=[part if isinstance(part, str) else part.measure for part in parts],
        status=status,
        reason=reason,
    )


def _verdict(part: Part, repetitions: Sequence[RepetitionResult]) -> tuple[CriterionStatus, str]:
    faulty = [fault for fault, _ in _seen(part, repetitions) if fault is not None]
    name = (part if isinstance(part, str) else part.measure).replace("_", " ")
    if len(faulty) < max(1, SEEN_SHARE * len(repetitions)):
        reasons = [reason for fault, reason in _seen(part, repetitions) if fault is None]
        return "not_assessed", next(filter(None, reasons), f"No check of {name} here.")
    if sum(faulty) >= FAULTY_SHARE * len(faulty):
        return "not_met", f"{name.capitalize()}: {sum(faulty)} of {len(faulty)} repetitions."
    return "met", ""


def _seen(
    part: Part, repetitions: Sequence[RepetitionResult]
) -> Iterator[tuple[bool | None, str | None]]:
    """For each repetition: faulty or not, None where it was not seen; and why it was not."""
    for repetition in repetitions:
        if isinstance(part, AtMost):
            reading = repetition.measures.get(part.measure)
            if isinstance(reading, Reading):
                yield reading.value - reading.sigma > part.limit, None
            else:
                yield None, reading.unavailable if reading else None
            continue
        finding = next((f for f in repetition.findings if f.check == part), None)
        if finding is None or finding.grade is None:
            yield None, finding.reason if finding else None
        else:
            yield finding.grade >= FAULT_GRADE, None
