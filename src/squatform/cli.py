"""The command line: thin, every command calls the library."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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

from squatform import (
    batch_cli,
    exercises_cli,
    history_cli,
    live_cli,
    models_cli,
    options,
    serve_cli,
)
from squatform.errors import SquatformError, UsageError
from squatform.files import ensure_writable, write_whole
from squatform.pose.provider import DEFAULT_MODEL, model_path
from squatform.report.kinds import DEFAULT_KINDS, EXPORTS, FILES, ensure_room, kinds_named

if TYPE_CHECKING:
    from squatform.history.keeping import Keeper
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
app.add_typer(exercises_cli.app, name="exercises")
app.add_typer(history_cli.app, name="history")
app.add_typer(models_cli.app, name="models")
app.command("live")(live_cli.live)
app.command()(serve_cli.serve)
app.add_typer(serve_cli.users, name="users")


class _Format(str, Enum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


class _Cues(str, Enum):
    EXTERNAL = "external"
    INTERNAL = "internal"
    PLAIN = "plain"


class _DepthRule(str, Enum):
    PARALLEL = "parallel"
    IPF = "ipf"


class _Score(str, Enum):
    BSA = "bsa"
    FMS = "fms"
    NASM = "nasm"
    IPF = "ipf"


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
    clips: Annotated[
        list[Path],
        typer.Argument(
            metavar="CLIP...",
            help="Video of one set; with --merge, videos of the same set from several sides.",
            show_default=False,
        ),
    ],
    exercise: options.Exercise = None,
    profile_path: options.ProfilePath = None,
    level: options.Level = None,
    limits: options.Limits = None,
    depth_rule: Annotated[
        _DepthRule | None,
        typer.Option("--depth-rule", help="Rule for depth, in place of the exercise's own."),
    ] = None,
    height_cm: options.HeightCm = None,
    pain: options.PainOption = None,
    cues: Annotated[
        _Cues, typer.Option("--cues", help="What cues speak of: surroundings, body, or neither.")
    ] = _Cues.EXTERNAL,
    scores: Annotated[
        list[_Score] | None,
        typer.Option("--score", help="Print this score too; may be repeated. JSON has all."),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Merge clips of the same set from several sides.")
    ] = False,
    model: options.Model = DEFAULT_MODEL,
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
        bool, typer.Option("--overwrite", help="Replace a report or saved result that is there.")
    ] = False,
    video_size: Annotated[
        int,
        typer.Option(min=160, help="Longer side of the annotated video; smaller clips stay."),
    ] = 1280,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=1, help="Threads, each with a piece of the clip.")
    ] = 1,
    every_frame: options.EveryFrame = False,
    output: Annotated[
        _Format, typer.Option("--format", "-f", help="How the result is printed.")
    ] = _Format.TABLE,
    save: options.Save = False,
    athlete: options.AthleteName = None,
    load: options.LoadKg = None,
    date: options.Day = None,
    notes: options.Notes = None,
    database: options.DatabaseUrl = None,
    quiet: options.Quiet = False,
) -> None:
    """Analyse one recorded set: repetitions, measures, findings and the one cue.

    [bold]Examples[/bold]

      squatform analyze squats.mp4

      squatform analyze squats.mp4 --json result.json --out report --workers 2

      squatform analyze squats.mp4 --out report --only html --self-contained

      squatform analyze squats.mp4 --out report --export trc,mot --overwrite

      squatform analyze squats.mp4 --exercise low_bar --depth-rule ipf --height-cm 180

      squatform analyze squats.mp4 --profile my.toml --level beginner --limit long-femurs

      squatform analyze front.mp4 side.mp4 --merge --score bsa --pain none

      squatform analyze squats.mp4 --save --athlete Kim --load 80 --height 172

    [bold]Exit codes[/bold]: 0 analysed · 1 this machine could not do it · 2 wrong usage ·
    3 the input cannot be read · 4 no person or no squat in it (JSON still written).
    """
    # what follows brings in OpenCV, PyAV and SciPy: `--help` should not wait for them
    from squatform.analysis import analyze as analyze_clip
    from squatform.history.keeping import keeper
    from squatform.merging import merge as merge_results
    from squatform.report.files import write_report
    from squatform.video import open_source

    if out is None and (only or export or frames_csv or self_contained):
        raise UsageError("Name the folder for the report with --out DIR.")
    kinds = _kinds(only, export, frames_csv=frames_csv)
    if merge != (len(clips) > 1):
        raise UsageError("Name several clips of the same set with --merge, or one clip without.")
    profile = options.profile_of(
        exercise,
        profile_path,
        level=level,
        limits=limits,
        cues=cues.value,
        depth_rule=depth_rule.value if depth_rule else None,
    )
    _ensure_places(json_path, out, kinds, overwrite=overwrite)
    model_path(model, notify=_silent if quiet else _tell)
    with ExitStack() as stack:
        keep = stack.enter_context(
            keeper(
                save=save,
                database=database,
                athlete=athlete,
                load=load,
                date=date,
                notes=notes,
                height_cm=height_cm,
                force=overwrite,
            )
        )
        known_cm = keep.known_height_cm() if keep else height_cm
        sources = [stack.enter_context(open_source(clip)) for clip in clips]
        results = []
        for source in sources:
            with _frames_bar("Analysing", source.info.frames, quiet) as progress:
                analysed = analyze_clip(
                    source,
                    profile,
                    model=model,
                    pain=options.pain_of(pain),
                    height_cm=known_cm,
                    workers=workers,
                    every_frame=every_frame,
                    progress=progress.advance,
                )
            results.append(analysed)
        result = merge_results(results, profile)
        if json_path is not None:
            write_whole(json_path, result.to_json())
        page = None
        if out is not None:
            with _frames_bar("Writing the report", result.clip.frames, quiet) as progress:
                *_, page = write_report(
                    result,
                    out,
                    profile=profile,
                    kinds=kinds,
                    self_contained=self_contained,
                    longest_side=video_size,
                    progress=progress.advance,
                )
        if not quiet:
            _show(result, output, [score.value for score in scores or ()], page)
        if keep is not None:
            _keep(keep, result, clips, None if quiet else output)
    if not result.repetitions:
        typer.echo(
            f"squatform: no squat in {result.clip.path}. {' '.join(result.warnings)}", err=True
        )
        raise typer.Exit(NO_SQUAT)


@app.command()
def schema() -> None:
    """Print the JSON Schema of what `analyze --json` writes.

    [bold]Example[/bold]: squatform schema > squatform.schema.json
    """
    from squatform.results import SetAnalysis

    typer.echo(json.dumps(SetAnalysis.model_json_schema(mode="serialization"), indent=2))


def _kinds(only: str | None, export: str | None, *, frames_csv: bool) -> frozenset[str]:
    kinds = kinds_named(only) if only else DEFAULT_KINDS
    kinds |= kinds_named(export, EXPORTS) if export else frozenset()
    return kinds | frozenset({"frames-csv"} if frames_csv else ())


def _show(
    result: SetAnalysis, output: _Format, scores: Sequence[str], written: Path | None
) -> None:
    """Print a result. A table of no repetition says nothing: the error line does."""
    from squatform.report.table import set_markdown, set_table

    if output is _Format.JSON:
        typer.echo(result.to_json(), nl=False)
    elif output is _Format.MARKDOWN:
        typer.echo(set_markdown(result, scores), nl=False)
    elif result.repetitions:
        Console().print(set_table(result, scores))
    if written is not None:
        typer.echo(f"Report: {written}", err=output is not _Format.TABLE)


def _ensure_places(
    json_path: Path | None, out: Path | None, kinds: frozenset[str], *, overwrite: bool
) -> None:
    if json_path is not None:
        ensure_writable(json_path)
    if out is not None:
        ensure_room(out, kinds, overwrite=overwrite)


def _keep(
    keeper: Keeper, result: SetAnalysis, clips: Sequence[Path], output: _Format | None
) -> None:
    """Save a result in the history and, but for None, say so."""
    from squatform.video.content import content_hash, filmed_on, joint_hash

    content = joint_hash([content_hash(clip) for clip in clips])
    kept = keeper.keep(result, content, filmed=filmed_on(clips[0]))
    if output is not None:
        typer.echo(kept.text, err=output is not _Format.TABLE)


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
