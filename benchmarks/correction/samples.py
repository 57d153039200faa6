"""Features and errors of postures, as the correction is learned from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.correction.clips import Postures
from squatform.motion.baseline import standing_baseline
from squatform.motion.camera import left_share
from squatform.motion.correction import LEG_ANGLES, TRUNK_ANGLES, geometric_angles
from squatform.motion.features import leg_features, trunk_features
from squatform.motion.geometry import legs_seen, measured_geometry
from squatform.motion.smoothing import smoothed
from squatform.pose.pose import Floats

FARTHEST_DEG = 60.0
"""An error larger than this is no bias: the network took something else for the lifter."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """N postures.

    Attributes
    ----------
    features : Floats
        Shape (N, F).
    errors : Floats
        Shape (N, K): true minus geometric angles, degrees.
    say : Floats
        Shape (N,): how much the measure of both legs listens to this one, 0-1.
    weight : Floats
        Shape (N,): how much a view counts, 0-1.
    person : NDArray
        Shape (N,): number of the body.
    yaw_deg : Floats
        Shape (N,): where the camera stands.
    depth_deg : Floats
        Shape (N,): true thigh angle.
    """

    features: Floats
    errors: Floats
    say: Floats
    weight: Floats
    person: NDArray[np.int64]
    yaw_deg: Floats
    depth_deg: Floats

    def __len__(self) -> int:
        return len(self.say)

    def __getitem__(self, rows: NDArray[np.generic]) -> Samples:
        return Samples(**{name: getattr(self, name)[rows] for name in self.__slots__})


def samples_of(seen: Postures, person: int, weight: float) -> tuple[Samples, Samples]:
    """Give the samples of the legs and of the trunk of one body from one side."""
    track = smoothed(seen.track)
    baseline = standing_baseline(track)
    geometry = measured_geometry(track, baseline, legs_seen(track))
    rows, truth = seen.moments, seen.truth
    share = left_share(baseline.yaw_deg)[rows]
    legs = []
    for side, name in enumerate(("left", "right")):
        angles = geometric_angles(geometry, side)
        errors = [truth[f"{a}_{name}"] - angles[a].value_deg[rows] for a in LEG_ANGLES]
        features = leg_features(track, baseline, geometry, side)[rows]
        say = share if side == 0 else 1.0 - share
        legs.append(_samples(seen, (person, weight), features, errors, say))
    error = truth[TRUNK_ANGLES[0]] - geometry.trunk.value_deg[rows]
    features = trunk_features(track, baseline, geometry)[rows]
    trunk = _samples(seen, (person, weight), features, [error], np.ones(len(rows)))
    return joined(legs), trunk


def _samples(
    seen: Postures,
    of: tuple[int, float],
    features: Floats,
    errors: Sequence[Floats],
    say: Floats,
) -> Samples:
    truth, (person, weight) = seen.truth, of
    samples = Samples(
        features=features,
        errors=np.column_stack(errors),
        say=say,
        weight=np.full(len(say), weight),
        person=np.full(len(say), person),
        yaw_deg=np.full(len(say), seen.yaw_deg),
        depth_deg=(truth["thigh_angle_left"] + truth["thigh_angle_right"]) / 2,
    )
    known = np.isfinite(features).all(axis=1) & np.isfinite(samples.errors).all(axis=1)
    return samples[known & (np.abs(samples.errors).max(axis=1) < FARTHEST_DEG)]


def joined(parts: Sequence[Samples]) -> Samples:
    """Join samples in order."""
    return Samples(
        **{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in Samples.__slots__
        }
    )
