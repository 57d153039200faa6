"""Who is in the picture: bodies from descriptions, and people made up from random numbers."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from studio.body import Body, BodyShape
from studio.gait import SWING_SHARE, Step, Walk
from studio.human import MacroShape
from studio.pose import ArmPose, Arms, Foot, Pose
from studio.spec import BodySpec, ClothesSpec, Hair, Sex

AGE_OF_YOUTH, AGE_OF_OLD = 25.0, 90.0
"""Years at MakeHuman's age 0.5 and 1."""

HAIR_COLOURS = ("#1a1512", "#2b1d14", "#4a3322", "#6e4b2a", "#8d8d8d", "#a8834f")
CLOTH_COLOURS = (
    *("#2a4d8f", "#8f2a35", "#2f6b46", "#c2b59b", "#d8d8d4", "#1f1f23", "#6a3d7c"),
    *("#c7772e", "#35747d", "#707682", "#b8485f", "#44562f"),
)
DARK_COLOURS = ("#202024", "#2b2f3a", "#3a3a3d", "#26324a", "#43372f", "#151517")
SHOE_COLOURS = ("#26262b", "#e2e2e0", "#8f2a35", "#2a4d8f", "#5a5a5e")


@functools.lru_cache(maxsize=4)
def body_of(spec: BodySpec) -> Body:
    """Build a body from its description."""
    age = 0.5 + 0.5 * (spec.age_years - AGE_OF_YOUTH) / (AGE_OF_OLD - AGE_OF_YOUTH)
    way = "incr" if spec.thigh_length > 0 else "decr"
    macro = MacroShape(
        male=1.0 if spec.sex is Sex.MALE else 0.0,
        age=max(age, 0.5),
        muscle=spec.muscle,
        weight=spec.weight,
        height=0.5 if spec.sex is Sex.MALE else 0.55,
        ancestry=((spec.ancestry, 1.0),),
        details=((f"legs/upperlegs-height-{way}", abs(spec.thigh_length)),),
    )
    return Body(BodyShape(macro, spec.stature_m))


def random_person(random: np.random.Generator) -> tuple[BodySpec, ClothesSpec]:
    """Somebody in sports clothes."""
    sex = Sex.FEMALE if random.random() < 0.5 else Sex.MALE
    woman = sex is Sex.FEMALE
    styles = [Hair.SHORT, Hair.BUN, Hair.PONYTAIL, Hair.LONG] if woman else [Hair.SHORT, Hair.BALD]
    odds = [0.2, 0.25, 0.35, 0.2] if woman else [0.85, 0.15]
    ancestry = str(random.choice(["african", "asian", "caucasian"]))
    darkest, lightest = {"african": (5.0, 2.8), "asian": (2.2, 0.4)}.get(ancestry, (1.6, 0.0))
    age = float(np.clip(random.gamma(4, 8) + 16, 18, 74))
    body = BodySpec(
        sex=sex,
        age_years=round(age),
        stature_m=round(
            float(np.clip(random.normal(1.64 if woman else 1.77, 0.065), 1.48, 2.0)), 2
        ),
        muscle=round(float(random.uniform(0.35, 0.85)), 2),
        weight=round(float(random.uniform(0.3, 0.85)), 2),
        ancestry=ancestry,
        thigh_length=round(float(random.uniform(-0.7, 0.7)), 2),
        skin=round(float(random.uniform(lightest, darkest)), 2),
        hair=styles[int(random.choice(len(styles), p=odds))],
        hair_colour=str(random.choice(HAIR_COLOURS)),
    )
    clothes = ClothesSpec(
        fit=round(float(random.uniform(0, 1)), 2),
        sleeves=str(random.choice(["none", "short", "long"], p=[0.2, 0.6, 0.2])),
        legs=str(random.choice(["short", "knee", "long"], p=[0.4, 0.2, 0.4])),
        untucked=bool(random.random() < 0.7),
        pattern="stripes" if random.random() < 0.15 else "plain",
        top_colour=str(random.choice(CLOTH_COLOURS)),
        bottom_colour=str(random.choice(DARK_COLOURS + CLOTH_COLOURS[:6])),
        shoe_colour=str(random.choice(SHOE_COLOURS)),
    )
    return body, clothes


class Passer:
    """Somebody who walks in a straight line at an even pace, along +z from the home point."""

    stride_m = 0.8
    step_s = 0.48

    def __init__(self, length_m: float, start_s: float) -> None:
        half = 0.075
        begin = (Foot(half, 0.0, 6.0), Foot(-half, -self.stride_m / 2, 6.0))
        steps = []
        for k in range(int(2 * length_m / self.stride_m)):
            foot = (k + 1) % 2  # the foot behind goes first
            place = replace(begin[foot], z_m=begin[foot].z_m + self.stride_m * (1 + k // 2))
            begins = start_s + k * self.step_s
            steps.append(Step(foot, place, begins, self.step_s * SWING_SHARE))
        self._walk = Walk(begin, tuple(steps))
        self._stand = Pose(8.0, 3.0, begin, ArmPose(Arms.REACH))

    def pose(self, time_s: float) -> Pose:
        """Posture at a time."""
        return self._walk.pose(time_s, self._stand, 0.03)


def spotting(depth: float) -> Pose:
    """Pose a spotter: hands out under the lifter's arms, following down a little."""
    feet = (Foot(0.16, 0.0, 12.0), Foot(-0.16, -0.12, 12.0))
    raised = 62 - 14 * depth
    return Pose(
        knee_flexion_deg=12 + 48 * depth,
        trunk_lean_deg=6 + 20 * depth,
        feet=feet,
        arms=ArmPose(Arms.REACH, (raised, raised)),
        head_pitch_deg=4,
    )
