"""What is judged in an exercise, against which limits, with which words."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Table):
    """Where the grades of a fault begin on one measure; more is worse."""

    measure: str
    unit: str
    mild: float
    moderate: float
    severe: float
    evidence: Literal["F", "S", "M", "D", "C"] = Field(
        description="F read in the paper, S second-hand, M recalled, D derived, C convention."
    )
    source: str

    @model_validator(mode="after")
    def _grades_in_order(self) -> Limit:
        if not self.mild < self.moderate < self.severe:
            raise ValueError("mild, moderate and severe must grow")
        return self


class CheckProfile(_Table):
    """How one check is applied in an exercise."""

    priority: int = Field(ge=0, le=100, description="The lower, the sooner it is cued.")
    cue: str
    limits: tuple[Limit, ...] = Field(min_length=1)


class Profile(_Table):
    """One exercise."""

    name: str
    title: str
    praise: str
    checks: dict[str, CheckProfile]
