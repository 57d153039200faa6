"""A dressed person as one skinned mesh: skin, eyes, hair, and clothes cut from MakeHuman's shell.

The shell (`helper-tights`) covers the body from neck to wrists and toes. It is drawn twice: once
for socks, shoes and shorts or trousers, and once, eased out further, for the top. Where each
garment ends is decided by limb coordinates in the fragment shader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.assets import human_data
from studio.body import OUTWARD, SIDES, SUFFIX, Body, vertex_normals
from studio.human import Index
from studio.linalg import Array
from studio.meshes import Material, Mesh, ellipsoid, joined, linear
from studio.skeleton import Posed, skinned
from studio.spec import BodySpec, ClothesSpec, Hair

SKIN_TONES = ("#e9b99a", "#d9a381", "#bd8560", "#96623f", "#6d4429", "#472b1c")
"""From light to dark; values between are mixed."""

SHOE_TOP = 1.92
"""Limb coordinate of the shoe's edge: 0 is the hip, 1 the knee, 2 the ankle."""

SOCK_TOP = {"short": 1.78, "knee": 1.78, "long": 1.9}
LEG_END = {"short": 0.62, "knee": 0.98, "long": 1.86}
SLEEVE_END = {"none": 0.06, "short": 0.60, "long": 1.93}
"""Along the arm: 0 is the shoulder, 1 the elbow, 2 the wrist."""

WAIST, NECK = -0.26, -1.19
HEM_UNTUCKED, HEM_TUCKED = -0.14, -0.19


@dataclass(frozen=True)
class Outfit:
    """What the fragment shader needs to know of one person's looks."""

    skin: Array
    hair: Array
    top: Array
    bottoms: Array
    shoes: Array
    sleeve_end: float
    leg_end: float
    sock_top: float
    hem: float
    neck: float
    stripes: bool
    eye_line: tuple[float, float, float]
    nape: float
    """How far below the eyes the hair reaches behind, in metres."""


class Person:
    """A body with its looks, ready to be posed and drawn."""

    def __init__(self, body: Body, looks: BodySpec, clothes: ClothesSpec) -> None:
        self.body = body
        self.outfit = _outfit(body, looks, clothes)
        layers = [_skin_layer(body), _eyes(body), *_clothes(body, clothes)]
        hair = _hair(body, looks)
        self.mesh = _trimmed(joined([layer.mesh for layer in layers] + hair), self.outfit)
        on_head = np.full(
            sum(len(mesh.positions) for mesh in hair), body.bone["head"], dtype=np.int32
        )
        index, weight = _rigid(on_head)
        self._bone_index = np.concatenate([*(layer.bone_index for layer in layers), index])
        self._bone_weight = np.concatenate([*(layer.bone_weight for layer in layers), weight])

    def posed(self, posed: Posed) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Positions and normals of all vertices in a pose."""
        return skinned(
            posed, self.mesh.positions, self.mesh.normals, self._bone_index, self._bone_weight
        )


@dataclass(frozen=True)
class _Layer:
    mesh: Mesh
    bone_index: Index
    bone_weight: NDArray[np.float32]


def _rigid(bones: Index) -> tuple[Index, NDArray[np.float32]]:
    index = np.zeros((len(bones), 5), np.int32)
    index[:, 0] = bones
    weight = np.zeros((len(bones), 5), np.float32)
    weight[:, 0] = 1
    return index, weight


def _outfit(body: Body, looks: BodySpec, clothes: ClothesSpec) -> Outfit:
    low = min(int(looks.skin), len(SKIN_TONES) - 2)
    mix = looks.skin - low
    skin = (1 - mix) * linear(SKIN_TONES[low]) + mix * linear(SKIN_TONES[low + 1])
    eye = body.eye_centres["left"]
    ear = body.vertices[body.skin_landmarks["left_ear"]]
    return Outfit(
        skin=skin,
        hair=linear(looks.hair_colour),
        top=linear(clothes.top_colour),
        bottoms=linear(clothes.bottom_colour),
        shoes=linear(clothes.shoe_colour),
        sleeve_end=SLEEVE_END[clothes.sleeves],
        leg_end=LEG_END[clothes.legs],
        sock_top=SOCK_TOP[clothes.legs],
        hem=HEM_UNTUCKED if clothes.untucked else HEM_TUCKED,
        neck=NECK,
        stripes=clothes.pattern == "stripes",
        eye_line=(float(eye[1]), float(eye[2]), float(ear[2])),
        nape=0.13 if looks.hair is Hair.LONG else 0.075,
    )


def _trimmed(mesh: Mesh, outfit: Outfit) -> Mesh:
    """Leave out triangles of which the fragment shader would discard every pixel.

    Half of the work of drawing a person would be spent on them.
    """
    along, down = mesh.limbs.T
    on_arm = along >= 0
    top = np.where(on_arm, along < outfit.sleeve_end, (down > outfit.neck) & (down < outfit.hem))
    waist_to_hem = (down > WAIST) & (down < outfit.leg_end)
    bottoms = ~on_arm & ((down > outfit.sock_top) | waist_to_hem)
    eye_y, _, ear_z = outfit.eye_line
    _, height, depth = mesh.surface.T
    face = (depth > ear_z + 0.01) & (height < eye_y + 0.02)
    below_hair = face | (height < eye_y - outfit.nape - 0.01)
    material = mesh.material
    hidden = np.select(
        [material == kind for kind in (Material.SKIN, Material.BOTTOMS, Material.TOP)],
        [top | bottoms, ~bottoms, ~top],
        default=(material == Material.HAIR) & below_hair,
    )
    # A triangle across the shoulder mixes the two coordinates: it stays.
    arm_corners = on_arm[mesh.triangles].sum(axis=1)
    whole = (arm_corners == 0) | (arm_corners == 3)
    return replace(mesh, triangles=mesh.triangles[~(hidden[mesh.triangles].all(axis=1) & whole)])


def limb_coordinates(body: Body) -> Array:
    """Where each vertex is along the limbs, shape (vertices, 2).

    First column: 0 shoulder, 1 elbow, 2 wrist on the arms, -1 elsewhere. Second column: -1 at the
    height of the shoulders, 0 hip, 1 knee, 2 ankle.
    """
    v = body.vertices
    hip, knee = body.pelvis[1], body.head("lowerleg01.L")[1]
    ankle, shoulder = body.head("foot.L")[1], body.head("upperarm01.L")[1]
    down = np.interp(-v[:, 1], [-shoulder, -hip, -knee, -ankle], [-1, 0, 1, 2])
    above = v[:, 1] > shoulder
    down[above] = -1 - (v[above, 1] - shoulder) / (shoulder - hip)
    below = v[:, 1] < ankle
    down[below] = 2 + (ankle - v[below, 1]) / (knee - ankle)
    along = np.full(len(v), -1.0)
    arm_bones = np.concatenate([body.descendants("upperarm01" + s) for s in SUFFIX.values()])
    weight = np.where(np.isin(body.mesh.bone_index, arm_bones), body.mesh.bone_weight, 0).sum(1)
    for side in SIDES:
        a, e, w = (body.head(b + SUFFIX[side]) for b in ("upperarm01", "lowerarm01", "wrist"))
        mine = (weight > 0.5) & (v[:, 0] * OUTWARD[side] > 0)
        upper = (v - a) @ (e - a) / ((e - a) @ (e - a))
        lower = 1 + (v - e) @ (w - e) / ((w - e) @ (w - e))
        reach = np.where(upper < 1, np.maximum(upper, 0.01), np.maximum(lower, 1.0))
        along[mine] = reach[mine]
    return np.stack([along, down], axis=1)


def _layer(
    body: Body,
    numbers: Index,
    triangles: Index,
    material: Material,
    *,
    colour: Array,
    positions: Array | None = None,
    normals: Array | None = None,
) -> _Layer:
    """Cut the vertices `numbers` out of the body, where given with other positions and normals."""
    positions = body.vertices if positions is None else positions
    normals = body.normals if normals is None else normals
    renumber = np.full(len(body.vertices), -1, np.int32)
    renumber[numbers] = np.arange(len(numbers), dtype=np.int32)
    mesh = Mesh(
        positions=positions[numbers],
        normals=normals[numbers],
        surface=body.vertices[numbers],
        limbs=limb_coordinates(body)[numbers],
        material=np.full(len(numbers), float(material)),
        colour=colour[numbers],
        triangles=renumber[triangles],
    )
    return _Layer(mesh, body.mesh.bone_index[numbers], body.mesh.bone_weight[numbers])


def _skin_layer(body: Body) -> _Layer:
    colour = np.ones((len(body.vertices), 3))
    lips = _texture(body, "textures/mpfb_lips.jpg")[:, None]
    colour = colour * (1 - lips) + lips * np.array([0.85, 0.45, 0.45])
    for side in SIDES:
        offset = body.vertices - body.eye_centres[side]
        front = offset[:, 2] > -0.02
        lid = front & (np.abs(offset[:, 0]) < 0.020) & (np.abs(offset[:, 1]) < 0.012)
        brow = front & (np.abs(offset[:, 0]) < 0.024) & (np.abs(offset[:, 1] - 0.021) < 0.0065)
        colour[lid] *= 0.72
        colour[brow] = 0.28
    return _layer(body, body.skin, body.mesh.triangles["body"], Material.SKIN, colour=colour)


def _texture(body: Body, name: str) -> Array:
    """Read a grey texture of the data, sampled at each vertex, 0-1."""
    encoded = np.frombuffer(human_data().bytes(name), np.uint8)
    image = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
    assert image is not None
    rows = ((1 - body.mesh.uv[:, 1]) * image.shape[0]).astype(int).clip(0, image.shape[0] - 1)
    columns = (body.mesh.uv[:, 0] * image.shape[1]).astype(int).clip(0, image.shape[1] - 1)
    sampled: Array = image[rows, columns] / 255.0
    return sampled


def _eyes(body: Body) -> _Layer:
    colour = np.ones((len(body.vertices), 3))
    groups = [body.mesh.group(f"helper-{side}-eye") for side in "lr"]
    for group in groups:
        ball = body.vertices[group] - body.vertices[group].mean(axis=0)
        ahead = ball[:, 2] / np.linalg.norm(ball, axis=1).max()
        colour[group] = np.where(
            (ahead > 0.93)[:, None],
            [0.02, 0.02, 0.02],
            np.where((ahead > 0.80)[:, None], [0.18, 0.11, 0.06], [0.82, 0.82, 0.80]),
        )
    triangles = np.concatenate([body.mesh.triangles[f"helper-{side}-eye"] for side in "lr"])
    numbers = np.unique(np.concatenate(groups))
    return _layer(body, numbers, triangles, Material.EYE, colour=colour)


def _clothes(body: Body, clothes: ClothesSpec) -> list[_Layer]:
    """Cut the lower and the upper layer of clothing."""
    ease = 0.003 + 0.022 * clothes.fit
    along, down = limb_coordinates(body).T
    colour = np.ones((len(body.vertices), 3))
    folds = _folds(body.vertices) * 0.35 * ease
    shoe = down > SHOE_TOP - 0.06
    flare = np.interp(down, [-0.2, LEG_END[clothes.legs]], [0.35, 1.0])
    lower_ease = np.where(shoe, 0.008, 0.002 + ease * flare + folds)
    lower_ease[(down > SOCK_TOP[clothes.legs]) & ~shoe] = 0.003
    drape = np.where(along >= 0, 0.5 + 0.4 * along, np.interp(down, [-0.9, 0.05], [0.45, 1.25]))
    upper_ease = 0.005 + ease * drape + folds
    upper_ease[(along < 0) & (down > -0.35)] += 0.011  # hangs outside the waistband
    layers = []
    for material, easing in ((Material.BOTTOMS, lower_ease), (Material.TOP, upper_ease)):
        positions = body.vertices + body.normals * easing[:, None]
        if material is Material.BOTTOMS:
            sole = shoe & (positions[:, 1] < 0.026)
            positions[sole, 1] = 0.0
        triangles = body.mesh.triangles["helper-tights"]
        normals = vertex_normals(positions, triangles)
        layers.append(
            _layer(
                body,
                body.shell,
                triangles,
                material,
                colour=colour,
                positions=positions,
                normals=normals,
            )
        )
    return layers


def _folds(points: Array) -> Array:
    """Smooth waves over the surface, about -1 to 1, to break up the outline of loose cloth."""
    waves = np.array([[31.0, 18, 9], [-14, 36, 22], [25, -21, 33], [9, 47, -17]])
    phase = np.array([0.3, 1.9, 4.1, 5.2])
    folds: Array = np.sin(points @ waves.T + phase).mean(axis=1) * 1.6
    return folds


def _hair(body: Body, looks: BodySpec) -> list[Mesh]:
    if looks.hair is Hair.BALD:
        return []
    colour = linear(looks.hair_colour)
    eye_y = body.eye_centres["left"][1]
    ear = body.vertices[body.skin_landmarks["left_ear"]]
    on_head = np.zeros(len(body.vertices), bool)
    on_head[body.head_skin] = True
    faces = body.mesh.triangles["body"]
    faces = faces[on_head[faces].all(axis=1)]
    numbers = np.unique(faces)
    renumber = np.full(len(body.vertices), -1, np.int32)
    renumber[numbers] = np.arange(len(numbers), dtype=np.int32)
    scalp = body.vertices[numbers]
    outward = scalp - np.array([0, eye_y + 0.02, ear[2]])
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    height = scalp[:, 1] - eye_y
    thickness = 0.007 + 0.013 * np.clip((height + 0.02) / 0.10, 0, 1)
    ears = (np.abs(scalp[:, 0]) > abs(ear[0]) - 0.022) & (height < 0.035)
    thickness[ears] = -0.01
    lifted = scalp + (body.normals[numbers] + outward) / 2 * thickness[:, None]
    cap = _hair_cap(lifted, outward, renumber[faces], colour, scalp)
    back = float(scalp[:, 2].min())

    def lock(y: float, z: float, *radii: float) -> Mesh:
        return ellipsoid([0, eye_y + y, back + z], radii, colour, Material.PLAIN)

    extra = {
        Hair.BUN: [lock(0.06, -0.02, 0.045, 0.045, 0.045)],
        Hair.PONYTAIL: [
            lock(0.05, -0.02, 0.03, 0.03, 0.03),
            lock(-0.05, -0.045, 0.028, 0.12, 0.03),
        ],
        Hair.LONG: [lock(-0.06, 0.035, 0.078, 0.145, 0.05)],
    }
    return [cap, *extra.get(looks.hair, [])]


def _hair_cap(
    positions: Array, normals: Array, triangles: Index, colour: Array, scalp: Array
) -> Mesh:
    """Make the cap of hair; the shader cuts its hairline in the coordinates of the scalp."""
    n = len(positions)
    return Mesh(
        positions=positions,
        normals=normals,
        surface=scalp,
        limbs=np.tile([-1.0, -2.0], (n, 1)),
        material=np.full(n, float(Material.HAIR)),
        colour=np.tile(colour, (n, 1)),
        triangles=triangles,
    )
