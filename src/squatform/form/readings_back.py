"""How far the upper back has bent since the lifter stood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from squatform.form.changes import LEAST_KNOWN, NO_BACK, around_bottom, hidden_change
from squatform.form.check import Measures
from squatform.motion.back import outline_clear
from squatform.motion.measures import Motion
from squatform.motion.rounding import back_view, shipped_rounding
from squatform.pose.pose import Floats
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

MOST_FRAMES = 30
"""Frames of one moment that are looked at."""

STRANGE = "The outline of the back is unlike all that squatform can read."


def read_back(motion: Motion, repetition: Repetition) -> Measures:
    """Measure flexion of the upper back at the bottom of a repetition since standing, degrees."""
    return {"thoracic_flexion": _thoracic_flexion(motion, repetition)}


def _thoracic_flexion(motion: Motion, repetition: Repetition) -> Reading | Unavailable:
    if (hidden := hidden_change(motion, repetition, "The back")) is not None:
        return hidden
    clear = outline_clear(motion.track, motion.baseline)
    bottom = around_bottom(motion, repetition)
    scene = motion.track.scene[np.flatnonzero(bottom)[0]]
    standing = motion.baseline.standing & (motion.track.scene == scene) & clear
    if not standing.any() or clear[bottom].mean() < LEAST_KNOWN:
        return Unavailable(unavailable=NO_BACK)
    rounding = shipped_rounding()
    flexion = float(rounding(np.stack([_view(motion, f) for f in (standing, bottom & clear)])))
    if not np.isfinite(flexion):
        return Unavailable(unavailable=STRANGE)
    return Reading(value=round(flexion, 1), unit="°", sigma=round(float(rounding.sigma_deg), 1))


def _view(motion: Motion, frames: NDArray[np.bool_]) -> Floats:
    """Give the median view of some frames, shape (VIEW_LENGTH,)."""
    track, chosen = motion.track, np.flatnonzero(frames)
    assert track.back is not None
    chosen = chosen[:: -(-len(chosen) // MOST_FRAMES)]
    # who shows the left side looks to the left
    facing = -np.sign(motion.baseline.yaw_deg)
    views = [back_view(track.image[f], track.back[f].astype(float), facing[f]) for f in chosen]
    return np.asarray(np.median(views, axis=0))
