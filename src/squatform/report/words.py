"""How results are worded and coloured, the same in a terminal, on a page and on a video."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from squatform.form.profile import CheckProfile, Limit
from squatform.results import (
    CompetitionDepth,
    Finding,
    Reading,
    RepetitionResult,
    Score,
    Status,
    Unavailable,
)

RGB = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class StatusStyle:
    """How a status looks.

    Attributes
    ----------
    symbol : str
        Says it without colour.
    colour : RGB
        Of Okabe and Ito's palette, told apart by colour-blind people; black text on it has a
        contrast of at least 5 : 1.
    terminal : str
        Style for rich.
    """

    symbol: str
    colour: RGB
    terminal: str

    @property
    def css(self) -> str:
        """The colour for a style sheet."""
        return "#{:02x}{:02x}{:02x}".format(*self.colour)


STATUS_STYLES: dict[Status, StatusStyle] = {
    "ok": StatusStyle("✓", (0, 158, 115), "green"),
    "borderline": StatusStyle("≈", (86, 180, 233), "cyan"),
    "mild": StatusStyle("!", (240, 228, 66), "yellow"),
    "moderate": StatusStyle("!!", (230, 159, 0), "dark_orange"),
    "severe": StatusStyle("!!!", (222, 107, 20), "bold red"),
    "not_assessed": StatusStyle("–", (153, 153, 153), "dim"),
}

_BY_WEIGHT: tuple[Status, ...] = (
    "not_assessed",
    "ok",
    "borderline",
    "mild",
    "moderate",
    "severe",
)


def title(name: str) -> str:
    """Give a name of a check or measure as words: "trunk_lean" is "Trunk lean"."""
    return name.removesuffix("_s").replace("_", " ").capitalize()


def status_text(status: Status) -> str:
    """Give a status as words."""
    return status.replace("_", " ")


def reading_text(reading: Reading | Unavailable | None) -> str:
    """Give a reading with its uncertainty, "114±4°"; a dash where there is none."""
    if not isinstance(reading, Reading):
        return "–"
    if reading.unit == "s":
        return f"{reading.value:.1f} s"
    return quantity_text(reading.value, reading.sigma, reading.unit)


def quantity_text(value: float, sigma: float | None, unit: str) -> str:
    """Give a value, with its standard error if there is one, in its unit."""
    digits = 0 if unit == "°" else 2
    error = "" if sigma is None else f"±{sigma:.{digits}f}"
    gap = "" if unit in {"°", "%", ""} else " "
    # nothing is minus zero
    number = f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
    return f"{number}{error}{gap}{unit}"


def finding_text(finding: Finding) -> str:
    """Say what a check found: "Depth: moderate, 37±3° (limit 5°)"."""
    text = f"{title(finding.check)}: {status_text(finding.status)}"
    if finding.value is None:
        return text
    text += f", {quantity_text(finding.value, finding.sigma, finding.unit)}"
    if finding.limit is not None:
        text += f" (limit\N{NO-BREAK SPACE}{quantity_text(finding.limit, None, finding.unit)})"
    return text


def competition_text(depth: CompetitionDepth) -> str:
    """Give a referee's view of depth: "○○● too close to call, +1.2±2.6°, +0.9±1.9 cm"."""
    lights = "○" * depth.white_lights + "●" * (3 - depth.white_lights)
    margins = (
        f"{depth.margin_deg:+.1f}±{depth.sigma_deg:.1f}°, "
        f"{depth.margin_cm:+.1f}±{depth.sigma_cm:.1f} cm"
    )
    return f"{lights} {depth.call}, {margins}".replace("-", "−")


def score_text(score: Score) -> str:
    """Say how much of a score is met, of what could be assessed."""
    unseen = len(score.criteria) - score.assessed
    text = f"{score.title}: {score.met} of {score.assessed} assessable criteria met"
    text += f" ({unseen} not assessed)" if unseen else ""
    return text if score.points is None else f"{text}, {score.points} points"


def worst(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings, the gravest first; what was not assessed comes last."""
    return sorted(findings, key=lambda finding: -_BY_WEIGHT.index(finding.status))


def overall(findings: Sequence[Finding]) -> Status:
    """Give the status of a repetition as a whole: never ok where a check could not be judged."""
    gravest = worst(findings)[0].status if findings else "not_assessed"
    if gravest == "ok" and any(finding.status == "not_assessed" for finding in findings):
        return "not_assessed"
    return gravest


def judged(repetition: RepetitionResult) -> list[Finding]:
    """Give the findings that are a verdict."""
    return [finding for finding in repetition.findings if finding.status != "not_assessed"]


def deciding_limit(finding: Finding, check: CheckProfile) -> Limit | None:
    """Give the limit that a finding is a verdict on, which names the measure."""
    for limit in check.limits:
        if finding.value is not None and limit.mild == finding.limit:
            return limit
    return None
