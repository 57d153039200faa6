"""Corrects angles for what the pose network gets wrong in the same way in everybody.

The landmarks are biased as a squat gets deep: the hip slides up on to the shirt, plates and arms
hide it, the shank is drawn upright. How much depends on the view and the posture, so it is
learned: every angle's error is a sum of bumps (Gaussian radial basis functions) around postures
seen in training, and so is the logarithm of its standard error. Far from all of them nothing is
added: geometry stands alone, with the standard error that it has by itself.

Learned by `make correction` from rendered people of the calibration split. Source of the method:
Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), §2.2 and §8.3.1 (subset of
regressors).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np

from squatform.motion.baseline import Baseline
from squatform.motion.features import leg_features, trunk_features
from squatform.motion.geometry import Geometry
from squatform.motion.projection import MIN_SIGMA_DEG, Lean
from squatform.pose.landmarks import ANKLES, HIPS
from squatform.pose.pose import Floats, PoseTrack

LEG_ANGLES = ("thigh_angle", "shank_lean", "knee_flexion")
TRUNK_ANGLES = ("trunk_lean",)

FARTHEST = 6.0
"""Standard deviations of training from its mean at which a feature is taken to be at most."""

LOWERED = 0.15
"""Of standing height: with the hips this much down, about 60° of knee flexion, corrections of the
legs are whole."""

THIGHS_APART_DEG, SHANKS_APART_DEG = (25.0, 45.0), (20.0, 35.0)
"""How much one leg is seen to lean more than the other: legs up to the first are corrected, and
beyond the second nothing is. Training has squats on two legs, and what was learned makes others
worse: thighs of a split differ by 60° and shanks of a single-leg squat by 50°, of which six of
seven rendered ones show 30° and more. Of 79 on two legs, thighs are seen to differ by up to 13° and
shanks, but for two, by up to 20°."""

BLOCK = 512
"""Frames corrected at a time."""

SMOOTHER = 2.0
"""How much wider the bumps of the standard error are."""


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """Errors of K angles as smooth functions of F features.

    Attributes
    ----------
    centre, spread : Floats
        Shape (F,): mean and standard deviation of the features in training.
    postures : Floats
        Shape (M, F): standardised features of the postures around which the bumps are.
    width : float
        Of a bump: root mean square difference of standardised features.
    weights : Floats
        Shape (M, K): of each bump in the error (true minus geometric), degrees.
    log_weights : Floats
        Shape (M, K): of each wider bump in the logarithm of the standard error.
    alone_deg : Floats
        Shape (K,): standard error of geometry in postures unlike any in training, degrees.
    """

    centre: Floats
    spread: Floats
    postures: Floats
    width: float
    weights: Floats
    log_weights: Floats
    alone_deg: Floats

    def __call__(
        self,
        features: Floats,
        angles: Sequence[Floats],
        share: Floats | float = 1.0,
        alike: Floats | float = 1.0,
    ) -> list[Lean]:
        """Correct the K `angles`, shape (T,) each, in degrees, by features of shape (T, F).

        Where features are not known the angles are not either. `share`, shape (T,), is how much
        of the correction is applied; what is not adds to the standard error. `alike`, shape (T,),
        is how much the posture is of a kind seen in training at all, whatever its features.
        """
        standard = self.standardised(features)
        applied, kind = (np.broadcast_to(x, len(features))[:, None] for x in (share, alike))
        change = np.empty((len(standard), self.weights.shape[1]))
        sigma = np.empty((len(standard), len(self.alone_deg)))
        # all frames of a long clip at once would fill hundreds of megabytes
        for block in (slice(i, i + BLOCK) for i in range(0, len(standard), BLOCK)):
            apart = distances(standard[block], self.postures)
            change[block] = bell(apart, self.width) @ self.weights
            log_sigma = kind[block] * (bell(apart, SMOOTHER * self.width) @ self.log_weights)
            sigma[block] = self.alone_deg * np.exp(log_sigma)
        change *= kind
        sigma = np.maximum(np.hypot(sigma, (1.0 - applied) * change), MIN_SIGMA_DEG)
        change = applied * change
        return [
            Lean(angle + change[:, k], np.where(np.isfinite(angle), sigma[:, k], np.nan))
            for k, angle in enumerate(angles)
        ]

    def standardised(self, features: Floats) -> Floats:
        """Give features in standard deviations of training, shape (T, F)."""
        standard: Floats = (features - self.centre) / self.spread
        return np.clip(standard, -FARTHEST, FARTHEST)

    def arrays(self) -> dict[str, Any]:
        """Give everything as arrays, to be kept in a file."""
        return {name: np.asarray(getattr(self, name), np.float32) for name in self.__slots__}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Correction:
        """Make it of what `arrays` gave."""
        values: dict[str, Any] = {
            name: np.asarray(arrays[name], dtype=float) for name in cls.__slots__
        }
        return cls(**(values | {"width": float(arrays["width"])}))


@dataclass(frozen=True, slots=True, eq=False)
class Corrections:
    """Of the angles of a leg and of the trunk."""

    leg: Correction
    trunk: Correction


@dataclass(frozen=True, slots=True, eq=False)
class Angles:
    """Angles over time, by name: of the left and the right leg, and of the trunk."""

    legs: tuple[dict[str, Lean], dict[str, Lean]]
    trunk: Lean


def bumps(standard: Floats, postures: Floats, width: float) -> Floats:
    """Give how alike rows of features are, 0-1, shape (T, M)."""
    return bell(distances(standard, postures), width)


def distances(standard: Floats, postures: Floats) -> Floats:
    """Give the mean square difference of features between rows, shape (T, M)."""
    square = (standard**2).sum(axis=1)[:, None] + (postures**2).sum(axis=1)
    square -= 2.0 * standard @ postures.T
    mean: Floats = np.maximum(square, 0.0) / postures.shape[1]
    return mean


def bell(apart: Floats, width: float) -> Floats:
    """Give the Gaussian bell of mean square differences."""
    alike: Floats = np.exp(apart / (-2.0 * width**2))
    return alike


def measured_angles(
    track: PoseTrack, baseline: Baseline, geometry: Geometry, corrections: Corrections | None
) -> Angles:
    """Give the angles that follow from leans, corrected unless `corrections` is None."""
    left, right = (geometric_angles(geometry, side) for side in (0, 1))
    if corrections is None:
        return Angles((left, right), geometry.trunk)
    share, alike = _lowered(track, baseline), _alike(geometry)
    legs = []
    for side, angles in enumerate((left, right)):
        features = leg_features(track, baseline, geometry, side)
        corrected = corrections.leg(
            features, [angles[name].value_deg for name in LEG_ANGLES], share, alike
        )
        legs.append(dict(zip(LEG_ANGLES, corrected, strict=True)))
    features = trunk_features(track, baseline, geometry)
    (trunk,) = corrections.trunk(features, [geometry.trunk.value_deg], alike=alike)
    return Angles((legs[0], legs[1]), trunk)


def _lowered(track: PoseTrack, baseline: Baseline) -> Floats:
    """How far the hips are down from standing, 1 from `LOWERED` on, shape (T,).

    A standing lifter is their own zero: legs are corrected as they leave it.
    """
    y = track.image[:, :, 1]
    height = (y[:, list(ANKLES)] - y[:, list(HIPS)]).mean(axis=1) / baseline.leg
    down = np.clip((1.0 - height) / LOWERED, 0.0, 1.0)
    share: Floats = down**2 * (3.0 - 2.0 * down)
    return share


def _alike(geometry: Geometry) -> Floats:
    """How far both legs do the same, 1 to 0, shape (T,): see `THIGHS_APART_DEG`.

    A leg that is not seen is taken to do as the other.
    """
    shares = []
    for (left, right), (least, most) in (
        (geometry.thighs, THIGHS_APART_DEG),
        (geometry.shanks, SHANKS_APART_DEG),
    ):
        apart = np.nan_to_num(np.abs(left.value_deg - right.value_deg))
        shares.append(np.clip((most - apart) / (most - least), 0.0, 1.0))
    share: Floats = np.minimum(*shares)
    return share


def geometric_angles(geometry: Geometry, side: int) -> dict[str, Lean]:
    """Angles of one leg as they follow from the leans of its thigh and shank."""
    thigh, shank = geometry.thighs[side], geometry.shanks[side]
    flexion = shank.value_deg - thigh.value_deg
    return {
        "thigh_angle": Lean(thigh.value_deg + 90.0, thigh.sigma_deg),
        "shank_lean": shank,
        "knee_flexion": Lean(flexion, np.hypot(thigh.sigma_deg, shank.sigma_deg)),
    }


@cache
def shipped_corrections() -> Corrections:
    """Read the corrections that come with squatform."""
    content = files("squatform.motion").joinpath("correction.npz").read_bytes()
    with np.load(BytesIO(content)) as kept:
        return Corrections(
            *(
                Correction.of_arrays(
                    {name: kept[f"{part}_{name}"] for name in Correction.__slots__}
                )
                for part in ("leg", "trunk")
            )
        )
