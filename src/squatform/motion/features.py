"""What the correction of angles looks at: numbers without unit, the same in every picture size.

Everything is told from the side of the leg that is measured, so that a lifter in a mirror gives
the same numbers: the picture is taken as if the leg were the left one. A yaw of +90° then means
that this leg is the one near the camera.
"""

from __future__ import annotations

import numpy as np

from squatform.motion.baseline import Baseline
from squatform.motion.camera import left_share
from squatform.motion.geometry import Geometry
from squatform.pose.landmarks import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES, WRISTS
from squatform.pose.pose import Floats, PoseTrack

ANGLE_UNIT_DEG = 30.0
"""Angles are counted in this unit, so that features have about the same spread."""


def leg_features(track: PoseTrack, baseline: Baseline, geometry: Geometry, side: int) -> Floats:
    """Features of one leg, shape (T, 47).

    The other leg's count too, but the nearer this one is, the less: then its own stand in.
    """
    sign = 1.0 if side == 0 else -1.0
    share = left_share(baseline.yaw_deg)
    apart = 2.0 * np.minimum(1.0 - share if side == 0 else share, 0.5)
    own, other = (_leg(track, baseline, geometry, leg, sign) for leg in (side, 1 - side))
    columns = [
        *_view(baseline, sign),
        *own,
        *(mine + apart * (its - mine) for mine, its in zip(own, other, strict=True)),
        *_trunk(track, baseline, side, sign),
        *_apart(track, baseline, side, sign),
        *_heights(track, baseline, side),
        *_directions(track.world, baseline, side, sign),
        *_arms(track, baseline, side, sign),
    ]
    return np.column_stack(columns)


def trunk_features(track: PoseTrack, baseline: Baseline, geometry: Geometry) -> Floats:
    """Features of the trunk, shape (T, 48): its lean, and those of the leg near the camera.

    Where the lifter faces the camera both legs are as near, and the features are those between.
    """
    left, right = (leg_features(track, baseline, geometry, side) for side in (0, 1))
    share = 0.5 + 0.5 * np.clip(np.sin(np.radians(baseline.yaw_deg)) / 0.3, -1.0, 1.0)
    legs = share[:, None] * left + (1.0 - share[:, None]) * right
    return np.column_stack([legs, geometry.trunk.value_deg / ANGLE_UNIT_DEG])


def _view(baseline: Baseline, sign: float) -> list[Floats]:
    yaw = np.radians(baseline.yaw_deg)
    return [sign * np.sin(yaw), np.cos(yaw), baseline.pitch_deg / 8.0]


def _leg(
    track: PoseTrack, baseline: Baseline, geometry: Geometry, side: int, sign: float
) -> list[Floats]:
    x, y = track.image[:, :, 0], track.image[:, :, 1]
    hip, knee, ankle, heel, toe = (pair[side] for pair in (HIPS, KNEES, ANKLES, HEELS, TOES))
    thigh, shank = baseline.thigh[:, side], baseline.shank[:, side]
    turn = np.radians(baseline.yaw_deg)
    world = track.world
    upper, lower = world[:, hip] - world[:, knee], world[:, knee] - world[:, ankle]
    return [
        geometry.thighs[side].value_deg / ANGLE_UNIT_DEG,
        geometry.shanks[side].value_deg / ANGLE_UNIT_DEG,
        _elevation(upper) / ANGLE_UNIT_DEG,
        _between(upper, lower) / ANGLE_UNIT_DEG,
        (-lower[:, 0] * np.sin(turn) - lower[:, 2] * np.cos(turn)) / _length(lower),
        sign * (x[:, hip] - x[:, knee]) / thigh,
        sign * (x[:, knee] - x[:, ankle]) / shank,
        (y[:, ankle] - y[:, knee]) / shank,
        sign * (x[:, toe] - x[:, heel]) / shank * 2.0,
        (y[:, toe] - y[:, heel]) / shank * 2.0,
        track.visibility[:, knee],
        track.visibility[:, ankle],
    ]


def _trunk(track: PoseTrack, baseline: Baseline, side: int, sign: float) -> list[Floats]:
    x, y, world = track.image[:, :, 0], track.image[:, :, 1], track.world
    shoulder, hip = SHOULDERS[side], HIPS[side]
    chest, pelvis = (world[:, list(pair)].mean(axis=1) for pair in (SHOULDERS, HIPS))
    return [
        sign * (x[:, shoulder] - x[:, hip]) / baseline.trunk,
        (y[:, hip] - y[:, shoulder]) / baseline.trunk,
        (90.0 - _elevation(chest - pelvis)) / ANGLE_UNIT_DEG,
        (y[:, WRISTS[side]] - y[:, shoulder]) / baseline.trunk,
        2.0 * baseline.trunk / baseline.leg,
    ]


def _apart(track: PoseTrack, baseline: Baseline, side: int, sign: float) -> list[Floats]:
    """How far the other ankle and knee are from this one: a wide stance is squatted otherwise."""
    return [
        4.0
        * scale
        * (track.image[:, pair[side], axis] - track.image[:, pair[1 - side], axis])
        / baseline.leg
        for pair in (ANKLES, KNEES)
        for axis, scale in ((0, sign), (1, 1.0))
    ]


def _heights(track: PoseTrack, baseline: Baseline, side: int) -> list[Floats]:
    """Heights over the ankle, and the standing leg's proportions: its hip may sit too high."""
    y = track.image[:, :, 1]
    thigh, shank, leg = baseline.thigh[:, side], baseline.shank[:, side], baseline.leg
    heights = [y[:, ANKLES[side]] - y[:, pair[side]] for pair in (HIPS, KNEES, SHOULDERS)]
    return [
        *(3.0 * height / leg for height in heights),
        5.0 * thigh / shank,
        5.0 * (thigh + shank) / leg,
    ]


def _directions(world: Floats, baseline: Baseline, side: int, sign: float) -> list[Floats]:
    """Where the network has the thigh and the shank point to, ahead and to the side."""
    hip, knee, ankle = (world[:, pair[side]] for pair in (HIPS, KNEES, ANKLES))
    turn = np.radians(baseline.yaw_deg)
    thigh, shank = (2.0 * part / _length(part)[:, None] for part in (hip - knee, knee - ankle))
    return [
        -thigh[:, 0] * np.sin(turn) - thigh[:, 2] * np.cos(turn),
        *(sign * (p[:, 0] * np.cos(turn) - p[:, 2] * np.sin(turn)) for p in (thigh, shank)),
    ]


def _arms(track: PoseTrack, baseline: Baseline, side: int, sign: float) -> list[Floats]:
    """Where the hands are: in front, at a bar, overhead."""
    reach = [track.image[:, WRISTS[leg], :2] - track.image[:, SHOULDERS[leg], :2] for leg in (0, 1)]
    own, other = reach[side], reach[1 - side]
    return [
        sign * own[:, 0] / baseline.trunk,
        sign * other[:, 0] / baseline.trunk,
        other[:, 1] / baseline.trunk,
    ]


def _elevation(segment: Floats) -> Floats:
    """Angle of segments, shape (T, 3), over the horizontal, degrees, shape (T,)."""
    angle: Floats = np.degrees(np.arcsin(np.clip(-segment[:, 1] / _length(segment), -1.0, 1.0)))
    return angle


def _between(a: Floats, b: Floats) -> Floats:
    cosine = (a * b).sum(axis=1) / (_length(a) * _length(b))
    angle: Floats = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle


def _length(segment: Floats) -> Floats:
    length: Floats = np.linalg.norm(segment, axis=1)
    return length
