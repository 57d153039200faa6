"""Marker trajectories and angles as C3D, which most laboratories read.

Source of the format: Motion Lab Systems, The C3D File Format User Guide (2021).
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np

from squatform.motion.measures import Motion
from squatform.pose.pose import Floats
from squatform.report.exports.markers import markers

ANGLES = ("knee_flexion", "thigh_angle", "trunk_lean", "shank_lean")


def write_c3d(motion: Motion, path: Path) -> None:
    """Write markers in millimetres and the angles as analogue channels in degrees.

    C3D knows one even rate, so a clip of varying rate is interpolated to its mean rate. Markers
    that are not known have the residual −1; angles that are not known are NaN.
    """
    import ezc3d  # noqa: PLC0415 - a compiled library that only this file needs

    found = markers(motion)
    count = max(1, round(float(np.ptp(found.time_s)) * found.rate_hz) + 1)
    even = found.time_s[0] + np.arange(count) / found.rate_hz
    places = _at(even, found.time_s, 1000 * found.metres.reshape(len(found.time_s), -1))
    places = places.reshape(count, -1, 3)
    points = np.ones((4, len(found.names), count))
    points[:3] = places.transpose(2, 1, 0)
    unknown = ~np.isfinite(points[:3]).all(axis=0)
    points[:3, unknown] = 0.0
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [found.rate_hz]
    file["parameters"]["POINT"]["LABELS"]["value"] = found.names
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    file["data"]["points"] = points
    file["data"]["meta_points"]["residuals"] = np.where(unknown, -1.0, 0.0)[None]
    names = [name for name in ANGLES if name in motion.measures]
    angles = _at(even, found.time_s, np.stack([motion[name].values for name in names], axis=1))
    file["parameters"]["ANALOG"]["RATE"]["value"] = [found.rate_hz]
    file["parameters"]["ANALOG"]["LABELS"]["value"] = names
    file["parameters"]["ANALOG"]["UNITS"]["value"] = ["deg"] * len(names)
    file["data"]["analogs"] = angles.T[None]
    file.write(str(path))
    # ezc3d says nothing of a full disk
    needed = count * (16 * len(found.names) + 4 * len(names))
    if path.stat().st_size < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _at(moments: Floats, time_s: Floats, columns: Floats) -> Floats:
    """Interpolate columns of shape (T, K) to `moments`; a NaN neighbour makes NaN."""
    return np.stack([np.interp(moments, time_s, column) for column in columns.T], axis=1)
