"""Two-bone inverse kinematics and the targets of the arms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from studio.body import OUTWARD, SIDES, SUFFIX, Body
from studio.linalg import (
    Array,
    across,
    frame,
    rotation_about,
    rotation_x,
    rotation_y,
    rotation_z,
    unit,
)
from studio.pose import ArmPose, Arms
from studio.skeleton import shared_twist

BAR_RADIUS_M = 0.014
SHIRT_M = 0.012
FULL_REACH = 0.985
"""Largest share of an arm's length between shoulder and wrist."""


def middle_joint(root: Array, end: Array, upper: float, lower: float, pole: Array) -> Array:
    """Knee or elbow of a limb of two segments, on the side that `pole` points to.

    `end` must be within reach; it is taken as reached in a straight line if it is not.
    """
    line = end - root
    distance = min(float(np.linalg.norm(line)), (upper + lower) * 0.99999)
    along = unit(line)
    sideways = across(pole, along)
    cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
    cosine = min(max(cosine, -1.0), 1.0)
    bend: Array = root + upper * (cosine * along + math.sqrt(1 - cosine**2) * sideways)
    return bend


@dataclass(frozen=True)
class ArmTarget:
    """Where a hand goes: the wrist, the side of the elbow, and how the hand is turned and closed.

    Without `fingers` the hand goes on in line with the forearm.
    """

    wrist: Array
    pole: Array
    fingers: Array | None = None
    palm: Array | None = None
    curl_deg: float = 12.0


@dataclass(frozen=True)
class TrunkFrame:
    """What arm targets are given against: the pelvis is at the origin.

    Attributes
    ----------
    shoulders : centre of each shoulder.
    chest : rotation of the upper spine from rest.
    chest_shift : its translation from rest.
    facing : rotation of the person about the vertical.
    """

    shoulders: dict[str, Array]
    chest: Array
    chest_shift: Array
    facing: Array

    def carry(self, point: Array) -> Array:
        """Where a rest point of the chest is now."""
        moved: Array = self.chest @ point + self.chest_shift
        return moved


def bar_seat(body: Body, arms: ArmPose) -> Array:
    """Rest position of the centre of a bar that lies on the body."""
    shoulder = body.head("upperarm01.L")[1]
    if arms.style is Arms.BAR_FRONT:
        height = shoulder + 0.02
        surface = body.torso_surface(height, 0.16, front=True)
        return np.array([0.0, height, surface + SHIRT_M + BAR_RADIUS_M])
    height = shoulder - 0.015 if arms.low_bar else shoulder + 0.03
    surface = body.torso_surface(height, 0.10, front=False)
    return np.array([0.0, height, surface - SHIRT_M - BAR_RADIUS_M])


def arm_target(body: Body, arms: ArmPose, trunk: TrunkFrame, side: str) -> ArmTarget:
    """Target of one arm, relative to the hip centre."""
    out = OUTWARD[side]
    length = (body.upper_arm + body.forearm) * FULL_REACH
    shoulder = trunk.shoulders[side]
    chest, facing = trunk.chest, trunk.facing
    raised = arms.raise_deg[SIDES.index(side)]

    def across_chest(x: float, y: float, z: float) -> Array:
        """A point of the chest: x outward, y above the shoulders' height, z ahead of the skin."""
        height = body.head("upperarm01.L")[1] + y
        surface = body.torso_surface(body.head("upperarm01.L")[1] - 0.12, 0.15, front=True)
        return trunk.carry(np.array([out * x, height, surface + z]))

    if arms.style is Arms.REACH:
        spread = 0.14 * max(0.0, 1 - raised / 60)
        swing = rotation_x(-raised) @ unit([out * spread, -1.0, 0.03])
        pole = facing @ np.array([out * 0.5, -0.7, -0.4])
        return ArmTarget(shoulder + facing @ swing * length, pole)
    if arms.style is Arms.SIDEWAYS:
        swing = rotation_z(out * raised) @ unit([out * 0.12, -1.0, 0.03])
        return ArmTarget(
            shoulder + facing @ swing * length, facing @ np.array([0.0, -0.3, -1.0])
        )
    if arms.style is Arms.CROSSED:
        # One forearm lies over the other.
        layer = 0.035 if side == "left" else 0.085
        wrist = across_chest(-0.10, -0.10 - 0.02 * out, layer)
        return ArmTarget(
            wrist,
            chest @ np.array([out, -0.55, 0.4]),
            chest @ unit([-out, 0.25, 0.05]),
            chest @ np.array([0.0, 0.0, -1.0]),
        )
    if arms.style is Arms.CLASPED:
        return ArmTarget(
            across_chest(0.035, -0.13, 0.10),
            chest @ np.array([out * 0.8, -1.0, -0.2]),
            chest @ unit([-out * 0.25, 0.9, 0.4]),
            chest @ np.array([-out, 0.0, 0.0]),
            25.0,
        )
    if arms.style is Arms.GOBLET:
        return ArmTarget(
            across_chest(0.055, -0.16, 0.085),
            chest @ np.array([out * 0.45, -1.0, 0.15]),
            chest @ unit([-out * 0.15, 0.95, 0.25]),
            chest @ unit([-out, 0.1, 0.1]),
            35.0,
        )
    if arms.style is Arms.BAR_BACK:
        grip = bar_seat(body, arms) + np.array([out * arms.grip_m, 0.0, 0.0])
        wrist = trunk.carry(grip) + chest @ np.array([0.0, -0.075, -0.012])
        return ArmTarget(
            wrist,
            chest @ np.array([out * 0.25, -1.0, -0.45]),
            chest @ unit([-out * 0.1, 1.0, 0.12]),
            chest @ np.array([0.0, -0.12, 1.0]),
            75.0,
        )
    if arms.style is Arms.BAR_FRONT:
        grip = bar_seat(body, arms) + np.array([out * arms.grip_m, 0.0, 0.0])
        wrist = trunk.carry(grip) + chest @ np.array([0.0, -0.04, 0.06])
        return ArmTarget(
            wrist,
            chest @ np.array([out * 0.35, -0.5, 1.0]),
            chest @ unit([0.0, 0.55, -0.85]),
            chest @ unit([0.0, 0.85, 0.55]),
            50.0,
        )
    if arms.style is Arms.OVERHEAD:
        run = max(arms.grip_m - abs(body.head("upperarm01.L")[0]), 0.0)
        rise = math.sqrt(max(length**2 - run**2, 0.01))
        wrist = shoulder + facing @ np.array([out * run, rise, -0.01])
        return ArmTarget(
            wrist,
            facing @ np.array([out, 0.0, -0.6]),
            facing @ unit([0.0, 1.0, -0.15]),
            facing @ np.array([0.0, 0.15, 1.0]),
            80.0,
        )
    wrist = shoulder + facing @ unit([out * 0.06, -1.0, 0.0]) * length
    return ArmTarget(
        wrist,
        facing @ np.array([out * 0.6, 0.0, -0.8]),
        facing @ np.array([0.0, -1.0, 0.0]),
        facing @ np.array([0.0, 0.0, -1.0]),
        80.0,
    )


def palm_centre(body: Body, wrist: Array, hand: Array, side: str) -> Array:
    """Middle of the palm's hollow, where a bar is held, from the hand's rotation."""
    fingers, palm, _ = body.hand_rest[side]
    scale = body.shape.stature_m
    centre: Array = wrist + hand @ (fingers * 0.048 + palm * 0.016) * scale
    return centre


def solve_arm(body: Body, target: ArmTarget, shoulder: Array, parent: Array, side: str) -> dict[
    str, Array
]:
    """Local rotations of one arm's bones.

    Parameters
    ----------
    shoulder : centre of the shoulder, in the frame of `target`.
    parent : rotation of the bone that carries the upper arm.
    """
    suffix = SUFFIX[side]
    rest_shoulder, rest_elbow, rest_wrist = (
        body.head(name + suffix) for name in ("upperarm01", "lowerarm01", "wrist")
    )
    line = target.wrist - shoulder
    reach = min(float(np.linalg.norm(line)), (body.upper_arm + body.forearm) * 0.999)
    wrist = shoulder + unit(line) * reach
    elbow = middle_joint(shoulder, wrist, body.upper_arm, body.forearm, target.pole)
    normal = np.cross(elbow - shoulder, wrist - elbow)
    rest_normal = np.cross(rest_elbow - rest_shoulder, rest_wrist - rest_elbow)
    upper = frame(elbow - shoulder, normal) @ frame(rest_elbow - rest_shoulder, rest_normal).T
    lower = frame(wrist - elbow, normal) @ frame(rest_wrist - rest_elbow, rest_normal).T
    upper_axis, lower_axis = unit(rest_elbow - rest_shoulder), unit(rest_wrist - rest_elbow)
    local: dict[str, Array] = {}
    first, second = shared_twist(parent.T @ upper, upper_axis)
    local["upperarm01" + suffix], local["upperarm02" + suffix] = first, second
    local["lowerarm01" + suffix] = upper.T @ lower
    fingers, palm, curl_axis = body.hand_rest[side]
    if target.fingers is not None and target.palm is not None:
        hand = frame(target.fingers, target.palm) @ frame(fingers, palm).T
        bend, roll = shared_twist(lower.T @ hand, lower_axis)
        local["lowerarm02" + suffix] = roll
        local["wrist" + suffix] = roll.T @ bend @ roll
    curl = rotation_about(curl_axis, target.curl_deg)
    for finger in (2, 3, 4, 5):
        for bone in (1, 2, 3):
            local[f"finger{finger}-{bone}{suffix}"] = curl
    return local


def foot_motion(
    body: Body, side: str, x: float, z: float, toe_out: float, pitch: float, lift: float
) -> tuple[Array, Array, Array]:
    """Place one foot.

    Returns
    -------
    ankle : (3,) where the ankle's centre goes.
    rotation : (3, 3) of the foot.
    heading : (3, 3) of the toes, which stay flat when the heel rises.
    """
    rest = body.rest_toe_angle[side]
    wanted = OUTWARD[side] * toe_out
    heading = rotation_y(wanted - rest)
    rotation = heading @ rotation_y(rest) @ rotation_x(pitch) @ rotation_y(-rest)
    ball = body.ball_of_foot[side]
    ankle = body.head("foot" + SUFFIX[side])
    flat = np.array([x, ankle[1] + lift, z])
    pivot = flat - heading @ (ankle - ball)
    return pivot + rotation @ (ankle - ball), rotation, heading
