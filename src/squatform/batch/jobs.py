"""What is to be done: clips, how to analyse them, and the key under which a result is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from fsspec.core import url_to_fs
from fsspec.utils import get_protocol

from squatform.exercises import load_profile
from squatform.pose.provider import DEFAULT_MODEL

GRACE_S = 120.0
SECONDS_A_SECOND = 30.0
"""A clip may take `GRACE_S` and this many seconds for each of its own; then it hangs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A clip as it was named, and what a manifest says of it.

    Attributes
    ----------
    url : str
        Absolute path, or address for fsspec.
    exercise : str
        Name of an exercise.
    athlete, date, load, notes : str
        For the summary; empty where not known.
    """

    url: str
    exercise: str
    athlete: str = ""
    date: str = ""
    load: str = ""
    notes: str = ""

    @property
    def name(self) -> str:
        """Last part of the address."""
        return self.url.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """How clips are analysed; all of it but the limits is in the key of a result.

    Attributes
    ----------
    profiles : Mapping[str, str]
        For each exercise, its profile as JSON.
    model : str
        Pose model.
    kinds : frozenset[str]
        Files of a report, see `squatform.report.kinds`.
    every_frame : bool
        Whether the network sees every frame.
    version : str
        Of squatform, the same on every machine.
    grace_s, seconds_a_second : float
        Time limit of a clip, see `SECONDS_A_SECOND`.
    """

    profiles: Mapping[str, str]
    kinds: frozenset[str]
    model: str = DEFAULT_MODEL
    every_frame: bool = False
    version: str = field(default_factory=lambda: version("squatform"))
    grace_s: float = GRACE_S
    seconds_a_second: float = SECONDS_A_SECOND

    @classmethod
    def of(cls, exercises: Iterable[str], kinds: Iterable[str], **how: Any) -> Settings:
        """Load the profiles of `exercises`.

        Raises
        ------
        UsageError
            If there is no such exercise.
        """
        profiles = {name: load_profile(name).model_dump_json() for name in set(exercises)}
        # a summary is made of results, so there is always the JSON
        return cls(profiles, frozenset(kinds) | {"json"}, **how)

    def limit_s(self, duration_s: float) -> float:
        """Seconds that a clip of this length may take."""
        return self.grace_s + self.seconds_a_second * duration_s


def result_key(content: str, exercise: str, settings: Settings) -> str:
    """Name a result by all that decides it: content, profile, model, options and version."""
    parts = (
        content,
        settings.profiles[exercise],
        settings.model,
        ",".join(sorted(settings.kinds)),
        str(settings.every_frame),
        settings.version,
    )
    return digest("\0".join(parts))


def file_version(url: str) -> str | None:
    """Name a file as it is now without reading it; None where its filesystem cannot tell.

    Size, time of change, or what else the filesystem says of it, count. Web servers often say
    nothing that can be relied on.
    """
    fs, path = url_to_fs(url)
    if get_protocol(url).startswith("http"):
        return None
    try:
        return digest(f"{url}\0{fs.ukey(path)}")
    except Exception:  # each filesystem has its own ways to fail
        return None


def digest(text: str) -> str:
    """Give 32 hexadecimal digits for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def entry_columns(entry: Entry) -> dict[str, str]:
    """Give an entry as columns of a table."""
    columns = asdict(entry)
    return {"clip": columns.pop("url"), **columns}
