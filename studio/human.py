"""The MakeHuman base mesh and its morph targets: body parameters in, rest vertices out.

The mesh stands in an A-pose with all its helper geometry (clothing shell, eyes, joint cubes).
Target names and the way macro targets multiply are MakeHuman's (MPFB2, CC0-1.0).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from studio.assets import human_data
from studio.linalg import Array

Index = NDArray[np.int32]

INFLUENCES = 5
"""Bones that may move one vertex."""

DECIMETRES_TO_METRES = 0.1


@dataclass(frozen=True)
class BaseMesh:
    """What all bodies share.

    Attributes
    ----------
    vertices : (19158, 3) in decimetres, before any target.
    uv : (19158, 2) texture coordinates.
    triangles : triangles of each mesh group, each (n, 3).
    bones : names, parents before children.
    parents : index of each bone's parent, -1 for the root.
    rig : MakeHuman's rule for each bone's head and tail.
    groups : vertex ranges by name.
    bone_index, bone_weight : (19158, 5) the strongest bones of each vertex, weights summing to 1.
    dominant : (19158,) the strongest bone of each vertex.
    """

    vertices: Array
    uv: Array
    triangles: dict[str, Index]
    bones: tuple[str, ...]
    parents: Index
    rig: dict[str, dict[str, object]]
    groups: dict[str, list[list[int]]]
    bone_index: Index
    bone_weight: NDArray[np.float32]
    dominant: Index

    def group(self, name: str) -> Index:
        """Vertex numbers of a named group."""
        first, last = self.groups[name][0]
        return np.arange(first, last + 1, dtype=np.int32)


@dataclass(frozen=True)
class MacroShape:
    """MakeHuman's macro sliders, 0-1 each.

    Attributes
    ----------
    male : 0 woman, 1 man.
    age : 0.5 is 25 years, 1 is 90.
    muscle, weight, height, proportions : 0.5 is average.
    ancestry : weights of ``african``, ``asian`` and ``caucasian``, summing to 1.
    details : further targets by path, with their weights.
    """

    male: float = 1.0
    age: float = 0.5
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.5
    proportions: float = 0.7
    ancestry: tuple[tuple[str, float], ...] = (("caucasian", 1.0),)
    details: tuple[tuple[str, float], ...] = field(default=())


@functools.lru_cache(maxsize=1)
def base_mesh() -> BaseMesh:
    """Read the mesh, the rig and the weights."""
    data = human_data()
    vertices, uv, triangles = _read_obj(data.text("3dobjs/base.obj"))
    rig = data.json("rigs/standard/rig.default.json")
    rig = rig.get("bones", rig)
    bones = _parents_first(rig)
    number = {name: i for i, name in enumerate(bones)}
    parents = np.array([number.get(rig[name]["parent"], -1) for name in bones], np.int32)
    weights = np.zeros((len(vertices), len(bones)), np.float32)
    for bone, pairs in data.json("rigs/standard/weights.default.json")["weights"].items():
        if bone in number and pairs:
            rows, values = zip(*pairs, strict=True)
            weights[np.array(rows, int), number[bone]] = values
    index = np.argsort(-weights, axis=1, kind="stable")[:, :INFLUENCES].astype(np.int32)
    strongest = np.take_along_axis(weights, index, axis=1)
    total = strongest.sum(axis=1, keepdims=True)
    strongest /= np.where(total == 0, 1, total)
    return BaseMesh(
        vertices=vertices,
        uv=uv,
        triangles=triangles,
        bones=bones,
        parents=parents,
        rig=rig,
        groups=data.json("mesh_metadata/basemesh_vertex_groups.json"),
        bone_index=index,
        bone_weight=strongest,
        dominant=index[:, 0],
    )


def rest_vertices(shape: MacroShape) -> Array:
    """Vertices of a body in metres, shape (19158, 3), in the rest pose of the rig."""
    vertices = base_mesh().vertices.copy()
    for path, weight in _macro_targets(shape):
        if weight > 1e-4 and (target := _target(path)) is not None:
            rows, offsets = target
            np.add.at(vertices, rows, weight * offsets)
    return vertices * DECIMETRES_TO_METRES


def bone_heads(vertices: Array) -> Array:
    """Joint centre at the head of each bone, shape (bones, 3)."""
    mesh = base_mesh()
    heads = np.zeros((len(mesh.bones), 3))
    for i, name in enumerate(mesh.bones):
        rule = mesh.rig[name]["head"]
        assert isinstance(rule, dict)
        if rule["strategy"] == "CUBE":
            heads[i] = vertices[mesh.group(str(rule["cube_name"]))].mean(axis=0)
        elif rule["strategy"] == "VERTEX":
            heads[i] = vertices[int(rule["vertex_index"])]
        else:
            heads[i] = vertices[rule["vertex_indices"]].mean(axis=0)
    return heads


def _macro_targets(shape: MacroShape) -> list[tuple[str, float]]:
    sexes = {"female": 1 - shape.male, "male": shape.male}
    old = max(0.0, 2 * shape.age - 1)
    ages = {"young": 1 - old, "old": old}
    muscles = _three_way(shape.muscle, "muscle")
    weights = _three_way(shape.weight, "weight")
    heights = _two_way(shape.height, "minheight", "maxheight")
    proportions = _two_way(shape.proportions, "uncommonproportions", "idealproportions")
    found = [
        (f"macrodetails/{people}-{sex}-{age}", share * sexes[sex] * ages[age])
        for sex, age in product(sexes, ages)
        for people, share in shape.ancestry
    ]
    for sex, age, muscle, weight in product(sexes, ages, muscles, weights):
        name = f"{sex}-{age}-{muscle}-{weight}"
        amount = sexes[sex] * ages[age] * muscles[muscle] * weights[weight]
        found.append((f"macrodetails/universal-{name}", amount))
        found += [(f"macrodetails/height/{name}-{h}", amount * w) for h, w in heights.items()]
        found += [
            (f"macrodetails/proportions/{name}-{p}", amount * w) for p, w in proportions.items()
        ]
        if sex == "female":
            breast = f"breast/female-{age}-{muscle}-{weight}-averagecup-averagefirmness"
            found.append((breast, amount))
    return found + list(shape.details)


def _three_way(x: float, of: str) -> dict[str, float]:
    return {
        f"min{of}": max(0.0, 1 - 2 * x),
        f"average{of}": 1 - abs(2 * x - 1),
        f"max{of}": max(0.0, 2 * x - 1),
    }


def _two_way(x: float, low: str, high: str) -> dict[str, float]:
    return {low: max(0.0, 1 - 2 * x), high: max(0.0, 2 * x - 1)}


@functools.lru_cache(maxsize=256)
def _target(path: str) -> tuple[Index, Array] | None:
    name = f"targets/{path}.target.gz"
    data = human_data()
    if name not in data:
        return None
    rows = [line.split() for line in data.text(name).splitlines() if line and line[0] != "#"]
    rows = [row for row in rows if len(row) == 4]
    if not rows:  # some combinations are published empty: they change nothing
        return None
    table = np.array(rows, dtype=float)
    return table[:, 0].astype(np.int32), table[:, 1:]


def _parents_first(rig: dict[str, dict[str, str]]) -> tuple[str, ...]:
    order: dict[str, None] = {}

    def add(name: str) -> None:
        parent = rig[name]["parent"]
        if parent and parent not in order:
            add(parent)
        order[name] = None

    for name in rig:
        add(name)
    return tuple(order)


def _read_obj(text: str) -> tuple[Array, Array, dict[str, Index]]:
    vertices: list[list[float]] = []
    texture: list[list[float]] = []
    corner_uv: dict[int, int] = {}
    triangles: dict[str, list[tuple[int, int, int]]] = {}
    group = ""
    for line in text.splitlines():
        kind, *fields = line.split() or [""]
        if kind == "v":
            vertices.append([float(x) for x in fields[:3]])
        elif kind == "vt":
            texture.append([float(x) for x in fields[:2]])
        elif kind == "g":
            group = fields[0]
        elif kind == "f":
            corners = [tuple(int(x) - 1 for x in field.split("/")[:2]) for field in fields]
            corner_uv.update(corners)  # type: ignore[arg-type]
            numbers = [corner[0] for corner in corners]
            fan = triangles.setdefault(group, [])
            fan += [(numbers[0], b, c) for b, c in pairwise(numbers[1:])]
    uv = np.zeros((len(vertices), 2))
    uv[list(corner_uv)] = np.array(texture)[list(corner_uv.values())]
    faces = {name: np.array(fan, np.int32) for name, fan in triangles.items()}
    return np.array(vertices), uv, faces
