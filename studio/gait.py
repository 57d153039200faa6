"""Stepping: feet that swing from place to place while the pelvis follows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from studio.linalg import smoothstep
from studio.pose import ArmPose, Arms, Foot, Pose

STEP_S = 0.55
SWING_SHARE = 0.9
"""Share of a step's time for which its foot is in the air; for the rest both feet stand."""

STEP_HEIGHT_M = 0.06

HEEL_RISES_M = 0.08
"""Distance of a foot behind the pelvis from which its heel comes off the floor."""


@dataclass(frozen=True)
class Step:
    """One foot (0 left, 1 right) moving to a place."""

    foot: int
    to: Foot
    start_s: float
    duration_s: float


@dataclass(frozen=True)
class Walk:
    """A sequence of steps from a standing start; before and after, both feet stand."""

    start: tuple[Foot, Foot]
    steps: tuple[Step, ...]

    @property
    def end_s(self) -> float:
        """When the last foot stands."""
        return max((step.start_s + step.duration_s for step in self.steps), default=0.0)

    def feet(self, time_s: float) -> tuple[Foot, Foot]:
        """Where the feet are at a time."""
        feet = list(self.start)
        for step in self.steps:
            u = (time_s - step.start_s) / step.duration_s
            if u >= 1:
                feet[step.foot] = step.to
            elif u > 0:
                feet[step.foot] = _swing(feet[step.foot], step.to, u)
        return feet[0], feet[1]

    def pose(self, time_s: float, stand: Pose, ahead_m: float) -> Pose:
        """Whole-body pose while walking.

        Parameters
        ----------
        stand : posture of trunk and arms.
        ahead_m : pelvis ahead of the ankles when standing.
        """
        left, right = self.feet(time_s)
        middle = (left.z_m + right.z_m) / 2
        arms = stand.arms
        if arms.style is Arms.REACH:  # free arms swing against the legs
            swing = 38 * (right.z_m - left.z_m)
            arms = ArmPose(Arms.REACH, (2 + swing, 2 - swing))
        return replace(
            stand,
            feet=(_rolled(left, middle), _rolled(right, middle)),
            arms=arms,
            least_flexion=True,
            pelvis_z_m=middle + ahead_m,
            shift_m=0.015 * (right.lift_m - left.lift_m) / STEP_HEIGHT_M,
        )


def _rolled(foot: Foot, pelvis_z: float) -> Foot:
    """Raise the heel of a foot that is left behind."""
    behind = pelvis_z - foot.z_m
    return replace(foot, pitch_deg=min(max(120 * (behind - HEEL_RISES_M), 0.0), 38.0))


def _swing(start: Foot, end: Foot, u: float) -> Foot:
    forward = smoothstep(0, 1, u)
    away = math.hypot(end.x_m - start.x_m, end.z_m - start.z_m)
    height = STEP_HEIGHT_M * min(1.0, away / 0.3)
    return Foot(
        x_m=start.x_m + (end.x_m - start.x_m) * forward,
        z_m=start.z_m + (end.z_m - start.z_m) * forward,
        toe_out_deg=start.toe_out_deg + (end.toe_out_deg - start.toe_out_deg) * forward,
        lift_m=height * math.sin(math.pi * u) ** 2,
    )


def walk_to(home: tuple[Foot, Foot], travel_m: float, steps: int, start_s: float = 0.0) -> Walk:
    """Walk straight ahead (or back, if negative) over `travel_m` and end with the feet at home."""
    begin = (
        replace(home[0], z_m=home[0].z_m - travel_m, x_m=min(home[0].x_m, 0.11), toe_out_deg=6),
        replace(home[1], z_m=home[1].z_m - travel_m, x_m=max(home[1].x_m, -0.11), toe_out_deg=6),
    )
    length = travel_m / (steps - 1)
    found = []
    for k in range(steps):
        foot = k % 2
        last = k >= steps - 2
        place = home[foot] if last else replace(begin[foot], z_m=begin[foot].z_m + length * (k + 1))
        found.append(Step(foot, place, start_s + k * STEP_S, STEP_S * SWING_SHARE))
    return Walk(begin, tuple(found))
