"""The sample clips and what is true of them, as rendered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "sample_videos"


@dataclass(frozen=True)
class Truth:
    """A clip, its truth file, and what is to be found in each repetition beyond doubt."""

    name: str
    tolerance_deg: float
    faults: tuple[set[str], ...]
    focus: str
    hard: dict[tuple[str, int], float] = field(default_factory=dict)
    """Wider tolerances of an angle at a repetition, where the network itself errs."""

    @property
    def path(self):
        return FOLDER / f"{self.name}.mp4"

    @cached_property
    def rendered(self):
        return json.loads(self.path.with_suffix(".truth.json").read_text())

    @property
    def yaw_deg(self):
        return self.rendered["yaw_deg"]

    @property
    def frames(self):
        return self.rendered["picture"]["frames"]

    @property
    def repetitions(self):
        return len(self.faults)

    def angles(self, name):
        """True angles at the bottom of each repetition, degrees, means of both legs."""
        bottoms = [repetition["at_bottom"] for repetition in self.rendered["repetitions"]]
        if name in bottoms[0]:
            return [bottom[name] for bottom in bottoms]
        return [(bottom[f"{name}_left"] + bottom[f"{name}_right"]) / 2 for bottom in bottoms]


SIDE = Truth(
    name="air_squat_side",
    tolerance_deg=9.0,
    faults=(set(), {"depth"}, {"trunk_lean"}),
    focus="trunk_lean",
    # knees and hips hide behind arms and trunk
    hard={("knee_flexion", 3): 14.0},
)

OBLIQUE = Truth(
    name="air_squat_oblique",
    tolerance_deg=6.0,
    # the first two are at the limit
    faults=(set(), set(), {"depth"}, set()),
    focus="depth",
)

CLIPS = {"side": SIDE, "oblique": OBLIQUE}

HEELS = FOLDER / "heel_lift_side.mp4"
BACK = FOLDER / "rounded_back_side.mp4"
