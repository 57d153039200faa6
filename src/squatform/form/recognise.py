"""Tells when what is seen is not the exercise that was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.pose.landmarks import SHOULDERS, WRISTS
from squatform.reps.repetition import Rejected, Repetition
from squatform.texts import texts

ALIKE_DEG = 20.0
"""Legs whose thighs and knees differ by less do the same work; as much is seen in real squats."""

OVERHEAD_SHARE, LOW_SHARE = 0.3, 0.1
"""How far a wrist is over the shoulders, in trunk lengths, of arms that are overhead beyond doubt,
and of arms that are not."""

WRIST_SEEN = 0.5
"""Visibility of a wrist that is no guess; bars and plates hide many."""


def contradictions(
    motion: Motion,
    repetitions: Sequence[Repetition],
    rejected: Sequence[Rejected],
    profile: Profile,
) -> list[str]:
    """Say what does not look like the exercise, and what it looks like."""
    words = texts().looks_like
    found = _other_exercises(repetitions, rejected)
    bottoms = [repetition.bottom_frames(motion.time_s) for repetition in repetitions]
    if not bottoms:
        return found
    if "one_leg" in profile.counts and all(_both_legs(motion, frames) for frames in bottoms):
        found.append(words["both_legs"])
    raised = [share for f in bottoms if (share := _raised(motion, f)) is not None]
    if raised and profile.arms == "overhead" and max(raised) < LOW_SHARE:
        found.append(words["not_overhead"])
    if raised and profile.arms != "overhead" and min(raised) > OVERHEAD_SHARE:
        found.append(words["overhead"])
    return found


def _other_exercises(repetitions: Sequence[Repetition], rejected: Sequence[Rejected]) -> list[str]:
    """Name the exercises that what was not counted may be: two or more, and most of the clip."""
    movements = Counter(movement.movement for movement in rejected)
    words = texts().looks_like
    return [
        words[movement.value]
        for movement, times in movements.items()
        if movement.exercise is not None and times >= max(2, len(repetitions))
    ]


def _both_legs(motion: Motion, frames: NDArray[np.int64]) -> bool:
    for name in ("thigh_angle", "knee_flexion"):
        left, right = (motion[f"{name}_{side}"].values[frames] for side in ("left", "right"))
        apart = np.abs(left - right)
        known = apart[np.isfinite(apart)]
        # a leg that is not known contradicts nothing
        if not len(known) or np.median(known) >= ALIKE_DEG:
            return False
    return True


def _raised(motion: Motion, frames: NDArray[np.int64]) -> float | None:
    """How far the wrist seen best is over the shoulders, in trunk lengths; None of none."""
    wrists = list(WRISTS)
    visibility = np.median(motion.track.visibility[frames][:, wrists], axis=0)
    # where nobody was found the comparison with NaN is false
    if not visibility.max() > WRIST_SEEN:
        return None
    y = motion.track.image[frames][:, :, 1]
    over = y[:, list(SHOULDERS)].mean(axis=1) - y[:, wrists[int(visibility.argmax())]]
    return float(np.median(over / motion.baseline.trunk[frames]))
