"""How a repetition goes over time: speed, bounce, order of hips and shoulders, bar, end."""

from __future__ import annotations

import numpy as np
from scipy.signal import find_peaks

from squatform.form.check import Measures
from squatform.form.reading import (
    FROM_THE_SIDE,
    HIDDEN_LOW,
    NOT_UP,
    OUT_OF_PICTURE,
    Frames,
    lasting,
    read,
    reading,
)
from squatform.motion.measures import Motion
from squatform.pose.pose import Floats
from squatform.reps.repetition import Repetition
from squatform.results import Reading, Unavailable

EARLY_SHARE = 0.2
"""Share of the hips' way up in which it shows that they go first."""

EARLY_RISE_NOISE = 0.02
"""Standard error of what the shoulders rise meanwhile, in standing leg lengths: two in three of 111
rendered repetitions of the calibration split are nearer to the truth."""

ARMS = (
    "Arms can only be judged where they are held overhead, seen from the side and not hidden by "
    "plates: film a second clip from there."
)

HEAD_SEEN_SHARE = 0.8
HEAD_HIDDEN = Unavailable(
    unavailable="A plate or an arm hid the head: film a second clip at an angle."
)

LEAN_CHANGE_NOISE_DEG = 1.6
"""Standard error of a change of trunk lean within a second: most of what a lean has wrong stays
the same. Of 111 calibration repetitions, a fifth of them with hips that go first, 86 % are within
two of the truth, and 68 % within 0.6°."""

DROP_NOISE = 0.1
"""Standard error of the fastest descent, in standing leg lengths a second, on rendered clips."""

FOOT_OF_SHANK, TOE_OF_FOOT = 0.55, 0.70
"""Heel to toe over the shank, and ankle to toe over heel to toe (Winter, Biomechanics and Motor
Control of Human Movement, 4th ed., figure 4.1)."""


def read_time(motion: Motion, repetition: Repetition) -> Measures:
    """Read what needs the whole of one repetition.

    `drop_speed`: the fastest descent of the hips, in standing leg lengths a second; `bounce`: how
    far the lifter came up before going down once more, in standing leg lengths;
    `concentric_speed`: way of the hips over the time of the ascent; `lean_gain`: how much more
    the trunk leans in the ascent than at the bottom; `rise_ratio`: rise of the shoulders over rise
    of the hips while these come up the first 20 % of their way; `lockout_flexion`: what the
    knees stay bent at the end, more than in standing; `head_off`: see `squatform.motion.posture`;
    `knee_past_toe`: in foot lengths; `bar_drift`: range of the bar fore and aft, in standing leg
    lengths; `arms_forward`: see `squatform.motion.arms`.
    """
    down = _between(motion, repetition.start_s, repetition.bottom_end_s)
    whole = repetition.frames(motion.time_s)
    bottom = repetition.bottom_frames(motion.time_s)
    side = FROM_THE_SIDE.format
    return {
        "drop_speed": _drop_speed(motion, down),
        "bounce": read(motion, "hip_height", whole, "", _bounce),
        "concentric_speed": _concentric_speed(motion, repetition),
        "lean_gain": _lean_gain(motion, repetition, bottom),
        "rise_ratio": _rise_ratio(motion, repetition),
        "lockout_flexion": _lockout(motion, repetition),
        "head_off": _head_off(motion, whole),
        "knee_past_toe": _knee_past_toe(motion, bottom),
        "bar_drift": read(motion, "bar_ahead", whole, side("The path of the bar"), _spread),
        "arms_forward": read(motion, "arms_forward", bottom, ARMS),
    }


def _between(motion: Motion, start_s: float, end_s: float) -> Frames:
    return np.flatnonzero((motion.time_s >= start_s) & (motion.time_s <= end_s))


def _drop_speed(motion: Motion, down: Frames) -> Reading | Unavailable:
    fastest = read(motion, "hip_speed", down, "", lambda v, t: lasting(-v, t, 0.1))
    if isinstance(fastest, Unavailable):
        return fastest
    return reading(fastest.value, fastest.unit, max(fastest.sigma, DROP_NOISE))


def _spread(values: Floats, time_s: Floats) -> float:
    return float(np.ptp(np.percentile(values, [2, 98])))


def _bounce(height: Floats, time_s: Floats) -> float:
    """Largest rise between two lows, by its lesser flank."""
    _, found = find_peaks(height, prominence=0.0)
    return float(found["prominences"].max(initial=0.0))


def _concentric_speed(motion: Motion, repetition: Repetition) -> Reading | Unavailable:
    if not repetition.complete:
        return NOT_UP
    if not repetition.bottom_seen:
        return HIDDEN_LOW
    frames = _between(motion, repetition.rise_s, repetition.end_s)
    way = read(motion, "hip_height", frames, "", lambda height, _: float(height[-1] - height[0]))
    if isinstance(way, Unavailable):
        return way
    sigma_s = float(np.sqrt(2)) * repetition.edge_sigma_s
    time_s = max(repetition.end_s - repetition.rise_s, sigma_s)
    speed = way.value / time_s
    return reading(speed, "legs/s", speed * sigma_s / time_s)


def _lean_gain(motion: Motion, repetition: Repetition, bottom: Frames) -> Reading | Unavailable:
    if not repetition.complete:
        return NOT_UP
    why = FROM_THE_SIDE.format("The trunk")
    rising = _between(motion, repetition.bottom_s, repetition.end_s)
    before = read(motion, "trunk_lean", bottom, why)
    most = read(motion, "trunk_lean", rising, why, lambda v, t: lasting(v, t, 0.1))
    if isinstance(before, Unavailable) or isinstance(most, Unavailable):
        return before if isinstance(before, Unavailable) else most
    return reading(max(most.value - before.value, 0.0), "°", LEAN_CHANGE_NOISE_DEG)


def _rise_ratio(motion: Motion, repetition: Repetition) -> Reading | Unavailable:
    if not repetition.complete:
        return NOT_UP
    frames = _between(motion, repetition.bottom_s, repetition.end_s)
    heights = np.stack([motion[f"{joint}_height"].values[frames] for joint in ("hip", "shoulder")])
    if len(frames) < 2 or not np.isfinite(heights).all():
        return OUT_OF_PICTURE
    heights = heights[:, heights[0].argmin() :]
    hip, shoulder = heights - heights[:, :1]
    early = EARLY_SHARE * float(hip.max())
    if early <= 0.0:
        return NOT_UP
    passed = int(np.argmax(hip >= early))
    rise = float(np.interp(early, hip[: passed + 1][-2:], shoulder[: passed + 1][-2:]))
    return reading(rise / early, "ratio", EARLY_RISE_NOISE / early)


def _lockout(motion: Motion, repetition: Repetition) -> Reading | Unavailable:
    if not repetition.complete:
        return NOT_UP
    frames = _between(motion, repetition.end_s - 0.2, repetition.end_s + 0.4)
    flexion = motion["knee_flexion"].values
    standing = flexion[motion.baseline.standing]
    stood = float(np.nanmedian(standing)) if np.isfinite(standing).any() else 0.0
    return read(motion, "knee_flexion", frames, "", lambda v, _: max(float(v.min()) - stood, 0.0))


def _head_off(motion: Motion, whole: Frames) -> Reading | Unavailable:
    known = np.isfinite(motion["head_off"].values[whole])
    # what hides the head for a while leads the network astray before and after
    if known.any() and known.mean() < HEAD_SEEN_SHARE:
        return HEAD_HIDDEN
    return read(motion, "head_off", whole, FROM_THE_SIDE.format("The head"), lasting)


def _knee_past_toe(motion: Motion, bottom: Frames) -> Reading | Unavailable:
    yaw = np.radians(motion.baseline.yaw_deg[bottom])
    lean = read(motion, "shank_lean", bottom, "")
    if isinstance(lean, Unavailable):
        return lean
    if float(np.abs(np.sin(np.nanmedian(yaw)))) < 0.4:
        return Unavailable(unavailable=FROM_THE_SIDE.format("Knees over toes"))
    angle = np.radians(lean.value)
    past = float(np.sin(angle)) / FOOT_OF_SHANK - TOE_OF_FOOT
    sigma = float(np.cos(angle)) * float(np.radians(lean.sigma)) / FOOT_OF_SHANK
    return reading(past, "of foot", sigma)
