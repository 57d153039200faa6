"""From a pose in a physiotherapist's terms to the motion of every bone.

The trunk comes first, because neither its angle nor the arms depend on where the pelvis is; then
the pelvis is moved until the knees bend as asked and the centre of mass is over the feet; then the
legs. What was asked for is met exactly: the knee angle, the lean and the feet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from studio.arms import TrunkFrame, arm_target, bar_seat
from studio.body import FOOT_MASS, OUTWARD, SHANK_MASS, SIDES, SUFFIX, THIGH_MASS, Body
from studio.limbs import foot_motion, middle_joint, palm_centre, solve_arm
from studio.linalg import (
    X_AXIS,
    Z_AXIS,
    Array,
    frame,
    rotation_about,
    rotation_x,
    rotation_y,
    rotation_z,
    smoothstep,
    unit,
)
from studio.pose import Arms, Pose
from studio.skeleton import Posed, forward, joints_of

# How rounding spreads over the vertebrae the rig has, from the pelvis up.
LUMBAR_SHARE = {"spine05": 0.40, "spine04": 0.35, "spine03": 0.25}
THORACIC_SHARE = {"spine02": 0.5, "spine01": 0.5}
NECK = ("neck01", "neck02", "neck03", "head")

TRACKS_TOES_FROM_DEG, TRACKS_TOES_AT_DEG = 15.0, 70.0
"""Knee flexion between which the knee moves out over the toe line."""


@dataclass(frozen=True)
class _Upper:
    """Trunk, head and arms relative to the hip centre.

    `mass` and `moment` are the sum of segment masses and of mass times position.
    """

    local: dict[str, Array]
    pelvis: Array
    mass: float
    moment: Array


@dataclass(frozen=True)
class _Leg:
    """One leg's fixed end: the foot, and where the hip joint is against the hip centre."""

    hip: Array
    ankle: Array
    foot: Array
    heading: Array
    toes: Array
    knee_in_deg: float
    outward: float


def solve(body: Body, pose: Pose) -> Posed:
    """Find the motion of every bone for a pose."""
    upper = _solve_upper(body, pose)
    legs = _place_legs(body, pose, upper.pelvis)
    position = _place_pelvis(body, pose, upper, legs)
    local = dict(upper.local)
    for side, leg in zip(SIDES, legs, strict=True):
        local |= _solve_leg(body, leg, position, upper.pelvis, side)
    rotation, translation = forward(body, local, upper.pelvis, position)
    tilt = math.degrees(math.atan2(-upper.pelvis[1, 2], upper.pelvis[1, 1]))
    return Posed(body, rotation, translation, joints_of(body, rotation, translation), tilt)


def load_centre(posed: Posed, pose: Pose) -> tuple[Array, Array] | None:
    """Centre of the load and the direction of its axis, or None for no load.

    A bar's axis points to the person's left, a dumbbell's up.
    """
    body, arms = posed.body, pose.arms
    if arms.style in (Arms.BAR_BACK, Arms.BAR_FRONT):
        chest = posed.rotation[body.bone["spine01"]]
        return posed.carry("spine01", bar_seat(body, arms)), chest @ X_AXIS
    if arms.style not in (Arms.GOBLET, Arms.OVERHEAD, Arms.BAR_HANG):
        return None
    palms = [
        palm_centre(
            body,
            posed.joint("wrist" + SUFFIX[side]),
            posed.rotation[body.bone["wrist" + SUFFIX[side]]],
            side,
        )
        for side in SIDES
    ]
    centre = (palms[0] + palms[1]) / 2
    if arms.style is Arms.GOBLET:
        return centre, posed.rotation[body.bone["spine01"]] @ unit([0.0, 1.0, 0.1])
    return centre, unit(palms[0] - palms[1])


def _solve_upper(body: Body, pose: Pose) -> _Upper:
    local = _spine(pose)
    local |= _shoulder_girdle(pose)
    rotation, translation = forward(body, local, np.eye(3), np.zeros(3))
    joints = joints_of(body, rotation, translation)
    shoulders = (joints[body.bone["upperarm01.L"]] + joints[body.bone["upperarm01.R"]]) / 2
    # The chord from hips to shoulders keeps the lean asked for, however the spine between bends.
    pitch = pose.trunk_lean_deg - math.degrees(math.atan2(shoulders[2], shoulders[1]))
    facing = rotation_y(pose.pelvis_turn_deg)
    pelvis = facing @ rotation_z(pose.pelvis_drop_deg) @ rotation_x(pitch)
    rotation, translation = forward(body, local, pelvis, np.zeros(3))
    joints = joints_of(body, rotation, translation)
    chest = body.bone["spine01"]
    trunk = TrunkFrame(
        shoulders={side: joints[body.bone["upperarm01" + SUFFIX[side]]] for side in SIDES},
        chest=rotation[chest],
        chest_shift=translation[chest],
        facing=facing,
    )
    for side in SIDES:
        target = arm_target(body, pose.arms, trunk, side)
        parent = rotation[body.bone["shoulder01" + SUFFIX[side]]]
        local |= solve_arm(body, target, trunk.shoulders[side], parent, side)
    rotation, translation = forward(body, local, pelvis, np.zeros(3))
    joints = joints_of(body, rotation, translation)
    mass, moment = 0.0, np.zeros(3)
    for a, b, share, along in body.upper_segments:
        mass += share
        moment += share * (joints[a] * (1 - along) + joints[b] * along)
    posed = Posed(body, rotation, translation, joints, pitch)
    if pose.load_fraction and (load := load_centre(posed, pose)) is not None:
        mass += pose.load_fraction
        moment += pose.load_fraction * load[0]
    return _Upper(local, pelvis, mass, moment)


def _spine(pose: Pose) -> dict[str, Array]:
    local = {
        name: rotation_z(-pose.pelvis_drop_deg * share)
        @ rotation_x(pose.lumbar_flexion_deg * share)
        for name, share in LUMBAR_SHARE.items()
    }
    local |= {
        name: rotation_x(pose.thoracic_flexion_deg * share)
        for name, share in THORACIC_SHARE.items()
    }
    return local | {name: rotation_x(pose.head_pitch_deg / len(NECK)) for name in NECK}


def _shoulder_girdle(pose: Pose) -> dict[str, Array]:
    """Lift the collar bones with raised arms."""
    if pose.arms.style is Arms.OVERHEAD:
        lifts = (26.0, 26.0)
    elif pose.arms.style is Arms.SIDEWAYS:
        left, right = pose.arms.raise_deg
        lifts = (26.0 * smoothstep(40, 170, left), 26.0 * smoothstep(40, 170, right))
    else:
        return {}
    return {
        "clavicle" + SUFFIX[side]: rotation_z(OUTWARD[side] * lift)
        for side, lift in zip(SIDES, lifts, strict=True)
    }


def _place_legs(body: Body, pose: Pose, pelvis: Array) -> list[_Leg]:
    legs = []
    for side, foot, knee_in in zip(SIDES, pose.feet, pose.knee_in_deg, strict=True):
        ankle, rotation, heading = foot_motion(body, side, foot)
        legs.append(
            _Leg(
                hip=pelvis @ (body.head("upperleg01" + SUFFIX[side]) - body.pelvis),
                ankle=ankle,
                foot=rotation,
                heading=heading,
                toes=rotation_y(OUTWARD[side] * foot.toe_out_deg) @ Z_AXIS,
                knee_in_deg=knee_in,
                outward=OUTWARD[side],
            )
        )
    return legs


def _place_pelvis(body: Body, pose: Pose, upper: _Upper, legs: list[_Leg]) -> Array:
    """Pelvis that bends the knees as asked with the centre of mass over the feet."""
    bearing = np.array(pose.support) / sum(pose.support)
    homes = np.array([[foot.x_m, foot.z_m] for foot in pose.feet])
    # Mid-foot lies ahead of the ankle: a third of the way to the ball and a little more.
    ahead = float(
        np.mean([body.ball_of_foot[s][2] - body.head("foot" + SUFFIX[s])[2] for s in SIDES])
    )
    base = bearing @ homes
    target_z = float(base[1]) + 0.40 * ahead + pose.balance_m
    x, z = float(base[0]) + pose.shift_m, target_z - 0.05
    if pose.pelvis_z_m is not None:
        z = pose.pelvis_z_m
    position = np.array([x, _pelvis_height(body, pose, legs, x, z), z])
    for _ in range(12 if pose.pelvis_z_m is None else 0):
        error = target_z - _centre_of_mass(body, upper, legs, position)[2]
        if abs(error) < 1e-5:
            break
        z += error
        position = np.array([x, _pelvis_height(body, pose, legs, x, z), z])
    return position


def _pelvis_height(body: Body, pose: Pose, legs: list[_Leg], x: float, z: float) -> float:
    if pose.pelvis_height_m is not None:
        return pose.pelvis_height_m
    bending = np.array(pose.bending) / sum(pose.bending)
    bend = math.radians(pose.knee_flexion_deg)
    squared = body.thigh**2 + body.shank**2 + 2 * body.thigh * body.shank * math.cos(bend)

    def heights(reach_squared: float) -> Array:
        return np.array([_height_at(leg, reach_squared, x, z) for leg in legs])

    def flexion(y: float) -> float:
        hips = [np.array([x, y, z]) + leg.hip for leg in legs]
        bends = [
            _flexion(body, float(np.linalg.norm(leg.ankle - hip)))
            for leg, hip in zip(legs, hips, strict=True)
        ]
        return float(bending @ bends)

    if pose.least_flexion:
        return float(heights(squared).min())
    y = float(bending @ heights(squared))
    for _ in range(4):  # Newton: the closed form is off when the legs differ
        error = flexion(y) - pose.knee_flexion_deg
        if abs(error) < 1e-6:
            break
        slope = (flexion(y + 1e-5) - flexion(y - 1e-5)) / 2e-5
        if abs(slope) < 1e-3:
            break
        y -= error / slope
    return y


def _height_at(leg: _Leg, reach_squared: float, x: float, z: float) -> float:
    dx, dz = x + leg.hip[0] - leg.ankle[0], z + leg.hip[2] - leg.ankle[2]
    rise = math.sqrt(max(reach_squared - dx * dx - dz * dz, 1e-4))
    return float(leg.ankle[1] - leg.hip[1] + rise)


def _flexion(body: Body, reach: float) -> float:
    cosine = (reach**2 - body.thigh**2 - body.shank**2) / (2 * body.thigh * body.shank)
    return math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))


def _centre_of_mass(body: Body, upper: _Upper, legs: list[_Leg], position: Array) -> Array:
    mass = upper.mass + 2 * (THIGH_MASS + SHANK_MASS + FOOT_MASS)
    moment = upper.moment + upper.mass * position
    for leg in legs:
        hip = position + leg.hip
        knee = _knee(body, leg, hip)
        moment = moment + THIGH_MASS * (0.57 * hip + 0.43 * knee)
        moment = moment + SHANK_MASS * (0.57 * knee + 0.43 * leg.ankle)
        moment = moment + FOOT_MASS * (leg.ankle + 0.06 * leg.toes)
    centre: Array = moment / mass
    return centre


def _knee(body: Body, leg: _Leg, hip: Array) -> Array:
    """Knee over the toe line, turned inward by the cave asked for.

    The knee goes round the line from hip to ankle. Far enough bent, it can lie exactly above the
    line through ankle and toes; a straight leg's knee just points where the toes point.
    """
    along = unit(leg.ankle - hip)
    plain = middle_joint(hip, leg.ankle, body.thigh, body.shank, leg.toes)
    bend = _flexion(body, float(np.linalg.norm(leg.ankle - hip)))
    turn = smoothstep(TRACKS_TOES_FROM_DEG, TRACKS_TOES_AT_DEG, bend) * _turn_to_toe_line(
        leg, plain, along
    )
    # Seen down the leg from the hip, inward is clockwise on the left and the reverse on the right.
    turn += leg.outward * leg.knee_in_deg
    knee: Array = hip + rotation_about(along, turn) @ (plain - hip)
    return knee


def _turn_to_toe_line(leg: _Leg, knee: Array, along: Array) -> float:
    """Turn about the hip-ankle line (degrees) that brings the knee above the toe line."""
    outward = np.cross(np.array([0.0, 1.0, 0.0]), leg.toes) * leg.outward
    arm = knee - leg.ankle
    axial = along * (arm @ along)
    radial = arm - axial
    # offset(φ) = axial·o + cos φ radial·o + sin φ (along × radial)·o, wanted 0
    a, b, c = radial @ outward, np.cross(along, radial) @ outward, axial @ outward
    size = math.hypot(a, b)
    if size < abs(c) or size == 0:
        return 0.0
    peak, spread = math.atan2(b, a), math.acos(-c / size)
    turns = [math.remainder(peak + sign * spread, 2 * math.pi) for sign in (1, -1)]
    return math.degrees(min(turns, key=abs))


def _solve_leg(
    body: Body, leg: _Leg, position: Array, pelvis: Array, side: str
) -> dict[str, Array]:
    suffix = SUFFIX[side]
    hip = position + leg.hip
    knee = _knee(body, leg, hip)
    rest_hip, rest_knee, rest_ankle = (
        body.head(name + suffix) for name in ("upperleg01", "lowerleg01", "foot")
    )
    hinge = np.cross(knee - hip, leg.ankle - knee)
    hinge = -hinge if hinge @ pelvis[:, 0] < 0 else hinge
    thigh = frame(knee - hip, hinge) @ frame(rest_knee - rest_hip, X_AXIS).T
    shank = frame(leg.ankle - knee, hinge) @ frame(rest_ankle - rest_knee, X_AXIS).T
    local = {
        "upperleg01" + suffix: pelvis.T @ thigh,
        "lowerleg01" + suffix: thigh.T @ shank,
        "foot" + suffix: shank.T @ leg.foot,
    }
    return local | {f"toe{k}-1{suffix}": leg.foot.T @ leg.heading for k in range(1, 6)}
