"""What the lifter handles and what stands around: bars, boxes, the room and its furniture."""

from __future__ import annotations

import numpy as np

from studio.linalg import Array, rotation_y
from studio.meshes import Material, Mesh, box, cylinder, ellipsoid, joined, linear, quad
from studio.seeds import stream
from studio.spec import PlaceSpec

STEEL, IRON, RUBBER = (0.33, 0.33, 0.36), (0.05, 0.05, 0.055), (0.022, 0.022, 0.025)
PLATE_COLOURS = ("#1c1c1f", "#1c1c1f", "#8f1d1d", "#1d3f8f", "#1f6b33")

WALLS = ("#c7c3b8", "#9fadb2", "#b5a08c", "#8a8f96", "#a9b39a")
FLOORS = {"wood": "#9c744f", "rubber": "#3b3b3f"}

HALF_WIDTH_M, BEHIND_M, BEFORE_M, HEIGHT_M = 4.2, 3.0, 6.2, 2.9
"""The room around the lifter, seen from the camera."""


def barbell(plate_radius: float, seed: int) -> Mesh:
    """An Olympic bar along x, 2.2 m long, with a plate on either end unless the radius is 0."""
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
    """A dumbbell along y, gripped by its upper head."""
    return joined(
        [
            cylinder([0, 0.01, 0], [0, -0.05, 0], 0.075, IRON),
            cylinder([0, -0.05, 0], [0, -0.17, 0], 0.017, STEEL),
            cylinder([0, -0.17, 0], [0, -0.23, 0], 0.075, IRON),
        ]
    )


def seat(top: float, middle_z: float) -> Mesh:
    """A wooden box to sit on, behind the lifter."""
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


def room(place: PlaceSpec, seed: int, turn_deg: float) -> tuple[Mesh, Array, Array]:
    """The room, turned so that its back wall is behind the lifter for the camera.

    Returns
    -------
    mesh : walls, floor, ceiling and furniture.
    wall_colour, floor_colour : linear RGB.
    """
    random = stream(seed, "room")
    parts = _shell()
    parts += _gym(random) if place.kind == "gym" else _living_room(random)
    turned = joined(parts).moved(rotation_y(turn_deg), np.zeros(3))
    tint = random.uniform(0.85, 1.1)
    return turned, linear(str(random.choice(WALLS))) * tint, linear(FLOORS[place.floor])


def _shell() -> list[Mesh]:
    w, b, f, h = HALF_WIDTH_M, -BEHIND_M, BEFORE_M, HEIGHT_M
    white = (1.0, 1.0, 1.0)
    wall = Material.WALL
    return [
        quad([(-w, 0, b), (w, 0, b), (w, 0, f), (-w, 0, f)], (0, 1, 0), white, Material.FLOOR),
        quad([(-w, 0, b), (w, 0, b), (w, h, b), (-w, h, b)], (0, 0, 1), white, wall),
        quad([(-w, 0, f), (w, 0, f), (w, h, f), (-w, h, f)], (0, 0, -1), white, wall),
        quad([(-w, 0, b), (-w, 0, f), (-w, h, f), (-w, h, b)], (1, 0, 0), white, wall),
        quad([(w, 0, b), (w, 0, f), (w, h, f), (w, h, b)], (-1, 0, 0), white, wall),
        quad([(-w, h, b), (w, h, b), (w, h, f), (-w, h, f)], (0, -1, 0), (0.7, 0.7, 0.7)),
    ]


def _living_room(random: np.random.Generator) -> list[Mesh]:
    back = -BEHIND_M

    def colour(low: float, high: float) -> Array:
        return linear(tuple(random.uniform(low, high, 3)))

    window_x, shelf_x = random.uniform(-3.0, -1.6), random.uniform(1.3, 2.9)
    if random.random() < 0.5:
        window_x, shelf_x = -window_x, -shelf_x
    frame_white, pane = (0.72, 0.74, 0.78), (0.62, 0.75, 0.9)
    parts = [
        box([window_x, 1.65, back + 0.02], [1.1, 1.25, 0.05], frame_white),
        box([window_x, 1.65, back + 0.03], [1.0, 1.15, 0.05], pane, Material.GLOW),
        box([window_x, 1.65, back + 0.06], [0.04, 1.15, 0.02], frame_white),
        box([random.uniform(-0.6, 0.6), 1.8, back + 0.02], [0.6, 0.7, 0.04], colour(0.2, 0.6)),
        box([shelf_x, 0.42, back + 0.22], [1.2, 0.84, 0.4], colour(0.25, 0.6)),
    ]
    for k in range(4):
        size = random.uniform(0.1, 0.28)
        x = shelf_x - 0.45 + 0.3 * k
        parts.append(
            box([x, 0.84 + size / 2, back + 0.22], [0.17, size, 0.2], colour(0.15, 0.8))
        )
    plant_x = -window_x * random.uniform(0.1, 0.2) + np.sign(window_x) * 3.5
    leaves = linear(str(random.choice(["#2f5a2f", "#3f6b35", "#27492f"])))
    parts.append(cylinder([plant_x, 0, back + 0.4], [plant_x, 0.4, back + 0.4], 0.17, (0.3, 0.16, 0.1)))
    for _ in range(6):
        at = np.array([plant_x, 0.8, back + 0.4]) + random.uniform(-1, 1, 3) * [0.15, 0.3, 0.12]
        parts.append(ellipsoid(at, random.uniform(0.12, 0.24, 3), leaves * random.uniform(0.7, 1.3), rings=8))
    side = float(np.sign(shelf_x))
    parts.append(box([side * (HALF_WIDTH_M - 0.4), 0.25, -0.9], [0.7, 0.5, 1.7], colour(0.2, 0.5)))
    parts.append(box([side * (HALF_WIDTH_M - 0.12), 0.6, -0.9], [0.2, 0.7, 1.7], colour(0.2, 0.5)))
    return parts


def _gym(random: np.random.Generator) -> list[Mesh]:
    back = -BEHIND_M
    parts: list[Mesh] = []
    flip = 1.0 if random.random() < 0.5 else -1.0
    paint = linear(str(random.choice(["#202226", "#6b1d1d", "#1f3a5f"])))
    rack_x = flip * random.uniform(1.7, 2.4)
    for x in (-0.6, 0.6):
        for z in (0.35, 1.25):
            parts.append(box([rack_x + x, 1.15, back + z], [0.07, 2.3, 0.07], paint))
        parts.append(box([rack_x + x, 2.27, back + 0.8], [0.07, 0.07, 0.97], paint))
        parts.append(box([rack_x + x, 0.75, back + 0.8], [0.06, 0.06, 0.9], STEEL))
    parts.append(box([rack_x, 2.27, back + 1.25], [1.27, 0.07, 0.07], paint))
    parts.append(cylinder([rack_x - 1.0, 1.35, back + 1.3], [rack_x + 1.0, 1.35, back + 1.3], 0.014, STEEL))
    for x in (-0.82, 0.82):
        parts.append(cylinder([rack_x + x - 0.05, 1.35, back + 1.3], [rack_x + x + 0.05, 1.35, back + 1.3], 0.225, RUBBER, 32))
    shelf_x = -flip * random.uniform(1.2, 2.2)
    for level in (0.35, 0.75):
        parts.append(box([shelf_x, level, back + 0.3], [2.0, 0.05, 0.45], paint))
        for k in range(6):
            x = shelf_x - 0.8 + 0.32 * k
            for z in (0.18, 0.42):
                parts.append(cylinder([x, level + 0.1, back + z - 0.05], [x, level + 0.1, back + z + 0.05], 0.07, IRON, 12))
            parts.append(cylinder([x, level + 0.1, back + 0.18], [x, level + 0.1, back + 0.42], 0.02, STEEL, 8))
    for k in range(4):
        radius = (0.225, 0.225, 0.19, 0.16)[k]
        z = back + 0.12 + 0.07 * k
        colour = linear(str(random.choice(PLATE_COLOURS)))
        parts.append(cylinder([shelf_x + flip * 1.55, radius, z], [shelf_x + flip * 1.55, radius, z + 0.05], radius, colour, 32))
    parts.append(box([0, 2.2, back + 0.01], [2 * HALF_WIDTH_M, 0.22, 0.02], paint))
    bench_x = flip * (HALF_WIDTH_M - 0.8)
    parts.append(box([bench_x, 0.42, -0.6], [0.32, 0.09, 1.2], IRON))
    parts.append(box([bench_x, 0.2, -0.6], [0.1, 0.4, 1.0], STEEL))
    for x in (-2.2, 0.0, 2.2):
        parts.append(box([x, HEIGHT_M - 0.03, 0.5], [0.25, 0.04, 1.4], (1.6, 1.6, 1.55), Material.GLOW))
    return parts
