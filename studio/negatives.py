"""Movements that are not squats: lunge, sit-to-stand, jumping jack."""

from __future__ import annotations

import math
from dataclasses import replace

from studio.body import Body
from studio.exercises import Exercise
from studio.linalg import smoothstep
from studio.motion import (
    GAZE_SHARE,
    STANDING_FLEXION_DEG,
    STANDING_LEAN_DEG,
    Motion,
    SquatMotion,
    Style,
)
from studio.pose import ArmPose, Foot, Pose
from studio.solver import solve
from studio.spec import ClipSpec
from studio.timeline import Sway, Window


class _Cycles:
    """Repetitions of equal length, one after the other; none of them is a squat."""

    cycle_s = 1.0
    extra_s = 0.3

    def __init__(self, spec: ClipSpec, body: Body) -> None:
        self.spec = spec
        self.body = body
        self.style = Style.of(spec)
        self.lead_s = spec.tempo.lead_s
        self._sway = Sway(spec.seed, "sway", channels=2)
        self.windows: tuple[Window, ...] = ()
        self.duration_s = self.lead_s + len(spec.repetitions) * self.cycle_s + self.extra_s

    def pose(self, time_s: float) -> Pose:
        """Posture at a time after the clip's start."""
        elapsed = max(time_s - self.lead_s, 0.0)
        number = min(int(elapsed / self.cycle_s), len(self.spec.repetitions))
        done = number >= len(self.spec.repetitions)
        within = 0.0 if done else elapsed - number * self.cycle_s
        pose = self.cycle(number, within)
        lean, turn = (0.5 * x * self.spec.form.sway for x in self._sway(time_s))
        pose = replace(pose, trunk_lean_deg=pose.trunk_lean_deg + lean, pelvis_turn_deg=turn)
        return replace(pose, head_pitch_deg=max(-GAZE_SHARE * pose.trunk_lean_deg, -48))

    def cycle(self, number: int, time_s: float) -> Pose:
        """Posture at a time after the start of cycle `number`."""
        raise NotImplementedError


class LungeMotion(_Cycles):
    """Forward lunges, left and right in turn: step out, down, up, step back."""

    cycle_s = 3.4
    extra_s = 0.8

    def cycle(self, number: int, time_s: float) -> Pose:
        """Posture at a time after the start of cycle `number`."""
        front, back = number % 2, 1 - number % 2
        length = 0.42 * self.body.shape.stature_m
        out = smoothstep(0, 0.6, time_s) - smoothstep(2.6, 3.3, time_s)
        down = smoothstep(0.45, 1.4, time_s) - smoothstep(1.6, 2.55, time_s)
        lift = 0.10 * max(_arch(time_s, 0, 0.6), _arch(time_s, 2.6, 3.3))
        feet = list(self.style.feet())
        feet[front] = replace(feet[front], z_m=length * out, lift_m=lift)
        feet[back] = replace(feet[back], pitch_deg=30 * out + 28 * down)
        pose = Pose(
            knee_flexion_deg=STANDING_FLEXION_DEG + 10 * out,
            trunk_lean_deg=STANDING_LEAN_DEG + 6 * down,
            feet=(feet[0], feet[1]),
            arms=self.style.arms,
            pelvis_z_m=length * 0.47 * out,
            least_flexion=True,
        )
        if down == 0:
            return pose
        high = solve(self.body, pose).joint("root")[1]
        lower = self.body.head("root")[1] * 0.36 * down
        root_to_hip = self.body.head("root")[1] - self.body.pelvis[1]
        return replace(pose, pelvis_height_m=float(high - root_to_hip - lower))


class SitToStandMotion(_Cycles):
    """Up from a chair and down again, starting seated."""

    cycle_s = 4.6
    extra_s = 1.0

    def __init__(self, spec: ClipSpec, body: Body) -> None:
        super().__init__(spec, body)
        # Seated: hips as high as the knees, behind the feet by most of a thigh.
        self.seat_hip_m = body.shank + body.head("foot.L")[1] + 0.02
        self._seat_z = -0.92 * body.thigh
        stand = solve(body, self._upright())
        hips = (stand.joint("upperleg01.L") + stand.joint("upperleg01.R")) / 2
        self._stand_height, self._stand_z = float(hips[1]), float(hips[2])

    def _upright(self) -> Pose:
        return Pose(
            knee_flexion_deg=STANDING_FLEXION_DEG,
            trunk_lean_deg=STANDING_LEAN_DEG,
            feet=self.style.feet(),
            arms=self.style.arms,
        )

    def cycle(self, number: int, time_s: float) -> Pose:
        """Posture at a time after the start of cycle `number`."""
        leaning = smoothstep(0, 0.7, time_s) * (1 - smoothstep(0.8, 1.8, time_s))
        leaning += smoothstep(2.4, 3.3, time_s) * (1 - smoothstep(3.5, 4.3, time_s))
        up = smoothstep(0.5, 1.8, time_s) * (1 - smoothstep(2.4, 3.7, time_s))
        ahead = smoothstep(0.35, 1.5, time_s) * (1 - smoothstep(2.6, 3.85, time_s))
        return replace(
            self._upright(),
            trunk_lean_deg=STANDING_LEAN_DEG + (self.style.trunk_lean_deg - 2) * leaning,
            pelvis_height_m=self.seat_hip_m + (self._stand_height - self.seat_hip_m) * up,
            pelvis_z_m=self._seat_z + (self._stand_z - self._seat_z) * ahead,
        )


class JumpingJackMotion(_Cycles):
    """Jumps that open and close legs and arms."""

    cycle_s = 1.1

    def cycle(self, number: int, time_s: float) -> Pose:
        """Posture at a time after the start of cycle `number`."""
        u = time_s / self.cycle_s
        opened = smoothstep(0.08, 0.45, u) - smoothstep(0.58, 0.95, u)
        flight = max(_arch(u, 0.10, 0.40), _arch(u, 0.60, 0.90))
        landing = max(_arch(u, 0.0, 0.14), _arch(u, 0.38, 0.62), _arch(u, 0.88, 1.0))
        half = self.style.stance_m / 2 + 0.20 * self.body.shape.stature_m * opened
        toes = self.style.toe_out_deg + 14 * opened
        raised = 8 + 152 * opened
        feet = tuple(
            Foot(side * half, 0.0, toes, pitch_deg=24 * flight, lift_m=0.09 * flight)
            for side in (1, -1)
        )
        return Pose(
            knee_flexion_deg=STANDING_FLEXION_DEG + self.style.knee_flexion_deg * landing,
            trunk_lean_deg=STANDING_LEAN_DEG + 4 * landing,
            feet=(feet[0], feet[1]),
            arms=ArmPose(self.style.arms.style, (raised, raised)),
        )


def _arch(u: float, start: float, end: float) -> float:
    """0 outside, 1 in the middle of a stretch."""
    return math.sin(math.pi * (u - start) / (end - start)) ** 2 if start < u < end else 0.0


_OTHER: dict[Exercise, type[_Cycles]] = {
    Exercise.LUNGE: LungeMotion,
    Exercise.SIT_TO_STAND: SitToStandMotion,
    Exercise.JUMPING_JACK: JumpingJackMotion,
}


def build_motion(spec: ClipSpec, body: Body) -> Motion:
    """Choose the lifter's movement for a clip."""
    return _OTHER.get(spec.exercise, SquatMotion)(spec, body)
