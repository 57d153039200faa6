"""`python -m benchmarks.back`: film backs, learn how they bend, write it."""

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

from benchmarks.back.film import drawn, film, load_backs, save_backs
from benchmarks.back.fit import learned, table
from benchmarks.back.turn import straight_turn, turn_table, turns
from squatform.files import write_whole
from squatform.pose.provider import model_path
from studio.spec import ClipSpec

SHIPPED = Path("src/squatform/motion/rounding.npz")
MODEL = "full"


def main(
    folder: Annotated[Path, typer.Option(help="Where filmed backs are kept.")] = Path("out/back"),
    count: Annotated[int, typer.Option(min=0, help="How many bodies to film.")] = 300,
    workers: Annotated[int, typer.Option(min=1, help="Processes that film.")] = 2,
) -> None:
    """Film backs that are not there yet and learn from all that are."""
    model = model_path(MODEL)
    with ProcessPoolExecutor(workers) as pool:
        jobs = partial(_film_missing, folder=folder, model=model)
        list(pool.map(jobs, range(count), islice(drawn(), count)))
    backs = [load_backs(path) for path in sorted(folder.glob("*.npz"))]
    rounding, left_out = learned(backs)
    typer.echo(table(left_out))
    seen = turns(backs)
    typer.echo(turn_table(seen, straight_turn(seen)))
    provenance = (
        f"learned by make back from {len(backs)} rendered people of the calibration split, "
        f"model {MODEL}, mediapipe {version('mediapipe')}"
    )
    content = BytesIO()
    arrays: dict[str, Any] = rounding.arrays()
    np.savez_compressed(content, provenance=provenance, **arrays)
    write_whole(SHIPPED, content.getvalue())
    typer.echo(f"{SHIPPED}: {len(content.getvalue()) / 1024:.0f} KB")


def _film_missing(number: int, spec: ClipSpec, *, folder: Path, model: Path) -> None:
    path = folder / f"{number:04d}.npz"
    if not path.exists():
        save_backs(film(spec, model), path)


if __name__ == "__main__":
    typer.run(main)
