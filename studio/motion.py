"""From a clip's description to a pose at every moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from studio.body import Body
from studio.exercises import FORMS, Exercise, Form
from studio.gait import Walk, walk_to
from studio.linalg import smoothstep
from studio.pose import ArmPose, Arms, Foot, Pose
from studio.seeds import stream
from studio.solver import solve
from studio.spec import ClipSpec, FaultsSpec, RepetitionSpec
from studio.timeline import Sway, Timeline, Window, repetition_timeline

STANDING_FLEXION_DEG = 4.0
STANDING_LEAN_DEG = 2.0
LEAST_FLEXION_ON_ONE_LEG_DEG = 12.0
"""Nobody locks the knee on one leg."""

SPLIT_LENGTH = 0.42
"""From foot to foot of a split squat, in statures."""

LOW_BAR_LEAN_DEG = 8.0
"""Further lean that keeps a bar low on the back over mid-foot."""

GAZE_SHARE = 0.75
"""Share of the trunk's forward turn that the neck undoes to look ahead."""

BAR_GRIP_M = {
    Arms.BAR_BACK: 0.40,
    Arms.BAR_FRONT: 0.24,
    Arms.OVERHEAD: 0.52,
    Arms.BAR_HANG: 0.24,
}


class Motion(Protocol):
    """Somebody moving."""

    duration_s: float
    windows: tuple[Window, ...]

    def pose(self, time_s: float) -> Pose:
        """Posture at a time after the clip's start."""
        ...


@dataclass(frozen=True)
class Style:
    """The form of one clip: the exercise's, with what the clip asks for in its place."""

    usual: Form
    stance_m: float
    toe_out_deg: float
    knee_flexion_deg: float
    trunk_lean_deg: float
    balance_m: float
    arms: ArmPose
    working: int

    @classmethod
    def of(cls, spec: ClipSpec) -> Style:
        """Settle what the clip leaves open."""
        usual, form = FORMS[spec.exercise], spec.form

        def pick(asked: float | None, default: float) -> float:
            return default if asked is None else asked

        arms = form.arms or usual.arms
        return cls(
            usual=usual,
            stance_m=pick(form.stance, usual.stance) * spec.body.stature_m,
            toe_out_deg=pick(form.toe_out_deg, usual.toe_out_deg),
            knee_flexion_deg=pick(form.knee_flexion_deg, usual.knee_flexion_deg),
            trunk_lean_deg=pick(form.trunk_lean_deg, usual.trunk_lean_deg)
            + (LOW_BAR_LEAN_DEG if form.low_bar and form.trunk_lean_deg is None else 0),
            balance_m=pick(form.balance_m, usual.balance_m),
            arms=ArmPose(arms, grip_m=BAR_GRIP_M.get(arms, 0.3), low_bar=form.low_bar),
            working=0 if form.working_side == "left" else 1,
        )

    def feet(self) -> tuple[Foot, Foot]:
        """Both feet side by side."""
        half = self.stance_m / 2
        return Foot(half, 0.0, self.toe_out_deg), Foot(-half, 0.0, self.toe_out_deg)


class SquatMotion:
    """Repetitions of a squat, or of a deadlift, on feet that stay where they are."""

    def __init__(self, spec: ClipSpec, body: Body) -> None:
        self.spec = spec
        self.body = body
        self.style = Style.of(spec)
        self._sway = Sway(spec.seed, "sway", channels=5)
        # Some people squat with arms held out; the others raise them going down.
        self._arms_low_deg = float(stream(spec.seed, "arms").choice([82.0, 6.0]))
        self._walk, self._unrack_s = self._entrance()
        self._timeline: Timeline = repetition_timeline(spec, self._walk.end_s if self._walk else 0)
        self.duration_s = self._timeline.duration_s
        self.windows = self._timeline.windows

    def pose(self, time_s: float) -> Pose:
        """Posture at a time after the clip's start."""
        if self._walk is not None and time_s < self._walk.end_s:
            return self._entering(self._walk, time_s)
        window = self._timeline.window(time_s)
        # rounding may leave it a hair outside
        depth = min(max(self._timeline.depth(time_s), 0.0), 1.0)
        repetition = window.spec if window else self._resting_spec(time_s)
        rising = smooth_rise(window, time_s) if window and not repetition.failed else None
        return self._swayed(self.at_depth(repetition, depth, rising), time_s, depth)

    def _resting_spec(self, time_s: float) -> RepetitionSpec:
        """Keep a lifter who failed down in the repetition that failed."""
        before = [window.spec for window in self.windows if window.end_s <= time_s]
        return before[-1] if before and before[-1].failed else RepetitionSpec()

    def at_depth(
        self, repetition: RepetitionSpec, depth: float, rising: float | None = None
    ) -> Pose:
        """Posture of a repetition at a depth, without sway.

        Parameters
        ----------
        depth : 0 standing to 1 at the bottom.
        rising : share of the ascent's time that has passed, None outside the ascent.
        """
        style, faults = self.style, repetition.faults
        knee = repetition.knee_flexion_deg or style.knee_flexion_deg
        lean = repetition.trunk_lean_deg
        bottom_lean = style.trunk_lean_deg if lean is None else lean
        lean_deg = STANDING_LEAN_DEG + (bottom_lean - STANDING_LEAN_DEG) * depth**0.9
        lean_deg += faults.extra_lean_deg * smoothstep(0.1, 1, depth)
        if rising is not None:
            early = smoothstep(0, 0.35, rising) * (1 - smoothstep(0.4, 1, rising))
            lean_deg += faults.hips_first_deg * early
        lumbar = faults.lumbar_flexion_deg * smoothstep(0.45, 1, depth)
        thoracic = faults.thoracic_flexion_deg * smoothstep(0.2, 0.9, depth)
        pose = Pose(
            knee_flexion_deg=STANDING_FLEXION_DEG + (knee - STANDING_FLEXION_DEG) * depth,
            trunk_lean_deg=lean_deg,
            feet=self._feet(faults, depth),
            arms=self._arms(depth),
            lumbar_flexion_deg=lumbar,
            thoracic_flexion_deg=thoracic,
            knee_in_deg=self._knees(faults, depth),
            pelvis_drop_deg=-faults.hip_shift_m * 60 * depth,
            shift_m=faults.hip_shift_m * depth,
            balance_m=style.balance_m + 0.035 * faults.heel_lift_deg / 20 * depth,
            head_pitch_deg=max(-GAZE_SHARE * (lean_deg + 0.5 * (lumbar + thoracic)), -48.0),
            load_fraction=style.usual.load_fraction,
        )
        return self._on_one_leg(pose, depth)

    def _knees(self, faults: FaultsSpec, depth: float) -> tuple[float, float]:
        habit = self.spec.form.knee_tracking_deg
        opens = smoothstep(0.25, 0.9, depth)
        return (
            (habit + faults.knee_cave_left_deg) * opens,
            (habit + faults.knee_cave_right_deg) * opens,
        )

    def _feet(self, faults: FaultsSpec, depth: float) -> tuple[Foot, Foot]:
        lift = faults.heel_lift_deg * smoothstep(0.4, 1, depth)
        left, right = self.style.feet()
        return replace(left, pitch_deg=lift), replace(right, pitch_deg=lift)

    def _arms(self, depth: float) -> ArmPose:
        arms = self.style.arms
        if arms.style is Arms.REACH:
            low = self._arms_low_deg
            raised = low + (84 - low) * smoothstep(0.05, 0.6, depth)
            return replace(arms, raise_deg=(raised, raised))
        return arms

    def _on_one_leg(self, pose: Pose, depth: float) -> Pose:
        """Rearrange feet and weight for split and single-leg squats."""
        front = self.style.working
        working, other = pose.feet[front], pose.feet[1 - front]
        if self.spec.exercise is Exercise.SPLIT_SQUAT:
            length = SPLIT_LENGTH * self.body.shape.stature_m
            working = replace(working, z_m=0.45 * length)
            other = replace(other, z_m=-0.55 * length, pitch_deg=38 + 24 * depth)
            share = 0.62
        elif self.spec.exercise is Exercise.SINGLE_LEG_SQUAT:
            away = 0.25 + 0.75 * smoothstep(0, 0.6, depth)
            other = replace(
                other, z_m=-0.34 * away, lift_m=0.05 + 0.17 * away, pitch_deg=20 + 30 * away
            )
            share = 1.0
        else:
            return pose
        on_left = front == 0
        return replace(
            pose,
            feet=(working, other) if on_left else (other, working),
            support=(share, 1 - share) if on_left else (1 - share, share),
            bending=(1.0, 0.0) if on_left else (0.0, 1.0),
            knee_flexion_deg=max(pose.knee_flexion_deg, LEAST_FLEXION_ON_ONE_LEG_DEG),
        )

    def _swayed(self, pose: Pose, time_s: float, depth: float) -> Pose:
        amount = self.spec.form.sway
        if self._walk is not None:  # no jerk between the last step and standing
            amount *= smoothstep(self._walk.end_s, self._walk.end_s + 1.0, time_s)
        lean, turn, drop, side, ahead = (x * amount for x in self._sway(time_s))
        return replace(
            pose,
            trunk_lean_deg=pose.trunk_lean_deg + 0.5 * lean,
            pelvis_turn_deg=pose.pelvis_turn_deg + 0.6 * turn,
            pelvis_drop_deg=pose.pelvis_drop_deg + 0.35 * drop * depth,
            shift_m=pose.shift_m + 0.003 * side,
            balance_m=pose.balance_m + 0.003 * ahead,
        )

    def _entrance(self) -> tuple[Walk | None, float]:
        if self.spec.entrance == "walk_in":
            return walk_to(self.style.feet(), 1.7, 5), 0.0
        if self.spec.entrance == "unrack":
            return walk_to(self.style.feet(), -0.65, 4, start_s=1.7), 1.0
        return None, 0.0

    def _entering(self, walk: Walk, time_s: float) -> Pose:
        stand = self.at_depth(RepetitionSpec(), 0.0)
        if walk.start == walk.feet(time_s) and self._unrack_s:
            # Under the bar with bent knees, then up, which takes it off its hooks.
            bent = 1 - smoothstep(0.6, 0.6 + self._unrack_s, time_s)
            return replace(
                stand,
                feet=walk.start,
                knee_flexion_deg=STANDING_FLEXION_DEG + 26 * bent,
                trunk_lean_deg=STANDING_LEAN_DEG + 8 * bent,
            )
        return walk.pose(time_s, stand, self.pelvis_ahead_m)

    @cached_property
    def pelvis_ahead_m(self) -> float:
        """Pelvis ahead of the ankles, standing in balance."""
        posed = solve(self.body, self.at_depth(RepetitionSpec(), 0.0))
        hips = (posed.joint("upperleg01.L") + posed.joint("upperleg01.R")) / 2
        ankles = (posed.joint("foot.L") + posed.joint("foot.R")) / 2
        return float(hips[2] - ankles[2])


def smooth_rise(window: Window, time_s: float) -> float | None:
    """Share of the final ascent's time that has passed; None before it."""
    if time_s < window.rise_s:
        return None
    return min((time_s - window.rise_s) / max(window.top_s - window.rise_s, 1e-6), 1.0)
