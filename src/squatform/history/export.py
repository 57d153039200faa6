"""Everything of an athlete as one file to take away: JSON to read back, tables to look at.

The file is a zip of `history.json`, which `read_export` takes, and of `sets.csv`,
`repetitions.csv`, `findings.csv` and `complaints.csv`, which repeat it for spreadsheets.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from squatform.errors import InputError
from squatform.history.database import now
from squatform.history.guidance import Entry
from squatform.history.log import add_entry, entries_of
from squatform.history.proportions import Proportions
from squatform.history.store import (
    HEAVIEST_KG,
    LONGEST_NAME,
    LONGEST_NOTE,
    Told,
    add_athlete,
    analysis_of,
    save_set,
    sets_of,
)
from squatform.history.tables import Athlete, TrainingSet
from squatform.results import Reading, SetAnalysis

DOCUMENT = "history.json"

MOST_BYTES = 1 << 30
"""Of `history.json` when unpacked: a set takes some 200 kB."""

_Row = Mapping[str, Any]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExportedSet(_Part):
    """A set."""

    date: dt.date
    load_kg: float | None = Field(ge=0, le=HEAVIEST_KG)
    notes: str = Field(max_length=LONGEST_NOTE)
    content_hash: str = Field(pattern="^[0-9a-f]{64}$")
    proportions: tuple[float, float, float] | None = Field(
        description="Thigh, shank and trunk, relative to the leg."
    )
    created: dt.datetime
    analysis: SetAnalysis


class Export(_Part):
    """Everything of an athlete."""

    format: Literal[1] = 1
    exported: dt.datetime = Field(default_factory=now)
    name: str = Field(max_length=LONGEST_NAME)
    height_cm: float | None
    notes: str
    sets: list[ExportedSet]
    complaints: list[Entry]


def export_of(session: Session, athlete: Athlete) -> Export:
    """Collect everything of an athlete.

    Raises
    ------
    DatabaseError
        If a result cannot be read by this version.
    """
    return Export(
        name=athlete.name,
        height_cm=athlete.height_cm,
        notes=athlete.notes,
        sets=[_exported(row) for row in sets_of(session, athlete)],
        complaints=entries_of(session, athlete),
    )


def export_zip(export: Export) -> bytes:
    """Give the file."""
    tables: dict[str, list[_Row]] = {
        "sets.csv": [_set_row(number, one) for number, one in enumerate(export.sets, 1)],
        "repetitions.csv": [
            row
            for number, one in enumerate(export.sets, 1)
            for row in _repetition_rows(number, one)
        ],
        "findings.csv": [
            row for number, one in enumerate(export.sets, 1) for row in _finding_rows(number, one)
        ],
        "complaints.csv": [
            {**entry.model_dump(mode="json"), "signs": " ".join(entry.signs)}
            for entry in export.complaints
        ],
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(DOCUMENT, export.model_dump_json(by_alias=True, indent=1))
        for name, rows in tables.items():
            archive.writestr(name, _csv(rows))
    return content.getvalue()


_NO_EXPORT = (
    zipfile.BadZipFile,
    KeyError,  # the document is not in it
    EOFError,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,  # packed in a way that is not known
    RuntimeError,  # encrypted
)


def read_export(content: bytes | str | os.PathLike[str]) -> Export:
    """Read a file made by `export_zip`.

    Parameters
    ----------
    content : bytes or path
        The file, or where it is.

    Raises
    ------
    InputError
        If it is none, or cannot be read.
    """
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    name = "The file" if isinstance(content, bytes) else os.fspath(content)
    try:
        with zipfile.ZipFile(source) as archive, archive.open(DOCUMENT) as file:
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"Cannot read {name}: {error.strerror or error}.") from error
    except _NO_EXPORT as error:
        raise InputError(
            f"{name} is no export of a history. Make one with: squatform history export"
        ) from error
    if len(text) > MOST_BYTES:
        raise InputError(f"{name} unpacks to more than {MOST_BYTES >> 20} MB: it is no history.")
    try:
        return Export.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or DOCUMENT
        raise InputError(
            f"{name} does not hold what an export holds, at {where}: {first['msg']}."
        ) from error


def add_export(session: Session, export: Export, owner: str = "") -> Athlete:
    """Put everything of an export into the database; what is there already stays as it is.

    Parameters
    ----------
    session : Session
        For writing.
    export : Export
        As read.
    owner : str
        Whose the athlete is from now on.
    """
    athlete = add_athlete(session, export.name, owner)
    athlete.height_cm = export.height_cm if athlete.height_cm is None else athlete.height_cm
    athlete.notes = athlete.notes or export.notes
    known = {(row.content_hash, row.exercise) for row in sets_of(session, athlete)}
    for one in export.sets:
        if (one.content_hash, one.analysis.exercise) in known:
            continue
        saved = save_set(
            session,
            athlete,
            one.analysis,
            one.content_hash,
            Told(date=one.date, load_kg=one.load_kg, notes=one.notes),
            proportions=None if one.proportions is None else Proportions(*one.proportions),
        )
        saved.set.created = one.created
    there = set(entries_of(session, athlete))
    for entry in export.complaints:
        if entry not in there:
            add_entry(session, athlete, entry)
    return athlete


def _exported(row: TrainingSet) -> ExportedSet:
    measured = row.thigh is not None and row.shank is not None and row.trunk is not None
    return ExportedSet(
        date=row.session.date,
        load_kg=row.load_kg,
        notes=row.notes,
        content_hash=row.content_hash,
        proportions=(row.thigh, row.shank, row.trunk) if measured else None,
        created=row.created,
        analysis=analysis_of(row),
    )


def _set_row(number: int, one: ExportedSet) -> _Row:
    analysis = one.analysis
    return {
        "set": number,
        "date": one.date,
        "exercise": analysis.exercise,
        "load_kg": one.load_kg,
        "notes": one.notes,
        "pain": analysis.pain,
        "clip": analysis.clip.path,
        "content_hash": one.content_hash,
        "duration_s": analysis.clip.duration_s,
        "view": analysis.view.label if analysis.view else None,
        "repetitions": analysis.summary.repetitions,
        "incomplete": analysis.summary.incomplete,
        "focus": analysis.summary.focus,
        "cue": analysis.summary.cue,
        "model": analysis.model,
        "squatform_version": analysis.squatform_version,
    }


def _repetition_rows(number: int, one: ExportedSet) -> Iterable[_Row]:
    for repetition in one.analysis.repetitions:
        row: dict[str, Any] = {
            "set": number,
            "date": one.date,
            "repetition": repetition.index,
            "start_s": repetition.start_s,
            "bottom_s": repetition.bottom_s,
            "end_s": repetition.end_s,
            "complete": repetition.complete,
        }
        for name, reading in repetition.measures.items():
            if isinstance(reading, Reading):
                row |= {name: reading.value, f"{name}_sigma": reading.sigma}
        yield row


def _finding_rows(number: int, one: ExportedSet) -> Iterable[_Row]:
    analysis = one.analysis
    found = [(r.index, finding) for r in analysis.repetitions for finding in r.findings]
    for index, finding in [*found, *((None, finding) for finding in analysis.summary.findings)]:
        yield {"set": number, "date": one.date, "repetition": index, **finding.model_dump()}


def _csv(rows: Sequence[_Row]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Keep spreadsheets from taking a text for a formula."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
