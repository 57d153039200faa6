"""`squatform history`: what is saved of athletes, how it changes, and how it leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from squatform import options, pain_cli
from squatform.errors import UsageError
from squatform.files import ensure_writable, write_whole
from squatform.texts import texts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from squatform.history.charts import Chart
    from squatform.history.tables import Athlete
    from squatform.history.trends import LoadVelocity, Trend

app = typer.Typer(
    help="Sets over weeks: list, trends, soreness and pain, export.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
app.add_typer(pain_cli.app, name="pain")

_OfExercise = Annotated[str | None, typer.Option("--exercise", "-e", help="Of this exercise only.")]
_Exercise = Annotated[
    str | None,
    typer.Option("--exercise", "-e", help="Of this exercise.", show_default="that of most sets"),
]
_Html = Annotated[
    Path | None, typer.Option("--html", metavar="PATH", help="Write a page with a chart.")
]
_PrintJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")]
_SetNumber = Annotated[int, typer.Argument(metavar="SET", help="Its number in the list.")]


@app.command(
    "list",
    epilog="Examples: squatform history list  |  squatform history list --athlete Kim "
    "--exercise low_bar",
)
def list_command(
    athlete: options.AthleteName = None,
    exercise: _OfExercise = None,
    as_json: _PrintJson = False,
    database: options.DatabaseUrl = None,
) -> None:
    """List sets, the oldest first."""
    from squatform.history.database import open_database
    from squatform.history.printing import (
        SET_COLUMNS,
        print_table,
        set_cells,
        set_facts,
    )
    from squatform.history.store import (
        athletes,
        find_athlete,
        sets_of,
    )

    with open_database(database) as opened, opened.reading() as session:
        chosen = [find_athlete(session, athlete)] if athlete else athletes(session)
        rows = [(one, row) for one in chosen for row in sets_of(session, one, exercise)]
    if as_json:
        typer.echo(json.dumps([set_facts(*row) for row in rows], indent=2))
    elif rows:
        print_table(Console(), SET_COLUMNS, [set_cells(*row) for row in rows])
    else:
        typer.echo("Nothing is saved yet: squatform analyze CLIP --save")


@app.command(epilog="Example: squatform history athletes")
def athletes(as_json: _PrintJson = False, database: options.DatabaseUrl = None) -> None:
    """List athletes, with the lengths of the standing body relative to the leg."""
    from squatform.history import store
    from squatform.history.database import open_database
    from squatform.history.printing import (
        ATHLETE_COLUMNS,
        athlete_cells,
        print_table,
    )
    from squatform.history.proportions import known

    found = []
    with open_database(database) as opened, opened.reading() as session:
        for one in store.athletes(session):
            sets = store.sets_of(session, one)
            found.append((one, len(sets), known(store.proportions_known(sets))))
    if as_json:
        told = [
            {
                "athlete": one.name,
                "height_cm": one.height_cm,
                "sets": sets,
                "standing": None if shape is None else asdict(shape),
            }
            for one, sets, shape in found
        ]
        typer.echo(json.dumps(told, indent=2))
    else:
        print_table(Console(), ATHLETE_COLUMNS, [athlete_cells(*row) for row in found])


@app.command(epilog="Examples: squatform history show 12  |  squatform history show 12 --json")
def show(
    number: _SetNumber,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as analyze --json wrote it.")
    ] = False,
    database: options.DatabaseUrl = None,
) -> None:
    """Show a set as `squatform analyze` did."""
    from squatform.history.database import open_database
    from squatform.history.store import analysis_of, find_set
    from squatform.history.words import load_kg_text
    from squatform.report.table import set_table

    with open_database(database) as opened, opened.reading() as session:
        row = find_set(session, number)
        analysis, athlete = analysis_of(row), row.session.athlete.name
    if as_json:
        typer.echo(analysis.to_json(), nl=False)
        return
    facts = [f"Set {row.id}", athlete, str(row.session.date), load_kg_text(row.load_kg), row.clip]
    console = Console()
    console.print(Text(" · ".join(facts)))
    if row.notes:
        console.print(Text(row.notes))
    console.print(set_table(analysis))


@app.command(
    epilog="Examples: squatform history change 12 --load 82.5  |  squatform history change 12 "
    "--date 2026-03-02 --notes 'with a belt'"
)
def change(
    number: _SetNumber,
    load: options.LoadKg = None,
    date: options.Day = None,
    notes: options.Notes = None,
    database: options.DatabaseUrl = None,
) -> None:
    """Change what is told of a set: load, day, notes."""
    from squatform.history.database import open_database
    from squatform.history.keeping import told_of
    from squatform.history.store import find_set, tell

    if load is None and date is None and notes is None:
        raise UsageError("Name what to change: --load, --date or --notes.")
    told = told_of(date, load, notes)
    with open_database(database) as opened, opened.writing() as session:
        tell(session, find_set(session, number), told)
    typer.echo(f"Set {number} is changed.")


@app.command(
    epilog="Examples: squatform history trend thigh_angle  |  squatform history trend depth "
    "--check  |  squatform history trend trunk_lean --exercise low_bar --html lean.html"
)
def trend(
    name: Annotated[
        str, typer.Argument(metavar="MEASURE", help="A measure, or with --check a check.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Follow the share of repetitions with this fault.")
    ] = False,
    athlete: options.AthleteName = None,
    exercise: _Exercise = None,
    html: _Html = None,
    overwrite: _Overwrite = False,
    as_json: _PrintJson = False,
    database: options.DatabaseUrl = None,
) -> None:
    """Follow a measure or a check over the sets of one exercise."""
    from squatform.history.charts import trend_chart
    from squatform.history.database import open_database
    from squatform.history.queries import trend_of
    from squatform.history.words import trend_text

    _ensure_free(html, overwrite=overwrite)
    with open_database(database) as opened, opened.reading() as session:
        one, chosen = _chosen(session, athlete, exercise)
        found = trend_of(session, one, name, chosen, "check" if check else "measure")
    facts = f"{one.name}, {chosen}"
    _tell(found, facts, trend_chart(found), [trend_text(found)], html=html, as_json=as_json)


@app.command(
    epilog="Examples: squatform history loads  |  squatform history loads --exercise low_bar "
    "--html loads.html"
)
def loads(
    athlete: options.AthleteName = None,
    exercise: _Exercise = None,
    html: _Html = None,
    overwrite: _Overwrite = False,
    as_json: _PrintJson = False,
    database: options.DatabaseUrl = None,
) -> None:
    """Set loads against the speed of the ascent."""
    from squatform.history.charts import load_chart
    from squatform.history.database import open_database
    from squatform.history.queries import load_velocity_of
    from squatform.history.words import load_text

    _ensure_free(html, overwrite=overwrite)
    with open_database(database) as opened, opened.reading() as session:
        one, chosen = _chosen(session, athlete, exercise)
        found = load_velocity_of(session, one, chosen)
    words = texts().history.trend
    lines = [load_text(found), words["effort"], *([] if one.height_cm else [words["legs"]])]
    _tell(found, f"{one.name}, {chosen}", load_chart(found), lines, html=html, as_json=as_json)


@app.command(epilog="Example: squatform history export kim.zip --athlete Kim")
def export(
    path: Annotated[Path, typer.Argument(metavar="FILE.zip", help="Where to.")],
    athlete: options.AthleteName = None,
    overwrite: _Overwrite = False,
    database: options.DatabaseUrl = None,
) -> None:
    """Write everything of an athlete into one file: JSON to import, tables to look at."""
    from squatform.history.database import open_database
    from squatform.history.export import export_of, export_zip
    from squatform.history.store import find_athlete

    _ensure_free(path, overwrite=overwrite)
    with open_database(database) as opened, opened.reading() as session:
        found = export_of(session, find_athlete(session, athlete))
    write_whole(path, export_zip(found))
    typer.echo(f"{path}: {found.name}, {_count(len(found.sets), len(found.complaints))}")


@app.command("import", epilog="Example: squatform history import kim.zip")
def import_command(
    path: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What export wrote.")],
    database: options.DatabaseUrl = None,
) -> None:
    """Read what `export` wrote; what is there already stays as it is."""
    from squatform.history.database import open_database
    from squatform.history.export import add_export, read_export

    found = read_export(path)
    with open_database(database) as opened, opened.writing() as session:
        add_export(session, found)
    typer.echo(f"{found.name}: {_count(len(found.sets), len(found.complaints))}")


@app.command(
    epilog="Examples: squatform history delete 12 13  |  squatform history delete --athlete Kim"
)
def delete(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="SET...", help="Numbers in the list.")
    ] = None,
    athlete: Annotated[
        str | None,
        typer.Option("--athlete", "-a", metavar="NAME", help="Remove everything of this athlete."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    database: options.DatabaseUrl = None,
) -> None:
    """Remove sets, or an athlete with all sets and the log. Nothing brings them back."""
    from squatform.history import store
    from squatform.history.database import open_database
    from squatform.history.log import entries_of

    if bool(numbers) == (athlete is not None):
        raise UsageError("Name sets by their numbers, or an --athlete.")
    wanted = list(dict.fromkeys(numbers or []))
    with open_database(database) as opened:
        with opened.reading() as session:
            for number in wanted:
                store.find_set(session, number)
            what = _count(len(wanted))
            if athlete is not None:
                one = store.find_athlete(session, athlete)
                log = len(entries_of(session, one))
                what = f"{athlete}, {_count(len(store.sets_of(session, one)), log)}"
        if not yes:
            typer.confirm(f"Remove for good: {what}?", abort=True)
        with opened.writing() as session:
            for number in wanted:
                store.delete_set(session, store.find_set(session, number))
            if athlete is not None:
                store.delete_athlete(session, store.find_athlete(session, athlete))
    typer.echo(f"Removed: {what}")


def _chosen(session: Session, athlete: str | None, exercise: str | None) -> tuple[Athlete, str]:
    """Give the athlete, and the exercise named or that of most sets."""
    from squatform.history.queries import exercises_of
    from squatform.history.store import find_athlete

    one = find_athlete(session, athlete)
    done = exercises_of(session, one)
    if exercise is not None and exercise not in done:
        raise UsageError(f"{one.name} has no set of '{exercise}'. Known: {', '.join(done)}.")
    if not done:
        raise UsageError(f"{one.name} has no set yet: squatform analyze CLIP --save")
    return one, exercise or done[0]


def _ensure_free(path: Path | None, *, overwrite: bool) -> None:
    if path is None:
        return
    ensure_writable(path)
    if path.exists() and not overwrite:
        raise UsageError(f"{path} is there already. Choose another, or add --overwrite.")


def _tell(
    found: Trend | LoadVelocity,
    facts: str,
    chart: Chart,
    lines: Sequence[str],
    *,
    html: Path | None,
    as_json: bool,
) -> None:
    """Write the page if there is to be one, and print the same."""
    from squatform.history.page import Figure, charts_page
    from squatform.history.printing import POINT_COLUMNS, point_cells, print_table
    from squatform.history.words import sparkline

    rows = [point_cells(point, found.unit) for point in found.points]
    if html is not None:
        figure = Figure(chart, " ".join(lines), rows)
        write_whole(html, charts_page(facts, POINT_COLUMNS, [figure]))
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=2, default=str))
        return
    console = Console()
    spark = sparkline([point.value for point in found.points])
    console.print(Text.assemble((chart["title"], "bold"), f", {facts}  {spark}"))
    print_table(console, POINT_COLUMNS, rows)
    for line in lines:
        console.print(Text(line))
    if html is not None:
        typer.echo(f"Page: {html}")


def _count(sets: int, entries: int | None = None) -> str:
    text = "1 set" if sets == 1 else f"{sets} sets"
    if entries is None:
        return text
    return (
        f"{text}, 1 entry of the log" if entries == 1 else f"{text}, {entries} entries of the log"
    )
