"""`squatform batch`: many clips, on this machine or on a cluster."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from squatform import options
from squatform.errors import INTERRUPTED, UsageError
from squatform.exercises import DEFAULT_EXERCISE
from squatform.pose.provider import DEFAULT_MODEL
from squatform.report.kinds import DEFAULT_KINDS, FILES, kinds_named

if TYPE_CHECKING:
    from squatform.batch.driver import Batch
    from squatform.batch.jobs import Entry
    from squatform.batch.store import Store

SOME_FAILED = 5
"""Exit code where at least one clip has no result."""


def batch(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT...", help="Clips, folders, globs; paths or addresses (s3://, https://)."
        ),
    ] = None,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="DIR", help="Folder or address of the results.")
    ] = "",
    exercise: options.Exercise = None,
    manifest: Annotated[
        str | None,
        typer.Option(
            metavar="CSV", help="Clips to analyse: path, exercise, athlete, date, load, notes."
        ),
    ] = None,
    model: options.Model = DEFAULT_MODEL,
    workers: Annotated[
        int | None,
        typer.Option("--workers", "-w", min=1, help="Processes on this machine; default: cores."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Of a Dask scheduler to use, such as tcp://host:8786."
        ),
    ] = None,
    memory: Annotated[
        str, typer.Option(metavar="SIZE", help="Limit of each process, such as '2 GB'.")
    ] = "auto",
    only: Annotated[
        str | None,
        typer.Option(metavar="KINDS", help=f"Write only these: {', '.join(FILES)}."),
    ] = None,
    every_frame: options.EveryFrame = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what failed in an earlier run.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Analyse everything again.")] = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Print a line of JSON a clip, then the totals.")
    ] = False,
    save: options.Save = False,
    athlete: options.AthleteName = None,
    load: options.LoadKg = None,
    date: options.Day = None,
    notes: options.Notes = None,
    database: options.DatabaseUrl = None,
    quiet: options.Quiet = False,
) -> None:
    """Analyse many clips: each gets one whole report or a reason, and nothing is done twice.

    Run the same command again to go on where it stopped. One Ctrl-C finishes what has begun,
    a second one stops at once.

    [bold]Examples[/bold]

      squatform batch clips --out results

      squatform batch 'clips/*_side.mp4' more --out results --workers 4 --only json,html

      squatform batch --manifest clips.csv --out s3://bucket/results --scheduler tcp://host:8786

      squatform batch --manifest clips.csv --out results --save

    [bold]Exit codes[/bold]: 0 all have results · 1 this machine could not do it · 2 wrong usage ·
    3 an input names nothing · 5 some clips failed · 130 stopped by Ctrl-C.
    """
    # what follows brings in Dask, OpenCV and SciPy: `--help` should not wait for them
    from squatform.batch.cluster import workers as cluster_workers
    from squatform.batch.driver import Batch, Redo, interruptible
    from squatform.batch.jobs import Settings
    from squatform.batch.progress import json_line, progress_bar
    from squatform.batch.saving import keepers, save_results
    from squatform.batch.store import Store
    from squatform.history.keeping import keeper

    if not out:
        raise UsageError("Name the folder for the results with --out DIR.")
    entries = _entries(inputs or [], manifest, exercise or DEFAULT_EXERCISE)
    kinds = kinds_named(only) if only else DEFAULT_KINDS
    settings = Settings.of(
        {entry.exercise for entry in entries}, kinds, model=model, every_frame=every_frame
    )
    store = Store.at(out)
    redo = Redo.EVERYTHING if force else Redo.FAILED if retry_failed else Redo.NOTHING
    console = Console(stderr=True)
    shown = console.is_terminal and not quiet
    with (
        keeper(
            save=save,
            database=database,
            athlete=athlete,
            load=load,
            date=date,
            notes=notes,
            force=force,
        ) as keep,
        cluster_workers(workers or os.cpu_count() or 1, scheduler, memory) as client,
        progress_bar(console, len(entries), shown=shown) as advance,
    ):
        keeping = keepers(entries, keep) if keep else {}
        run = Batch(client, store, settings, redo, listeners=[advance])
        if json_lines:
            run.listeners.append(lambda result: typer.echo(json_line(result)))
        with interruptible(run, lambda text: None if quiet else console.print(text)):
            run.run(entries)
        for line in save_results(run.results, store, keeping):
            typer.echo(line, err=json_lines or quiet)
    _finish(run, store, len(entries), json_lines=json_lines, quiet=quiet)


def _entries(inputs: Sequence[str], manifest: str | None, exercise: str) -> list[Entry]:
    from squatform.batch.inputs import find_entries, read_manifest

    if not inputs and manifest is None:
        raise UsageError("Name clips or folders, or a list of clips with --manifest CSV.")
    entries = read_manifest(manifest, exercise) if manifest else []
    return entries + find_entries(inputs, exercise)


def _finish(run: Batch, store: Store, clips: int, *, json_lines: bool, quiet: bool) -> None:
    """Write the summary, say what came out, and leave with the right code."""
    from squatform.batch.index import write_index
    from squatform.batch.progress import final_table, reasons, totals
    from squatform.batch.summary import summarise, write_summary

    summary = summarise(run.results, store)
    write_summary(summary, store)
    write_index(summary, store, run.settings.version)
    if json_lines:
        typer.echo(json.dumps({"totals": totals(run.results, clips)}))
    elif not quiet:
        console = Console(soft_wrap=True)
        console.print(final_table(run.results, clips))
        for line in reasons(run.results):
            console.print(line)
        console.print(f"Index: {store.url}/index.html")
    if run.stopped:
        raise typer.Exit(INTERRUPTED)
    if any(result.status == "failed" for result in run.results):
        raise typer.Exit(SOME_FAILED)
