"""Pelvis, shoulders and head: level, over the feet, and looking ahead."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.feet import Feet, while_standing
from squatform.motion.measure import Measure
from squatform.pose.landmarks import ANKLES, HIPS, SHOULDERS, WRISTS, Landmark
from squatform.pose.pose import Floats, PoseTrack

LEVEL_SEEN_DEG = 12.0
"""Turn from facing the camera, or away, up to which left and right can be compared: past it the
hips' way back looks like a way to the side."""

HEAD_SEEN_DEG = 45.0
"""Turn from facing the camera, or away, from which nose and ears show the head's pitch."""

SHIFT_NOISE = 0.015
"""Standard error of a change of the hips over the feet, in standing leg lengths: 1.3 cm."""

TILT_NOISE_DEG = 2.5
HEAD_NOISE_DEG = 8.0
LEAST_HEAD = 0.07
"""Ears to nose in standing leg lengths; it is 0.085 to 0.13 on rendered people."""

HEAD_CHANGES = 1.4
"""A head keeps its size: where ears and nose come apart or together by more than this factor, a
plate or an arm hides them."""


def posture_measures(
    track: PoseTrack, baseline: Baseline, feet: Feet, known: Mapping[str, Measure]
) -> list[Measure]:
    """Measure how level and how centred the lifter is; all are changes from standing.

    `hip_shift`: middle of the hips from the middle of the ankles, + to the lifter's left, in
    stance widths; `pelvis_tilt`, `shoulder_tilt` and `bar_tilt`, from hand to hand: in the frontal
    plane, + with the left side higher; `head_pitch`: + up; `head_off`: how far the head looks
    above level, or down further than the trunk leans, whichever is more.
    """
    level = feet.turned_deg < LEVEL_SEEN_DEG
    profile = np.abs(np.sin(np.radians(feet.yaw_deg))) > np.sin(np.radians(HEAD_SEEN_DEG))
    head = _head_pitch(track, baseline, feet, profile)
    lean = known["trunk_lean"]
    down = -head.values - np.maximum(lean.values, 0.0)
    return [
        _hip_shift(track, baseline, feet, known, level),
        _tilt("pelvis_tilt", track, baseline, HIPS, level),
        _tilt("shoulder_tilt", track, baseline, SHOULDERS, level),
        _tilt("bar_tilt", track, baseline, WRISTS, level),
        head,
        Measure("head_off", "°", np.maximum(head.values, down), np.hypot(head.sigma, lean.sigma)),
    ]


def _hip_shift(
    track: PoseTrack,
    baseline: Baseline,
    feet: Feet,
    known: Mapping[str, Measure],
    seen: NDArray[np.bool_],
) -> Measure:
    x = track.image[:, :, 0]
    shift = x[:, list(HIPS)].mean(axis=1) - x[:, list(ANKLES)].mean(axis=1)
    yaw = np.radians(feet.yaw_deg)
    shank, thigh = known["shank_lean"], known["thigh_angle"]
    ahead = baseline.shank.mean(axis=1) * np.sin(np.radians(shank.values))
    ahead = ahead - baseline.thigh.mean(axis=1) * np.cos(np.radians(thigh.values))
    shift = (shift + ahead * np.sin(yaw)) / np.cos(yaw)
    shift = shift - while_standing(shift, track, baseline)
    turned = np.abs(ahead) * np.radians(feet.yaw_sigma_deg)
    stance = np.where(feet.apart == 0.0, np.nan, np.abs(feet.apart))
    sigma = np.hypot(SHIFT_NOISE * baseline.leg, turned) / stance
    value = np.where(seen, shift / stance, np.nan)
    return Measure("hip_shift", "of stance", value, sigma)


def _tilt(
    name: str,
    track: PoseTrack,
    baseline: Baseline,
    pair: tuple[Landmark, Landmark],
    seen: NDArray[np.bool_],
) -> Measure:
    left, right = (track.image[:, joint, :2] for joint in pair)
    tilt = np.degrees(np.arctan2(right[:, 1] - left[:, 1], np.abs(left[:, 0] - right[:, 0])))
    change = tilt - while_standing(tilt, track, baseline)
    sigma = np.full(len(track), TILT_NOISE_DEG)
    return Measure(name, "°", np.where(seen, change, np.nan), sigma)


def _head_pitch(
    track: PoseTrack, baseline: Baseline, feet: Feet, seen: NDArray[np.bool_]
) -> Measure:
    """Pitch of the line from the ears to the nose, the width of the head undone."""
    xy = track.image[:, :, :2]
    ears = (xy[:, Landmark.LEFT_EAR] + xy[:, Landmark.RIGHT_EAR]) / 2
    forward = xy[:, Landmark.NOSE] - ears
    turn = -np.sin(np.radians(feet.yaw_deg))
    ahead = forward[:, 0] / np.where(np.abs(turn) < 0.2, np.nan, turn)
    pitch: Floats = np.degrees(np.arctan2(-forward[:, 1], ahead))
    size = np.hypot(ahead, forward[:, 1]) / baseline.leg
    stood = while_standing(size, track, baseline)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.abs(np.log(size / stood)) < np.log(HEAD_CHANGES)
    seen = seen & (stood > LEAST_HEAD) & kept
    pitch = np.where(seen, pitch - while_standing(pitch, track, baseline), np.nan)
    return Measure("head_pitch", "°", pitch, np.full(len(track), HEAD_NOISE_DEG))
