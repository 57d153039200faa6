"""All results of a batch as two tables: a row a clip, and a row a repetition."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from squatform.batch.driver import ClipResult
from squatform.batch.jobs import Entry, entry_columns
from squatform.batch.store import Store
from squatform.report.frames import repetition_row
from squatform.results import SetAnalysis

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """The two tables.

    Attributes
    ----------
    clips : list of Row
        One a clip: what it is, how it ended, what its set is like.
    repetitions : list of Row
        One a repetition of each result, see `squatform.report.frames.repetition_row`.
    """

    clips: list[Row]
    repetitions: list[Row]


def summarise(results: Iterable[ClipResult], store: Store) -> Summary:
    """Read the results of a batch, in the order of their addresses."""
    clips: list[Row] = []
    repetitions: list[Row] = []
    for result in sorted(results, key=lambda result: (result.entry.url, result.status == "same")):
        record = store.record(f"done/{result.key}") if result.status != "failed" else None
        analysis = SetAnalysis.model_validate(record["analysis"]) if record else None
        clips.append(_clip_row(result, record["folder"] if record else "", analysis))
        if analysis is not None and result.status != "same":
            repetitions += _repetition_rows(result.entry, analysis)
    return Summary(clips, repetitions)


def write_summary(summary: Summary, store: Store) -> None:
    """Write both tables as CSV and as Parquet.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    for name, rows in (("clips", summary.clips), ("summary", summary.repetitions)):
        columns = _columns(rows)
        store.write(f"{name}.csv", _csv(rows, columns).encode())
        store.write(f"{name}.parquet", _parquet(rows, columns))


def _clip_row(result: ClipResult, folder: str, analysis: SetAnalysis | None) -> Row:
    findings = [f for r in analysis.repetitions for f in r.findings] if analysis else []
    return {
        **entry_columns(result.entry),
        "status": result.status,
        "reason": result.reason or None,
        "key": result.key or None,
        "report": folder or None,
        "view": analysis.view.label if analysis and analysis.view else None,
        "duration_s": analysis.clip.duration_s if analysis else None,
        "repetitions": analysis.summary.repetitions if analysis else None,
        "incomplete": analysis.summary.incomplete if analysis else None,
        "faults": sum(finding.is_fault for finding in findings) if analysis else None,
        "focus": analysis.summary.focus if analysis else None,
        "cue": analysis.summary.cue if analysis else None,
        "warnings": " ".join(analysis.warnings) or None if analysis else None,
    }


def _repetition_rows(entry: Entry, analysis: SetAnalysis) -> Iterator[Row]:
    for repetition in analysis.repetitions:
        yield {
            **entry_columns(entry),
            "view": analysis.view.label if analysis.view else None,
            **repetition_row(repetition),
        }


def _columns(rows: Sequence[Row]) -> list[str]:
    """List the columns of all rows: exercises differ in their checks."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _parquet(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    import pyarrow  # noqa: PLC0415 - as in squatform.report.frames
    from pyarrow import parquet  # noqa: PLC0415

    table = pyarrow.table(
        {name: pyarrow.array([row.get(name) for row in rows]) for name in columns}
    )
    sink = io.BytesIO()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue()
