"""A stick figure with exact joints that lifts, and a pinhole camera that films it.

The lifter's own axes: x forward, y to the left, z up, in metres; the floor is z = 0 and the feet
are under x = 0. A pose is set by where the hips and ankles are and how the trunk leans; the knees
follow from the lengths of the legs. True angles are read off the joints.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS, Landmark
from squatform.pose.pose import PoseTrack

SHANK, THIGH, TRUNK, HIP, SHOULDER, ANKLE = 0.43, 0.42, 0.50, 0.10, 0.18, 0.08
LEG = SHANK + THIGH
EDGE = 0.277  # share of the time that the hips take for 2 % of their way: first the knees unlock
SIDES = np.array([1.0, -1.0])  # left, right


@dataclass(frozen=True)
class Rep:
    """One repetition: when it starts, how long its parts take, what is reached at the bottom."""

    start_s: float = 1.0
    down_s: float = 1.0
    pause_s: float = 0.3
    up_s: float = 1.0
    thigh_angle: float = 0.0
    shank_lean: float = 30.0
    trunk_lean: float = 35.0

    @property
    def left_top_s(self):
        """When the hips are 2 % of their way down."""
        return self.start_s + EDGE * self.down_s

    @property
    def back_at_top_s(self):
        return self.end_s - EDGE * self.up_s

    @property
    def bottom_s(self):
        return self.start_s + self.down_s + self.pause_s / 2

    @property
    def end_s(self):
        return self.start_s + self.down_s + self.pause_s + self.up_s


def reps(count=3, every_s=3.0, **how):
    return [replace(Rep(**how), start_s=1.0 + every_s * k) for k in range(count)]


def times(duration_s, rate=30.0):
    return np.arange(round(duration_s * rate)) / rate


def uneven_times(duration_s, rate=30.0, seed=0):
    """Give times as phones do when the light changes: each step between half and twice usual."""
    steps = np.random.default_rng(seed).uniform(0.5, 2.0, round(duration_s * rate)) / rate
    time_s = np.cumsum(steps) - steps[0]
    return time_s[time_s < duration_s]


def minimum_jerk(share):
    s = np.clip(share, 0.0, 1.0)
    return s**3 * (10 - 15 * s + 6 * s**2)


def effort(time_s, rep):
    """How far a repetition is on its way down, 0-1 over time."""
    down = minimum_jerk((time_s - rep.start_s) / rep.down_s)
    up = minimum_jerk((time_s - rep.start_s - rep.down_s - rep.pause_s) / rep.up_s)
    return down - up


@dataclass(frozen=True)
class Figure:
    """Joints over time, shape (T, 33, 3), and the times, shape (T,)."""

    time_s: np.ndarray
    joints: np.ndarray

    def angles(self):
        """Knee flexion, thigh angle, shank lean and trunk lean in degrees, means of both sides."""
        hip, knee, ankle = (self.joints[:, list(pair)] for pair in (HIPS, KNEES, ANKLES))
        thigh, shank = hip - knee, knee - ankle
        trunk = self.joints[:, list(SHOULDERS)].mean(axis=1) - hip.mean(axis=1)

        def turn(a, b):
            cosine = (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)
            return np.degrees(np.arccos(np.clip(cosine, -1, 1)))

        return {
            "knee_flexion": turn(thigh, shank).mean(axis=1),
            "thigh_angle": np.degrees(np.arcsin(thigh[..., 2] / THIGH)).mean(axis=1),
            "shank_lean": np.degrees(np.arctan2(shank[..., 0], shank[..., 2])).mean(axis=1),
            "trunk_lean": np.degrees(np.arctan2(trunk[:, 0], trunk[:, 2])),
        }


def figure(time_s, hip, ankles, trunk_lean=0.0, *, toe_out=0.0, knees_in=0.0):
    """Set up a figure from mid-hip, shape (T, 3), ankles, shape (T, 2, 3), and lean in degrees.

    `knees_in` turns each knee inward of the way its foot points, degrees, shape (T, 2) or less.
    """
    hips = hip[:, None] + np.stack([0 * SIDES, HIP * SIDES, 0 * SIDES], axis=-1)
    ankles = np.broadcast_to(ankles, hips.shape)
    turn = np.radians(toe_out)
    ahead = np.stack([np.full(2, np.cos(turn)), SIDES * np.sin(turn), np.zeros(2)], axis=-1)
    joints = np.zeros((len(time_s), len(Landmark), 3))
    joints[:, HIPS], joints[:, ANKLES] = hips, ankles
    knee_turn = turn - np.radians(np.broadcast_to(knees_in, (len(time_s), 2)))
    bend = [np.cos(knee_turn), SIDES * np.sin(knee_turn), np.zeros_like(knee_turn)]
    joints[:, KNEES] = _knees(hips, ankles, np.stack(bend, axis=-1))
    lean = np.radians(np.broadcast_to(trunk_lean, len(time_s)))
    along = np.stack([np.sin(lean), np.zeros_like(lean), np.cos(lean)], axis=-1)
    shoulders = hip + TRUNK * along
    head = shoulders + 0.25 * along
    joints[:, : Landmark.LEFT_SHOULDER] = (head + np.array([0.05, 0.0, 0.0]))[:, None]
    joints[:, [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]] = (head - np.array([0.05, 0.0, 0.0]))[
        :, None
    ]
    sideways = np.stack([0 * SIDES, SIDES, 0 * SIDES], axis=-1)
    joints[:, SHOULDERS] = shoulders[:, None] + SHOULDER * sideways
    joints[:, 13:15] = joints[:, SHOULDERS] + np.array([0.28, 0.0, -0.1])
    joints[:, 15:23] = joints[:, SHOULDERS * 4] + np.array([0.55, 0.0, -0.1])
    heels = [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]
    joints[:, heels] = ankles - 0.07 * ahead - [0, 0, 0.05]
    joints[:, [heel + 2 for heel in heels]] = ankles + 0.197 * ahead - [0, 0, 0.06]
    return Figure(np.asarray(time_s, dtype=float), joints)


def _knees(hips, ankles, ahead):
    """Find the knees: in the plane of hip, ankle and the way ahead, by the law of cosines."""
    line = hips - ankles
    span = np.linalg.norm(line, axis=-1, keepdims=True)
    up = line / span
    bend = ahead - (ahead * up).sum(-1, keepdims=True) * up
    bend /= np.linalg.norm(bend, axis=-1, keepdims=True)
    along = (SHANK**2 - THIGH**2 + span**2) / (2 * span)
    out = np.sqrt(np.maximum(SHANK**2 - along**2, 0.0))
    return ankles + along * up + out * bend


def feet(stance=2 * HIP, ahead=(0.0, 0.0)):
    """Ankles on the floor, shape (2, 3)."""
    return np.stack([np.array(ahead), SIDES * stance / 2, np.full(2, ANKLE)], axis=-1)


def hip_over(shank_lean, thigh_angle):
    """Mid-hip over feet on the spot, shape (T, 3), for angles in degrees."""
    shank, thigh = np.radians(shank_lean), np.radians(thigh_angle)
    x = SHANK * np.sin(shank) - THIGH * np.cos(thigh)
    z = ANKLE + SHANK * np.cos(shank) + THIGH * np.sin(thigh)
    return np.stack([x, np.zeros_like(x), z], axis=-1)


def squatting(time_s, plan, *, stance=2 * HIP, toe_out=0.0, knees_in=(0.0, 0.0), shift=0.0):
    """A lifter who stands and does the repetitions of `plan`.

    `knees_in`, in degrees, left and right, and `shift`, of the hips to the left in metres, are
    reached at the bottom.
    """
    shank, thigh, trunk = (np.full(len(time_s), standing) for standing in (0.0, 90.0, 3.0))
    for rep in plan:
        share = effort(time_s, rep)
        shank += share * rep.shank_lean
        thigh += share * (rep.thigh_angle - 90.0)
        trunk += share * (rep.trunk_lean - 3.0)
    hip = hip_over(shank, thigh)
    depth = np.zeros(len(time_s)) + _sum_of(time_s, plan)
    hip[:, 1] += shift * depth
    # wide feet bring the hips down a little; a leg is never longer than itself
    sideways = abs(stance / 2 - HIP) + np.abs(hip[:, 1])
    reach = np.sqrt(LEG**2 - sideways**2 - hip[:, 0] ** 2) - 1e-6
    hip[:, 2] = np.minimum(hip[:, 2], ANKLE + reach)
    inward = depth[:, None] * np.array(knees_in)
    return figure(time_s, hip, feet(stance), trunk, toe_out=toe_out, knees_in=inward)


def _sum_of(time_s, plan):
    return np.sum([np.zeros(len(time_s)), *(effort(time_s, rep) for rep in plan)], axis=0)


def lunging(time_s, plan):
    """Split legs: the right knee goes down behind; feet apart from the start, as in a split."""
    share = _sum_of(time_s, plan)
    x = np.zeros_like(share)
    top = ANKLE + np.sqrt(LEG**2 - 0.33**2) - 1e-3
    hip = np.stack([x, x, top - 0.33 * share], axis=-1)
    return figure(time_s, hip, feet(ahead=(0.32, -0.32)), 8.0 * share)


def side_lunging(time_s, plan):
    """One leg straight: the hips go down over the left foot."""
    share = _sum_of(time_s, plan)
    y = 0.30 * share
    drop = np.sqrt(np.maximum(LEG**2 - (0.30 + y) ** 2 - (0.12 * share) ** 2, 0)) - 1e-3
    hip = np.stack([-0.12 * share, y, ANKLE + drop - 0.02], axis=-1)
    return figure(time_s, hip, feet(stance=0.8), 35.0 * share)


def deadlifting(time_s, plan):
    """A hinge: the trunk goes far forward over legs that bend little."""
    share = _sum_of(time_s, plan)
    return figure(time_s, hip_over(5.0 * share, 90.0 - 45.0 * share), feet(), 3 + 72.0 * share)


def sitting_down(time_s, plan):
    """On to a seat behind the feet: shanks upright, trunk upright while seated."""
    share = _sum_of(time_s, plan)
    seated = np.clip(share * 4 - 3, 0, 1)
    trunk = 40.0 * np.sin(np.pi * np.clip(share, 0, 1)) + 5.0 * seated
    return figure(time_s, hip_over(0.0 * share, 90.0 - 85.0 * share), feet(), trunk)


def jumping_jacks(time_s, plan):
    """Straight legs fly apart and together."""
    share = _sum_of(time_s, plan)
    out = HIP + 0.45 * share
    ankles = feet() + np.zeros((len(time_s), 1, 1))
    ankles[:, :, 1] = out[:, None] * SIDES
    x = np.zeros_like(share)
    height = ANKLE + np.sqrt(LEG**2 - (out - HIP) ** 2) - 1e-3
    return figure(time_s, np.stack([x, x, height], axis=-1), ankles)


def walking_in(time_s, until_s, plan=(), speed=0.6):
    """Steps towards the spot until `until_s`, then the repetitions of `plan`."""
    still = squatting(time_s, plan)
    left = np.maximum(until_s - time_s, 0.0)
    swing = 0.15 * np.sin(2 * np.pi * left / 1.0) * np.minimum(1.0, 4 * left)
    joints = still.joints.copy()
    joints[..., 0] -= (speed * left)[:, None]
    ankles = joints[:, list(ANKLES)].copy()
    ankles[:, :, 0] += swing[:, None] * SIDES
    lift = 0.08 * np.cos(2 * np.pi * left) * (left > 0)
    ankles[:, :, 2] += np.maximum(0.0, lift[:, None] * SIDES)
    hip = joints[:, list(HIPS)].mean(axis=1)
    hip[:, 2] -= 0.02 * np.minimum(1.0, 4 * left)
    return figure(time_s, hip, ankles, still.angles()["trunk_lean"])


@dataclass(frozen=True)
class Camera:
    """Where the camera stands: `yaw` 90 sees the left side; `pitch` looks down on the lifter."""

    yaw: float = 90.0
    pitch: float = 4.0
    distance_m: float = 3.83  # the focal length is then 0.8 of the picture's longer side
    size: tuple[int, int] = (1280, 720)
    fill: float = 0.65

    def _line_of_sight(self, seen):
        """Give the turn to axes in which the legs are straight ahead, as the network has them."""
        legs = seen[0, [*HIPS, *ANKLES]].mean(axis=0)
        below = np.arctan2(legs[1], legs[2] + self.distance_m)
        cos, sin = np.cos(below), np.sin(below)
        return np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])

    def film(self, figure, noise_px=0.0, seed=0):
        """Project every landmark into a `PoseTrack`."""
        yaw, pitch = np.radians([self.yaw, self.pitch])
        away = -np.array([np.cos(yaw), np.sin(yaw), 0.0])
        right = np.array([-np.sin(yaw), np.cos(yaw), 0.0])
        forward = np.cos(pitch) * away - np.array([0, 0, np.sin(pitch)])
        axes = np.stack([right, np.cross(forward, right), forward])
        seen = (figure.joints - [0.0, 0.0, 0.85]) @ axes.T
        focal = self.fill * self.size[1] * self.distance_m / 1.75
        image = focal * seen / (seen[..., 2:] + self.distance_m)
        image[..., :2] += np.array(self.size) / 2
        middle = seen[:, list(HIPS)].mean(axis=1, keepdims=True)
        image[..., 2] = (seen[..., 2] - middle[..., 2]) * focal / self.distance_m
        image += np.random.default_rng(seed).normal(0, noise_px or 1e-9, image.shape)
        return PoseTrack(
            time_s=figure.time_s,
            image=image,
            visibility=np.full(image.shape[:2], 0.95),
            world=(seen - middle) @ self._line_of_sight(seen).T,
            scene=np.zeros(len(image), dtype=np.int64),
            size=self.size,
        )
