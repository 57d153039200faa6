"""The lifter's own standing pose: the zero and the yardstick of every measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from squatform.motion.camera import circular_mean_deg, pitch_deg, yaw_deg
from squatform.motion.smoothing import runs
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS
from squatform.pose.pose import STRAIGHT_LEG, Floats, PoseTrack, leg_straightness

UPRIGHT_DEG = 25.0
STILL_SHARE = 0.35
"""Reaches (shoulder to ankle) a second that hips and shoulders move at most in quiet standing."""

SHORTEST_STAND_S = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """The standing lifter at each moment of the clip, from the nearest times of quiet standing.

    Attributes
    ----------
    standing : NDArray[np.bool_]
        Shape (T,): frames of quiet standing.
    known : NDArray[np.bool_]
        Shape (T,): whether the scene of this frame has any quiet standing; where it has none, the
        straightest legs seen stand in.
    thigh, shank : Floats
        Shape (T, 2): lengths in pixels, left and right.
    trunk : Floats
        Shape (T,): middle of the hips to middle of the shoulders, pixels.
    leg : Floats
        Shape (T,): height of the hips over the ankles, pixels.
    yaw_deg, pitch_deg : Floats
        Shape (T,): of the camera, see `squatform.motion.camera`.
    """

    standing: NDArray[np.bool_]
    known: NDArray[np.bool_]
    thigh: Floats
    shank: Floats
    trunk: Floats
    leg: Floats
    yaw_deg: Floats
    pitch_deg: Floats


def standing_baseline(track: PoseTrack) -> Baseline:
    """Find quiet standing anywhere in each scene and measure the lifter there.

    Parameters
    ----------
    track : PoseTrack
        Smoothed. Between two times of standing the measures go over linearly, so a lifter who
        comes closer, or a camera that zooms, is followed.
    """
    standing = _quiet_standing(track)
    lengths = _lengths(track)
    yaw, pitch = yaw_deg(track.world), pitch_deg(track)
    count = len(track)
    known = np.zeros(count, dtype=bool)
    columns = np.full((count, lengths.shape[1]), np.nan)
    angles = np.full((count, 2), np.nan)
    for scene in np.unique(track.scene):
        frames = np.flatnonzero((track.scene == scene) & track.found)
        if len(frames) == 0:
            continue
        stands = _stands(track, standing, frames)
        known[frames] = bool(stands)
        stands = stands or [_straightest(track, frames)]
        middle = np.array([track.time_s[stand].mean() for stand in stands])
        for k in range(columns.shape[1]):
            values = [np.median(lengths[stand, k]) for stand in stands]
            columns[frames, k] = np.interp(track.time_s[frames], middle, values)
        turns = np.unwrap([circular_mean_deg(yaw[stand]) for stand in stands], period=360)
        tilts = [np.median(pitch[stand]) for stand in stands]
        angles[frames, 0] = np.interp(track.time_s[frames], middle, turns)
        angles[frames, 1] = np.interp(track.time_s[frames], middle, tilts)
    return Baseline(
        standing=standing,
        known=known,
        thigh=columns[:, 0:2],
        shank=columns[:, 2:4],
        trunk=columns[:, 4],
        leg=columns[:, 5],
        yaw_deg=(angles[:, 0] + 180.0) % 360.0 - 180.0,
        pitch_deg=angles[:, 1],
    )


def _quiet_standing(track: PoseTrack) -> NDArray[np.bool_]:
    trunk = track.world[:, list(SHOULDERS)].mean(axis=1) - track.world[:, list(HIPS)].mean(axis=1)
    with np.errstate(invalid="ignore"):
        lean = np.degrees(np.arccos(np.clip(-trunk[:, 1] / np.linalg.norm(trunk, axis=1), -1, 1)))
        straight = leg_straightness(track.world).min(axis=1) >= STRAIGHT_LEG
        still = _speed(track) <= STILL_SHARE
        quiet: NDArray[np.bool_] = straight & still & (lean <= UPRIGHT_DEG)
    return quiet


def _speed(track: PoseTrack) -> Floats:
    """Speed of hips and shoulders, whichever is faster, in reaches a second: shape (T,)."""
    speed = np.full(len(track), np.nan)
    for run in runs(track.time_s, track.found, track.scene, 0.0):
        if run.stop - run.start < 2:
            continue
        points = [track.image[run][:, list(pair), :2].mean(axis=1) for pair in (HIPS, SHOULDERS)]
        ankles = track.image[run][:, list(ANKLES), :2].mean(axis=1)
        reach = np.percentile(np.linalg.norm(points[1] - ankles, axis=1), 90)
        rates = [np.gradient(p, track.time_s[run], axis=0) for p in points]
        speed[run] = np.max([np.linalg.norm(rate, axis=1) for rate in rates], axis=0) / reach
    return speed


def _lengths(track: PoseTrack) -> Floats:
    """Lengths in the picture, pixels, shape (T, 6): thighs, shanks, trunk, hips over ankles."""
    xy = track.image[:, :, :2]
    hip, knee, ankle = (xy[:, list(pair)] for pair in (HIPS, KNEES, ANKLES))
    shoulder = xy[:, list(SHOULDERS)].mean(axis=1)
    trunk = np.linalg.norm(shoulder - hip.mean(axis=1), axis=-1)
    leg = (ankle - hip).mean(axis=1)[:, 1]
    return np.column_stack(
        [np.linalg.norm(hip - knee, axis=-1), np.linalg.norm(knee - ankle, axis=-1), trunk, leg]
    )


def _stands(
    track: PoseTrack, standing: NDArray[np.bool_], frames: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Group the standing frames of one scene into stands that last."""
    upright = frames[standing[frames]]
    if len(upright) == 0:
        return []
    groups = np.split(upright, np.flatnonzero(np.diff(track.time_s[upright]) > 0.1) + 1)
    return [g for g in groups if track.time_s[g[-1]] - track.time_s[g[0]] >= SHORTEST_STAND_S]


def _straightest(track: PoseTrack, frames: NDArray[np.int64]) -> NDArray[np.int64]:
    straightness = leg_straightness(track.world[frames]).min(axis=1)
    straightest: NDArray[np.int64] = frames[straightness >= np.percentile(straightness, 90)]
    return straightest
