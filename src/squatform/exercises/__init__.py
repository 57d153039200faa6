"""The exercises squatform knows: one TOML file each."""

from __future__ import annotations

import sys
from importlib.resources import files

from pydantic import ValidationError

from squatform.errors import UsageError
from squatform.form.profile import Profile

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT_EXERCISE = "air_squat"


def exercise_names() -> list[str]:
    """Names of the exercises that come with squatform."""
    folder = files(__package__)
    return sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")
    )


def load_profile(exercise: str = DEFAULT_EXERCISE) -> Profile:
    """Load the profile of an exercise that comes with squatform.

    Raises
    ------
    UsageError
        If there is no such exercise, or its profile is wrong.
    """
    known = exercise_names()
    if exercise not in known:
        raise UsageError(f"There is no exercise '{exercise}'. Choose one of: {', '.join(known)}.")
    text = files(__package__).joinpath(f"{exercise}.toml").read_text(encoding="utf-8")
    try:
        return Profile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(f"The profile of '{exercise}' is wrong: {error}") from error
