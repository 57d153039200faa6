"""Triangle meshes in the renderer's vertex layout, and the primitives that props are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.human import Index
from studio.linalg import Array, unit


class Material(IntEnum):
    """What a surface is; the fragment shader switches on it."""

    SKIN = 0
    BOTTOMS = 1
    TOP = 2
    EYE = 3
    HAIR = 4
    PLAIN = 5
    FLOOR = 6
    WALL = 7
    GLOW = 8


@dataclass(frozen=True)
class Mesh:
    """A triangle mesh at rest.

    Attributes
    ----------
    positions, normals : (n, 3)
    surface : (n, 3) coordinates that patterns are drawn in; they move with the mesh.
    limbs : (n, 2) along the arm (negative off it) and down the body; clothes are cut by them.
    material : (n,)
    colour : (n, 3) linear RGB.
    triangles : (m, 3)
    """

    positions: Array
    normals: Array
    surface: Array
    limbs: Array
    material: Array
    colour: Array
    triangles: Index

    def attributes(self) -> NDArray[np.float32]:
        """All that does not move, shape (n, 9): surface, limbs, material, colour."""
        columns = [self.surface, self.limbs, self.material[:, None], self.colour]
        return np.concatenate(columns, axis=1).astype(np.float32)

    def moved(self, rotation: Array, translation: Array) -> Mesh:
        """Put the mesh elsewhere as a rigid piece; patterns move with it."""
        return Mesh(
            self.positions @ rotation.T + translation,
            self.normals @ rotation.T,
            self.surface,
            self.limbs,
            self.material,
            self.colour,
            self.triangles,
        )


def plain(
    positions: Array,
    normals: Array,
    triangles: Index,
    colour: ArrayLike,
    material: Material = Material.PLAIN,
) -> Mesh:
    """Make a mesh of one colour and one material."""
    n = len(positions)
    return Mesh(
        positions=np.asarray(positions, float),
        normals=np.asarray(normals, float),
        surface=np.asarray(positions, float),
        limbs=np.tile([-1.0, 0.0], (n, 1)),
        material=np.full(n, float(material)),
        colour=np.tile(np.asarray(colour, float), (n, 1)),
        triangles=np.asarray(triangles, np.int32),
    )


def joined(meshes: list[Mesh]) -> Mesh:
    """Several meshes as one."""
    starts = np.cumsum([0] + [len(mesh.positions) for mesh in meshes[:-1]])
    triangles = [mesh.triangles + start for mesh, start in zip(meshes, starts, strict=True)]
    return Mesh(
        positions=np.concatenate([mesh.positions for mesh in meshes]),
        normals=np.concatenate([mesh.normals for mesh in meshes]),
        surface=np.concatenate([mesh.surface for mesh in meshes]),
        limbs=np.concatenate([mesh.limbs for mesh in meshes]),
        material=np.concatenate([mesh.material for mesh in meshes]),
        colour=np.concatenate([mesh.colour for mesh in meshes]),
        triangles=np.concatenate(triangles).astype(np.int32),
    )


def linear(srgb: str | tuple[float, float, float]) -> Array:
    """Linear RGB of ``"#rrggbb"`` or of three sRGB values from 0 to 1."""
    if isinstance(srgb, str):
        values = [int(srgb[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    else:
        values = list(srgb)
    return np.array(values) ** 2.2


def quad(
    corners: ArrayLike, normal: ArrayLike, colour: ArrayLike, material: Material = Material.PLAIN
) -> Mesh:
    """Make a flat four-sided piece."""
    return plain(
        np.asarray(corners, float),
        np.tile(np.asarray(normal, float), (4, 1)),
        np.array([[0, 1, 2], [0, 2, 3]]),
        colour,
        material,
    )


def box(
    centre: ArrayLike, size: ArrayLike, colour: ArrayLike, material: Material = Material.PLAIN
) -> Mesh:
    """Make a box with its sides along the axes."""
    half = np.asarray(size, float) / 2
    faces = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for sign in (-1.0, 1.0):
            corners = np.zeros((4, 3))
            corners[:, axis] = sign
            corners[:, u] = [-1, 1, 1, -1]
            corners[:, v] = [-1, -1, 1, 1]
            normal = np.zeros(3)
            normal[axis] = sign
            faces.append(quad(corners * half + np.asarray(centre), normal, colour, material))
    return joined(faces)


def cylinder(
    start: ArrayLike, end: ArrayLike, radius: float, colour: ArrayLike, sides: int = 24
) -> Mesh:
    """Make a closed cylinder between two points."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    along = unit(b - a)
    first = unit(np.cross(along, [0, 1, 0] if abs(along[1]) < 0.9 else [1, 0, 0]))
    second = np.cross(along, first)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = np.cos(turn)[:, None] * first + np.sin(turn)[:, None] * second
    rim = radius * ring
    positions = np.concatenate([a + rim, b + rim, a + rim, b + rim, [a, b]])
    caps = [np.tile(-along, (sides, 1)), np.tile(along, (sides, 1)), [-along, along]]
    normals = np.concatenate([ring, ring, *caps])
    i = np.arange(sides)
    j = (i + 1) % sides
    low, high = 4 * sides, 4 * sides + 1
    triangles = np.concatenate(
        [
            np.stack([i, j, sides + j], 1),
            np.stack([i, sides + j, sides + i], 1),
            np.stack([np.full(sides, low), 2 * sides + j, 2 * sides + i], 1),
            np.stack([np.full(sides, high), 3 * sides + i, 3 * sides + j], 1),
        ]
    )
    return plain(positions, normals, triangles, colour)


def ellipsoid(
    centre: ArrayLike,
    radii: ArrayLike,
    colour: ArrayLike,
    material: Material = Material.PLAIN,
    rings: int = 12,
) -> Mesh:
    """Make an ellipsoid with its axes along the coordinate axes."""
    polar, turn = np.meshgrid(
        np.linspace(0, np.pi, rings), np.linspace(0, 2 * np.pi, 2 * rings), indexing="ij"
    )
    sphere = np.stack(
        [np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=-1
    ).reshape(-1, 3)
    normals = sphere / np.asarray(radii, float)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    i, j = (x.ravel() for x in np.mgrid[0 : rings - 1, 0 : 2 * rings - 1])
    a, b = i * 2 * rings + j, (i + 1) * 2 * rings + j
    triangles = np.concatenate([np.stack([a, b, b + 1], 1), np.stack([a, b + 1, a + 1], 1)])
    return plain(
        sphere * np.asarray(radii, float) + np.asarray(centre, float),
        normals,
        triangles,
        colour,
        material,
    )
