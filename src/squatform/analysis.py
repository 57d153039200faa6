"""The whole river in one place: a clip goes in, rep-by-rep feedback comes out."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from squatform.exercises import DEFAULT_EXERCISE, load_profile
from squatform.form import bar_path
from squatform.form.competition import competition_depth
from squatform.form.cues import with_cues
from squatform.form.judge import judge_repetition, judge_set
from squatform.form.profile import Profile
from squatform.form.readings import read_repetition
from squatform.form.recognise import contradictions
from squatform.form.safety import safety_of
from squatform.form.scores import scores_of
from squatform.motion.camera import circular_mean_deg, view_label
from squatform.motion.measures import Motion, measure_motion
from squatform.pose.pose import PoseTrack
from squatform.pose.provider import DEFAULT_MODEL, model_path
from squatform.pose.tracking import Progress, track_lifter
from squatform.reps.repetition import Rejected, Repetition
from squatform.reps.segmentation import find_repetitions
from squatform.results import Clip, Pain, RepetitionResult, SetAnalysis, View
from squatform.video import ClipInfo, VideoSource, open_source

MIXED_VIEW_DEG = 30.0
"""Turn between two repetitions from which a clip has no one view."""

Source = str | os.PathLike[str] | VideoSource


def analyze(
    source: Source,
    exercise: str | Profile = DEFAULT_EXERCISE,
    *,
    model: str = DEFAULT_MODEL,
    pain: Pain | None = None,
    height_cm: float | None = None,
    workers: int = 1,
    every_frame: bool = False,
    progress: Progress | None = None,
) -> SetAnalysis:
    """Analyse one recorded set.

    Parameters
    ----------
    source : path or VideoSource
        A video file, or anything else that gives frames.
    exercise : str or Profile
        Name of an exercise, or a profile; see `squatform.exercises`, which loads profiles of
        users and adjusts them to a lifter.
    model : str
        Pose model: "lite", "full" or "heavy".
    pain : Pain, optional
        As the lifter says: "none", "mild" or "sharp". With sharp pain movement is measured and
        nothing judged.
    height_cm : float, optional
        Of the lifter, for centimetres.
    workers : int
        Threads that each analyse a piece of the clip.
    every_frame : bool
        Whether the network sees every frame; fewer are enough, see `squatform.pose.tracking`.
    progress : Progress, optional
        Told the number of frames just analysed.

    Returns
    -------
    SetAnalysis
        A clip without a person or a squat has no repetitions and says why in `warnings`.

    Raises
    ------
    InputError
        If the clip cannot be read.
    UsageError
        If there is no such exercise or model.
    ModelError
        If the pose model cannot be obtained.

    Examples
    --------
    >>> from squatform import analyze
    >>> result = analyze("sample_videos/air_squat_side.mp4")
    >>> [finding.status for finding in result.repetitions[0].findings]
    """
    profile = exercise if isinstance(exercise, Profile) else load_profile(exercise)
    with open_source(source) as video:
        track = track_lifter(
            video,
            model_path(model),
            workers=workers,
            outline=profile.needs_outline,
            every_frame=every_frame,
            progress=progress,
        )
        return analyze_track(
            track,
            video.info,
            profile,
            model=model,
            notes=video.warnings,
            pain=pain,
            height_cm=height_cm,
        )


def analyze_track(
    track: PoseTrack,
    info: ClipInfo,
    profile: Profile,
    *,
    model: str,
    notes: Sequence[str] = (),
    pain: Pain | None = None,
    height_cm: float | None = None,
) -> SetAnalysis:
    """Analyse a lifter who has been tracked already; see `analyze`."""
    motion = measure_motion(track)
    return analyze_motion(
        motion, info, profile, model=model, notes=notes, pain=pain, height_cm=height_cm
    )


def analyze_motion(
    motion: Motion,
    info: ClipInfo,
    profile: Profile,
    *,
    model: str,
    notes: Sequence[str] = (),
    pain: Pain | None = None,
    height_cm: float | None = None,
) -> SetAnalysis:
    """Analyse a lifter who has been measured already; see `analyze`."""
    repetitions, rejected = find_repetitions(motion, profile.counting)
    results = [assess(motion, one, profile, pain=pain, height_cm=height_cm) for one in repetitions]
    if pain != "sharp":
        results = with_cues(results, profile, pain)
    analysis = SetAnalysis(
        clip=Clip(
            path=info.path,
            duration_s=round(info.duration_s, 3),
            frame_rate=round(info.frame_rate, 3),
            width=info.width,
            height=info.height,
            frames=len(motion.track),
            rotation_deg=info.rotation_deg,
        ),
        exercise=profile.name,
        model=model,
        view=_view(motion, repetitions),
        repetitions=results,
        summary=judge_set(results, profile, pain),
        warnings=[
            *notes,
            *_warnings(motion, repetitions, rejected),
            *contradictions(motion, repetitions, rejected, profile),
        ],
        adjustments=list(profile.adjustments),
        depth_rule=profile.depth_rule,
        not_judged=dict(profile.not_judged),
        pain=pain,
        safety=safety_of(pain),
        scores=scores_of(results, profile, pain),
    )
    return analysis.with_motion(motion)


def assess(
    motion: Motion,
    repetition: Repetition,
    profile: Profile,
    *,
    pain: Pain | None = None,
    height_cm: float | None = None,
) -> RepetitionResult:
    """Measure one repetition and, unless there is sharp pain, judge it; cues come later.

    Parameters
    ----------
    motion : Motion
        That covers the repetition and the standing before it.
    """
    limited = {limit.measure for check in profile.checks.values() for limit in check.limits}
    left_out = bar_path.MEASURES if limited.isdisjoint(bar_path.MEASURES) else ()
    measures = {
        name: reading
        for name, reading in read_repetition(motion, repetition).items()
        if name not in left_out
    }
    judged = pain != "sharp"
    return RepetitionResult(
        index=repetition.index,
        start_s=round(repetition.start_s, 3),
        bottom_s=round(repetition.bottom_s, 3),
        end_s=round(repetition.end_s, 3),
        complete=repetition.complete,
        measures=measures,
        findings=judge_repetition(motion, repetition, measures, profile) if judged else [],
        competition_depth=competition_depth(measures, height_cm) if judged else None,
    )


def _view(motion: Motion, repetitions: Sequence[Repetition]) -> View | None:
    yaw = motion.baseline.yaw_deg
    if not np.isfinite(yaw).any():
        return None
    bottoms = [r.bottom_frames(motion.time_s) for r in repetitions]
    turns = np.array([circular_mean_deg(yaw[frames]) for frames in bottoms])
    mean = circular_mean_deg(turns if len(turns) else yaw)
    apart = np.abs((turns - mean + 180.0) % 360.0 - 180.0)
    mixed = bool(len(turns)) and float(apart.max()) > MIXED_VIEW_DEG
    return View(label="mixed" if mixed else view_label(mean), yaw_deg=round(mean, 1))


def _warnings(
    motion: Motion, repetitions: Sequence[Repetition], rejected: Sequence[Rejected]
) -> list[str]:
    found = motion.track.found
    if len(found) < 2:
        return ["The clip has a single frame. Film a whole set."]
    if not found.any():
        return ["Nobody was found in the clip. Film the whole body, head to feet, in good light."]
    warnings = []
    legs = np.isfinite(motion["hip_height"].values)
    if legs.sum() < 0.5 * found.sum():
        warnings.append(
            "The legs are out of the picture most of the time. "
            "Step back until the whole body fits, head to feet."
        )
    elif not repetitions and not rejected:
        warnings.append("Nobody squats in this clip.")
    bottoms = [repetition.bottom_frames(motion.time_s) for repetition in repetitions]
    if any(found[frames].any() and not motion.baseline.known[frames].any() for frames in bottoms):
        warnings.append(
            "The lifter never stands still, so angles are less sure. "
            "Stand still for a second before the first repetition."
        )
    return warnings + [
        f"Not counted, {movement.start_s:.1f} to {movement.end_s:.1f} s: {movement.reason}."
        for movement in rejected
    ]
