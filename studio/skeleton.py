"""Forward kinematics and skinning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.body import Body
from studio.human import Index
from studio.linalg import Array, rotation_about, rotation_y


@dataclass(frozen=True)
class Posed:
    """A body in a pose: every bone's motion from rest, ``x → rotation @ x + translation``.

    Attributes
    ----------
    rotation : (bones, 3, 3)
    translation : (bones, 3)
    joints : (bones, 3) joint centres.
    pelvis_tilt_deg : forward pitch of the pelvis from its rest, anterior positive.
    """

    body: Body
    rotation: Array
    translation: Array
    joints: Array
    pelvis_tilt_deg: float

    def joint(self, bone: str) -> Array:
        """Joint centre at the head of a bone."""
        centre: Array = self.joints[self.body.bone[bone]]
        return centre

    def carry(self, bone: str, point: Array) -> Array:
        """Where a point given in the rest pose goes when it moves with a bone."""
        i = self.body.bone[bone]
        moved: Array = self.rotation[i] @ point + self.translation[i]
        return moved

    def landmarks(self, names: tuple[str, ...]) -> Array:
        """Landmark points, shape (names, 3)."""
        skin = self.body.skin_landmarks
        numbers = np.array(list(skin.values()), np.int32)
        on_skin, _ = skinned(
            self,
            self.body.vertices[numbers],
            self.body.normals[numbers],
            self.body.mesh.bone_index[numbers],
            self.body.mesh.bone_weight[numbers],
        )
        found = dict(zip(skin, on_skin.astype(float), strict=True))
        found |= {name: self.joints[i] for name, i in self.body.joint_landmarks.items()}
        return np.array([found[name] for name in names])

    def placed(self, x: float, z: float, turn_deg: float) -> Posed:
        """Put the posture elsewhere: turned to the left about the home point, then moved."""
        turn = rotation_y(turn_deg)
        shift = np.array([x, 0.0, z])
        return Posed(
            body=self.body,
            rotation=turn @ self.rotation,
            translation=self.translation @ turn.T + shift,
            joints=self.joints @ turn.T + shift,
            pelvis_tilt_deg=self.pelvis_tilt_deg,
        )


def forward(
    body: Body, local: dict[str, Array], root: Array, position: Array
) -> tuple[Array, Array]:
    """Motion of every bone from the local rotations of some.

    Parameters
    ----------
    local : rotation of a bone against its parent, in rest axes; bones left out do not turn.
    root : rotation of the pelvis.
    position : where the midpoint of the hips goes.

    Returns
    -------
    rotation, translation : (bones, 3, 3) and (bones, 3).
    """
    names = body.mesh.bones
    rotation = np.empty((len(names), 3, 3))
    translation = np.empty((len(names), 3))
    for i, (name, parent) in enumerate(zip(names, body.mesh.parents.tolist(), strict=True)):
        if parent < 0:
            rotation[i] = root
            translation[i] = position - root @ body.pelvis
            continue
        turn = local.get(name)
        if turn is None:
            rotation[i] = rotation[parent]
            translation[i] = translation[parent]
        else:
            head = body.heads[i]
            rotation[i] = rotation[parent] @ turn
            moved = rotation[parent] @ head + translation[parent]
            translation[i] = moved - rotation[i] @ head
    return rotation, translation


def joints_of(body: Body, rotation: Array, translation: Array) -> Array:
    """Joint centres, shape (bones, 3)."""
    centres: Array = np.einsum("nij,nj->ni", rotation, body.heads) + translation
    return centres


def skinned(
    posed: Posed,
    vertices: Array,
    normals: Array,
    bone_index: Index,
    bone_weight: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Linear blend skinning of rest vertices and normals, each (n, 3)."""
    motion = np.concatenate([posed.rotation.reshape(-1, 9), posed.translation], axis=1)
    blend = np.einsum("vk,vkm->vm", bone_weight, motion.astype(np.float32)[bone_index])
    turn = blend[:, :9].reshape(-1, 3, 3)
    positions = np.einsum("vij,vj->vi", turn, vertices.astype(np.float32)) + blend[:, 9:]
    return positions, np.einsum("vij,vj->vi", turn, normals.astype(np.float32))


def twist_about(rotation: Array, axis: Array) -> float:
    """How far a rotation turns about one unit axis, in degrees (swing-twist decomposition)."""
    vector = np.array(
        [
            rotation[2, 1] - rotation[1, 2],
            rotation[0, 2] - rotation[2, 0],
            rotation[1, 0] - rotation[0, 1],
        ]
    )
    return float(np.degrees(2 * np.arctan2(vector @ axis, 1 + np.trace(rotation))))


def shared_twist(rotation: Array, axis: Array) -> tuple[Array, Array]:
    """Split a rotation so that a second bone along `axis` takes half of its twist."""
    half = rotation_about(axis, ((twist_about(rotation, axis) + 180) % 360 - 180) / 2)
    return rotation @ half.T, half
