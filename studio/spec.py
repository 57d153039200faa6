"""The description of a clip: what a YAML file may hold, with ranges and defaults."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from studio.exercises import Exercise
from studio.pose import Arms

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
"""sRGB as in a style sheet, e.g. ``"#2a4d8f"``."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sex(str, Enum):
    """Sex of a body; a choice of two in MakeHuman."""

    FEMALE = "female"
    MALE = "male"


class Hair(str, Enum):
    """Hair style."""

    SHORT = "short"
    BALD = "bald"
    BUN = "bun"
    PONYTAIL = "ponytail"
    LONG = "long"


class BodySpec(_Model):
    """A person. `muscle` and `weight` are 0 little, 0.5 average, 1 much."""

    sex: Sex = Sex.MALE
    age_years: float = Field(default=28, ge=18, le=80)
    stature_m: float = Field(default=1.75, ge=1.45, le=2.05)
    muscle: float = Field(default=0.55, ge=0, le=1)
    weight: float = Field(default=0.5, ge=0, le=1)
    ancestry: Literal["african", "asian", "caucasian"] = "caucasian"
    thigh_length: float = Field(
        default=0, ge=-1, le=1, description="shorter (-) or longer (+) than usual"
    )
    skin: float = Field(default=1, ge=0, le=5, description="0 lightest, 5 darkest")
    hair: Hair = Hair.SHORT
    hair_colour: Colour = "#2b1d14"


class ClothesSpec(_Model):
    """What the person wears. `fit` is 0 skin-tight, 1 loose."""

    fit: float = Field(default=0.35, ge=0, le=1)
    sleeves: Literal["none", "short", "long"] = "short"
    legs: Literal["short", "knee", "long"] = "short"
    untucked: bool = True
    pattern: Literal["plain", "stripes"] = "plain"
    top_colour: Colour = "#2a4d8f"
    bottom_colour: Colour = "#202024"
    shoe_colour: Colour = "#26262b"


class CameraSpec(_Model):
    """Where the camera stands.

    `azimuth_deg` is 0 in front of the lifter, 90 on their left, 180 behind, -90 on their right.
    """

    azimuth_deg: float = Field(default=90, ge=-180, le=180)
    height_m: float = Field(default=0.9, ge=0.3, le=1.6)
    distance_m: float = Field(default=3.4, ge=2.5, le=5.0)
    field_of_view_deg: float = Field(default=42, ge=20, le=80, description="vertical")
    aim_height_m: float = Field(default=0.85, ge=0.2, le=1.6)
    aim_side_m: float = Field(
        default=0.0, ge=-1.0, le=1.0, description="to the right of the lifter"
    )
    roll_deg: float = Field(default=0, ge=-8, le=8)
    drift: float = Field(default=0, ge=0, le=1, description="0 on a tripod, 1 in an unsteady hand")


class PictureSpec(_Model):
    """The picture and how it is encoded. Width and height are those of the upright picture."""

    width: int = Field(default=640, ge=160, le=1920, multiple_of=2)
    height: int = Field(default=360, ge=160, le=1920, multiple_of=2)
    frame_rate: float = Field(default=30, ge=10, le=120)
    variable_frame_rate: bool = False
    rotation_deg: Literal[0, 90, 180, 270] = 0
    noise: float = Field(
        default=1.2, ge=0, le=12, description="standard deviation in grey levels of 255"
    )
    quality: int = Field(
        default=27, ge=12, le=40, description="x264's rate factor; higher is smaller"
    )


class PlaceSpec(_Model):
    """The room."""

    kind: Literal["room", "gym"] = "room"
    floor: Literal["wood", "rubber"] = "wood"
    light: Literal["daylight", "lamp", "overcast", "dusk"] = "daylight"
    brightness: float = Field(default=1.0, ge=0.25, le=1.4)
    bystander: bool = False
    spotter: bool = False


class FormSpec(_Model):
    """Departures from the exercise's usual form. What is left out is as usual."""

    knee_flexion_deg: float | None = Field(default=None, ge=20, le=145)
    trunk_lean_deg: float | None = Field(default=None, ge=0, le=80)
    stance: float | None = Field(
        default=None, ge=0.04, le=0.5, description="ankle distance in statures"
    )
    toe_out_deg: float | None = Field(default=None, ge=-10, le=50)
    balance_m: float | None = Field(default=None, ge=-0.06, le=0.06)
    knee_tracking_deg: float = Field(default=0, ge=-8, le=8, description="habitual, + is inward")
    arms: Arms | None = None
    low_bar: bool = False
    plate_radius_m: float = Field(default=0.225, ge=0, le=0.225, description="0 is a bare bar")
    working_side: Literal["left", "right"] = "left"
    sway: float = Field(default=1, ge=0, le=3, description="0 a machine, 1 a person")


class TempoSpec(_Model):
    """Durations in seconds. What is left out is as usual."""

    lead_s: float = Field(default=1.0, ge=0, le=10)
    down_s: float | None = Field(default=None, ge=0.3, le=8)
    hold_s: float | None = Field(default=None, ge=0, le=5)
    up_s: float | None = Field(default=None, ge=0.3, le=8)
    rest_s: float | None = Field(default=None, ge=0, le=8)
    spread: float = Field(default=0.06, ge=0, le=0.4, description="random share of each duration")


class FaultsSpec(_Model):
    """Injected faults; 0 is none.

    Angles in degrees, reached at the bottom, except `hips_first_deg`, which is the lean added
    early in the ascent.
    """

    knee_cave_left_deg: float = Field(default=0, ge=-10, le=18)
    knee_cave_right_deg: float = Field(default=0, ge=-10, le=18)
    heel_lift_deg: float = Field(default=0, ge=0, le=30)
    lumbar_flexion_deg: float = Field(default=0, ge=0, le=45)
    thoracic_flexion_deg: float = Field(default=0, ge=0, le=35)
    extra_lean_deg: float = Field(default=0, ge=0, le=35)
    hips_first_deg: float = Field(default=0, ge=0, le=35)
    hip_shift_m: float = Field(default=0, ge=-0.09, le=0.09, description="to the left")


class RepetitionSpec(_Model):
    """One repetition. What is left out is as in `form` and `tempo`.

    `pulses` are half-way ups and downs at the bottom; they do not count. A `failed` repetition
    sinks back to the bottom, where the clip ends.
    """

    knee_flexion_deg: float | None = Field(default=None, ge=20, le=145)
    trunk_lean_deg: float | None = Field(default=None, ge=0, le=80)
    down_s: float | None = Field(default=None, ge=0.3, le=8)
    hold_s: float | None = Field(default=None, ge=0, le=5)
    up_s: float | None = Field(default=None, ge=0.3, le=8)
    rest_s: float | None = Field(default=None, ge=0, le=8)
    pulses: int = Field(default=0, ge=0, le=6)
    failed: bool = False
    faults: FaultsSpec = FaultsSpec()


class ClipSpec(_Model):
    """A clip. The seed settles every random choice."""

    seed: int = Field(ge=0, lt=2**63)
    title: str = ""
    exercise: Exercise
    body: BodySpec = BodySpec()
    clothes: ClothesSpec = ClothesSpec()
    camera: CameraSpec = CameraSpec()
    picture: PictureSpec = PictureSpec()
    place: PlaceSpec = PlaceSpec()
    form: FormSpec = FormSpec()
    tempo: TempoSpec = TempoSpec()
    entrance: Literal["none", "walk_in", "unrack"] = "none"
    repetitions: tuple[RepetitionSpec, ...] = Field(min_length=0, max_length=30)

    @field_validator("repetitions", mode="before")
    @classmethod
    def _count(cls, value: object) -> object:
        """Take a bare number for that many repetitions as usual."""
        return [{}] * value if isinstance(value, int) and 0 <= value <= 30 else value

    @model_validator(mode="after")
    def _failure_ends_the_clip(self) -> ClipSpec:
        if any(repetition.failed for repetition in self.repetitions[:-1]):
            raise ValueError("only the last repetition can fail")
        return self

    @model_validator(mode="after")
    def _unrack_needs_a_bar_on_the_body(self) -> ClipSpec:
        barbell = (Exercise.BACK_SQUAT, Exercise.FRONT_SQUAT)
        if self.entrance == "unrack" and self.exercise not in barbell:
            raise ValueError("entrance: unrack needs back_squat or front_squat")
        return self
