"""Results go into the database and come out of it; whoever asks sees only what is theirs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import ValidationError
from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, contains_eager

from squatform.errors import DatabaseError, UsageError
from squatform.history.database import Base
from squatform.history.proportions import Proportions
from squatform.history.rows import fill
from squatform.history.tables import (
    Athlete,
    StoredFinding,
    StoredRepetition,
    TrainingSession,
    TrainingSet,
)
from squatform.results import SetAnalysis

DEFAULT_ATHLETE = "me"
LONGEST_NAME, LONGEST_NOTE = 200, 10_000
SMALLEST_CM, TALLEST_CM = 80.0, 250.0
HEAVIEST_KG = 1000.0
"""More than anybody has squatted."""


_Row = TypeVar("_Row", bound=Base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the lifter says of a set; None where nothing is said.

    Attributes
    ----------
    date : date or None
        Day of the set.
    load_kg : float or None
        On the bar or in the hands.
    notes : str or None
        Anything.
    """

    date: dt.date | None = None
    load_kg: float | None = None
    notes: str | None = None

    def __post_init__(self) -> None:
        load = self.load_kg
        if load is not None and not (math.isfinite(load) and 0 <= load <= HEAVIEST_KG):
            raise UsageError(
                f"A load of {load:g} kg is unlikely: give it in kg, up to {HEAVIEST_KG:g}."
            )
        if self.notes is not None:
            checked_text(self.notes, "The notes", LONGEST_NOTE)


@dataclass(frozen=True, slots=True)
class Saved:
    """A set in the database, and how it got there.

    Attributes
    ----------
    set : TrainingSet
        The row.
    status : str
        "new"; "had" from before; "replaced": the same clip, with a new result.
    """

    set: TrainingSet
    status: Literal["new", "had", "replaced"]


def checked_text(text: str, what: str, longest: int) -> str:
    """Give a text without spaces around it.

    Raises
    ------
    UsageError
        If it is too long or has characters that are none.
    """
    if len(text) > longest:
        raise UsageError(f"{what} may have {longest} characters at most.")
    if any(ord(character) < 32 and character not in "\n\r\t" for character in text):
        raise UsageError(f"{what} may have no control characters.")
    return text.strip()


def checked_name(name: str) -> str:
    """Give the name of an athlete without spaces around it.

    Raises
    ------
    UsageError
        If it cannot be one.
    """
    name = checked_text(name, "A name", LONGEST_NAME)
    if not name or "\n" in name:
        raise UsageError("An athlete needs a name, on one line.")
    return name


def check_height(height_cm: float | None) -> None:
    """Raise if it is nobody's height.

    Raises
    ------
    UsageError
        If it is not within 80 and 250 cm.
    """
    if height_cm is not None and not SMALLEST_CM <= height_cm <= TALLEST_CM:
        raise UsageError(
            f"A body height of {height_cm:g} cm is unlikely: give it in centimetres, between "
            f"{SMALLEST_CM:g} and {TALLEST_CM:g}."
        )


def add_athlete(session: Session, name: str, owner: str = "") -> Athlete:
    """Give the athlete of this name, new where there is none.

    Parameters
    ----------
    session : Session
        For writing.
    name : str
        As it is shown.
    owner : str
        Id of the user whose athlete it is; empty on one's own machine.

    Raises
    ------
    UsageError
        If it cannot be a name.
    """
    name = checked_name(name)
    query = select(Athlete).where(Athlete.owner == owner, Athlete.name == name)
    return _got(session, query, Athlete(owner=owner, name=name))


def athletes(session: Session, owner: str = "") -> list[Athlete]:
    """List the athletes of an owner, by name."""
    query = select(Athlete).where(Athlete.owner == owner).order_by(func.lower(Athlete.name))
    return list(session.scalars(query))


def find_athlete(session: Session, name: str | None = None, owner: str = "") -> Athlete:
    """Give an athlete by name; without a name, the only one there is.

    Raises
    ------
    UsageError
        If there is none, or no name where there are several.
    """
    known = athletes(session, owner)
    found = [athlete for athlete in known if name in (None, athlete.name)]
    if len(found) == 1:
        return found[0]
    if not known:
        raise UsageError("Nothing is saved yet: squatform analyze CLIP --save")
    names = ", ".join(athlete.name for athlete in known)
    if name is None:
        raise UsageError(f"There are several athletes, name one with --athlete: {names}.")
    raise UsageError(f"There is no athlete '{name}'. Known: {names}.")


def athlete_for(session: Session, name: str | None = None, owner: str = "") -> Athlete:
    """Give the athlete to note something of: named, the only one, or new."""
    known = athletes(session, owner)
    if name is None and known:
        return find_athlete(session, owner=owner)
    return add_athlete(session, name or DEFAULT_ATHLETE, owner)


def save_set(
    session: Session,
    athlete: Athlete,
    analysis: SetAnalysis,
    content_hash: str,
    told: Told | None = None,
    *,
    proportions: Proportions | None = None,
    filmed: dt.date | None = None,
    force: bool = False,
) -> Saved:
    """Save a result.

    A clip of one exercise is one set of an athlete, however often it is saved. Its result is
    replaced where it was analysed by another version, or with `force`; what is told is added.

    Parameters
    ----------
    session : Session
        For writing.
    athlete : Athlete
        Whose set it is.
    analysis : SetAnalysis
        The result.
    content_hash : str
        SHA-256 of the clip, see `squatform.video.content`.
    told : Told, optional
        What the lifter says.
    proportions : Proportions, optional
        Of the standing lifter.
    filmed : date, optional
        Day of a new set of which none is told; today without.
    force : bool
        Whether to replace a result of this version too.

    Raises
    ------
    UsageError
        If what is told cannot be.
    """
    told = told or Told()
    query = select(TrainingSet).where(
        TrainingSet.athlete_id == athlete.id,
        TrainingSet.content_hash == content_hash,
        TrainingSet.exercise == analysis.exercise,
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        day = _day(session, athlete, told.date or filmed or dt.date.today())
        new = TrainingSet(athlete_id=athlete.id, session_id=day.id, content_hash=content_hash)
        fill(new, analysis, proportions)
        row = _got(session, query, new)
        status: Literal["new", "had", "replaced"] = "new" if row is new else "had"
    elif force or row.squatform_version != analysis.squatform_version:
        status = "replaced"
        for table in (StoredRepetition, StoredFinding):
            session.execute(delete(table).where(table.set_id == row.id))
        session.expire(row, ["repetitions", "findings"])
        fill(row, analysis, proportions)
    else:
        status = "had"
    tell(session, row, told)
    return Saved(row, status)


def tell(session: Session, row: TrainingSet, told: Told) -> None:
    """Change what a lifter says of a set; None leaves it as it is."""
    if told.load_kg is not None:
        row.load_kg = told.load_kg
    if told.notes is not None:
        row.notes = told.notes.strip()
    if told.date is not None and told.date != row.session.date:
        before = row.session
        row.session = _day(session, before.athlete, told.date)
        session.flush()
        _drop_empty(session, before)
    session.flush()


def sets_of(session: Session, athlete: Athlete, exercise: str | None = None) -> list[TrainingSet]:
    """List the sets of an athlete, the oldest first."""
    query = (
        select(TrainingSet)
        .join(TrainingSet.session)
        .options(contains_eager(TrainingSet.session))
        .where(TrainingSet.athlete_id == athlete.id)
        .order_by(TrainingSession.date, TrainingSet.id)
    )
    if exercise is not None:
        query = query.where(TrainingSet.exercise == exercise)
    return list(session.scalars(query))


def find_set(session: Session, number: int, owner: str = "") -> TrainingSet:
    """Give a set by its id.

    Raises
    ------
    UsageError
        If the owner has none of this id.
    """
    query = (
        select(TrainingSet)
        .join(Athlete, Athlete.id == TrainingSet.athlete_id)
        .where(TrainingSet.id == number, Athlete.owner == owner)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise UsageError(f"There is no set {number}. See: squatform history list")
    return row


def analysis_of(row: TrainingSet) -> SetAnalysis:
    """Give the whole result of a set.

    Raises
    ------
    DatabaseError
        If it was saved by a version whose results this one cannot read.
    """
    try:
        return SetAnalysis.model_validate(row.analysis)
    except ValidationError as error:
        raise DatabaseError(
            f"The result of set {row.id} was saved by squatform {row.squatform_version}, which "
            "says other things than this one. Analyse its clip again with --save."
        ) from error


def proportions_known(sets: Sequence[TrainingSet]) -> list[Proportions]:
    """List the proportions that were measured in some sets."""
    return [
        Proportions(row.thigh, row.shank, row.trunk)
        for row in sets
        if row.thigh is not None and row.shank is not None and row.trunk is not None
    ]


def delete_set(session: Session, row: TrainingSet) -> None:
    """Remove a set and everything of it."""
    day = row.session
    session.delete(row)
    session.flush()
    _drop_empty(session, day)


def delete_athlete(session: Session, athlete: Athlete) -> None:
    """Remove an athlete with all sets and complaints."""
    session.delete(athlete)
    session.flush()


def _got(session: Session, query: Select[_Row], new: _Row) -> _Row:
    """Give what a query finds, or add it; another process may be quicker at any time."""
    there = session.scalars(query).one_or_none()
    if there is not None:
        return there
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        return session.scalars(query).one()
    return new


def _day(session: Session, athlete: Athlete, date: dt.date) -> TrainingSession:
    query = select(TrainingSession).where(
        TrainingSession.athlete_id == athlete.id, TrainingSession.date == date
    )
    return _got(session, query, TrainingSession(athlete_id=athlete.id, date=date))


def _drop_empty(session: Session, day: TrainingSession) -> None:
    left = select(func.count()).where(TrainingSet.session_id == day.id)
    if session.scalar(left) == 0:
        session.expire(day, ["sets"])
        session.delete(day)
        session.flush()
