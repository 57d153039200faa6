"""Results put together by hand, and databases that hold some."""

from __future__ import annotations

import datetime as dt
import hashlib

from squatform.history.proportions import Proportions
from squatform.history.store import Told, add_athlete, save_set
from squatform.results import (
    Clip,
    Finding,
    Reading,
    RepetitionResult,
    SetAnalysis,
    SetSummary,
    Unavailable,
    View,
)

MONDAY = dt.date(2026, 3, 2)
GRADES = {"ok": 0, "borderline": 0, "mild": 1, "moderate": 2, "severe": 3, "not_assessed": None}


def finding(check, status):
    return Finding(
        check=check,
        status=status,
        grade=GRADES[status],
        value=None if status == "not_assessed" else 12.0,
        limit=5.0,
        unit="°",
        sigma=None if status == "not_assessed" else 2.0,
        evidence_time_s=None,
        cue=None,
        reason="The camera could not see it." if status == "not_assessed" else None,
        measure="thigh_angle",
    )


def repetition(index, *, depth=0.0, speed=0.5, complete=True, **statuses):
    return RepetitionResult(
        index=index,
        start_s=3.0 * index,
        bottom_s=3.0 * index + 1.0,
        end_s=3.0 * index + 2.0,
        complete=complete,
        measures={
            "thigh_angle": Reading(value=depth, unit="°", sigma=2.0),
            "concentric_speed": Reading(value=speed, unit="legs/s", sigma=0.05),
            "toe_out": Unavailable(unavailable="The feet are out of the picture."),
        },
        findings=[finding(check, status) for check, status in statuses.items()],
    )


def analysis(*repetitions, exercise="air_squat", clip="/home/kim/films/set.mp4", **other):
    return SetAnalysis(
        clip=Clip(
            path=clip,
            duration_s=20.0,
            frame_rate=30.0,
            width=320,
            height=180,
            frames=600,
            rotation_deg=0,
        ),
        exercise=exercise,
        model="full",
        view=View(label="side", yaw_deg=90.0),
        repetitions=list(repetitions),
        summary=SetSummary(
            repetitions=sum(one.complete for one in repetitions),
            incomplete=sum(not one.complete for one in repetitions),
            focus=None,
            cue="Go on.",
            findings=[finding("consistency", "ok")],
        ),
        warnings=[],
        **other,
    )


def hash_of(name):
    return hashlib.sha256(str(name).encode()).hexdigest()


def day(number):
    return MONDAY + dt.timedelta(days=number)


def save(database, result, name="set", athlete="Kim", owner="", **how):
    """Save a result as a clip of this name; give the id of the set and how it got there."""
    told = Told(**{key: how.pop(key) for key in ("date", "load_kg", "notes") if key in how})
    with database.writing() as session:
        row = add_athlete(session, athlete, owner)
        proportions = Proportions(0.52, 0.48, 0.6)
        saved = save_set(session, row, result, hash_of(name), told, proportions=proportions, **how)
        return saved.set.id, saved.status
