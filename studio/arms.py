"""Where the hands go in each arm style."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from studio.body import OUTWARD, SIDES, Body
from studio.limbs import ArmTarget
from studio.linalg import Array, rotation_x, rotation_z, unit
from studio.pose import ArmPose, Arms

BAR_RADIUS_M = 0.014
SHIRT_M = 0.012
FULL_REACH = 0.985
"""Largest share of an arm's length between shoulder and wrist."""


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
        """Move a rest point of the chest to where it is now."""
        moved: Array = self.chest @ point + self.chest_shift
        return moved


@dataclass(frozen=True)
class _Arm:
    """One arm to be placed."""

    body: Body
    pose: ArmPose
    trunk: TrunkFrame
    side: str

    @property
    def out(self) -> float:
        return OUTWARD[self.side]

    @property
    def length(self) -> float:
        return (self.body.upper_arm + self.body.forearm) * FULL_REACH

    @property
    def shoulder(self) -> Array:
        return self.trunk.shoulders[self.side]

    @property
    def raised_deg(self) -> float:
        return self.pose.raise_deg[SIDES.index(self.side)]

    def chest_point(self, x: float, y: float, z: float) -> Array:
        """Point before the chest: x outward, y above the shoulders, z ahead of the skin."""
        level = self.body.head("upperarm01.L")[1]
        skin = self.body.torso_surface(level - 0.12, 0.15, front=True)
        return self.trunk.carry(np.array([self.out * x, level + y, skin + z]))

    def grip(self) -> Array:
        """Where the hand holds a bar that lies on the body."""
        seat = bar_seat(self.body, self.pose)
        return self.trunk.carry(seat + np.array([self.out * self.pose.grip_m, 0.0, 0.0]))

    def chest_direction(self, x: float, y: float, z: float) -> Array:
        """Make a unit vector in the chest's axes, x outward."""
        turned: Array = self.trunk.chest @ unit([self.out * x, y, z])
        return turned

    def facing_direction(self, x: float, y: float, z: float) -> Array:
        """Make a unit vector in the upright person's axes, x outward."""
        turned: Array = self.trunk.facing @ unit([self.out * x, y, z])
        return turned


def bar_seat(body: Body, arms: ArmPose) -> Array:
    """Find the rest position of the centre of a bar that lies on the body."""
    shoulder = body.head("upperarm01.L")[1]
    if arms.style is Arms.BAR_FRONT:
        height = shoulder + 0.02
        surface = body.torso_surface(height, 0.16, front=True)
        return np.array([0.0, height, surface + SHIRT_M + BAR_RADIUS_M])
    height = shoulder - 0.015 if arms.low_bar else shoulder + 0.03
    surface = body.torso_surface(height, 0.10, front=False)
    return np.array([0.0, height, surface - SHIRT_M - BAR_RADIUS_M])


def arm_target(body: Body, arms: ArmPose, trunk: TrunkFrame, side: str) -> ArmTarget:
    """Find the target of one arm, relative to the hip centre."""
    return _TARGETS[arms.style](_Arm(body, arms, trunk, side))


def _reach(arm: _Arm) -> ArmTarget:
    # Arms that hang keep clear of the hips.
    spread = 0.14 * max(0.0, 1 - arm.raised_deg / 60)
    swing = rotation_x(-arm.raised_deg) @ unit([arm.out * spread, -1.0, 0.03])
    wrist = arm.shoulder + arm.trunk.facing @ swing * arm.length
    return ArmTarget(wrist, arm.facing_direction(0.5, -0.7, -0.4))


def _sideways(arm: _Arm) -> ArmTarget:
    swing = rotation_z(arm.out * arm.raised_deg) @ unit([arm.out * 0.12, -1.0, 0.03])
    wrist = arm.shoulder + arm.trunk.facing @ swing * arm.length
    return ArmTarget(wrist, arm.facing_direction(0.0, -0.3, -1.0))


def _crossed(arm: _Arm) -> ArmTarget:
    layer = 0.035 if arm.side == "left" else 0.085  # one forearm lies over the other
    return ArmTarget(
        wrist=arm.chest_point(-0.10, -0.10 - 0.02 * arm.out, layer),
        pole=arm.chest_direction(1.0, -0.55, 0.4),
        fingers=arm.chest_direction(-1.0, 0.25, 0.05),
        palm=arm.chest_direction(0.0, 0.0, -1.0),
    )


def _clasped(arm: _Arm) -> ArmTarget:
    return ArmTarget(
        wrist=arm.chest_point(0.035, -0.09, 0.11),
        pole=arm.chest_direction(1.0, -0.7, 0.1),
        fingers=arm.chest_direction(-0.25, 0.9, 0.4),
        palm=arm.chest_direction(-1.0, 0.0, 0.0),
        curl_deg=25.0,
    )


def _goblet(arm: _Arm) -> ArmTarget:
    return ArmTarget(
        wrist=arm.chest_point(0.055, -0.16, 0.085),
        pole=arm.chest_direction(0.45, -1.0, 0.15),
        fingers=arm.chest_direction(-0.15, 0.95, 0.25),
        palm=arm.chest_direction(-1.0, 0.1, 0.1),
        curl_deg=35.0,
    )


def _bar_back(arm: _Arm) -> ArmTarget:
    return ArmTarget(
        wrist=arm.grip() + arm.trunk.chest @ np.array([0.0, -0.075, -0.012]),
        pole=arm.chest_direction(0.25, -1.0, -0.45),
        fingers=arm.chest_direction(-0.1, 1.0, 0.12),
        palm=arm.chest_direction(0.0, -0.12, 1.0),
        curl_deg=75.0,
    )


def _bar_front(arm: _Arm) -> ArmTarget:
    return ArmTarget(
        wrist=arm.grip() + arm.trunk.chest @ np.array([0.0, -0.04, 0.06]),
        pole=arm.chest_direction(0.35, -0.5, 1.0),
        fingers=arm.chest_direction(0.0, 0.55, -0.85),
        palm=arm.chest_direction(0.0, 0.85, 0.55),
        curl_deg=50.0,
    )


def _overhead(arm: _Arm) -> ArmTarget:
    run = max(arm.pose.grip_m - abs(arm.body.head("upperarm01.L")[0]), 0.0)
    rise = math.sqrt(max(arm.length**2 - run**2, 0.01))
    return ArmTarget(
        wrist=arm.shoulder + arm.trunk.facing @ np.array([arm.out * run, rise, -0.01]),
        pole=arm.facing_direction(1.0, 0.0, -0.6),
        fingers=arm.facing_direction(0.0, 1.0, -0.15),
        palm=arm.facing_direction(0.0, 0.15, 1.0),
        curl_deg=80.0,
    )


def _bar_hang(arm: _Arm) -> ArmTarget:
    return ArmTarget(
        wrist=arm.shoulder + arm.facing_direction(0.06, -1.0, 0.0) * arm.length,
        pole=arm.facing_direction(0.6, 0.0, -0.8),
        fingers=arm.facing_direction(0.0, -1.0, 0.0),
        palm=arm.facing_direction(0.0, 0.0, -1.0),
        curl_deg=80.0,
    )


_TARGETS: dict[Arms, Callable[[_Arm], ArmTarget]] = {
    Arms.REACH: _reach,
    Arms.SIDEWAYS: _sideways,
    Arms.CROSSED: _crossed,
    Arms.CLASPED: _clasped,
    Arms.GOBLET: _goblet,
    Arms.BAR_BACK: _bar_back,
    Arms.BAR_FRONT: _bar_front,
    Arms.OVERHEAD: _overhead,
    Arms.BAR_HANG: _bar_hang,
}
