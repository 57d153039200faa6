"""`squatform models`: list, fetch and verify the pose models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from squatform.errors import ModelError
from squatform.pose.manifest import load_manifest
from squatform.pose.provider import cache_folder, list_models, model_path

app = typer.Typer(
    help="List, fetch and verify the pose models.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

_COLOURS = {"ready": "green", "not fetched": "yellow", "damaged": "red"}


@app.command("list", epilog="Example: squatform models list")
def list_command() -> None:
    """Show every pose model: whether it is ready, its size, its licence and where it is."""
    table = Table("Model", "State", "Size", "Licence", "For", box=None, pad_edge=False)
    for record in list_models():
        state = record.bundle.state
        table.add_row(
            f"{record.variant} (default)" if record.default else record.variant,
            f"[{_COLOURS[state]}]{state}[/]",
            f"{record.size / 1e6:.1f} MB",
            record.licence,
            escape(record.summary),
        )
    console = Console()
    console.print(table)
    console.print(f"Folder: {escape(str(cache_folder()))}", soft_wrap=True)


@app.command(
    epilog="Examples: squatform models fetch  |  squatform models fetch lite heavy  |  "
    "squatform models fetch all  |  squatform models fetch full --from pose_full.task"
)
def fetch(
    variants: Annotated[
        list[str] | None,
        typer.Argument(metavar="VARIANT", help="lite, full, heavy or all. Without: full."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PATH",
            help="Take it from this file (.task, wheel, npm package, zip) or folder of .tflite "
            "files, and from nowhere else.",
        ),
    ] = None,
) -> None:
    """Obtain pose models, unless they are there already."""
    manifest = load_manifest()
    names = variants or [manifest.default]
    if "all" in names:
        names = list(manifest.variants)
    for name in names:
        manifest.variant(name)  # a wrong name is refused before anything is downloaded
    notices = Console(stderr=True)
    for name in dict.fromkeys(names):
        path = model_path(
            name,
            source=source,
            notify=lambda text: notices.print(escape(text), soft_wrap=True),
        )
        typer.echo(f"{name}: {path}")


@app.command(epilog="Example: squatform models verify")
def verify() -> None:
    """Check every fetched pose model by the SHA-256 of its networks."""
    damaged = []
    for record in list_models():
        detail = f" ({record.bundle.detail})" if record.bundle.detail else ""
        typer.echo(f"{record.variant}: {record.bundle.state}{detail}")
        if record.bundle.state == "damaged":
            damaged.append(record.variant)
    if damaged:
        raise ModelError(
            f"Damaged: {', '.join(damaged)}. Obtain again with: "
            f"squatform models fetch {' '.join(damaged)}"
        )
