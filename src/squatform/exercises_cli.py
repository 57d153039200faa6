"""`squatform exercises`: list, show, begin and check profiles of exercises."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from squatform.errors import UsageError
from squatform.exercises import exercise_names, exercise_text, load_profile, mistakes_in
from squatform.files import ensure_writable, write_whole
from squatform.form.profile import ALL_VIEWS, NAME, Limit

app = typer.Typer(
    help="List, show, begin and check profiles of exercises.",
    epilog="Example: squatform exercises list",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_TEMPLATE = """\
# A profile of your own: it says only what differs from {parent}.
# squatform exercises show {parent}     what it differs from
# squatform exercises check {file}      whether this file is right
name = "{name}"
title = "{title}"
extends = "{parent}"

# Leave a check out, and say why:
# [not_judged]
# trunk_lean = "My coach looks after it."

# Word a cue yourself, or change how urgent it is (0 is cued first, 100 last):
# [checks.depth]
# cue = "Down to the box."
# priority = 20

# Move the limits of a measure. Grades grow where more is worse, and fall where less is.
# Evidence: F read in a paper, S second-hand, M recalled, D derived, C convention.
# [[checks.depth.limits]]
# measure = "thigh_angle"
# mild = 10.0
# moderate = 18.0
# severe = 30.0
# evidence = "C"
# source = "My coach."
"""


@app.command("list", epilog="Example: squatform exercises list")
def list_command() -> None:
    """Show every exercise that comes with squatform."""
    table = Table("Exercise", "Title", "Extends", "What it is", box=None, pad_edge=False)
    for name in exercise_names():
        profile = load_profile(name)
        table.add_row(name, profile.title, profile.extends or "", escape(profile.summary))
    Console().print(table)


@app.command(
    epilog="Examples: squatform exercises show low_bar  |  squatform exercises show my.toml"
)
def show(
    exercise: Annotated[str, typer.Argument(help="Name of an exercise, or a profile's file.")],
    toml: Annotated[bool, typer.Option("--toml", help="Print the file itself.")] = False,
) -> None:
    """Show what is judged in an exercise, against which limits, with which words and sources."""
    own = exercise.endswith(".toml")
    if toml and not own:
        typer.echo(exercise_text(exercise), nl=False)
        return
    profile = load_profile(Path(exercise) if own else exercise)
    console = Console()
    parent = f", extends {profile.extends}" if profile.extends else ""
    console.print(f"[bold]{escape(profile.title)}[/] ({profile.name}{parent})")
    if profile.summary:
        console.print(escape(profile.summary))
    for name, judged in sorted(profile.checks.items(), key=lambda item: item[1].priority):
        console.print(f"\n[bold]{name}[/], priority {judged.priority}: {escape(judged.cue)}")
        for limit in judged.limits:
            console.print(Padding(escape(_limit(limit)), (0, 0, 0, 2)))
    if profile.not_judged:
        console.print("\n[bold]Not judged[/]")
    for name, why in profile.not_judged.items():
        console.print(Padding(escape(f"{name}: {' '.join(why.split())}"), (0, 0, 0, 2)))


@app.command(epilog="Example: squatform exercises new my_squat --extends low_bar")
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and underscores.")],
    extends: Annotated[
        str, typer.Option("--extends", help=f"One of: {', '.join(exercise_names())}.")
    ] = "air_squat",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="MY.toml", help="File. By default NAME.toml here."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that is there.")
    ] = False,
) -> None:
    """Begin a profile of your own, with every kind of entry explained."""
    exercise_text(extends)
    path = out or Path(f"{name}.toml")
    title = name.replace("_", " ").capitalize()
    text = _TEMPLATE.format(name=name, title=title, parent=extends, file=path)
    if not re.fullmatch(NAME, name):
        raise UsageError(
            f"'{name}' cannot be the name of a profile. Use small letters, digits and "
            "underscores, beginning with a letter."
        )
    if path.exists() and not overwrite:
        raise UsageError(f"{path} is there already. Choose another --out, or add --overwrite.")
    ensure_writable(path)
    write_whole(path, text)
    typer.echo(f"{path}: now change it, then: squatform exercises check {path}")


@app.command(epilog="Example: squatform exercises check my.toml")
def check(
    files: Annotated[list[Path], typer.Argument(metavar="MY.toml...", help="Profiles.")],
) -> None:
    """Check profiles of your own; every mistake on a line, with its key and what is allowed."""
    wrong = [mistake for path in files for mistake in mistakes_in(path)]
    if wrong:
        raise UsageError("\n".join(wrong))
    for path in files:
        typer.echo(f"{path}: right")


def _limit(limit: Limit) -> str:
    views = "" if limit.views == ALL_VIEWS else f", seen from: {', '.join(limit.views)}"
    return f"{limit.measure} {_grades(limit)}{views}. {_source(limit)}"


def _grades(limit: Limit) -> str:
    past = "over" if limit.sign > 0 else "under"
    numbers = ", ".join(f"{grade:g}" for grade in limit.grades)
    gap = "" if limit.unit == "°" else " "
    return f"mild, moderate, severe {past} {numbers}{gap}{limit.unit}".replace("-", "−")


def _source(limit: Limit) -> str:
    return f"{' '.join(limit.source.split())} ({limit.evidence})"
