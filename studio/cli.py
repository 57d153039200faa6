"""The command line: `python -m studio`."""

from __future__ import annotations

import sys
import time
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from squatform.errors import SquatformError
from studio.choosing import Fault, View, drawn_clips
from studio.clip import render_clip
from studio.clipfile import read_clip, write_clip
from studio.exercises import Exercise
from studio.sampling import Split
from studio.stills import write_still

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Render people squatting, with the exact truth of every frame.",
)


@app.command()
def render(
    clips: Annotated[list[Path], typer.Argument(help="Clip descriptions (YAML).")],
    out: Annotated[Path, typer.Option(help="Folder for the clips and their truth.")] = Path(),
    missing: Annotated[bool, typer.Option(help="Leave out clips that are there already.")] = False,
) -> None:
    """Render clips: NAME.yaml becomes NAME.mp4 and NAME.truth.json."""
    specs = [(path, read_clip(path)) for path in clips]  # every mistake shows before any work
    for path, spec in specs:
        video = out / f"{path.stem}.mp4"
        if missing and video.exists() and video.with_suffix(".truth.json").exists():
            continue
        began = time.perf_counter()
        truth = render_clip(spec, video, _show_progress if sys.stderr.isatty() else None)
        seconds = time.perf_counter() - began
        frames = truth["picture"]["frames"]
        size = video.stat().st_size / 1024
        typer.echo(f"{video}: {frames} frames, {size:.0f} KB, {seconds:.0f} s")


@app.command()
def check(clips: Annotated[list[Path], typer.Argument(help="Clip descriptions (YAML).")]) -> None:
    """Read clip descriptions and tell mistakes by field and line."""
    for path in clips:
        read_clip(path)
    typer.echo(f"{len(clips)} sound")


@app.command()
def draw(
    split: Annotated[Split, typer.Option(help="Which of the two disjoint populations.")],
    out: Annotated[Path, typer.Option(help="Folder for the descriptions.")],
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 120,
    first: Annotated[int, typer.Option(min=0, help="Number to begin with.")] = 0,
    fault: Annotated[Fault | None, typer.Option(help="Only clips with this fault.")] = None,
    view: Annotated[View | None, typer.Option(help="Only clips filmed from here.")] = None,
    exercise: Annotated[Exercise | None, typer.Option(help="Only this exercise.")] = None,
) -> None:
    """Draw random clip descriptions; the same numbers give the same clips."""
    drawn = drawn_clips(split, first, fault=fault, view=view, exercise=exercise)
    for number, spec in islice(drawn, count):
        write_clip(spec, out / f"{split.value}_{number:04d}.yaml")


@app.command()
def stills(
    clips: Annotated[list[Path], typer.Argument(help="Rendered clips (MP4), truth beside them.")],
    out: Annotated[Path, typer.Option(help="Folder for the stills.")],
) -> None:
    """Make a small still of each clip, at the bottom of its last repetition."""
    for clip in clips:
        typer.echo(str(write_still(clip, out)))


def _show_progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{done}/{total} frames", end=end, file=sys.stderr, flush=True)


def main() -> None:
    """Run the command line; a mistake is one message and an exit code, never a traceback."""
    try:
        app()
    except SquatformError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
