"""What a batch shows while it runs and when it is over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from squatform.batch.driver import ClipResult, Listener

MOST_REASONS = 20
"""Failures named in the terminal; the page and clips.csv have them all."""


class _Rate(ProgressColumn):
    """Clips a minute."""

    def render(self, task: Task) -> Text:
        """Say how fast it goes."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{60 * speed:.1f} clips/min")


@contextmanager
def progress_bar(console: Console, clips: int, *, shown: bool) -> Iterator[Listener]:
    """Show clips done, failures, rate and remaining time on a terminal."""
    columns = (
        TextColumn("Analysing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("clips, {task.fields[failed]} failed"),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        bar = progress.add_task("", total=clips, failed=0)
        failed = 0

        def advance(result: ClipResult) -> None:
            nonlocal failed
            failed += result.status == "failed"
            progress.update(bar, advance=1, failed=failed)

        yield advance


def json_line(result: ClipResult) -> str:
    """Give one clip as a line of JSON."""
    line: dict[str, Any] = {
        "clip": result.entry.url,
        "status": result.status,
        "exercise": result.entry.exercise,
        "key": result.key or None,
        "repetitions": result.repetitions if result.status != "failed" else None,
        "reason": result.reason or None,
    }
    return json.dumps(line, ensure_ascii=False)


def totals(results: Sequence[ClipResult], clips: int) -> dict[str, int]:
    """Count how the clips ended."""
    counts = Counter(result.status for result in results)
    return {
        "clips": clips,
        "analysed": counts["done"],
        "already_there": counts["had"],
        "same_as_another": counts["same"],
        "failed": counts["failed"],
        "left": clips - len(results),
        "repetitions": sum(r.repetitions for r in results if r.status in ("done", "had")),
    }


def final_table(results: Sequence[ClipResult], clips: int) -> Table:
    """Give the numbers of a batch as a table."""
    table = Table("", "Clips", box=None, pad_edge=False)
    for name, count in totals(results, clips).items():
        if name not in ("clips", "repetitions") and count:
            table.add_row(name.replace("_", " ").capitalize(), str(count))
    return table


def reasons(results: Sequence[ClipResult]) -> Iterator[str]:
    """Say why clips failed, a line each."""
    failed = [result for result in results if result.status == "failed"]
    for result in failed[:MOST_REASONS]:
        yield f"[red]Failed[/red] {escape(result.entry.url)}: {escape(result.reason)}"
    if len(failed) > MOST_REASONS:
        yield f"and {len(failed) - MOST_REASONS} more, see clips.csv"
