"""Joint angles for OpenSim (.mot).

Source of the format: OpenSim documentation, "Motion (.mot) Files"; names and signs of coordinates
as in the full-body model of Rajagopal et al. 2016, IEEE Trans Biomed Eng 63(10): flexion is +.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from squatform.motion.measures import Motion
from squatform.pose.pose import Floats


def coordinates(motion: Motion) -> dict[str, Floats]:
    """Give the coordinates in degrees, each of shape (T,), NaN where not known.

    Trunk and pelvis are taken as one rigid body, and the feet as flat on the floor.
    """
    trunk = motion["trunk_lean"].values
    columns = {"pelvis_tilt": -trunk}
    for side, letter in (("right", "r"), ("left", "l")):
        thigh = motion[f"thigh_angle_{side}"].values
        columns[f"hip_flexion_{letter}"] = 90.0 - thigh + trunk
        columns[f"knee_angle_{letter}"] = motion[f"knee_flexion_{side}"].values
        columns[f"ankle_angle_{letter}"] = motion[f"shank_lean_{side}"].values
    return columns


def write_mot(motion: Motion, path: Path) -> None:
    """Write the coordinates at the clip's own times.

    Frames in which one is not known are left out, and so is a leg that was never seen.
    """
    columns = {name: c for name, c in coordinates(motion).items() if np.isfinite(c).any()}
    table = np.column_stack([motion.time_s, *columns.values()])
    table = table[np.isfinite(table).all(axis=1)]
    lines = [
        "Coordinates",
        "version=1",
        f"nRows={len(table)}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        "endheader",
        "\t".join(["time", *columns]),
    ]
    lines += ["\t".join([f"{row[0]:.6f}", *(f"{v:.4f}" for v in row[1:])]) for row in table]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
