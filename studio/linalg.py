"""Rotations and small pieces of geometry.

Everywhere in the studio: metres, y up, and a person at home stands at the origin facing +z, so that
+x is on their left. Rotations are 3×3 matrices that act on column vectors; angles are in degrees.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""Floats of any shape; the docstring at hand says which."""

X_AXIS: Array = np.array([1.0, 0.0, 0.0])
Y_AXIS: Array = np.array([0.0, 1.0, 0.0])
Z_AXIS: Array = np.array([0.0, 0.0, 1.0])


def rotation_x(degrees: float) -> Array:
    """Turn about the left-right axis; positive pitches a standing person forward."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], dtype=float)


def rotation_y(degrees: float) -> Array:
    """Turn about the vertical; positive turns a person to their left."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]], dtype=float)


def rotation_z(degrees: float) -> Array:
    """Turn about the forward axis; positive lifts the person's left side."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], dtype=float)


def rotation_about(axis: Array, degrees: float) -> Array:
    """Turn about any axis by the right-hand rule (Rodrigues' formula)."""
    x, y, z = unit(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = math.radians(degrees)
    turned: Array = np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross
    return turned


def unit(vector: Any) -> Array:
    """Scale a vector to length 1."""
    array = np.asarray(vector, dtype=float)
    scaled: Array = array / np.sqrt(array @ array)
    return scaled


def across(vector: Array, axis: Array) -> Array:
    """Take the direction of `vector` at right angles to the unit vector `axis`."""
    return unit(vector - axis * (vector @ axis))


def frame(along: Array, normal: Array) -> Array:
    """Right-handed axes as columns: `along`, `normal` made square to it, and their product."""
    first = unit(along)
    second = across(normal, first)
    return np.stack([first, second, np.cross(first, second)], axis=1)


def angle_between(a: Array, b: Array) -> float:
    """Angle between two vectors in degrees, 0-180."""
    return math.degrees(math.atan2(float(np.linalg.norm(np.cross(a, b))), float(a @ b)))


def smoothstep(low: float, high: float, x: float) -> float:
    """0 up to `low`, 1 from `high`, and between them the fifth-order minimum-jerk curve.

    Source: Flash and Hogan 1985, the profile of unhurried human point-to-point movement.
    """
    u = min(max((x - low) / (high - low), 0.0), 1.0)
    return u**3 * (10 + u * (6 * u - 15))
