"""Reads profiles: those that come with squatform, and those that users write."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from squatform.errors import UsageError
from squatform.exercises.merging import Table, merged, without_drops
from squatform.exercises.mistakes import mistakes, unknown_names, written_keys
from squatform.form.profile import Profile
from squatform.texts import CueStyle, texts

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT_EXERCISE = "air_squat"


def exercise_names() -> list[str]:
    """Names of the exercises that come with squatform."""
    names = (f.name for f in files(__package__).iterdir() if f.name.endswith(".toml"))
    return sorted(name.removesuffix(".toml") for name in names if not name.startswith("_"))


def load_profile(exercise: str | Path = DEFAULT_EXERCISE, cues: CueStyle = "external") -> Profile:
    """Load a profile.

    Parameters
    ----------
    exercise : str or Path
        Name of an exercise that comes with squatform, or the path of a file.
    cues : CueStyle
        How cues are worded where the profile does not word them itself.

    Raises
    ------
    UsageError
        If there is no such exercise, or its profile is wrong; each mistake on a line, with its
        key and what is allowed.
    """
    if isinstance(exercise, Path):
        return _validated(exercise.name, exercise.stem, own_text(exercise), cues)
    return _validated(f"{exercise}.toml", exercise, exercise_text(exercise), cues)


def exercise_text(exercise: str) -> str:
    """Give the file of an exercise that comes with squatform.

    Raises
    ------
    UsageError
        If there is no such exercise.
    """
    known = exercise_names()
    if exercise not in known:
        raise UsageError(f"There is no exercise '{exercise}'. Choose one of: {', '.join(known)}.")
    return files(__package__).joinpath(f"{exercise}.toml").read_text(encoding="utf-8")


def own_text(path: Path) -> str:
    """Give the text of a user's file.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"Cannot read the profile {path}: {reason}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The profile {path} is not text in UTF-8.") from error


def mistakes_in(path: Path) -> list[str]:
    """List what is wrong with a user's profile, a sentence a mistake.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    text = own_text(path)
    try:
        _validated(path.name, path.stem, text, "external")
    except UsageError as error:
        return str(error).splitlines()
    return []


def _validated(file: str, name: str, text: str, cues: CueStyle) -> Profile:
    data = _worded({"name": name, **_read(file, text)}, cues)
    try:
        # JSON is held to its types: "5" is no number
        profile = Profile.model_validate_json(json.dumps(data, default=str), strict=True)
    except ValidationError as error:
        raise UsageError("\n".join(mistakes(file, error, data))) from error
    unknown = list(unknown_names(file, profile))
    if unknown:
        raise UsageError("\n".join(unknown))
    return profile


def _read(file: str, text: str) -> Table:
    """Read a file on top of its parents."""
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is no TOML: {error}.") from error
    wrong = list(_wrong_keys(file, own))
    if wrong:
        raise UsageError("\n".join(wrong))
    parent = own.get("extends")
    if parent is None:
        return without_drops(own)
    data = _read(f"{parent}.toml", exercise_text(parent))
    # they are those of one exercise, not of all that differ from it
    inherited = {key: value for key, value in data.items() if key not in ("name", "summary")}
    return without_drops(merged(inherited, own))


def _wrong_keys(file: str, own: Table) -> Iterator[str]:
    """Find mistakes that a merge with a parent would hide."""
    allowed = written_keys(Profile)
    for key in own:
        if key not in allowed:
            yield f"{file}: {key}: there is no such key. Allowed: {', '.join(allowed)}."
    parent = own.get("extends")
    if parent is not None and parent not in exercise_names():
        names = ", ".join(exercise_names())
        yield f"{file}: extends is {json.dumps(parent, default=str)}. Allowed: {names}."
    checks, unjudged = own.get("checks"), own.get("not_judged")
    if isinstance(checks, dict) and isinstance(unjudged, dict):
        for name in checks.keys() & unjudged.keys():
            yield f"{file}: {name} is under checks and under not_judged. Allowed: one of them."


def _worded(data: Table, cues: CueStyle) -> Table:
    """Put in the words that a profile leaves to the texts."""
    words = texts()
    checks: Any = data.get("checks")
    if isinstance(checks, dict):
        known = {name: words.cues[name].styled(cues) for name in checks if name in words.cues}
        checks = {
            name: {"cue": known[name], **check}
            if name in known and isinstance(check, dict)
            else check
            for name, check in checks.items()
        }
        data = {**data, "checks": checks}
    return {"praise": words.praise.set, **data}
