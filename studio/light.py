"""Kinds of light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.linalg import Array, rotation_y, unit
from studio.spec import PlaceSpec


@dataclass(frozen=True)
class Light:
    """One lamp or the sun, and what comes from everywhere else; linear RGB.

    Attributes
    ----------
    direction : (3,) towards the light.
    colour : of the direct light.
    sky, ground : light from above and from below.
    exposure : factor on everything.
    """

    direction: Array
    colour: Array
    sky: Array
    ground: Array
    exposure: float


_KINDS: dict[str, tuple[tuple[float, ...], ...]] = {
    "daylight": ((-0.5, 1.1, 0.75), (1.15, 1.08, 0.98), (0.62, 0.66, 0.74), (0.34, 0.30, 0.27)),
    "lamp": ((0.9, 1.0, 0.3), (1.5, 1.35, 1.1), (0.38, 0.42, 0.5), (0.22, 0.19, 0.16)),
    "overcast": ((0.1, 1.5, 0.3), (0.7, 0.72, 0.75), (0.75, 0.78, 0.8), (0.4, 0.4, 0.4)),
    "dusk": ((-0.8, 0.9, -0.2), (0.62, 0.54, 0.46), (0.27, 0.28, 0.33), (0.15, 0.14, 0.13)),
}


def light_of(place: PlaceSpec, turn_deg: float) -> Light:
    """Set up the light of a place whose room is turned by `turn_deg`."""
    direction, colour, sky, ground = (np.array(part) for part in _KINDS[place.light])
    towards = rotation_y(turn_deg) @ unit(direction)
    return Light(towards, colour, sky, ground, place.brightness)
