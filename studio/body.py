"""One person's body: rest geometry, joint centres, landmark points and where loads rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from studio import human
from studio.human import Index, MacroShape
from studio.linalg import Array, unit

SIDES = ("left", "right")
SUFFIX = {"left": ".L", "right": ".R"}
OUTWARD = {"left": 1.0, "right": -1.0}
"""Sign of x on each side of the body."""

SOLE_M = 0.012
"""Thickness of a shoe's sole under the skin of the foot."""

LANDMARKS = (
    "nose",
    "left_ear",
    "right_ear",
    *(
        f"{side}_{part}"
        for part in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
        for side in SIDES
    ),
)
"""The points a truth file holds: BlazePose's names, at joint centres and on the skin."""

_JOINT_OF = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}

# Segment masses as fractions of the body's, and where along the segment its centre lies.
# Source: Winter, Biomechanics and Motor Control of Human Movement, table 4.1, rounded.
_TRUNK_SEGMENTS = (("spine01", "head", 0.10, 1.2), ("root", "spine01", 0.48, 0.55))
_ARM_SEGMENTS = (("upperarm01", "lowerarm01", 0.027, 0.5), ("lowerarm01", "wrist", 0.022, 0.6))
THIGH_MASS, SHANK_MASS, FOOT_MASS = 0.12, 0.045, 0.014


@dataclass(frozen=True)
class BodyShape:
    """What a person looks like undressed: MakeHuman's macro shape, scaled to a stature in metres.

    `stature_m` is measured barefoot, from sole to crown.
    """

    macro: MacroShape
    stature_m: float


class Body:
    """A person in the rest pose: arms slanting down, feet on the floor, facing +z.

    Attributes
    ----------
    vertices : (19158, 3) rest positions, metres, sole of the shoe at y = 0.
    normals : (19158, 3) unit normals of the skin and of the clothing shell.
    heads : (bones, 3) joint centres.
    pelvis : (3,) midpoint of the hip joints.
    thigh, shank, upper_arm, forearm : segment lengths in metres.
    """

    def __init__(self, shape: BodyShape) -> None:
        self.shape = shape
        self.mesh = human.base_mesh()
        self.bone = {name: i for i, name in enumerate(self.mesh.bones)}
        self.skin = self.mesh.group("body")
        self.shell = self.mesh.group("helper-tights")
        vertices = human.rest_vertices(shape.macro)
        skin_y = vertices[self.skin, 1]
        vertices *= shape.stature_m / (skin_y.max() - skin_y.min())
        vertices[:, 1] += SOLE_M - vertices[self.skin, 1].min()
        self.vertices = vertices
        self.heads = human.bone_heads(vertices)
        self.pelvis = (self.head("upperleg01.L") + self.head("upperleg01.R")) / 2
        self.thigh = self._length("upperleg01.L", "lowerleg01.L")
        self.shank = self._length("lowerleg01.L", "foot.L")
        self.upper_arm = self._length("upperarm01.L", "lowerarm01.L")
        self.forearm = self._length("lowerarm01.L", "wrist.L")
        self.normals = self._normals()

    def head(self, bone: str) -> Array:
        """Joint centre at the head of a bone, in the rest pose."""
        centre: Array = self.heads[self.bone[bone]]
        return centre

    def _length(self, start: str, end: str) -> float:
        return float(np.linalg.norm(self.head(end) - self.head(start)))

    def _normals(self) -> Array:
        eyes = [self.mesh.triangles[f"helper-{side}-eye"] for side in "lr"]
        skin = np.concatenate([self.mesh.triangles["body"], *eyes])
        normals = vertex_normals(self.vertices, skin)
        shell = vertex_normals(self.vertices, self.mesh.triangles["helper-tights"])
        normals[self.shell] = shell[self.shell]
        return normals

    def descendants(self, bone: str) -> Index:
        """Numbers of a bone and of all that hang on it."""
        found = {self.bone[bone]}
        for i, parent in enumerate(self.mesh.parents):  # parents come before children
            if int(parent) in found:
                found.add(i)
        return np.array(sorted(found), np.int32)

    @cached_property
    def head_skin(self) -> Index:
        """Skin vertices of the head, by number."""
        on_head = np.isin(self.mesh.dominant[self.skin], self.descendants("head"))
        found: Index = self.skin[on_head]
        return found

    @cached_property
    def eye_centres(self) -> dict[str, Array]:
        """Centre of each eyeball."""
        centres = [
            self.vertices[self.mesh.group(f"helper-{side}-eye")].mean(axis=0) for side in "lr"
        ]
        return {"left": max(centres, key=_x), "right": min(centres, key=_x)}

    @cached_property
    def skin_landmarks(self) -> dict[str, int]:
        """Vertex number of each landmark that lies on the skin."""
        head = self.vertices[self.head_skin]
        midline = np.abs(head[:, 0]) < 0.006
        points = {"nose": self.head_skin[np.where(midline, head[:, 2], -np.inf).argmax()]}
        for side in SIDES:
            level = np.abs(head[:, 1] - self.eye_centres[side][1]) < 0.03
            outward = np.where(level, OUTWARD[side] * head[:, 0], -np.inf)
            points[f"{side}_ear"] = self.head_skin[outward.argmax()]
            bones = self.descendants("foot" + SUFFIX[side])
            foot = self.skin[np.isin(self.mesh.dominant[self.skin], bones)]
            at = self.vertices[foot]
            points[f"{side}_heel"] = foot[(at[:, 2] + 0.5 * at[:, 1]).argmin()]
            points[f"{side}_foot_index"] = foot[at[:, 2].argmax()]
        return {name: int(vertex) for name, vertex in points.items()}

    @cached_property
    def joint_landmarks(self) -> dict[str, int]:
        """Bone number of each landmark that is a joint centre."""
        return {
            f"{side}_{part}": self.bone[bone + SUFFIX[side]]
            for part, bone in _JOINT_OF.items()
            for side in SIDES
        }

    @cached_property
    def ball_of_foot(self) -> dict[str, Array]:
        """The point each foot turns about when the heel rises: under the toes' first joints."""
        centres = {}
        for side in SIDES:
            joints = [self.head(f"toe{k}-1{SUFFIX[side]}") for k in (1, 2, 3)]
            centre = np.mean(joints, axis=0)
            centres[side] = np.array([centre[0], SOLE_M, centre[2]])
        return centres

    @cached_property
    def rest_toe_angle(self) -> dict[str, float]:
        """Heading of each foot in the rest pose, degrees to the left of straight ahead."""
        angles = {}
        for side in SIDES:
            line = self.head("toe2-1" + SUFFIX[side]) - self.head("foot" + SUFFIX[side])
            angles[side] = float(np.degrees(np.arctan2(line[0], line[2])))
        return angles

    @cached_property
    def upper_segments(self) -> list[tuple[int, int, float, float]]:
        """Bones, mass fraction and centre of every segment above the legs."""
        arms = [
            (a + suffix, b + suffix, mass, along)
            for suffix in SUFFIX.values()
            for a, b, mass, along in _ARM_SEGMENTS
        ]
        return [
            (self.bone[a], self.bone[b], mass, along)
            for a, b, mass, along in (*_TRUNK_SEGMENTS, *arms)
        ]

    @cached_property
    def hand_rest(self) -> dict[str, tuple[Array, Array, Array]]:
        """Rest direction of the fingers, of the palm's outward normal, and the axis of curling."""
        hands = {}
        for side in SIDES:
            suffix = SUFFIX[side]
            fingers = unit(self.head("finger3-1" + suffix) - self.head("wrist" + suffix))
            knuckles = self.head("finger5-1" + suffix) - self.head("finger2-1" + suffix)
            # Turning about index → little finger curls the left hand, the other way the right.
            axis = unit(knuckles) * OUTWARD[side]
            hands[side] = (fingers, unit(np.cross(axis, fingers)), axis)
        return hands

    def torso_surface(self, height: float, half_width: float, *, front: bool) -> float:
        """How far the skin reaches forward (or back) at one height of the resting torso: z in m."""
        at = self.vertices[self.skin]
        near = (np.abs(at[:, 1] - height) < 0.025) & (np.abs(at[:, 0]) < half_width)
        depth = at[near, 2]
        return float(depth.max() if front else depth.min())


def vertex_normals(vertices: Array, triangles: Index) -> Array:
    """Area-weighted unit normals; zero where no triangle touches a vertex."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(
                triangles[:, corner], face[:, axis], minlength=len(vertices)
            )
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    scaled: Array = normals / np.where(length == 0, 1, length)
    return scaled


def _x(point: Array) -> float:
    return float(point[0])
