"""What counts as a repetition, and what a movement that does not is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Allowance = Literal["one_leg", "seat"]
"""What an exercise allows: work on one leg at a time, sitting down on a box."""


class Movement(str, Enum):
    """What goes down and up like a squat and is none."""

    ONE_LEG = "one_leg"
    SIDE_LUNGE = "side_lunge"
    STRAIGHT_LEGS = "straight_legs"
    HIP_HINGE = "hip_hinge"
    KNEELING = "kneeling"
    SEAT = "seat"
    STEPS = "steps"
    BENT_OVER = "bent_over"

    @property
    def reason(self) -> str:
        """Why it is not counted, for the lifter to read."""
        return REASONS[self]

    @property
    def exercise(self) -> str | None:
        """The exercise that it may be instead, as profiles name it."""
        return EXERCISES.get(self)


REASONS = {
    Movement.ONE_LEG: "one leg does most of the work, as in a lunge or split squat",
    Movement.SIDE_LUNGE: "one leg stays straight, as in a side lunge",
    Movement.STRAIGHT_LEGS: "the legs stay straight, as in a deadlift or a jumping jack",
    Movement.HIP_HINGE: "the trunk bends more than the knees, as in a deadlift",
    Movement.KNEELING: "the shanks lie flatter than over feet on the floor, as in kneeling",
    Movement.SEAT: "the body rests behind the feet, as on a seat",
    Movement.STEPS: "the feet move, as in walking or jumping",
    Movement.BENT_OVER: "the body is bent forward beyond the feet, as when picking something up",
}

EXERCISES = {Movement.ONE_LEG: "split_squat", Movement.SEAT: "box_squat"}


@dataclass(frozen=True, slots=True)
class Counting:
    """What an exercise counts besides squats on two legs.

    Attributes
    ----------
    allows : frozenset[Allowance]
        "one_leg" for split squats, step-downs and pistols, "seat" for box squats.
    """

    allows: frozenset[Allowance] = frozenset()
