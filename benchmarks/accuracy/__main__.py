"""`make accuracy`: analyse clips with truth and publish how right squatform is."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from benchmarks.accuracy.figures import all_figures
from benchmarks.accuracy.page import accuracy_page
from benchmarks.accuracy.score import ClipScore, score_clip
from benchmarks.accuracy.truth import clips_with_truth
from squatform import SquatformError
from squatform.files import write_whole
from squatform.pose.provider import model_path

ROOT = Path(__file__).parents[2]


def score_folder(folder: Path, workers: int) -> list[ClipScore]:
    """Score every clip of a folder, several at a time."""
    work = list(clips_with_truth(folder))
    model_path()
    # forked children inherit locked locks of the networks' threads
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        scores = pool.map(score_clip, *zip(*work, strict=True))
        return list(track(scores, "Analysing", total=len(work), disable=not sys.stderr.isatty()))


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
    figures = all_figures(score_folder(clips, workers))
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
