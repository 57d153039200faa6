"""Analyses clips and sets what squatform says beside what is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.baselines import plain_2d, up_down_count, world_3d
from benchmarks.accuracy.truth import TrueRepetition, Truth
from squatform import Finding, InputError, Reading, SetAnalysis, Unavailable, analyze
from squatform.exercises import DEFAULT_EXERCISE, exercise_names, load_profile
from squatform.form.check import Measures
from squatform.form.profile import Profile
from squatform.motion.camera import left_share, view_label
from squatform.pose.landmarks import HIPS
from squatform.pose.pose import PoseTrack
from studio.pose import Arms

ANGLES = ("knee_flexion", "thigh_angle", "trunk_lean", "shank_lean", "ankle_dorsiflexion")
TIMES = ("start_s", "bottom_s", "end_s")

PROFILE_OF = {
    "back_squat": "high_bar",
    "goblet_squat": "goblet",
    "overhead_squat": "overhead",
    "sumo_squat": "sumo",
    "single_leg_squat": "single_leg",
}
"""Exercises that are called otherwise in truth files."""


BARS = {Arms.BAR_BACK, Arms.BAR_FRONT, Arms.OVERHEAD}
"""What arms do that carry a bar."""


def _injected(names: tuple[str, ...], least: float) -> Callable[[TrueRepetition], bool | None]:
    """Tell a fault of at least `least` from none at all; in between is nobody's to say."""

    def faulty(repetition: TrueRepetition) -> bool | None:
        degree = max(abs(repetition.faults.get(name, 0.0)) for name in names)
        return True if degree >= least else None if degree > 0 else False

    return faulty


SOMEBODY_ELSE = 0.7
"""Hips so many true trunks from the lifter's are somebody else's."""

DROPPED, NOT_DROPPED = 1.8, 1.4
"""True hips of a lifter who drops go down as fast as the first, in leg lengths a second; of one who
does not, more slowly than the second."""


def _dropped(repetition: TrueRepetition) -> bool | None:
    if repetition.pulses or repetition.drop_speed >= DROPPED:
        return True
    return None if repetition.drop_speed >= NOT_DROPPED else False


FAULTY: dict[str, Callable[[TrueRepetition], bool | None]] = {
    "knee_cave": _injected(("knee_cave_left_deg", "knee_cave_right_deg"), 8.0),
    "good_morning": _injected(("hips_first_deg",), 12.0),
    "hip_shift": _injected(("hip_shift_m",), 0.03),
    "asymmetry": lambda r: abs(r.at_bottom.get("pelvis_drop", 0.0)) > 3.0 or _differ(r) > 10.0,
    "heel_lift": lambda r: _degree(true_value(r, "foot_pitch"), none=1.0, fault=10.0),
    "back_rounding": lambda r: _degree(
        max(r.at_bottom["lumbar_flexion"], r.at_bottom["thoracic_flexion"]), none=1.0, fault=25.0
    ),
    "butt_wink": lambda r: _degree(r.at_bottom["lumbar_flexion"], none=1.0, fault=25.0),
    "tempo": _dropped,
    "stance": lambda r: False,
    "head": lambda r: False,
    "lockout": lambda r: False,
    "bar_path": lambda r: False,
    "arms": lambda r: False,
}
"""When a fault is truly there, None where it is neither there nor not, by the degree of what was
injected. Rendered people keep their feet where they are, look ahead, stand up whole, and keep a bar
level and arms overhead upright."""

UNTOLD = {"pause_s"}
"""Measures of which truth files say nothing: a check that limits one in an exercise is not scored
there."""

BY_LIMITS = ("depth", "trunk_lean")
"""Checks of which a fault is truly there where true angles are past the limits of the exercise."""

NEAR_DEG = 3.0
"""True angles nearer to a limit than this are told apart from others: what a coach would call
neither way, and no more than the published errors of angles measured in video."""

OUT_OF_VIEW: dict[str, tuple[str, ...]] = {
    "knee_cave": ("side",),
    "hip_shift": ("side", "oblique"),
    "asymmetry": ("side", "oblique"),
    "stance": ("side",),
    "heel_lift": ("front", "oblique", "back"),
    "back_rounding": ("front", "oblique", "back"),
    "butt_wink": ("front", "oblique", "back"),
    "head": ("front", "back"),
    "bar_path": ("side", "oblique"),
    "arms": ("front", "oblique", "back"),
}
"""Views in which a check must not say that all is well."""


@dataclass(frozen=True)
class AngleError:
    """One angle at one bottom, by one method."""

    method: str
    measure: str
    view: str
    error: float
    sigma: float | None = None


@dataclass(frozen=True)
class Verdict:
    """One finding beside the truth.

    `bar` tells whether the lifter carries one. `excess` is how far the value is past its limit, in
    steps from the first grade to the last, as a check has limits of several units; `near` whether
    the true one is within `NEAR_DEG` of it.
    """

    check: str
    view: str
    faulty: bool
    status: str
    excess: float | None
    near: bool = False
    bar: bool = False


@dataclass
class ClipScore:
    """Everything scored on one clip."""

    clip: str
    exercise: str
    view: str
    kind: str
    sure: bool
    bar: bool
    true_count: int
    counted: int = 0
    baseline_count: int = 0
    followed: float = 0.0
    """Share of frames in which the lifter was found, gaps of at most 0.2 s filled; of rendered
    clips, in which it is not somebody else who was found."""
    refused: str | None = None
    seen_faults: str = ""
    found_faults: list[str] = field(default_factory=list)
    angles: list[AngleError] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in TIMES})
    verdicts: list[Verdict] = field(default_factory=list)
    clean: list[bool] = field(default_factory=list)
    """Of each repetition without any fault, whether nothing was found."""


def score_clip(clip: Path, truth: Truth) -> ClipScore:
    """Analyse one clip and score it.

    An exercise without a profile is analysed as an air squat: its angles and repetitions are
    scored, its findings are not.
    """
    exercise = PROFILE_OF.get(truth.exercise, truth.exercise)
    own = exercise in exercise_names()
    score = ClipScore(
        clip=clip.name,
        exercise=truth.exercise,
        view=view_of(truth),
        kind=truth.kind,
        sure=truth.sure,
        bar=truth.load in BARS,
        true_count=truth.count,
        seen_faults=truth.seen_faults,
    )
    profile = load_profile(exercise if own else DEFAULT_EXERCISE)
    try:
        result = analyze(clip, profile)
    except InputError as error:
        score.refused = str(error)
        return score
    motion = result.motion
    assert motion is not None
    score.followed = float(_followed(motion.track, truth).mean())
    score.counted = result.summary.repetitions
    score.found_faults = sorted(
        {f"{f.check}: {f.status}" for r in result.repetitions for f in r.findings if f.is_fault}
    )
    score.baseline_count = up_down_count(motion) if motion.track.found.any() else 0
    for true, index in matched(truth, result):
        _score_repetition(score, true, result, index, true_share(truth))
        if own:
            _score_findings(score, true, result, index, profile)
    return score


def _followed(track: PoseTrack, truth: Truth) -> NDArray[np.bool_]:
    """Tell the frames, shape (T,), in which hips are found, and where the lifter's are."""
    if not truth.landmarks_px:
        return track.found
    hips, shoulders = (
        np.mean([truth.landmarks_px[f"{side}_{joint}"] for side in ("left", "right")], axis=0)
        for joint in ("hip", "shoulder")
    )
    trunk = float(np.median(np.linalg.norm(shoulders - hips, axis=1)))
    x, y = (np.interp(track.time_s, truth.frames["time_s"], of) for of in hips.T)
    found = track.image[:, list(HIPS), :2].mean(axis=1)
    return np.linalg.norm(found - np.column_stack([x, y]), axis=1) < SOMEBODY_ELSE * trunk


def view_of(truth: Truth) -> str:
    """Name the view as squatform does, from the true yaw or from words."""
    if truth.yaw_deg is not None:
        return view_label(truth.yaw_deg)
    words = truth.view.split(",")[0]
    return next((name for name in ("oblique", "side", "front", "back") if name in words), "mixed")


def matched(truth: Truth, result: SetAnalysis) -> list[tuple[TrueRepetition, int]]:
    """Pair every true repetition with the one found nearest to its bottom, if within it."""
    pairs = []
    for true in truth.timed:
        apart = [abs(found.bottom_s - true.bottom_s) for found in result.repetitions]
        if apart and min(apart) < (true.end_s - true.start_s) / 2:
            pairs.append((true, int(np.argmin(apart))))
    return pairs


def _score_repetition(
    score: ClipScore,
    true: TrueRepetition,
    result: SetAnalysis,
    index: int,
    share: float,
) -> None:
    found, motion = result.repetitions[index], result.motion
    assert motion is not None
    for name in TIMES:
        score.times[name].append(getattr(found, name) - getattr(true, name))
    for measure in ANGLES:
        reading = found.measures[measure]
        if isinstance(reading, Reading):
            error = reading.value - true_value(true, measure, share)
            score.angles.append(AngleError("squatform", measure, score.view, error, reading.sigma))
    for method, angles in (("plain 2-D", plain_2d(motion)), ("world", world_3d(motion))):
        for measure, values in angles.items():
            value = float(np.interp(true.bottom_s, motion.time_s, values))
            if np.isfinite(value):
                error = value - true_value(true, measure, share)
                score.angles.append(AngleError(method, measure, score.view, error))


def _score_findings(
    score: ClipScore, true: TrueRepetition, result: SetAnalysis, index: int, profile: Profile
) -> None:
    findings = result.repetitions[index].findings
    truly = {check: faulty(true) for check, faulty in FAULTY.items()}
    past = {check: past_limits(check, true, profile) for check in BY_LIMITS}
    truly |= {check: None if by is None else by > 0.0 for check, by in past.items()}
    near = {check: by is not None and abs(by) < NEAR_DEG for check, by in past.items()}
    if not any(true.faults.values()) and not any(truly.values()) and not any(near.values()):
        score.clean.append(not any(finding.is_fault for finding in findings))
    for finding in findings:
        faulty = truly.get(finding.check)
        limits = profile.checks[finding.check].limits
        if faulty is None or any(limit.measure in UNTOLD for limit in limits):
            continue
        excess = _excess(finding, result.repetitions[index].measures, profile)
        score.verdicts.append(
            Verdict(
                finding.check,
                score.view,
                faulty,
                finding.status,
                excess,
                near.get(finding.check, False),
                score.bar,
            )
        )


def _excess(finding: Finding, measures: Measures, profile: Profile) -> float | None:
    reading = measures[finding.measure]
    if isinstance(reading, Unavailable):
        return None
    limits = profile.checks[finding.check].limits
    limit = next(limit for limit in limits if limit.measure == finding.measure)
    return limit.past(reading.value)


def past_limits(check: str, true: TrueRepetition, profile: Profile) -> float | None:
    """Give how far true angles are past a limit of the exercise; None if it has no such limit."""
    trunk = true.at_bottom["trunk_lean"]
    angles = {
        "thigh_angle": true_value(true, "thigh_angle"),
        "trunk_lean": trunk,
        "trunk_over_shank": trunk - true_value(true, "shank_lean"),
    }
    limits = profile.checks[check].limits if check in profile.checks else ()
    past = [
        limit.sign * (angles[limit.measure] - limit.mild)
        for limit in limits
        if limit.measure in angles
    ]
    return max(past) if past else None


def _differ(true: TrueRepetition) -> float:
    """Give what one knee is truly bent more than the other, degrees."""
    return abs(true.at_bottom["knee_flexion_left"] - true.at_bottom["knee_flexion_right"])


def _degree(value: float, *, none: float, fault: float) -> bool | None:
    """Tell whether an angle, in degrees, is a fault, or none, or (None) neither."""
    return True if value >= fault else False if value <= none else None


def true_share(truth: Truth) -> float:
    """Weight of the left leg in measures of both: from the side they are of the near leg alone."""
    return 0.5 if truth.yaw_deg is None else float(left_share(np.array(truth.yaw_deg)))


def true_value(true: TrueRepetition, measure: str, share_left: float = 0.5) -> float:
    """Give a true measure at the bottom, the mean of both legs where each has its own."""
    if measure in true.at_bottom:
        return true.at_bottom[measure]
    left, right = (true.at_bottom[f"{measure}_{side}"] for side in ("left", "right"))
    return share_left * left + (1.0 - share_left) * right
