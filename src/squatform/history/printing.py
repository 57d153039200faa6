"""The history in a terminal: rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from squatform.history.proportions import Known
from squatform.history.tables import Athlete, TrainingSet
from squatform.history.trends import Point
from squatform.history.words import load_kg_text, value_text

Cells = tuple[str, ...]

SET_COLUMNS = ("Set", "Athlete", "Date", "Exercise", "Load", "Reps", "View", "Pain", "Notes")
ATHLETE_COLUMNS = ("Athlete", "Height", "Sets", "Thigh", "Shank", "Trunk")
POINT_COLUMNS = ("Set", "Date", "Load", "View", "Reps", "Value")


def print_table(console: Console, columns: Sequence[str], rows: Iterable[Cells]) -> None:
    """Print a table; what somebody wrote is shown as it is."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def set_cells(athlete: Athlete, row: TrainingSet) -> Cells:
    """Give a set as cells of `SET_COLUMNS`."""
    incomplete = f" + {row.incomplete}" if row.incomplete else ""
    return (
        str(row.id),
        athlete.name,
        str(row.session.date),
        row.exercise,
        load_kg_text(row.load_kg),
        f"{row.complete}{incomplete}",
        row.view or "–",
        row.pain or "–",
        row.notes,
    )


def set_facts(athlete: Athlete, row: TrainingSet) -> dict[str, Any]:
    """Give a set as JSON's types."""
    return {
        "set": row.id,
        "athlete": athlete.name,
        "date": row.session.date.isoformat(),
        "exercise": row.exercise,
        "load_kg": row.load_kg,
        "repetitions": row.complete,
        "incomplete": row.incomplete,
        "view": row.view,
        "pain": row.pain,
        "notes": row.notes,
        "clip": row.clip,
        "content_hash": row.content_hash,
        "model": row.model,
        "squatform_version": row.squatform_version,
    }


def athlete_cells(athlete: Athlete, sets: int, shape: Known | None) -> Cells:
    """Give an athlete as cells of `ATHLETE_COLUMNS`."""
    height = "–" if athlete.height_cm is None else f"{athlete.height_cm:g} cm"
    lengths = [_length(shape, name) for name in ("thigh", "shank", "trunk")]
    return (athlete.name, height, str(sets), *lengths)


def point_cells(point: Point, unit: str) -> Cells:
    """Give a set of a trend as cells of `POINT_COLUMNS`."""
    return (
        str(point.set_id),
        str(point.date),
        load_kg_text(point.load_kg),
        point.view or "–",
        str(point.repetitions),
        value_text(point.value, point.sigma, unit),
    )


def _length(shape: Known | None, name: str) -> str:
    if shape is None:
        return "–"
    spread = "" if shape.spread is None else f"±{getattr(shape.spread, name):.2f}"
    return f"{getattr(shape.typical, name):.2f}{spread}"
