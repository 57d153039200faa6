"""What the lifter handles: bars, a dumbbell, a box, a rack."""

from __future__ import annotations

from studio.meshes import Mesh, box, cylinder, joined, linear
from studio.seeds import stream

STEEL, IRON = (0.33, 0.33, 0.36), (0.05, 0.05, 0.055)
PLATE_COLOURS = ("#1c1c1f", "#1c1c1f", "#8f1d1d", "#1d3f8f", "#1f6b33")


def barbell(plate_radius: float, seed: int) -> Mesh:
    """Make an Olympic bar along x, 2.2 m long, with plates if their radius is not 0."""
    parts = [cylinder([-0.66, 0, 0], [0.66, 0, 0], 0.014, STEEL)]
    colour = linear(str(stream(seed, "plates").choice(PLATE_COLOURS)))
    for side in (-1.0, 1.0):
        parts.append(cylinder([side * 0.66, 0, 0], [side * 1.02, 0, 0], 0.025, STEEL))
        if plate_radius:
            near, far = side * 0.70, side * 0.745
            parts.append(cylinder([near, 0, 0], [far, 0, 0], plate_radius, colour, 36))
            hub = plate_radius * 0.32
            parts.append(
                cylinder([near - side * 0.004, 0, 0], [far + side * 0.004, 0, 0], hub, STEEL)
            )
            parts.append(cylinder([far, 0, 0], [side * 0.785, 0, 0], 0.04, IRON))
    return joined(parts)


def dumbbell() -> Mesh:
    """Make a dumbbell along y, gripped by its upper head."""
    return joined(
        [
            cylinder([0, 0.01, 0], [0, -0.05, 0], 0.075, IRON),
            cylinder([0, -0.05, 0], [0, -0.17, 0], 0.017, STEEL),
            cylinder([0, -0.17, 0], [0, -0.23, 0], 0.075, IRON),
        ]
    )


def seat(top: float, middle_z: float) -> Mesh:
    """Make a wooden box to sit on, behind the lifter."""
    wood = linear("#a27c50")
    slab = box([0, top - 0.02, middle_z], [0.52, 0.04, 0.42], wood)
    body = box([0, (top - 0.04) / 2, middle_z], [0.46, top - 0.04, 0.38], wood * 0.75)
    return joined([slab, body])


def squat_rack(front_z: float, hook_height: float) -> Mesh:
    """Two uprights with hooks ahead of the lifter."""
    paint = linear("#5e1f1f")
    parts = []
    for side in (-1.0, 1.0):
        x = side * 0.58
        parts.append(box([x, 1.05, front_z], [0.06, 2.1, 0.06], paint))
        parts.append(box([x, 0.03, front_z + 0.1], [0.07, 0.06, 0.9], paint))
        parts.append(box([x, hook_height - 0.03, front_z - 0.06], [0.05, 0.02, 0.09], STEEL))
    parts.append(box([0, 2.07, front_z], [1.22, 0.06, 0.06], paint))
    parts.append(box([0, 0.03, front_z + 0.5], [1.22, 0.06, 0.06], paint))
    return joined(parts)
