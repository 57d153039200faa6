"""The sample clips and what is true of them: the one place to change with new renders."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "sample_videos"


@dataclass(frozen=True)
class Truth:
    """True angles at the bottom of each repetition, degrees, and what is to be found."""

    path: Path
    yaw_deg: float
    tolerance_deg: float
    angles: dict[str, tuple[float, ...]]
    faults: tuple[set[str], ...]  # of each repetition, beyond doubt
    focus: str
    hard: dict[tuple[str, int], float] = field(default_factory=dict)
    """Wider tolerances of an angle at a repetition, where the network itself errs."""

    @property
    def repetitions(self):
        return len(self.faults)


SIDE = Truth(
    path=FOLDER / "air_squat_side.mp4",
    yaw_deg=75.0,
    tolerance_deg=8.0,
    angles={
        "knee_flexion": (120.0, 79.0, 119.0),
        "thigh_angle": (1.0, 37.0, -8.0),
        "trunk_lean": (38.0, 27.0, 60.0),
    },
    faults=(set(), {"depth"}, {"trunk_lean"}),
    focus="trunk_lean",
    # knees and hips hide behind arms and trunk
    hard={("knee_flexion", 3): 14.0},
)

OBLIQUE = Truth(
    path=FOLDER / "air_squat_oblique.mp4",
    yaw_deg=40.0,
    tolerance_deg=10.0,
    angles={
        "knee_flexion": (118.0, 118.0, 90.0, 119.0),
        "thigh_angle": (14.0, 14.0, 36.0, 14.0),
        "trunk_lean": (36.0, 36.0, 30.0, 36.0),
    },
    faults=({"depth"}, {"depth"}, {"depth"}, {"depth"}),
    focus="depth",
)

CLIPS = {"side": SIDE, "oblique": OBLIQUE}
