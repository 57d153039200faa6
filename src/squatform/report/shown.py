"""The measures a report shows over time, in order, and how each is measured, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.results import RepetitionResult


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the charts.

    Attributes
    ----------
    name : str
        Of the row.
    title : str
        Heading.
    how : str
        How it is measured, for the page.
    measures : Mapping[str, str]
        What each line is called, by the measure it shows, see `squatform.motion.measures`. The
        only line of a row has no name.
    limits : Mapping[str, float]
        By the measures of a profile whose limits are drawn, what they are multiplied with: +1,
        or −1 for those on the other side of zero.
    """

    name: str
    title: str
    how: str
    measures: Mapping[str, str]
    limits: Mapping[str, float]


def _plain(name: str, title: str, how: str) -> Shown:
    return Shown(name, title, how, {name: ""}, {name: 1.0})


SHOWN = (
    _plain(
        "knee_flexion",
        "Knee flexion",
        "Angle between thigh and shank, 0° is straight; from the leans of both against the "
        "vertical, in the plane the lifter faces.",
    ),
    _plain(
        "thigh_angle",
        "Thigh angle",
        "Angle of the line from hip joint to knee joint against the floor: 0° is parallel, + is "
        "hip above knee.",
    ),
    _plain(
        "trunk_lean",
        "Trunk lean",
        "Angle of the line from mid-hip to mid-shoulder against the vertical, + is forward.",
    ),
    _plain(
        "shank_lean",
        "Shank lean",
        "Angle of the line from ankle to knee against the vertical, + is forward.",
    ),
    Shown(
        "knee_offset",
        "Knee offset",
        "How far each knee is inside the line its foot points along, in shank lengths, + towards "
        "the middle. Seen from the front.",
        {"knee_inward_left": "left", "knee_inward_right": "right"},
        {"knee_inward": 1.0},
    ),
    Shown(
        "heel",
        "Heel",
        "By how much the foot nearer to the camera has turned since standing, from pictures of "
        "the shoe, + is heel up. Seen from the side.",
        {"foot_pitch": ""},
        {"heel_lift": 1.0, "toe_lift": -1.0},
    ),
    Shown(
        "back",
        "Back rounding",
        "By how much more the outline of the back turns from buttock to neck than in standing, "
        "beyond that of a straight back with hips as bent. Seen from the side.",
        {"back_curve": ""},
        {"back_curve": 1.0},
    ),
)
"""Measures that a camera did not see are passed over."""


def shown_in(motion: Motion, repetitions: Sequence[RepetitionResult]) -> list[Shown]:
    """Give the rows of which something was seen; during the repetitions, where there are any."""
    during = np.zeros(len(motion.time_s), dtype=bool)
    for repetition in repetitions:
        during |= (motion.time_s >= repetition.start_s) & (motion.time_s <= repetition.end_s)
    if not repetitions:
        during[:] = True

    def seen(row: Shown) -> bool:
        return any(
            name in motion.measures and np.isfinite(motion[name].values[during]).any()
            for name in row.measures
        )

    return [row for row in SHOWN if seen(row)]


def limits_of(row: Shown, profile: Profile) -> list[float]:
    """Give where the first faults of what a row shows begin; none where it is not judged."""
    found = {
        sign * limit.mild
        for check in profile.checks.values()
        for limit in check.limits
        for measure, sign in row.limits.items()
        if limit.measure == measure
    }
    return sorted(found)
