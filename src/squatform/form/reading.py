"""From a measure over time to one reading of a repetition."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from squatform.motion.measures import Motion
from squatform.pose.pose import Floats
from squatform.results import Reading, Unavailable

PERSISTENCE_S = 0.17
"""A fault that lasts less, five frames at 30 a second, is noise or a twitch."""

OUT_OF_PICTURE = Unavailable(
    unavailable="Hips, knees, ankles and shoulders were not all in the picture: "
    "step back until the whole body fits."
)
NOT_UP = Unavailable(unavailable="The lifter was not seen to stand up.")
HIDDEN_LOW = Unavailable(unavailable="The lifter was hidden at the bottom.")

FROM_THE_FRONT = (
    "{} can only be judged from the front, from behind or at an angle: "
    "film a second clip from the front."
)
FACING = (
    "{} can only be judged when you face the camera or turn your back to it: "
    "film a second clip straight from the front."
)
FROM_THE_SIDE = "{} can only be judged from the side: film a second clip from there."

Frames = NDArray[np.int64]


def read(
    motion: Motion,
    name: str,
    frames: Frames,
    why: str,
    of: Callable[[Floats, Floats], float] | None = None,
) -> Reading | Unavailable:
    """Read a measure of some frames.

    Parameters
    ----------
    why : str
        What to tell the lifter where the view does not show the measure.
    of : callable, optional
        From values and times, shapes (N,), to the reading; else the median.
    """
    measure = motion[name]
    values = measure.values[frames]
    known = np.isfinite(values) & np.isfinite(measure.sigma[frames])
    if len(frames) == 0 or known.mean() < 0.5:
        legs = np.isfinite(motion["hip_height"].values[frames])
        unseen = len(frames) > 0 and legs.mean() >= 0.5
        return Unavailable(unavailable=why) if unseen else OUT_OF_PICTURE
    times = motion.time_s[frames][known]
    value = float(np.median(values[known])) if of is None else of(values[known], times)
    return reading(value, measure.unit, float(np.median(measure.sigma[frames][known])))


def reading(value: float, unit: str, sigma: float) -> Reading:
    """Give a reading, rounded to what is worth telling."""
    digits = 1 if unit in ("°", "%") else 3
    return Reading(value=round(value, digits), unit=unit, sigma=round(sigma, digits))


def lasting(values: Floats, time_s: Floats, persistence_s: float = PERSISTENCE_S) -> float:
    """Largest value that is kept up for `persistence_s`, or all the time if that is less."""
    best = -np.inf
    for start in range(len(values)):
        window = (time_s >= time_s[start]) & (time_s <= time_s[start] + persistence_s)
        if start > 0 and time_s[-1] - time_s[start] < persistence_s:
            break
        best = max(best, float(values[window].min()))
    return best
