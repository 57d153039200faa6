"""What trends are made of, out of the database."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from squatform.errors import UsageError
from squatform.history.tables import (
    Athlete,
    StoredFinding,
    StoredMeasure,
    StoredRepetition,
    TrainingSession,
    TrainingSet,
)
from squatform.history.trends import (
    LoadVelocity,
    SetReadings,
    SetVerdicts,
    Trend,
    check_trend,
    load_velocity,
    measure_trend,
)

SPEED = "concentric_speed"

_FAULTS = ("mild", "moderate", "severe")


def exercises_of(session: Session, athlete: Athlete) -> list[str]:
    """List the exercises of an athlete, that of the most sets first."""
    query = (
        select(TrainingSet.exercise)
        .where(TrainingSet.athlete_id == athlete.id)
        .group_by(TrainingSet.exercise)
        .order_by(func.count().desc(), TrainingSet.exercise)
    )
    return list(session.scalars(query))


def names_of(session: Session, athlete: Athlete, exercise: str) -> tuple[list[str], list[str]]:
    """List the measures and the checks that an athlete has something of, by name."""
    here = (TrainingSet.athlete_id == athlete.id, TrainingSet.exercise == exercise)
    measures = (
        select(StoredMeasure.name)
        .join(StoredRepetition, StoredRepetition.id == StoredMeasure.repetition_id)
        .join(TrainingSet, TrainingSet.id == StoredRepetition.set_id)
        .where(*here)
    )
    checks = (
        select(StoredFinding.check)
        .join(TrainingSet, TrainingSet.id == StoredFinding.set_id)
        .where(*here, StoredFinding.repetition.is_not(None), StoredFinding.grade.is_not(None))
    )
    return (
        sorted(session.scalars(measures.distinct())),
        sorted(session.scalars(checks.distinct())),
    )


def readings(session: Session, athlete: Athlete, name: str, exercise: str) -> list[SetReadings]:
    """Give a measure of each set in which it could be measured, the oldest first."""
    query = (
        select(*_FACTS, StoredMeasure.unit, StoredMeasure.value, StoredMeasure.sigma)
        .join(StoredRepetition, StoredRepetition.id == StoredMeasure.repetition_id)
        .join(TrainingSet, TrainingSet.id == StoredRepetition.set_id)
        .join(TrainingSession, TrainingSession.id == TrainingSet.session_id)
        .where(
            TrainingSet.athlete_id == athlete.id,
            TrainingSet.exercise == exercise,
            StoredMeasure.name == name,
            StoredRepetition.complete,
        )
        .order_by(TrainingSession.date, TrainingSet.id, StoredRepetition.index)
    )
    rows = [tuple(row) for row in session.execute(query)]
    return [_readings(list(of_set)) for _, of_set in groupby(rows, key=lambda row: row[0])]


def verdicts(session: Session, athlete: Athlete, check: str, exercise: str) -> list[SetVerdicts]:
    """Count a check's verdicts in each set in which it could judge, the oldest first."""
    query = (
        select(*_FACTS, _count(StoredFinding.status.in_(_FAULTS)), func.count())
        .join(TrainingSet, TrainingSet.id == StoredFinding.set_id)
        .join(TrainingSession, TrainingSession.id == TrainingSet.session_id)
        .where(
            TrainingSet.athlete_id == athlete.id,
            TrainingSet.exercise == exercise,
            StoredFinding.check == check,
            StoredFinding.repetition.is_not(None),
            StoredFinding.status != "not_assessed",
        )
        .group_by(*_FACTS)
        .order_by(TrainingSession.date, TrainingSet.id)
    )
    return [SetVerdicts(*row) for row in session.execute(query)]


def trend_of(
    session: Session,
    athlete: Athlete,
    name: str,
    exercise: str,
    of: Literal["measure", "check"] = "measure",
) -> Trend:
    """Follow a measure or a check; some have the same name.

    Raises
    ------
    UsageError
        If the athlete has nothing of this name.
    """
    measures, checks = names_of(session, athlete, exercise)
    if name not in (measures if of == "measure" else checks):
        raise UsageError(
            f"{athlete.name} has no {of} '{name}' in {exercise}. "
            f"Measures: {', '.join(measures) or 'none'}. Checks: {', '.join(checks) or 'none'}."
        )
    if of == "measure":
        return measure_trend(name, readings(session, athlete, name, exercise))
    return check_trend(name, verdicts(session, athlete, name, exercise))


def load_velocity_of(session: Session, athlete: Athlete, exercise: str) -> LoadVelocity:
    """Set an athlete's loads against speeds."""
    return load_velocity(readings(session, athlete, SPEED, exercise), athlete.height_cm)


def _readings(rows: Sequence[tuple[Any, ...]]) -> SetReadings:
    number, date, load_kg, view, unit, *_ = rows[0]
    values, sigmas = tuple(row[-2] for row in rows), tuple(row[-1] for row in rows)
    return SetReadings(number, date, load_kg, view, unit, values, sigmas)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_FACTS = (TrainingSet.id, TrainingSession.date, TrainingSet.load_kg, TrainingSet.view)
