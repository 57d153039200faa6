"""`python -m benchmarks.correction`: film postures, learn the correction, write it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.correction.clips import VIEW_WEIGHTS, drawn, film, load_postures, save_postures
from benchmarks.correction.fit import fit, left_out, with_sigma
from benchmarks.correction.samples import Samples, joined, samples_of
from benchmarks.correction.table import table
from squatform.files import write_whole
from squatform.pose.provider import model_path
from studio.spec import ClipSpec

SHIPPED = Path("src/squatform/motion/correction.npz")
MODEL = "full"


def main(
    folder: Annotated[Path, typer.Option(help="Where filmed postures are kept.")] = Path(
        "out/correction"
    ),
    count: Annotated[int, typer.Option(min=0, help="How many to film, three of a body.")] = 750,
    workers: Annotated[int, typer.Option(min=1, help="Processes that film.")] = 2,
) -> None:
    """Film postures that are not there yet and learn from all that are."""
    model = model_path(MODEL)
    with ProcessPoolExecutor(workers) as pool:
        jobs = partial(_film_missing, folder=folder, model=model)
        list(pool.map(jobs, range(count), islice(drawn(), count)))
    numbers = sorted(int(path.stem) for path in folder.glob("*.npz"))
    pairs = [_samples(folder, number) for number in numbers]
    arrays: dict[str, Any] = {
        "provenance": f"learned by make correction from {len(numbers)} views of rendered people "
        f"of the calibration split, model {MODEL}, mediapipe {version('mediapipe')}",
        "views": np.array(numbers),
    }
    for part, samples in zip(("leg", "trunk"), zip(*pairs, strict=True), strict=True):
        arrays |= _learned(part, joined(samples))
    content = BytesIO()
    np.savez_compressed(content, **arrays)
    write_whole(SHIPPED, content.getvalue())
    typer.echo(f"{SHIPPED}: {len(content.getvalue()) / 1024:.0f} KB")


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:04d}.npz"


def _film_missing(number: int, spec: ClipSpec, *, folder: Path, model: Path) -> None:
    if not _path(folder, number).exists():
        save_postures(film(spec, model), _path(folder, number))


def _samples(folder: Path, number: int) -> tuple[Samples, Samples]:
    person, view = divmod(number, len(VIEW_WEIGHTS))
    return samples_of(load_postures(_path(folder, number)), person, VIEW_WEIGHTS[view])


def _learned(part: str, samples: Samples) -> dict[str, Any]:
    remaining, sigma = left_out(samples)
    typer.echo(f"{part}, of people left out, measured minus true in degrees:")
    typer.echo(table(samples, remaining, sigma))
    correction = with_sigma(fit(samples), samples, remaining)
    return {f"{part}_{name}": value for name, value in correction.arrays().items()}


if __name__ == "__main__":
    typer.run(main)
