"""What is judged in an exercise, against which limits, with which words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, model_validator

from squatform.reps.counting import Allowance, Counting

SeenFrom = Literal["side", "front", "oblique", "back"]
ALL_VIEWS: tuple[SeenFrom, ...] = ("side", "front", "oblique", "back")

DepthRule = Literal["parallel", "ipf"]

NAME = r"^[a-z][a-z0-9_]{0,39}$"
"""Of a profile."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Table):
    """Where the grades of a fault begin on one measure.

    Grades that grow mean that more is worse, grades that fall that less is.
    """

    measure: str
    unit: str
    mild: FiniteFloat
    moderate: FiniteFloat
    severe: FiniteFloat
    evidence: Literal["F", "S", "M", "D", "C"] = Field(
        description="F read in the paper, S second-hand, M recalled, D derived, C convention."
    )
    source: Words
    views: tuple[SeenFrom, ...] = Field(
        default=ALL_VIEWS, min_length=1, description="From where the camera can see it."
    )

    @property
    def grades(self) -> tuple[float, float, float]:
        """Where mild, moderate and severe begin."""
        return self.mild, self.moderate, self.severe

    @property
    def sign(self) -> int:
        """+1 where more is worse, −1 where less is."""
        return 1 if self.severe > self.mild else -1

    def past(self, value: float) -> float:
        """How far a value is past `mild`, − before it, in steps of 1 from there to `severe`."""
        return (value - self.mild) / (self.severe - self.mild)

    @model_validator(mode="after")
    def _grades_in_order(self) -> Limit:
        mild, moderate, severe = (self.sign * grade for grade in self.grades)
        if not mild < moderate < severe:
            given = ", ".join(f"{grade:g}" for grade in self.grades)
            raise ValueError(
                f"mild, moderate and severe are {given}: they must grow, "
                "or fall where less is worse"
            )
        return self


class CheckProfile(_Table):
    """How one check is applied in an exercise."""

    priority: int = Field(ge=0, le=100, description="The lower, the sooner it is cued.")
    cue: Words
    limits: tuple[Limit, ...] = Field(min_length=1)


class Profile(_Table):
    """One exercise.

    Attributes
    ----------
    name, title, summary : str
        For the command line and files, for people, and in a sentence.
    extends : str or None
        The exercise that this one differs from.
    praise : str
        For a clean set.
    counts : tuple
        What counts as a repetition beside a squat on both legs that stays on its feet: "seat"
        (sitting on a box), "one_leg" (one leg does most of the work).
    arms : str
        "overhead" where they are held there.
    depth_rule : str
        "ipf" judges depth by the rule of powerlifting.
    checks : dict[str, CheckProfile]
        By name.
    not_judged : dict[str, str]
        What is left out on purpose, and why.
    lifter : tuple[str, ...]
        Level and limits of this lifter, by name; never part of a file.
    adjustments : tuple[str, ...]
        What was changed for them, in words; never part of a file.
    """

    name: str = Field(pattern=NAME)
    title: Words
    summary: str = ""
    extends: str | None = None
    praise: Words
    counts: tuple[Allowance, ...] = ()
    arms: Literal["any", "overhead"] = "any"
    depth_rule: DepthRule = "parallel"
    checks: dict[str, CheckProfile]
    not_judged: dict[str, Words] = Field(default_factory=dict)
    lifter: tuple[str, ...] = ()
    adjustments: tuple[str, ...] = ()

    @property
    def counting(self) -> Counting:
        """What counts as a repetition."""
        return Counting(frozenset(self.counts))

    @property
    def needs_outline(self) -> bool:
        """Whether a check looks at the outline of the back."""
        return not {"back_rounding", "butt_wink"}.isdisjoint(self.checks)
