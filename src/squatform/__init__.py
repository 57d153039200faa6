"""squatform checks squat form from video, repetition by repetition, and says how sure it is.

>>> from squatform import analyze
>>> result = analyze("squats.mp4", exercise="air_squat")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from squatform.errors import InputError, ModelError, OutputError, SquatformError, UsageError

if TYPE_CHECKING:
    from squatform.analysis import analyze
    from squatform.results import (
        Clip,
        Finding,
        Reading,
        RepetitionResult,
        SetAnalysis,
        SetSummary,
        Unavailable,
        View,
    )

__all__ = [
    "Clip",
    "Finding",
    "InputError",
    "ModelError",
    "OutputError",
    "Reading",
    "RepetitionResult",
    "SetAnalysis",
    "SetSummary",
    "SquatformError",
    "Unavailable",
    "UsageError",
    "View",
    "analyze",
]


def __getattr__(name: str) -> Any:
    # programs that look at a part need not wait for all of it: SciPy alone takes half a second
    if name not in __all__:
        raise AttributeError(f"module 'squatform' has no attribute {name!r}")
    home = "squatform.analysis" if name == "analyze" else "squatform.results"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
