"""squatform checks squat form from video, repetition by repetition, and says how sure it is.

>>> from squatform import analyze
>>> result = analyze("squats.mp4", exercise="air_squat")
"""

from squatform.analysis import analyze
from squatform.errors import InputError, ModelError, OutputError, SquatformError, UsageError
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
