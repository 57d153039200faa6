"""One function over all clips of a folder, several at a time."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

from rich.progress import track

from benchmarks.accuracy.truth import Truth, clips_with_truth
from squatform.pose.provider import model_path

Result = TypeVar("Result")


def of_each_clip(work: Callable[[Path, Truth], Result], folder: Path, workers: int) -> list[Result]:
    """Give what `work` makes of every clip that has a truth file, by name."""
    clips = list(clips_with_truth(folder))
    model_path()
    # forked children inherit locked locks of the networks' threads
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        results = pool.map(work, *zip(*clips, strict=True))
        return list(track(results, "Analysing", total=len(clips), disable=not sys.stderr.isatty()))
