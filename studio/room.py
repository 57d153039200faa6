"""The place: a living room or a gym, turned so that the camera sees its back wall."""

from __future__ import annotations

import numpy as np

from studio.linalg import Array, rotation_y
from studio.meshes import Material, Mesh, box, cylinder, ellipsoid, joined, linear, quad
from studio.props import IRON, PLATE_COLOURS, STEEL
from studio.seeds import stream
from studio.spec import PlaceSpec

RUBBER = (0.022, 0.022, 0.025)
WALLS = ("#c7c3b8", "#9fadb2", "#b5a08c", "#8a8f96", "#a9b39a")
FLOORS = {"wood": "#9c744f", "rubber": "#3b3b3f"}
GYM_PAINT = ("#202226", "#6b1d1d", "#1f3a5f")
LEAVES = ("#2f5a2f", "#3f6b35", "#27492f")

HALF_WIDTH_M, BEHIND_M, BEFORE_M, HEIGHT_M = 4.2, 3.0, 6.2, 2.9
"""The room around the lifter, seen from the camera."""

BACK = -BEHIND_M


def room(place: PlaceSpec, seed: int, turn_deg: float) -> tuple[Mesh, Array, Array]:
    """Build the room.

    Parameters
    ----------
    turn_deg : to the left, of the direction from the back wall to the camera.

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
    return turned, linear(_pick(random, WALLS)) * tint, linear(FLOORS[place.floor])


def _pick(random: np.random.Generator, colours: tuple[str, ...]) -> str:
    return colours[int(random.integers(len(colours)))]


def _any_colour(random: np.random.Generator, low: float, high: float) -> Array:
    red, green, blue = random.uniform(low, high, 3)
    return linear((red, green, blue))


def _shell() -> list[Mesh]:
    w, b, f, h = HALF_WIDTH_M, BACK, BEFORE_M, HEIGHT_M
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
    side = 1.0 if random.random() < 0.5 else -1.0
    window, shelf = -side * random.uniform(1.6, 3.0), side * random.uniform(1.3, 2.9)
    picture = box(
        [random.uniform(-0.6, 0.6), 1.8, BACK + 0.02],
        [0.6, 0.7, 0.04],
        _any_colour(random, 0.2, 0.6),
    )
    plant = -side * 3.4 + 0.15 * window
    return [
        picture,
        *_window(window),
        *_shelf(random, shelf),
        *_plant(random, plant),
        *_sofa(_any_colour(random, 0.2, 0.5), side),
    ]


def _window(x: float) -> list[Mesh]:
    frame, pane = (0.72, 0.74, 0.78), (0.62, 0.75, 0.9)
    return [
        box([x, 1.65, BACK + 0.02], [1.1, 1.25, 0.05], frame),
        box([x, 1.65, BACK + 0.03], [1.0, 1.15, 0.05], pane, Material.GLOW),
        box([x, 1.65, BACK + 0.06], [0.04, 1.15, 0.02], frame),
    ]


def _shelf(random: np.random.Generator, x: float) -> list[Mesh]:
    parts = [box([x, 0.42, BACK + 0.22], [1.2, 0.84, 0.4], _any_colour(random, 0.25, 0.6))]
    for k, size in enumerate(random.uniform(0.1, 0.28, 4)):
        at = [x - 0.45 + 0.3 * k, 0.84 + size / 2, BACK + 0.22]
        parts.append(box(at, [0.17, size, 0.2], _any_colour(random, 0.15, 0.8)))
    return parts


def _plant(random: np.random.Generator, x: float) -> list[Mesh]:
    z = BACK + 0.4
    parts = [cylinder([x, 0, z], [x, 0.4, z], 0.17, (0.3, 0.16, 0.1))]
    leaves = linear(_pick(random, LEAVES))
    for _ in range(6):
        at = np.array([x, 0.8, z]) + random.uniform(-1, 1, 3) * [0.15, 0.3, 0.12]
        shade = leaves * random.uniform(0.7, 1.3)
        parts.append(ellipsoid(at, random.uniform(0.12, 0.24, 3), shade, rings=8))
    return parts


def _sofa(colour: Array, side: float) -> list[Mesh]:
    return [
        box([side * (HALF_WIDTH_M - 0.4), 0.25, -0.9], [0.7, 0.5, 1.7], colour),
        box([side * (HALF_WIDTH_M - 0.12), 0.6, -0.9], [0.2, 0.7, 1.7], colour),
    ]


def _gym(random: np.random.Generator) -> list[Mesh]:
    side = 1.0 if random.random() < 0.5 else -1.0
    paint = linear(_pick(random, GYM_PAINT))
    shelf = -side * random.uniform(1.2, 2.2)
    stripe = box([0, 2.2, BACK + 0.01], [2 * HALF_WIDTH_M, 0.22, 0.02], paint)
    return [
        stripe,
        *_power_rack(side * random.uniform(1.7, 2.4), paint),
        *_dumbbells(shelf, paint),
        *_spare_plates(random, shelf + side * 1.55),
        *_bench(side * (HALF_WIDTH_M - 0.8)),
        *(
            box([x, HEIGHT_M - 0.03, 0.5], [0.25, 0.04, 1.4], (1.6, 1.6, 1.55), Material.GLOW)
            for x in (-2.2, 0.0, 2.2)
        ),
    ]


def _power_rack(x: float, paint: Array) -> list[Mesh]:
    """Make a rack against the wall with a bar in it."""
    bar_y, bar_z = 1.35, BACK + 1.3
    posts = [
        box([x + dx, 1.15, BACK + z], [0.07, 2.3, 0.07], paint)
        for dx in (-0.6, 0.6)
        for z in (0.35, 1.25)
    ]
    beams = [
        box([x + dx, y, BACK + 0.8], [0.07, 0.07, 0.95], colour)
        for dx in (-0.6, 0.6)
        for y, colour in ((2.27, paint), (0.75, np.array(STEEL)))
    ]
    plates = [
        cylinder([x + dx - 0.05, bar_y, bar_z], [x + dx + 0.05, bar_y, bar_z], 0.225, RUBBER, 32)
        for dx in (-0.82, 0.82)
    ]
    return [
        *posts,
        *beams,
        *plates,
        box([x, 2.27, BACK + 1.25], [1.27, 0.07, 0.07], paint),
        cylinder([x - 1.0, bar_y, bar_z], [x + 1.0, bar_y, bar_z], 0.014, STEEL),
    ]


def _dumbbells(middle: float, paint: Array) -> list[Mesh]:
    """Make two shelves of dumbbells."""
    parts = []
    for level in (0.35, 0.75):
        parts.append(box([middle, level, BACK + 0.3], [2.0, 0.05, 0.45], paint))
        y = level + 0.1
        for x in middle - 0.8 + 0.32 * np.arange(6):
            parts += [
                cylinder([x, y, BACK + 0.18], [x, y, BACK + 0.42], 0.02, STEEL, 8),
                cylinder([x, y, BACK + 0.13], [x, y, BACK + 0.23], 0.07, IRON, 12),
                cylinder([x, y, BACK + 0.37], [x, y, BACK + 0.47], 0.07, IRON, 12),
            ]
    return parts


def _spare_plates(random: np.random.Generator, x: float) -> list[Mesh]:
    """Make plates of falling size that lean against the wall."""
    depths = BACK + 0.12 + 0.07 * np.arange(4)
    return [
        cylinder([x, r, z], [x, r, z + 0.05], r, linear(_pick(random, PLATE_COLOURS)), 32)
        for r, z in zip((0.225, 0.225, 0.19, 0.16), depths, strict=True)
    ]


def _bench(x: float) -> list[Mesh]:
    return [
        box([x, 0.42, -0.6], [0.32, 0.09, 1.2], IRON),
        box([x, 0.2, -0.6], [0.1, 0.4, 1.0], STEEL),
    ]
