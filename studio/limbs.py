"""Two-bone inverse kinematics of legs and arms, and the foot."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from studio.body import OUTWARD, SUFFIX, Body
from studio.linalg import (
    Array,
    across,
    frame,
    rotation_about,
    rotation_x,
    rotation_y,
    unit,
)
from studio.pose import Foot
from studio.skeleton import shared_twist


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


def palm_centre(body: Body, wrist: Array, hand: Array, side: str) -> Array:
    """Middle of the palm's hollow, where a bar is held, from the hand's rotation."""
    fingers, palm, _ = body.hand_rest[side]
    scale = body.shape.stature_m
    centre: Array = wrist + hand @ (fingers * 0.048 + palm * 0.016) * scale
    return centre


def solve_arm(
    body: Body, target: ArmTarget, shoulder: Array, parent: Array, side: str
) -> dict[str, Array]:
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


def foot_motion(body: Body, side: str, foot: Foot) -> tuple[Array, Array, Array]:
    """Place one foot.

    Returns
    -------
    ankle : (3,) where the ankle's centre goes.
    rotation : (3, 3) of the foot.
    heading : (3, 3) of the toes, which stay flat when the heel rises.
    """
    rest = body.rest_toe_angle[side]
    heading = rotation_y(OUTWARD[side] * foot.toe_out_deg - rest)
    rotation = heading @ rotation_y(rest) @ rotation_x(foot.pitch_deg) @ rotation_y(-rest)
    ball = body.ball_of_foot[side]
    ankle = body.head("foot" + SUFFIX[side])
    flat = np.array([foot.x_m, ankle[1] + foot.lift_m, foot.z_m])
    pivot = flat - heading @ (ankle - ball)
    return pivot + rotation @ (ankle - ball), rotation, heading
