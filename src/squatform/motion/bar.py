"""The way of the load: heights, vertical speeds, and drift ahead of the feet.

Landmarks do not show the bar. On the back or in front it moves with the shoulders; overhead with
the wrists.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from squatform.motion.arms import SEEN_DEG, hands_overhead
from squatform.motion.baseline import Baseline
from squatform.motion.feet import Feet, while_standing
from squatform.motion.measure import Measure
from squatform.motion.smoothing import runs
from squatform.pose.landmarks import ANKLES, SHOULDERS, WRISTS
from squatform.pose.pose import Floats, PoseTrack

HEIGHT_NOISE = 0.015
"""Standard error of a height, in standing leg lengths."""

SPEED_NOISE = 0.06
"""Standard error of a speed that is low-passed at 6 Hz, in standing leg lengths a second."""

DRIFT_NOISE = 0.02


def bar_measures(
    track: PoseTrack, baseline: Baseline, feet: Feet, known: Mapping[str, Measure]
) -> list[Measure]:
    """Measure height and speed of shoulders and hips, and where the bar is over the feet.

    `shoulder_height`: over the ankles, in standing leg lengths; `hip_speed` and `shoulder_speed`:
    + up; `bar_ahead`: how far the bar has gone ahead from where it is in standing.
    """
    y = track.image[:, :, 1]
    ankles = y[:, list(ANKLES)].mean(axis=1)
    height = (ankles - y[:, list(SHOULDERS)].mean(axis=1)) / baseline.leg
    hips = known["hip_height"].values
    count = len(track)
    noise, speed_noise = np.full(count, HEIGHT_NOISE), np.full(count, SPEED_NOISE)
    return [
        Measure("shoulder_height", "of standing leg", height, noise),
        Measure("hip_speed", "legs/s", vertical_speed(track, hips), speed_noise),
        Measure("shoulder_speed", "legs/s", vertical_speed(track, height), speed_noise),
        _bar_ahead(track, baseline, feet),
    ]


def vertical_speed(track: PoseTrack, height: Floats) -> Floats:
    """Rate of change of a height over time, shape (T,); NaN where it is not known."""
    speed = np.full(len(height), np.nan)
    for run in runs(track.time_s, np.isfinite(height), track.scene, 0.0):
        if run.stop - run.start >= 2:
            speed[run] = np.gradient(height[run], track.time_s[run])
    return speed


def _bar_ahead(track: PoseTrack, baseline: Baseline, feet: Feet) -> Measure:
    x = track.image[:, :, 0]
    hands, shoulders, ankles = (x[:, list(p)].mean(axis=1) for p in (WRISTS, SHOULDERS, ANKLES))
    ahead = np.where(hands_overhead(track, baseline), hands, shoulders) - ankles
    turn = -np.sin(np.radians(feet.yaw_deg))
    seen = np.abs(turn) > np.sin(np.radians(SEEN_DEG))
    ahead = np.where(seen, ahead / np.where(seen, turn, 1.0) / baseline.leg, np.nan)
    drift = ahead - while_standing(ahead, track, baseline)
    return Measure("bar_ahead", "of standing leg", drift, np.full(len(track), DRIFT_NOISE))
