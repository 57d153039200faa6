"""Options that several commands share, and the profile they choose."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from squatform.errors import UsageError
from squatform.exercises import (
    DEFAULT_EXERCISE,
    adjusted,
    exercise_names,
    known_levels,
    known_limits,
    load_profile,
)
from squatform.texts import CueStyle, texts

if TYPE_CHECKING:
    from squatform.form.profile import DepthRule, Profile
    from squatform.results import Pain


class PainLevel(str, Enum):
    """What the lifter says of pain."""

    NONE = "none"
    MILD = "mild"
    SHARP = "sharp"


Exercise = Annotated[
    str | None,
    typer.Option(
        "--exercise",
        "-e",
        help=f"One of: {', '.join(exercise_names())}.",
        show_default=DEFAULT_EXERCISE,
    ),
]
ProfilePath = Annotated[
    Path | None,
    typer.Option("--profile", metavar="MY.toml", help="Your own profile of an exercise."),
]
Level = Annotated[
    str | None, typer.Option("--level", help=f"Experience: {', '.join(known_levels())}.")
]
Limits = Annotated[
    list[str] | None,
    typer.Option("--limit", help=f"A known limit; may be repeated: {', '.join(known_limits())}."),
]
HeightCm = Annotated[
    float | None,
    typer.Option(
        "--height-cm", "--height", metavar="CM", min=80, max=250, help="Height of the lifter."
    ),
]
PainOption = Annotated[PainLevel | None, typer.Option("--pain", help=texts().pain.question)]
Model = Annotated[str, typer.Option("--model", "-m", help="Pose model: lite, full or heavy.")]
EveryFrame = Annotated[
    bool, typer.Option("--every-frame", help="Show the network every frame: slower.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Save = Annotated[
    bool, typer.Option("--save", help="Save in the history; see squatform history --help.")
]
AthleteName = Annotated[
    str | None, typer.Option("--athlete", "-a", metavar="NAME", help="Whose sets they are.")
]
LoadKg = Annotated[
    str | None, typer.Option("--load", metavar="KG", help="On the bar or in the hands.")
]
Day = Annotated[str | None, typer.Option("--date", metavar="DAY", help="Such as 2026-03-02.")]
Notes = Annotated[str | None, typer.Option("--notes", metavar="TEXT", help="Anything.")]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="Of the history: an SQLite file, or an address such as postgresql://user@host/name.",
        envvar="SQUATFORM_DATABASE",
        show_default="a file among your data",
    ),
]


def pain_of(level: PainLevel | None) -> Pain | None:
    """Give pain as results have it."""
    return level.value if level else None


def profile_of(
    exercise: str | None,
    path: Path | None,
    *,
    level: str | None = None,
    limits: Sequence[str] | None = None,
    cues: CueStyle = "external",
    depth_rule: DepthRule | None = None,
) -> Profile:
    """Give the profile that a command line names.

    Raises
    ------
    UsageError
        If it names two, or an exercise, level or limit that there is not.
    """
    if path is not None and exercise is not None:
        raise UsageError("Name an --exercise or a --profile, not both: profiles can extend one.")
    profile = load_profile(path or exercise or DEFAULT_EXERCISE, cues)
    return adjusted(profile, level=level, limits=limits or (), depth_rule=depth_rule)
