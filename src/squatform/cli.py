"""The command line: thin, every command calls the library."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from importlib.metadata import version as package_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from squatform import batch_cli, models_cli
from squatform.errors import SquatformError, UsageError
from squatform.exercises import DEFAULT_EXERCISE, exercise_names
from squatform.files import ensure_writable, write_whole
from squatform.pose.provider import DEFAULT_MODEL, model_path
from squatform.report.kinds import DEFAULT_KINDS, EXPORTS, FILES, ensure_room, kinds_named

if TYPE_CHECKING:
    from squatform.results import SetAnalysis

NO_SQUAT = 4
"""Exit code where the clip was read and holds no person or no squat."""

app = typer.Typer(
    name="squatform",
    help="Check squat form from video, repetition by repetition.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(batch_cli.batch)
app.add_typer(models_cli.app, name="models")


class _Format(str, Enum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"squatform {package_version('squatform')}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Check squat form from video, repetition by repetition."""


@app.command()
def analyze(
    clip: Annotated[Path, typer.Argument(help="Video of one set.", show_default=False)],
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help=f"One of: {', '.join(exercise_names())}.")
    ] = DEFAULT_EXERCISE,
    model: Annotated[
        str, typer.Option("--model", "-m", help="Pose model: lite, full or heavy.")
    ] = DEFAULT_MODEL,
    json_path: Annotated[
        Path | None,
        typer.Option("--json", metavar="OUT.json", help="Write the result as JSON."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write a report here.")
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only", metavar="KINDS", help=f"Write only these into DIR: {', '.join(FILES)}."
        ),
    ] = None,
    frames_csv: Annotated[
        bool, typer.Option("--csv", help="Write frames.csv too: a row a frame.")
    ] = False,
    export: Annotated[
        str | None,
        typer.Option(
            "--export", metavar="KINDS", help=f"Write these too: {', '.join(sorted(EXPORTS))}."
        ),
    ] = None,
    self_contained: Annotated[
        bool, typer.Option("--self-contained", help="Put everything into the page.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a report that is there.")
    ] = False,
    video_size: Annotated[
        int,
        typer.Option(min=160, help="Longer side of the annotated video; smaller clips stay."),
    ] = 1280,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=1, help="Threads, each with a piece of the clip.")
    ] = 1,
    every_frame: Annotated[
        bool, typer.Option("--every-frame", help="Show the network every frame: slower.")
    ] = False,
    output: Annotated[
        _Format, typer.Option("--format", "-f", help="How the result is printed.")
    ] = _Format.TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Analyse one recorded set: repetitions, measures, findings and the one cue.

    [bold]Examples[/bold]

      squatform analyze squats.mp4

      squatform analyze squats.mp4 --json result.json --out report --workers 2

      squatform analyze squats.mp4 --out report --only html --self-contained

      squatform analyze squats.mp4 --out report --export trc,mot --overwrite

    [bold]Exit codes[/bold]: 0 analysed · 1 this machine could not do it · 2 wrong usage ·
    3 the input cannot be read · 4 no person or no squat in it (JSON still written).
    """
    # what follows brings in OpenCV, PyAV and SciPy: `--help` should not wait for them
    from squatform.analysis import analyze as analyze_clip  # noqa: PLC0415
    from squatform.report.files import write_report  # noqa: PLC0415
    from squatform.video import open_source  # noqa: PLC0415

    if out is None and (only or export or frames_csv or self_contained):
        raise UsageError("Name the folder for the report with --out DIR.")
    kinds = kinds_named(only) if only else DEFAULT_KINDS
    kinds |= kinds_named(export, EXPORTS) if export else frozenset()
    kinds |= frozenset({"frames-csv"} if frames_csv else ())
    if json_path is not None:
        ensure_writable(json_path)
    if out is not None:
        ensure_room(out, kinds, overwrite=overwrite)
    model_path(model, notify=_silent if quiet else _tell)
    with open_source(clip) as source:
        with _frames_bar("Analysing", source.info.frames, quiet) as progress:
            result = analyze_clip(
                source,
                exercise,
                model=model,
                workers=workers,
                every_frame=every_frame,
                progress=progress.advance,
            )
        if json_path is not None:
            write_whole(json_path, result.to_json())
        written: list[Path] = []
        if out is not None:
            with _frames_bar("Writing the report", source.info.frames, quiet) as progress:
                written = write_report(
                    result,
                    out,
                    source=source,
                    kinds=kinds,
                    self_contained=self_contained,
                    longest_side=video_size,
                    progress=progress.advance,
                )
    if not quiet:
        _show(result, output)
        if written:
            typer.echo(f"Report: {written[-1]}", err=output is not _Format.TABLE)
    if not result.repetitions:
        typer.echo(f"squatform: no squat in {clip}. {' '.join(result.warnings)}", err=True)
        raise typer.Exit(NO_SQUAT)


@app.command()
def schema() -> None:
    """Print the JSON Schema of what `analyze --json` writes.

    [bold]Example[/bold]: squatform schema > squatform.schema.json
    """
    from squatform.results import SetAnalysis  # noqa: PLC0415

    typer.echo(json.dumps(SetAnalysis.model_json_schema(mode="serialization"), indent=2))


def _show(result: SetAnalysis, output: _Format) -> None:
    """Print a result. A table of no repetition says nothing: the error line does."""
    from squatform.report.table import set_markdown, set_table  # noqa: PLC0415

    if output is _Format.JSON:
        typer.echo(result.to_json(), nl=False)
    elif output is _Format.MARKDOWN:
        typer.echo(set_markdown(result), nl=False)
    elif result.repetitions:
        Console().print(set_table(result))


def _tell(message: str) -> None:
    typer.echo(message, err=True)


def _silent(message: str) -> None:
    pass


class _Bar:
    """Counts frames on a progress bar."""

    def __init__(self, progress: Progress, what: str, frames: int) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=frames or None)

    def advance(self, frames: int) -> None:
        self._progress.advance(self._task, frames)


@contextmanager
def _frames_bar(what: str, frames: int, quiet: bool) -> Iterator[_Bar]:
    """Show a progress bar on a terminal, nothing in a pipe."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("frames"),
        TimeRemainingColumn(),
    )
    shown = console.is_terminal and not quiet
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        yield _Bar(progress, what, frames)


def main() -> None:
    """Run the command line; every error it knows is one sentence and an exit code."""
    try:
        app(standalone_mode=True)
    except SquatformError as error:
        typer.echo(f"squatform: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # the reader of a pipe, `head` for one, has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
