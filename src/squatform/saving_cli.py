"""Options that commands share to save what they find in the history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from squatform.errors import UsageError

if TYPE_CHECKING:
    from squatform.history.keeping import Keeper

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="Where the history is: an SQLite file, or an address such as "
        "postgresql://user@host/name.",
        envvar="SQUATFORM_DATABASE",
        show_default="a file among your data",
    ),
]
AthleteOption = Annotated[
    str | None, typer.Option("--athlete", "-a", metavar="NAME", help="Whose sets.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SaveOption = Annotated[
    bool, typer.Option("--save", help="Save the set in the history; see squatform history.")
]
LoadOption = Annotated[
    str | None, typer.Option("--load", metavar="KG", help="On the bar or in the hands; saved.")
]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="DAY",
        help="Of the set; saved.",
        show_default="that of the clip, or today",
    ),
]
NotesOption = Annotated[
    str | None, typer.Option("--notes", metavar="TEXT", help="Anything; saved.")
]


@contextmanager
def keeper(
    *,
    save: bool,
    database: str | None,
    athlete: str | None,
    load: str | None = None,
    date: str | None = None,
    notes: str | None = None,
    force: bool = False,
) -> Iterator[Keeper | None]:
    """Open what saves sets, before long work; None where nothing is to be saved.

    Raises
    ------
    UsageError
        If something is told of a set that is not to be saved, or cannot be.
    DatabaseError
        If the database cannot be opened.
    """
    if not save:
        told = {"--athlete": athlete, "--load": load, "--date": date, "--notes": notes}
        named = [option for option, value in told.items() if value is not None]
        if named:
            raise UsageError(f"{named[0]} is for a set that is saved: add --save.")
        yield None
        return
    from squatform.history.database import open_database  # noqa: PLC0415
    from squatform.history.keeping import Keeper, told_of  # noqa: PLC0415
    from squatform.history.store import DEFAULT_ATHLETE  # noqa: PLC0415

    told_now = told_of(date, load, notes)
    with open_database(database) as opened:
        yield Keeper(opened, athlete or DEFAULT_ATHLETE, told_now, force=force)
