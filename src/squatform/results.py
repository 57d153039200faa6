"""What an analysis says, as it stands in Python, in JSON and in the published JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.dataclasses import dataclass

from squatform.motion.camera import ViewLabel
from squatform.motion.measures import Motion

SCHEMA_VERSION = "1.1"
"""Of the JSON: the first number grows when something a reader relies on changes or goes."""

Status = Literal["ok", "mild", "moderate", "severe", "borderline", "not_assessed"]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# a long set has thousands of these two: slots take a fifth of a model's memory
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_STRICT)
class Reading:
    """A measured quantity."""

    value: float
    unit: str
    sigma: float = Field(ge=0, description="Standard error, in the same unit.")


@dataclass(frozen=True, slots=True, config=_STRICT)
class Unavailable:
    """A quantity that could not be measured, and why."""

    unavailable: str


class Finding(_Result):
    """What one check says of one repetition."""

    check: str
    status: Status = Field(
        description="`borderline`: past the limit by less than the measurement can tell; "
        "`not_assessed`: the camera could not see it."
    )
    grade: int | None = Field(ge=0, le=3, description="0 none, 1 mild, 2 moderate, 3 severe.")
    value: float | None
    limit: float | None = Field(description="Past it the fault begins.")
    unit: str
    sigma: float | None
    evidence_time_s: float | None = Field(description="When in the clip to look.")
    cue: str | None = Field(description="What to change, in the words of a coach.")
    reason: str | None = Field(description="Why it was not assessed, or what decided.")
    measure: str | None = Field(default=None, description="The measure that decided.")
    clip: int | None = Field(
        default=None, ge=1, description="Of a merged result: which of `clips` it was seen in."
    )

    @property
    def is_fault(self) -> bool:
        """Whether the fault is there beyond doubt of measurement."""
        return self.status in ("mild", "moderate", "severe")


class CompetitionDepth(_Result):
    """Depth by the rule of powerlifting: the hip crease lower than the top of the knee."""

    margin_deg: float = Field(description="Of the thigh angle, + where it is deep enough.")
    sigma_deg: float = Field(ge=0)
    margin_cm: float = Field(description="Crease under the top of the knee, + where it is lower.")
    sigma_cm: float = Field(ge=0)
    call: Literal["white", "too close to call", "red"]
    white_lights: int = Field(ge=0, le=3, description="Of three: how sure white is.")


class RepetitionResult(_Result):
    """One repetition: times, measures at its bottom, findings."""

    index: int = Field(ge=1)
    start_s: float
    bottom_s: float
    end_s: float
    complete: bool
    measures: dict[str, Reading | Unavailable]
    findings: list[Finding]
    focus: str | None = Field(default=None, description="The check that the cue belongs to.")
    cue: str | None = Field(default=None, description="The one thing to change, or praise.")
    competition_depth: CompetitionDepth | None = None


class Clip(_Result):
    """The analysed clip."""

    path: str
    duration_s: float
    frame_rate: float
    width: int
    height: int
    frames: int
    rotation_deg: int


class View(_Result):
    """From where the camera sees the lifter."""

    label: ViewLabel
    yaw_deg: float = Field(
        description="0 faces the camera, +90 shows it the left side, −90 the right, 180 the back."
    )


class SetSummary(_Result):
    """The set as a whole."""

    repetitions: int = Field(description="Complete repetitions.")
    incomplete: int
    focus: str | None = Field(description="The check that the cue belongs to.")
    cue: str | None = Field(description="The one thing to change, or praise; none without a squat.")
    advice: str | None = Field(default=None, description="Whether to go on, where it is in doubt.")
    findings: list[Finding] = Field(
        default_factory=list, description="Of checks that are on the whole set."
    )


CriterionStatus = Literal["met", "not_met", "not_assessed"]


class Criterion(_Result):
    """One line of a score."""

    name: str
    text: str
    checks: list[str] = Field(description="The checks that it stands on.")
    status: CriterionStatus
    reason: str | None = Field(description="Why it was not assessed, or what speaks against it.")


class Score(_Result):
    """A score in the style of one that users know: criteria met out of those assessed."""

    title: str
    met: int
    assessed: int
    criteria: list[Criterion]
    points: int | None = Field(
        default=None, description="Where the score has any and they are sure."
    )
    note: str


class SourceClip(_Result):
    """One clip of a merged result."""

    clip: Clip
    view: View | None
    later_s: float = Field(description="By how much its clock is ahead of the first clip's.")


Pain = Literal["none", "mild", "sharp"]


class SetAnalysis(_Result):
    """Everything squatform says of one clip."""

    # `set` is the published name; it must not hide the builtin in this class
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_version: str = SCHEMA_VERSION
    squatform_version: str = Field(default_factory=lambda: version("squatform"))
    clip: Clip
    exercise: str
    model: str
    view: View | None = Field(description="None where nobody was found.")
    repetitions: list[RepetitionResult]
    summary: SetSummary = Field(alias="set")
    warnings: list[str]
    adjustments: list[str] = Field(
        default_factory=list, description="What was changed in the profile for this lifter."
    )
    depth_rule: Literal["parallel", "ipf"] = "parallel"
    not_judged: dict[str, str] = Field(
        default_factory=dict, description="Checks the exercise leaves out, and why."
    )
    pain: Pain | None = Field(default=None, description="As told by the lifter; None: not asked.")
    safety: list[str] = Field(default_factory=list, description="What is said about the pain.")
    scores: dict[str, Score] = Field(default_factory=dict)
    clips: list[SourceClip] = Field(
        default_factory=list,
        description="Of a merged result: all clips; `clip` and all times are those of the first, "
        "times of evidence those of the clip that the finding names.",
    )
    _motion: Motion | None = PrivateAttr(default=None)

    @property
    def motion(self) -> Motion | None:
        """The measures over time behind the result; None if it was read from JSON."""
        return self._motion

    def with_motion(self, motion: Motion) -> SetAnalysis:
        """Give the same result with the measures over time attached."""
        copy = self.model_copy()
        copy._motion = motion
        return copy

    def to_json(self) -> str:
        """Give the result as JSON text, see `squatform schema`."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def faults(findings: Sequence[Finding]) -> list[Finding]:
    """Keep the findings that are faults beyond doubt of measurement."""
    return [finding for finding in findings if finding.is_fault]
