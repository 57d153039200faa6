"""The log of soreness and pain in the database, and what `guidance` needs of it."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from squatform.errors import UsageError
from squatform.history.guidance import Entry, Guidance, Trained, guidance
from squatform.history.store import sets_of
from squatform.history.tables import Athlete, Complaint
from squatform.results import Pain

_WORST: tuple[Pain | None, ...] = (None, "none", "mild", "sharp")


def add_entry(session: Session, athlete: Athlete, entry: Entry) -> Complaint:
    """Note soreness or pain; a degree of 0 says that a place is well again."""
    row = Complaint(athlete_id=athlete.id, **entry.model_dump(exclude={"signs"}))
    row.signs = list(entry.signs)
    session.add(row)
    session.flush()
    return row


def complaints_of(session: Session, athlete: Athlete) -> list[Complaint]:
    """List the rows of the log, the oldest first."""
    query = (
        select(Complaint)
        .where(Complaint.athlete_id == athlete.id)
        .order_by(Complaint.date, Complaint.id)
    )
    return list(session.scalars(query))


def entry_of(row: Complaint) -> Entry:
    """Give a row as what was told."""
    fields = (name for name in Entry.model_fields if name != "signs")
    return Entry(signs=tuple(row.signs), **{name: getattr(row, name) for name in fields})


def entries_of(session: Session, athlete: Athlete) -> list[Entry]:
    """List the log, the oldest first."""
    return [entry_of(row) for row in complaints_of(session, athlete)]


def delete_entry(session: Session, number: int, owner: str = "") -> None:
    """Remove an entry by its id.

    Raises
    ------
    UsageError
        If the owner has none of this id.
    """
    query = select(Complaint).join(Athlete).where(Complaint.id == number, Athlete.owner == owner)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise UsageError(f"There is no entry {number}. See: squatform history pain list")
    session.delete(row)
    session.flush()


def trained_by(session: Session, athlete: Athlete) -> list[Trained]:
    """List the days on which an athlete squatted."""
    days: dict[dt.date, list[tuple[float | None, Pain | None]]] = {}
    for row in sets_of(session, athlete):
        told = (row.load_kg, cast("Pain | None", row.pain))
        days.setdefault(row.session.date, []).append(told)
    return [
        Trained(
            date,
            max((load for load, _ in told if load is not None), default=None),
            max((pain for _, pain in told), key=_WORST.index),
        )
        for date, told in days.items()
    ]


def guidance_for(session: Session, athlete: Athlete, today: dt.date | None = None) -> Guidance:
    """Say what an athlete's log and training come to; see `squatform.history.guidance`."""
    return guidance(entries_of(session, athlete), trained_by(session, athlete), today)
