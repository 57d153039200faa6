"""Saves what a run of the program finds, for one athlete after the other."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from squatform.errors import UsageError
from squatform.history.database import Database, open_database
from squatform.history.proportions import Proportions, proportions_of
from squatform.history.store import (
    DEFAULT_ATHLETE,
    Told,
    add_athlete,
    athletes,
    check_height,
    checked_name,
    save_set,
)
from squatform.results import SetAnalysis
from squatform.texts import texts
from squatform.video.content import content_hash

_POUND_KG = 0.45359237


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a result: "new", "had" from before, "replaced", "nothing"; and in words."""

    status: Literal["new", "had", "replaced", "nothing"]
    text: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """Saves results for an athlete.

    Attributes
    ----------
    database : Database
        Where to.
    athlete : str
        Name; new where there is none.
    told : Told
        What is said of the sets.
    height_cm : float or None
        Of the athlete, to be noted.
    owner : str
        Whose athlete it is.
    force : bool
        Whether a result of this version is replaced too.
    """

    database: Database
    athlete: str = DEFAULT_ATHLETE
    told: Told = field(default_factory=Told)
    height_cm: float | None = None
    owner: str = ""
    force: bool = False

    def __post_init__(self) -> None:
        checked_name(self.athlete)
        check_height(self.height_cm)

    def known_height_cm(self) -> float | None:
        """Give the athlete's height, as given or as noted earlier."""
        if self.height_cm is not None:
            return self.height_cm
        with self.database.reading() as session:
            found = [one for one in athletes(session, self.owner) if one.name == self.athlete]
            return found[0].height_cm if found else None

    def keep(
        self,
        analysis: SetAnalysis,
        content_hash: str,
        *,
        proportions: Proportions | None = None,
        filmed: dt.date | None = None,
    ) -> Kept:
        """Save a result and say what became of it; one without a squat is no set.

        Parameters
        ----------
        analysis : SetAnalysis
            The result; what it says over time is used where `proportions` are not given.
        content_hash : str
            Of the clip.
        proportions : Proportions, optional
            Of the standing lifter.
        filmed : date, optional
            Day of the clip by its own account.
        """
        words = texts().history.saved
        if not analysis.repetitions:
            return Kept("nothing", words["nothing"])
        if proportions is None and analysis.motion is not None:
            proportions = proportions_of(analysis.motion)
        with self.database.writing() as session:
            athlete = add_athlete(session, self.athlete, self.owner)
            if self.height_cm is not None:
                athlete.height_cm = self.height_cm
            saved = save_set(
                session,
                athlete,
                analysis,
                content_hash,
                self.told,
                proportions=proportions,
                filmed=filmed,
                force=self.force,
            )
            number, date = saved.set.id, saved.set.session.date
            text = words[saved.status].format(number=number, athlete=athlete.name, date=date)
            return Kept(saved.status, text)

    def keep_seen(self, analysis: SetAnalysis, recording: Path | None) -> str:
        """Save what a camera saw, with a recording or without, and say what became of it."""
        text = analysis.to_json().encode()
        content = content_hash(recording) if recording else hashlib.sha256(text).hexdigest()
        return self.keep(analysis, content).text

    def of(self, athlete: str, told: Told) -> Keeper:
        """Give one for another athlete and other words; empty and None mean the same."""
        ours = self.told
        return replace(
            self,
            athlete=athlete or self.athlete,
            told=Told(
                date=told.date or ours.date,
                load_kg=ours.load_kg if told.load_kg is None else told.load_kg,
                notes=ours.notes if told.notes is None else told.notes,
            ),
        )


@contextmanager
def keeper(
    *,
    save: bool,
    database: str | None,
    athlete: str | None,
    load: str | None,
    date: str | None,
    notes: str | None,
    height_cm: float | None = None,
    force: bool = False,
) -> Iterator[Keeper | None]:
    """Open what saves sets as a command line asks for it; None where it does not.

    Raises
    ------
    UsageError
        If something is told of a set that is not to be saved, or cannot be.
    DatabaseError
        If the database cannot be opened.
    """
    if save:
        told = told_of(date, load, notes)
        with open_database(database) as opened:
            yield Keeper(opened, athlete or DEFAULT_ATHLETE, told, height_cm, force=force)
        return
    given = {"--athlete": athlete, "--load": load, "--date": date, "--notes": notes}
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"{option} is for a set that is saved: add --save.")
    yield None


def told_of(date: str | None, load: str | None, notes: str | None) -> Told:
    """Read what is said of a set as text; None or empty where nothing is, but empty notes are.

    Raises
    ------
    UsageError
        If it cannot be understood.
    """
    return Told(
        date=date_of(date) if date else None, load_kg=_load(load) if load else None, notes=notes
    )


def date_of(text: str) -> dt.date:
    """Read a day such as 2026-03-02, "today" or "yesterday".

    Raises
    ------
    UsageError
        If it is none.
    """
    today = dt.date.today()
    named = {"today": today, "yesterday": today - dt.timedelta(days=1)}.get(text.strip().lower())
    try:
        return named or dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"'{text}' is no day. Write it as 2026-03-02, or today.") from None


def _load(text: str) -> float:
    found = re.fullmatch(r"([0-9]+(?:[.,][0-9]+)?)\s*(kg|lbs?)?", text.strip().lower())
    if found is None:
        raise UsageError(f"'{text}' is no load. Write it in kg, such as 80 or 82.5.")
    number = float(found[1].replace(",", "."))
    return number if found[2] in (None, "kg") else round(number * _POUND_KG, 2)
