"""The measures a report shows over time, in order, and how each is measured, in words."""

from __future__ import annotations

from dataclasses import dataclass

from squatform.form.profile import Profile
from squatform.motion.measures import Motion


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the charts.

    Attributes
    ----------
    name : str
        Of the measure, see `squatform.motion.measures`.
    title : str
        Heading.
    how : str
        How it is measured, for the page.
    """

    name: str
    title: str
    how: str


SHOWN = (
    Shown(
        "knee_flexion",
        "Knee flexion",
        "Angle between thigh and shank, 0° is straight; from the leans of both against the "
        "vertical, in the plane the lifter faces.",
    ),
    Shown(
        "thigh_angle",
        "Thigh angle",
        "Angle of the line from hip joint to knee joint against the floor: 0° is parallel, + is "
        "hip above knee.",
    ),
    Shown(
        "trunk_lean",
        "Trunk lean",
        "Angle of the line from mid-hip to mid-shoulder against the vertical, + is forward.",
    ),
    Shown(
        "shank_lean",
        "Shank lean",
        "Angle of the line from ankle to knee against the vertical, + is forward.",
    ),
)
"""A measure that is not here is not drawn; one that a clip does not have is passed over."""


def shown_in(motion: Motion) -> list[Shown]:
    """Give the rows for the measures that this clip has."""
    return [row for row in SHOWN if row.name in motion.measures]


def limit_of(name: str, profile: Profile) -> float | None:
    """Give where the first fault of a measure begins; None where it is not judged by itself."""
    for check in profile.checks.values():
        for limit in check.limits:
            if limit.measure == name:
                return limit.mild
    return None
