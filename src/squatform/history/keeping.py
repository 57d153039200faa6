"""Saves what a run of the program finds, for one athlete after the other."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from squatform.errors import UsageError
from squatform.history.database import Database
from squatform.history.proportions import Proportions, proportions_of
from squatform.history.store import (
    DEFAULT_ATHLETE,
    Told,
    add_athlete,
    check_height,
    checked_name,
    save_set,
)
from squatform.results import SetAnalysis
from squatform.texts import texts

_POUND_KG = 0.45359237


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
    owner : str
        Whose athlete it is.
    force : bool
        Whether a result of this version is replaced too.
    """

    database: Database
    athlete: str = DEFAULT_ATHLETE
    told: Told = field(default_factory=Told)
    owner: str = ""
    force: bool = False

    def __post_init__(self) -> None:
        checked_name(self.athlete)

    def height_cm(self, given: float | None) -> float | None:
        """Give the athlete's height: that `given`, which is noted, else that known."""
        check_height(given)
        with self.database.writing() as session:
            athlete = add_athlete(session, self.athlete, self.owner)
            if given is not None:
                athlete.height_cm = given
            return athlete.height_cm

    def keep(
        self,
        analysis: SetAnalysis,
        content_hash: str,
        *,
        proportions: Proportions | None = None,
        filmed: dt.date | None = None,
    ) -> str:
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
            return words["nothing"]
        if proportions is None and analysis.motion is not None:
            proportions = proportions_of(analysis.motion)
        with self.database.writing() as session:
            athlete = add_athlete(session, self.athlete, self.owner)
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
            return words[saved.status].format(
                number=saved.set.id, athlete=athlete.name, date=saved.set.session.date
            )

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
