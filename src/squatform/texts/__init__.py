"""What squatform says to a lifter, in one file a language."""

from __future__ import annotations

import sys
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CueStyle = Literal["external", "internal", "plain"]
LANGUAGE = "en"


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cue(_Words):
    """One cue in three styles: at what is around the lifter, at the body, and without a picture.

    External cues are not better for everybody (Moran et al. 2023), so the lifter chooses.
    """

    external: str
    internal: str
    plain: str

    def styled(self, style: CueStyle) -> str:
        """Give the cue in one style."""
        return {"external": self.external, "internal": self.internal, "plain": self.plain}[style]


class Praise(_Words):
    """For what was clean."""

    set: str
    repetition: str
    partly: str
    close: str


class Safety(_Words):
    """What is said about pain."""

    question: str
    mild: str
    sharp: str
    urgent: str
    red_flags: tuple[str, ...]
    disclaimer: str
    stop: str


class Adjustment(_Words):
    """A known limit or level of a lifter."""

    title: str
    why: str


class ScoreWords(_Words):
    """A score and its criteria, by the names they have in results."""

    title: str
    note: str
    criteria: dict[str, str]
    unseen: dict[str, str]


class LiveWords(_Words):
    """What is said and shown at the camera: before the set, in it, of faults of the machine."""

    setup: dict[str, str]
    coach: dict[str, str]
    machine: dict[str, str]
    keys: dict[str, str]


class HistoryWords(_Words):
    """What is said of soreness and pain over days, and of when to squat again.

    `kinds` and `signs` word what can be noticed, `levels` what it comes to, `reasons` why, and
    `schedule` when to squat again; `saved` what became of a result, `trend` how something changes.
    """

    kinds: dict[str, str]
    signs: dict[str, str]
    levels: dict[str, str]
    reasons: dict[str, str]
    schedule: dict[str, str]
    saved: dict[str, str]
    trend: dict[str, str]


class Texts(_Words):
    """Every text of a language."""

    cues: dict[str, Cue]
    praise: Praise
    pain: Safety
    adjustments: dict[str, Adjustment]
    scores: dict[str, ScoreWords]
    looks_like: dict[str, str]
    merge: dict[str, str]
    live: LiveWords
    history: HistoryWords


@cache
def texts(language: str = LANGUAGE) -> Texts:
    """Load the texts of a language.

    Parameters
    ----------
    language : str
        Name of a file of this folder, without its ending.
    """
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Texts.model_validate(tomllib.loads(text))
