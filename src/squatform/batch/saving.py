"""Saves the results of a batch in the history, each for the athlete that the manifest names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from squatform.batch.driver import ClipResult
from squatform.batch.jobs import Entry
from squatform.batch.store import Store
from squatform.errors import UsageError
from squatform.history.keeping import Keeper, told_of
from squatform.history.proportions import Proportions
from squatform.results import SetAnalysis
from squatform.texts import texts
from squatform.video.content import filmed_on


def keepers(entries: Iterable[Entry], keeper: Keeper) -> dict[Entry, Keeper]:
    """Give each clip what saves it; called before long work.

    Raises
    ------
    UsageError
        If what is said of a clip cannot be understood; the message names the clip.
    """
    return {entry: _keeper(entry, keeper) for entry in entries}


def save_results(
    results: Iterable[ClipResult], store: Store, keepers: Mapping[Entry, Keeper]
) -> Iterator[str]:
    """Save every result there is and say, at the end, how many.

    Results that an earlier version of the store keeps without the hash of their clip are told.
    """
    counts: Counter[str] = Counter()
    for result in results:
        keeper = keepers.get(result.entry)
        if keeper is None or result.status == "failed":
            continue
        record = store.record(f"done/{result.key}") or {}
        if "content" not in record:
            yield texts().history.saved["old"].format(clip=result.entry.name)
            continue
        shape = record["proportions"]
        kept = keeper.keep(
            SetAnalysis.model_validate(record["analysis"]),
            record["content"],
            proportions=Proportions(**shape) if shape else None,
            filmed=_filmed(result.entry),
        )
        counts[kept.status] += 1
    if counts:
        yield (
            texts()
            .history.saved["many"]
            .format(**{name: counts[name] for name in ("new", "had", "replaced", "nothing")})
        )


def _keeper(entry: Entry, keeper: Keeper) -> Keeper:
    try:
        return keeper.of(entry.athlete, told_of(entry.date, entry.load, entry.notes or None))
    except UsageError as error:
        raise UsageError(f"{entry.name}: {error}") from error


def _filmed(entry: Entry) -> dt.date | None:
    """Give the day by the clip's own account, where the clip is at hand."""
    path = Path(entry.url)
    return filmed_on(path) if path.is_file() else None
