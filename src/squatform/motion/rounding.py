"""How much the upper back has bent since standing, from the outline of the back.

Outlines differ more between people than between straight and round backs, and every back changes
its outline as it leans and as the hips bend. What a squat does to a straight back is therefore
learned: the flexion is a weighted sum of what is seen of the same lifter in standing and at the
bottom. The weights are scaled so that a bend of so many degrees reads as many, and the standard
error is that of people left out.

Learned by `make back` from rendered people of the calibration split. Source of the method: Hastie,
Tibshirani and Friedman, The Elements of Statistical Learning (2009), §3.4.1 (ridge regression).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from squatform.pose.landmarks import EARS, HIPS, KNEES, SHOULDERS, Landmark
from squatform.pose.pose import Floats

MOMENTS = ("standing", "bottom")
"""When the back is looked at."""

ALONG = np.linspace(-0.1, 0.9, 21)
"""Where the outline is read, as shares of the line from hips (0) to shoulders (1)."""

ANGLE_UNIT_DEG = 100.0
"""Angles are counted in this unit, so that features have about the same spread."""

SHARPEST = 0.05
"""Change of slope from one place of `ALONG` to the next, in trunk lengths, beyond which something
else is in the outline; of 97 in 100 backs of training it is less."""

DEEPEST = 1.8
"""Mean distance of the outline from the line between hips and shoulders, in that of the same lifter
standing, beyond which one of them is not where it seems; of 98 in 100 backs of training it is
less."""

VIEW_LENGTH = len(ALONG) + 7
"""Numbers that describe a back at one moment."""


def back_view(image: Floats, outline: Floats, facing: float) -> Floats:
    """Describe a back seen from the side: how far it is behind the line from hips to shoulders.

    Everything is in trunk lengths and seen as if the lifter looked to the right: a lifter in a
    mirror, and one twice as large, give the same numbers.

    Parameters
    ----------
    image : Floats
        Shape (33, 2) or more columns: landmarks, pixels.
    outline : Floats
        Shape (N, 2), pixels, from the buttock up, with NaN where it is not known.
    facing : float
        +1 where the lifter looks to the right of the picture, −1 to the left.

    Returns
    -------
    Floats
        Shape (VIEW_LENGTH,): distance of the outline at `ALONG`; lean of the trunk; thigh and
        ears, along and before the trunk; pitch of the head. NaN where hardly any outline is known.
    """
    near = 1 if facing > 0 else 0
    xy = image[:, :2] * [facing, 1.0]
    hip, shoulder = xy[list(HIPS)].mean(axis=0), xy[list(SHOULDERS)].mean(axis=0)
    trunk = shoulder - hip
    length = max(float(np.hypot(*trunk)), 1e-6)
    up = trunk / length
    axes = np.stack([up, [-up[1], up[0]]]).T / length
    points = (outline[np.isfinite(outline[:, 0])] * [facing, 1.0] - hip) @ axes
    if len(points) < 3:
        return np.full(VIEW_LENGTH, np.nan)
    order = np.argsort(points[:, 0])
    behind = np.interp(ALONG, points[order, 0], -points[order, 1])
    nose, ear = xy[Landmark.NOSE], xy[list(EARS)].mean(axis=0)
    face = nose - ear
    return np.concatenate(
        [
            behind,
            [np.degrees(np.arctan2(up[0], -up[1])) / ANGLE_UNIT_DEG],
            (xy[KNEES[near]] - xy[HIPS[near]]) @ axes,
            (ear - shoulder) @ axes,
            [
                np.degrees(np.arctan2(face[1], face[0])) / ANGLE_UNIT_DEG,
                float(np.hypot(*face)) / length,
            ],
        ]
    )


def sound(views: Floats) -> NDArray[np.bool_]:
    """Tell whether outlines of `views` can be of a back.

    Parameters
    ----------
    views : Floats
        Shape (..., 2, VIEW_LENGTH): `back_view` at each of `MOMENTS`.

    Returns
    -------
    NDArray[np.bool_]
        Shape (...): whether there are no steps in them, and the later one is about as far behind
        the trunk as the first.
    """
    behind = views[..., : len(ALONG)]
    smooth = (np.abs(np.diff(behind, n=2, axis=-1)) <= SHARPEST).all(axis=(-2, -1))
    depth = behind.mean(axis=-1)
    return np.asarray(smooth & (depth[..., 1] <= DEEPEST * depth[..., 0]))


@dataclass(frozen=True, slots=True, eq=False)
class Rounding:
    """Weights that give the flexion of the upper back from F = 2 × VIEW_LENGTH numbers.

    Attributes
    ----------
    centre, spread : Floats
        Shape (F,): mean and standard deviation in training.
    weights : Floats
        Shape (F,): of the standardised numbers, degrees.
    offset_deg : Floats
        Shape ().
    sigma_deg : Floats
        Shape (): standard error, of people left out.
    whitening : Floats
        Shape (F, F): turns standardised numbers into ones that are independent in training.
    farthest : Floats
        Shape (): root mean square of those beyond which a back is unlike those of training.
    """

    centre: Floats
    spread: Floats
    weights: Floats
    offset_deg: Floats
    sigma_deg: Floats
    whitening: Floats
    farthest: Floats

    def __call__(self, views: Floats) -> Floats:
        """Give the flexion at the bottom since standing, degrees.

        Parameters
        ----------
        views : Floats
            Shape (..., 2, VIEW_LENGTH): `back_view` at each of `MOMENTS`.

        Returns
        -------
        Floats
            Shape (...); NaN where a view is, or where nothing in training looks like it.
        """
        bent = self._standardised(views) @ self.weights + self.offset_deg
        like = (self.unlikeness(views) <= self.farthest) & sound(views)
        return np.where(like, bent, np.nan)

    def unlikeness(self, views: Floats) -> Floats:
        """Tell how unlike training a back is (Mahalanobis distance, 1 on average): shape (...)."""
        white = self._standardised(views) @ self.whitening
        return np.asarray(np.sqrt((white**2).mean(axis=-1)))

    def _standardised(self, views: Floats) -> Floats:
        return (views.reshape(*views.shape[:-2], -1) - self.centre) / self.spread

    def arrays(self) -> dict[str, Floats]:
        """Give what is to be kept in a file."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Any]) -> Rounding:
        """Make it again from what was kept."""
        return cls(**{name: arrays[name] for name in cls.__slots__})


@cache
def shipped_rounding() -> Rounding:
    """Read the weights that come with squatform."""
    content = files("squatform.motion").joinpath("rounding.npz").read_bytes()
    with np.load(BytesIO(content)) as kept:
        return Rounding.of_arrays(kept)
