"""What each exercise looks like when nothing is asked for: posture, load and tempo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from studio.pose import Arms


class Exercise(str, Enum):
    """Everything the studio can perform."""

    AIR_SQUAT = "air_squat"
    BACK_SQUAT = "back_squat"
    FRONT_SQUAT = "front_squat"
    GOBLET_SQUAT = "goblet_squat"
    OVERHEAD_SQUAT = "overhead_squat"
    SUMO_SQUAT = "sumo_squat"
    BOX_SQUAT = "box_squat"
    SPLIT_SQUAT = "split_squat"
    SINGLE_LEG_SQUAT = "single_leg_squat"
    LUNGE = "lunge"
    DEADLIFT = "deadlift"
    SIT_TO_STAND = "sit_to_stand"
    JUMPING_JACK = "jumping_jack"

    @property
    def is_squat(self) -> bool:
        """Whether its repetitions count; the others are there not to be counted."""
        return self not in NEGATIVES


NEGATIVES = frozenset(
    {Exercise.LUNGE, Exercise.DEADLIFT, Exercise.SIT_TO_STAND, Exercise.JUMPING_JACK}
)


@dataclass(frozen=True)
class Form:
    """Posture of a sound repetition; angles at its bottom.

    Attributes
    ----------
    stance : distance between the ankles, in statures.
    balance_m : centre of mass ahead of mid-foot.
    tempo_s : descent, pause at the bottom, ascent, standing between repetitions.
    """

    knee_flexion_deg: float
    trunk_lean_deg: float
    stance: float = 0.17
    toe_out_deg: float = 15.0
    arms: Arms = Arms.REACH
    load_fraction: float = 0.0
    balance_m: float = -0.012
    tempo_s: tuple[float, float, float, float] = (1.5, 0.2, 1.2, 0.7)


FORMS: dict[Exercise, Form] = {
    Exercise.AIR_SQUAT: Form(122, 39),
    Exercise.BACK_SQUAT: Form(120, 42, arms=Arms.BAR_BACK, load_fraction=0.6),
    Exercise.FRONT_SQUAT: Form(122, 27, arms=Arms.BAR_FRONT, load_fraction=0.4),
    Exercise.GOBLET_SQUAT: Form(122, 30, arms=Arms.GOBLET, load_fraction=0.2),
    Exercise.OVERHEAD_SQUAT: Form(118, 32, 0.19, 18, Arms.OVERHEAD, 0.25),
    Exercise.SUMO_SQUAT: Form(106, 28, 0.40, 36, Arms.CLASPED),
    Exercise.BOX_SQUAT: Form(
        96, 45, 0.22, 18, Arms.REACH, balance_m=-0.035, tempo_s=(1.7, 0.7, 1.2, 0.7)
    ),
    Exercise.SPLIT_SQUAT: Form(100, 12, 0.10, 4, Arms.CLASPED, balance_m=0.0),
    Exercise.SINGLE_LEG_SQUAT: Form(78, 32, 0.11, 6, Arms.REACH, balance_m=0.0),
    Exercise.LUNGE: Form(96, 10, 0.10, 4, Arms.CLASPED),
    Exercise.DEADLIFT: Form(74, 66, 0.13, 10, Arms.BAR_HANG, 0.6, 0.0),
    Exercise.SIT_TO_STAND: Form(92, 42, 0.15, 8, Arms.CROSSED),
    Exercise.JUMPING_JACK: Form(24, 6, 0.08, 8, Arms.SIDEWAYS),
}
