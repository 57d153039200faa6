"""Marker trajectories for OpenSim (.trc).

Source of the format: OpenSim documentation, "Marker (.trc) Files".
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from squatform.motion.measures import Motion
from squatform.report.exports.markers import markers


def write_trc(motion: Motion, path: Path) -> None:
    """Write the markers in millimetres, at the clip's own times.

    Frames in which the lifter was not found are left out.
    """
    found = markers(motion)
    known = np.flatnonzero(np.isfinite(found.metres).all(axis=(1, 2)))
    rate = f"{found.rate_hz:.4f}"
    head = ["DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"]
    head += ["OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"]
    values = [rate, rate, str(len(known)), str(len(found.names)), "mm", rate, "1", str(len(known))]
    axes = [f"{axis}{k}" for k in range(1, len(found.names) + 1) for axis in "XYZ"]
    lines = [
        "PathFileType\t4\t(X/Y/Z)\tmarkers.trc",
        "\t".join(head),
        "\t".join(values),
        "Frame#\tTime\t" + "\t".join(f"{name}\t\t" for name in found.names).rstrip("\t"),
        "\t\t" + "\t".join(axes),
        "",
    ]
    for number, frame in enumerate(known, start=1):
        place = "\t".join(f"{v:.3f}" for v in 1000 * found.metres[frame].ravel())
        lines.append(f"{number}\t{found.time_s[frame]:.6f}\t{place}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
