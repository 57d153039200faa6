"""The exercises squatform knows, one TOML file each, and those that users write."""

from __future__ import annotations

from squatform.exercises.adjusting import adjusted, known_levels, known_limits
from squatform.exercises.loading import (
    DEFAULT_EXERCISE,
    exercise_names,
    exercise_text,
    load_profile,
    mistakes_in,
    own_text,
)

__all__ = [
    "DEFAULT_EXERCISE",
    "adjusted",
    "exercise_names",
    "exercise_text",
    "known_levels",
    "known_limits",
    "load_profile",
    "mistakes_in",
    "own_text",
]
