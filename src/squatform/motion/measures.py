"""From a pose track to the lifter's angles and positions over time, each with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from squatform.motion.back import back_curve
from squatform.motion.baseline import Baseline, standing_baseline
from squatform.motion.camera import left_share
from squatform.motion.correction import (
    LEG_ANGLES,
    Angles,
    measured_angles,
    shipped_corrections,
)
from squatform.motion.foot import foot_pitch
from squatform.motion.geometry import (
    LANDMARK_NOISE,
    Geometry,
    camera_of,
    legs_seen,
    measured_geometry,
)
from squatform.motion.legs import legs_in_place
from squatform.motion.measure import Measure
from squatform.motion.projection import Lean
from squatform.motion.smoothing import smoothed
from squatform.motion.whole_body import whole_body_measures
from squatform.pose.landmarks import ANKLES, HIPS, KNEES
from squatform.pose.pose import Floats, PoseTrack


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """All that is known of how the lifter moves.

    Attributes
    ----------
    time_s : Floats
        Shape (T,), seconds.
    scene : NDArray[np.int64]
        Shape (T,), see `squatform.pose.pose.PoseFrame.scene`.
    track : PoseTrack
        The smoothed landmarks.
    baseline : Baseline
        The standing lifter.
    measures : dict[str, Measure]
        By name.
    geometric : dict[str, Measure]
        The angles by geometry alone. Corrections are learned from squats, so what a movement is
        has to be told without them.
    """

    time_s: Floats
    scene: NDArray[np.int64]
    track: PoseTrack
    baseline: Baseline
    measures: dict[str, Measure] = field(default_factory=dict)
    geometric: dict[str, Measure] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Measure:
        return self.measures[name]


def measure_motion(track: PoseTrack, *, corrected: bool = True) -> Motion:
    """Measure the lifter of a raw pose track.

    Parameters
    ----------
    track : PoseTrack
        As it came from the network.
    corrected : bool
        Whether the pose network's bias is taken off, see `squatform.motion.correction`. Exact
        landmarks have none.
    """
    clean = smoothed(legs_in_place(track))
    return measured(clean, standing_baseline(clean), corrected=corrected)


def measured(clean: PoseTrack, baseline: Baseline, *, corrected: bool = True) -> Motion:
    """Measure the lifter of a smoothed pose track against the standing lifter."""
    seen = legs_seen(clean)
    geometry = measured_geometry(clean, baseline, seen)
    share_left = np.where(seen[:, 0] & seen[:, 1], left_share(baseline.yaw_deg), seen[:, 0])
    geometric = _angle_measures(measured_angles(clean, baseline, geometry, None), share_left)
    angles = geometric
    if corrected:
        learned = measured_angles(clean, baseline, geometry, shipped_corrections())
        angles = _angle_measures(learned, share_left)
    others = [
        hip_height(clean, baseline, seen),
        _mass_ahead(clean, geometry, share_left, baseline),
        Measure("foot_pitch", "°", *foot_pitch(clean, baseline)),
    ]
    found = {measure.name: measure for measure in [*geometric, *others]}
    found |= {measure.name: measure for measure in angles}
    curve = back_curve(clean, baseline, found["hip_flexion"].values)
    found["back_curve"] = Measure("back_curve", "°", *curve)
    found |= whole_body_measures(clean, baseline, camera_of(clean, baseline), found)
    dorsiflexion = _dorsiflexion(found["shank_lean"], found["foot_pitch"])
    return Motion(
        time_s=clean.time_s,
        scene=clean.scene,
        track=clean,
        baseline=baseline,
        measures=found | {dorsiflexion.name: dorsiflexion},
        geometric={m.name: m for m in geometric},
    )


def _mean_of_sides(sides: Sequence[Lean], share_left: Floats) -> Lean:
    left, right = sides
    # legs that do not do the same have no one angle
    unlike = share_left * (1 - share_left) * np.abs(left.value_deg - right.value_deg)

    def mean(a: Floats, b: Floats) -> Floats:
        both = share_left * a + (1 - share_left) * b
        # a leg without a say may be unknown
        return np.where(share_left == 1, a, np.where(share_left == 0, b, both))

    sigma = mean(left.sigma_deg, right.sigma_deg)
    return Lean(mean(left.value_deg, right.value_deg), np.hypot(sigma, np.nan_to_num(unlike)))


def _angle_measures(angles: Angles, share_left: Floats) -> list[Measure]:
    both = {
        name: _mean_of_sides([leg[name] for leg in angles.legs], share_left) for name in LEG_ANGLES
    }
    thigh, trunk = both["thigh_angle"], angles.trunk
    hip = Lean(90.0 - thigh.value_deg + trunk.value_deg, np.hypot(thigh.sigma_deg, trunk.sigma_deg))
    legs = zip(("", "_left", "_right"), (both, *angles.legs), strict=True)
    return [
        *(_as_measure(f"{name}{side}", leg[name]) for side, leg in legs for name in LEG_ANGLES),
        _as_measure("trunk_lean", trunk),
        _as_measure("hip_flexion", hip),
    ]


def _as_measure(name: str, lean: Lean) -> Measure:
    return Measure(name, "°", lean.value_deg, lean.sigma_deg)


def _dorsiflexion(shank: Measure, foot: Measure) -> Measure:
    """Bend of the ankle, 0° with the shank at right angles to the sole; of the near foot."""
    return Measure(
        "ankle_dorsiflexion",
        "°",
        shank.values - foot.values,
        np.hypot(shank.sigma, foot.sigma),
    )


def hip_height(track: PoseTrack, baseline: Baseline, legs: NDArray[np.bool_]) -> Measure:
    """Height of the hips over the ankles, 1 when standing."""
    y = track.image[:, :, 1]
    height = (y[:, list(ANKLES)] - y[:, list(HIPS)]).mean(axis=1) / baseline.leg
    height = np.where(legs.any(axis=1), height, np.nan)
    return Measure("hip_height", "of standing", height, np.full(len(height), LANDMARK_NOISE / 2))


def _mass_ahead(
    track: PoseTrack, geometry: Geometry, share_left: Floats, baseline: Baseline
) -> Measure:
    """How far the centre of mass is in front of the ankles, in standing leg lengths.

    By geometry alone, see `Motion.geometric`.

    Segment masses and their centres: Winter, Biomechanics and Motor Control of Human Movement,
    4th ed., table 4.1 (shanks 0.093, thighs 0.200, head, arms and trunk 0.678 of body mass).
    """
    thigh, shank = (_mean_of_sides(pair, share_left) for pair in (geometry.thighs, geometry.shanks))
    trunk = geometry.trunk
    ahead = [
        length * np.sin(np.radians(lean.value_deg))
        for length, lean in (
            (baseline.shank.mean(axis=1), shank),
            (baseline.thigh.mean(axis=1), thigh),
            (baseline.trunk, trunk),
        )
    ]
    # thighs that open to the sides reach back less far
    opened = thighs_apart(track, baseline) / np.maximum(
        np.cos(np.radians(thigh.value_deg + 90)), 0.1
    )
    ahead[1] = ahead[1] * np.sqrt(np.clip(1.0 - opened**2, 0.25, 1.0))
    knee = ahead[0]
    hip = knee + ahead[1]
    centre = 0.093 * 0.567 * knee + 0.200 * (knee + 0.567 * ahead[1])
    centre = (centre + 0.678 * (hip + 0.626 * ahead[2])) / baseline.leg
    sigma = np.radians(np.hypot(thigh.sigma_deg, trunk.sigma_deg)) * 0.4
    return Measure("mass_ahead", "of standing leg", centre, sigma)


def thighs_apart(track: PoseTrack, baseline: Baseline) -> Floats:
    """How far the knees are farther out than the hips, in thigh lengths, shape (T,).

    Seen from the front or the back; from the side, where it cannot be seen, 0.
    """
    x = track.image[:, :, 0]
    out = (x[:, list(KNEES)] - x[:, list(HIPS)]) / baseline.thigh
    facing = np.cos(np.radians(baseline.yaw_deg))
    apart = (out[:, 0] - out[:, 1]) / 2 / np.where(np.abs(facing) > 0.5, facing, np.inf)
    share: Floats = np.clip(apart, 0.0, 1.0)
    return share
