"""`make accuracy`: analyse clips with truth and publish how right squatform is."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.accuracy.figures import all_figures
from benchmarks.accuracy.page import accuracy_page
from benchmarks.accuracy.pool import of_each_clip
from benchmarks.accuracy.score import score_clip
from squatform import SquatformError
from squatform.files import write_whole

ROOT = Path(__file__).parents[2]


def main(
    clips: Annotated[Path, typer.Argument(help="Folder of clips with truth files.")] = ROOT
    / "sample_videos",
    name: Annotated[str | None, typer.Option(help="Heading; else the folder's name.")] = None,
    out: Annotated[Path, typer.Option(help="Where accuracy.md goes.")] = ROOT / "docs",
    workers: Annotated[int, typer.Option(min=1)] = os.cpu_count() or 1,
) -> None:
    """Write OUT/accuracy/NAME.json, and OUT/accuracy.md from all figures there.

    Example: python -m benchmarks.accuracy sample_videos
    """
    name = name or clips.resolve().name
    figures = all_figures(of_each_clip(score_clip, clips, workers))
    write_whole(out / "accuracy" / f"{name}.json", json.dumps(figures, indent=1) + "\n")
    sets = {
        path.stem: json.loads(path.read_text())
        for path in sorted((out / "accuracy").glob("*.json"))
    }
    write_whole(out / "accuracy.md", accuracy_page(sets))
    counting = figures["counting"]
    exact = f"{100 * counting['squatform']['exact']:.0f} %" if counting else "–"
    print(f"{figures['clips']} clips, repetitions exact in {exact}. See {out / 'accuracy.md'}.")


if __name__ == "__main__":
    try:
        typer.run(main)
    except SquatformError as error:
        sys.exit(f"accuracy: {error}")
