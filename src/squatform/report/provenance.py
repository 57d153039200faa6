"""Where the numbers come from: methods, limits, versions and parameters."""

from __future__ import annotations

import inspect
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version

from squatform.form.judge import CHECKS, SET_CHECKS
from squatform.form.profile import Limit, Profile
from squatform.motion.baseline import SHORTEST_STAND_S
from squatform.motion.geometry import LANDMARK_NOISE
from squatform.motion.smoothing import CUTOFF_HZ, LONGEST_GAP_S
from squatform.results import SetAnalysis

EVIDENCE = {
    "F": "read in the paper",
    "S": "second-hand",
    "M": "recalled",
    "D": "derived",
    "C": "convention",
}

PACKAGES = ("mediapipe", "numpy", "scipy", "opencv-python", "av")


@dataclass(frozen=True, slots=True)
class Method:
    """How one check is judged.

    Attributes
    ----------
    check : str
        Its name.
    paragraphs : list[str]
        How it is measured, and the source.
    limits : tuple[Limit, ...]
        Where its grades begin.
    """

    check: str
    paragraphs: list[str]
    limits: tuple[Limit, ...]


def methods(profile: Profile) -> list[Method]:
    """Say how each check of an exercise is judged, in the words of its own module."""
    found = []
    for name, check in profile.checks.items():
        module = (CHECKS.get(name) or SET_CHECKS[name]).__module__
        text = inspect.getdoc(sys.modules[module]) or ""
        paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
        found.append(Method(name, paragraphs, check.limits))
    return found


def versions(analysis: SetAnalysis) -> dict[str, str]:
    """Name what made the result."""
    return {
        "squatform": analysis.squatform_version,
        "Pose model": analysis.model,
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def parameters(analysis: SetAnalysis, profile: Profile) -> dict[str, str]:
    """Name what was set."""
    return {
        "Exercise": profile.title,
        "Low-pass filter": f"Butterworth, second order, both ways, {CUTOFF_HZ:g} Hz",
        "Longest gap filled": f"{LONGEST_GAP_S:g} s",
        "Shortest quiet standing": f"{SHORTEST_STAND_S:g} s",
        "Standard error of a landmark": f"{LANDMARK_NOISE:g} of a thigh length",
        "Clip": (
            f"{analysis.clip.width}×{analysis.clip.height}, {analysis.clip.frames} frames at "
            f"{analysis.clip.frame_rate:.2f} a second, {analysis.clip.duration_s:.2f} s"
        ),
    }
