"""`squatform history pain`: a log of soreness and pain, and what it comes to."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from squatform import options
from squatform.errors import UsageError
from squatform.texts import texts

if TYPE_CHECKING:
    from squatform.history.guidance import Entry, Guidance

app = typer.Typer(
    help="Note soreness and pain, and see what they come to.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_PrintJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_STYLES = {"careful": "yellow", "see_somebody": "bold dark_orange", "urgent": "bold red"}


@app.command(
    "add",
    epilog="Examples: squatform history pain add 'lower back' 3  |  squatform history pain add "
    "'left knee' 4 --kind ache --sign at_night  |  squatform history pain add 'left knee' 0",
)
def pain_add(
    place: Annotated[str, typer.Argument(help="Where, in your words; use the same ones again.")],
    degree: Annotated[int, typer.Argument(help="0 well again, 10 the worst imaginable.")],
    kind: Annotated[
        str, typer.Option("--kind", help="One of: " + ", ".join(texts().history.kinds) + ".")
    ] = "soreness",
    signs: Annotated[
        list[str] | None,
        typer.Option("--sign", help="May be repeated: " + ", ".join(texts().history.signs) + "."),
    ] = None,
    date: Annotated[str, typer.Option("--date", metavar="DAY", help="When.")] = "today",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Anything.")] = "",
    athlete: options.AthleteName = None,
    database: options.DatabaseUrl = None,
) -> None:
    """Note soreness or pain, and see what the log comes to."""
    from squatform.history.database import open_database
    from squatform.history.keeping import date_of
    from squatform.history.log import add_entry, guidance_for
    from squatform.history.store import athlete_for

    told = {"date": date_of(date), "place": place, "degree": degree, "note": note}
    entry = _entry({**told, "kind": kind, "signs": tuple(signs or ())})
    with open_database(database) as opened, opened.writing() as session:
        one = athlete_for(session, athlete)
        number = add_entry(session, one, entry).id
        found = guidance_for(session, one)
    typer.echo(f"Noted as entry {number} of {one.name}.")
    _print_guidance(found)


@app.command("list", epilog="Example: squatform history pain list --athlete Kim")
def pain_list(
    athlete: options.AthleteName = None,
    as_json: _PrintJson = False,
    database: options.DatabaseUrl = None,
) -> None:
    """Show the log, what it comes to, and when to squat again."""
    from squatform.history.database import open_database
    from squatform.history.log import complaints_of, entry_of, guidance_for
    from squatform.history.printing import print_table
    from squatform.history.store import find_athlete

    with open_database(database) as opened, opened.reading() as session:
        one = find_athlete(session, athlete)
        rows = [(row.id, entry_of(row)) for row in complaints_of(session, one)]
        found = guidance_for(session, one)
    if as_json:
        entries = [{"entry": number, **entry.model_dump(mode="json")} for number, entry in rows]
        typer.echo(json.dumps({"entries": entries, "guidance": asdict(found)}, indent=2))
        return
    columns = ("Entry", "Date", "Place", "Degree", "Kind", "Signs", "Note")
    print_table(Console(), columns, [(str(number), *_cells(entry)) for number, entry in rows])
    _print_guidance(found)


@app.command("delete", epilog="Example: squatform history pain delete 3")
def pain_delete(
    number: Annotated[int, typer.Argument(metavar="ENTRY", help="Its number in the list.")],
    database: options.DatabaseUrl = None,
) -> None:
    """Remove an entry."""
    from squatform.history.database import open_database
    from squatform.history.log import delete_entry

    with open_database(database) as opened, opened.writing() as session:
        delete_entry(session, number)
    typer.echo(f"Entry {number} is gone.")


def _entry(told: dict[str, Any]) -> Entry:
    """Read what is told; a mistake is named with what is allowed."""
    from squatform.history.guidance import Entry

    try:
        return Entry(**told)
    except ValidationError as error:
        first = error.errors()[0]
        name = {"signs": "--sign", "kind": "--kind", "note": "--note"}.get(
            str(first["loc"][0]), f"The {first['loc'][0]}"
        )
        raise UsageError(f"{name} '{first['input']}' will not do: {first['msg']}.") from None


def _cells(entry: Entry) -> tuple[str, ...]:
    words = texts().history.signs
    signs = ", ".join(words[sign] for sign in entry.signs)
    return (str(entry.date), entry.place, str(entry.degree), entry.kind, signs, entry.note)


def _print_guidance(found: Guidance) -> None:
    console = Console()
    console.print(Text(found.summary, style=_STYLES.get(found.level, "")))
    for reason in found.reasons:
        console.print(Text(f"· {reason}"))
    for line in found.schedule:
        console.print(Text(line))
    if found.red_flags:
        console.print(Text(texts().pain.urgent))
        for flag in found.red_flags:
            console.print(Text(f"· {flag}"))
    console.print(Text(found.disclaimer, style="dim"))
