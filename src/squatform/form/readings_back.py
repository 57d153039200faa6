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
    track, baseline, bottom = motion.track, motion.baseline, around_bottom(motion, repetition)
    if track.back is None:
        return Unavailable(unavailable=NO_BACK)
    standing = baseline.standing & (track.scene == track.scene[np.flatnonzero(bottom)[0]])
    looked_at = np.flatnonzero(standing | bottom)
    clear = np.zeros_like(bottom)
    clear[looked_at] = outline_clear(
        track.image[looked_at], track.back[looked_at].astype(float), baseline.yaw_deg[looked_at]
    )
    if not (standing & clear).any() or clear[bottom].mean() < LEAST_KNOWN:
        return Unavailable(unavailable=NO_BACK)
    rounding = shipped_rounding()
    views = [_view(motion, track.back, frames & clear) for frames in (standing, bottom)]
    flexion = float(rounding(np.stack(views)))
    if not np.isfinite(flexion):
        return Unavailable(unavailable=STRANGE)
    return Reading(value=round(flexion, 1), unit="°", sigma=round(float(rounding.sigma_deg), 1))


def _view(motion: Motion, outlines: NDArray[np.float32], frames: NDArray[np.bool_]) -> Floats:
    """Give the median view of some frames, shape (VIEW_LENGTH,)."""
    chosen = np.flatnonzero(frames)
    chosen = chosen[:: -(-len(chosen) // MOST_FRAMES)]
    # who shows the left side looks to the left
    facing, image = -np.sign(motion.baseline.yaw_deg), motion.track.image
    views = [back_view(image[f], outlines[f].astype(float), facing[f]) for f in chosen]
    return np.asarray(np.median(views, axis=0))
