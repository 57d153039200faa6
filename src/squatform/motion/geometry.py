"""Leans of shanks, thighs and trunk by geometry alone: perspective and segment lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.camera import Camera, focal_length, sight_deg
from squatform.motion.feet import while_standing
from squatform.motion.projection import (
    MOST_SIDEWAYS,
    Lean,
    Segment,
    depth_above,
    inclination,
    plane_share,
    sagittal_lean,
)
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS, Landmark
from squatform.pose.pose import Floats, PoseTrack

LANDMARK_NOISE = 0.04
"""Standard error of a landmark's place in thigh lengths: about 1.7 cm."""

KNEES_OUT_SHARE = 0.2
"""How far a shank leans sideways, in its own length, with toes out by up to some 30°."""

TRUNK_SIDEWAYS_SHARE = 0.05

EDGE_SHARE = 0.02
"""How far outside the picture, of its size, a landmark may lie and still count as in it."""

LEAST_VISIBILITY = 0.1
"""Below it a landmark is a guess; the far leg from the side has 0.2 and more."""


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """Leans by geometry alone, left and right, and of the trunk."""

    thighs: tuple[Lean, Lean]
    shanks: tuple[Lean, Lean]
    trunk: Lean


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    thigh: Lean
    shank: Lean
    hip_depth: Floats


def measured_geometry(track: PoseTrack, baseline: Baseline, seen: NDArray[np.bool_]) -> Geometry:
    """Leans of the segments by geometry alone, of a smoothed track.

    Parameters
    ----------
    track : PoseTrack
        Smoothed.
    baseline : Baseline
        The standing lifter.
    seen : NDArray[np.bool_]
        Shape (T, 2), see `legs_seen`.
    """
    camera = camera_of(track, baseline)
    sight = while_standing(sight_deg(track.world), track, baseline)
    left, right = (_leg(track, baseline, camera, sight, side) for side in (0, 1))
    hip_depth = (left.hip_depth + right.hip_depth) / 2
    return Geometry(
        thighs=(_where(seen[:, 0], left.thigh), _where(seen[:, 1], right.thigh)),
        shanks=(_where(seen[:, 0], left.shank), _where(seen[:, 1], right.shank)),
        trunk=_where(trunk_seen(track), _trunk(track, baseline, camera, hip_depth)),
    )


def camera_of(track: PoseTrack, baseline: Baseline) -> Camera:
    """Give the camera as it stands to the lifter of a smoothed track."""
    return Camera(
        focal=focal_length(track.size),
        centre=np.array(track.size) / 2,
        yaw_deg=baseline.yaw_deg,
        pitch_deg=baseline.pitch_deg,
    )


def legs_seen(track: PoseTrack) -> NDArray[np.bool_]:
    """Tell which legs, hip to ankle, are in the picture: shape (T, 2).

    The network guesses what it cannot see, beyond the edges too.
    """
    return np.asarray(_in_picture(track, [HIPS, KNEES, ANKLES]).all(axis=1), dtype=np.bool_)


def trunk_seen(track: PoseTrack) -> NDArray[np.bool_]:
    """Tell whether a hip and a shoulder of one side are in the picture: shape (T,).

    Middles of both sides are measured, and from the side the far one is a guess at best.
    """
    seen = _in_picture(track, [HIPS, SHOULDERS])
    return np.asarray(seen.all(axis=1).max(axis=1), dtype=np.bool_)


def _in_picture(track: PoseTrack, pairs: list[tuple[Landmark, Landmark]]) -> NDArray[np.bool_]:
    """Tell which landmarks of N pairs are in the picture and no mere guess: shape (T, N, 2)."""
    size = np.array(track.size, dtype=float)
    landmarks = np.array(pairs)
    xy = track.image[:, landmarks, :2]
    with np.errstate(invalid="ignore"):
        inside = (xy > -EDGE_SHARE * size) & (xy < (1 + EDGE_SHARE) * size)
        visible = track.visibility[:, landmarks] > LEAST_VISIBILITY
    return np.asarray(inside.all(axis=-1) & visible, dtype=np.bool_)


def _where(seen: NDArray[np.bool_], lean: Lean) -> Lean:
    return Lean(np.where(seen, lean.value_deg, np.nan), np.where(seen, lean.sigma_deg, np.nan))


def _leg(
    track: PoseTrack, baseline: Baseline, camera: Camera, below_deg: Floats, side: int
) -> _Leg:
    """Shank and thigh of one leg, from the ankle up; see `sight_deg` for `below_deg`."""
    ankle, knee, hip = (track.image[:, pair[side], :2] for pair in (ANKLES, KNEES, HIPS))
    sideways = [
        _to_the_left(track.world[:, high[side]] - track.world[:, low[side]], camera, below_deg)
        for low, high in ((ANKLES, KNEES), (KNEES, HIPS))
    ]
    shank_length, thigh_length = _leg_lengths(track, baseline, camera, side, sideways)
    shank = Segment(
        lower=ankle,
        upper=knee,
        depth=np.full(len(track), camera.focal),
        length=shank_length,
        left=sideways[0],
        forward=True,
        left_sigma=KNEES_OUT_SHARE,
        noise_share=LANDMARK_NOISE,
    )
    shank_lean = sagittal_lean(shank, camera)
    thigh = Segment(
        lower=knee,
        upper=hip,
        depth=depth_above(shank, shank_lean, camera),
        length=thigh_length,
        left=sideways[1],
        forward=False,
        left_sigma=KNEES_OUT_SHARE,
        noise_share=LANDMARK_NOISE,
    )
    thigh_lean = sagittal_lean(thigh, camera)
    return _Leg(
        thigh=inclination(thigh_lean, thigh.left),
        shank=inclination(shank_lean, shank.left),
        hip_depth=depth_above(thigh, thigh_lean, camera),
    )


def _leg_lengths(
    track: PoseTrack,
    baseline: Baseline,
    camera: Camera,
    side: int,
    sideways: Sequence[Floats],
) -> tuple[Floats, Floats]:
    """Give true lengths of shank and thigh of one leg, in pixels at the depth of its ankle.

    Seen from the side the legs of a wide stance slope towards the camera, and the hips are
    farther from it than the near foot.
    """
    ankle, knee, hip = (track.image[:, pair[side], :2] for pair in (ANKLES, KNEES, HIPS))
    aside = np.sin(np.radians(camera.yaw_deg))
    nearer = [while_standing(share, track, baseline) * aside for share in sideways]
    shank, thigh = (
        _true_length(seen[:, side], *ends, camera) / plane_share(share)
        for seen, ends, share in (
            (baseline.shank, (ankle, knee), nearer[0]),
            (baseline.thigh, (knee, hip), nearer[1]),
        )
    )
    knee_nearer = nearer[0] * shank / camera.focal
    hip_nearer = knee_nearer + nearer[1] * thigh / camera.focal
    return shank * (1.0 - knee_nearer / 2), thigh * (1.0 - (knee_nearer + hip_nearer) / 2)


def _to_the_left(segment: Floats, camera: Camera, below_deg: Floats) -> Floats:
    """How far a segment of world landmarks, shape (T, 3), goes to the lifter's left, shape (T,).

    In its length, and only as far as the camera looks from the side: from the front, where it
    makes no point nearer, the picture shows it better than world landmarks do.
    """
    turn, sight = np.radians(camera.yaw_deg), np.radians(below_deg)
    away = segment[:, 2] * np.cos(sight) - segment[:, 1] * np.sin(sight)
    left = segment[:, 0] * np.cos(turn) - away * np.sin(turn)
    share: Floats = left / np.linalg.norm(segment, axis=1) * np.abs(np.sin(turn))
    return np.clip(share, -MOST_SIDEWAYS, MOST_SIDEWAYS)


def _trunk(track: PoseTrack, baseline: Baseline, camera: Camera, hip_depth: Floats) -> Lean:
    xy = track.image[:, :, :2]
    hip, shoulder = xy[:, list(HIPS)].mean(axis=1), xy[:, list(SHOULDERS)].mean(axis=1)
    trunk = Segment(
        lower=hip,
        upper=shoulder,
        depth=hip_depth,
        length=_true_length(baseline.trunk, hip, shoulder, camera),
        left=np.zeros(len(track)),
        forward=True,
        left_sigma=TRUNK_SIDEWAYS_SHARE,
        noise_share=LANDMARK_NOISE,
    )
    return sagittal_lean(trunk, camera)


def _true_length(seen: Floats, lower: Floats, upper: Floats, camera: Camera) -> Floats:
    """Undo the foreshortening of an upright segment seen from above or below.

    `seen` is its length in pixels in standing, where its middle is in about the same place.
    """
    middle = (lower[:, 1] + upper[:, 1]) / 2 - camera.centre[1]
    sight = np.radians(camera.pitch_deg) + np.arctan(middle / camera.focal)
    length: Floats = seen / np.cos(sight)
    return length
