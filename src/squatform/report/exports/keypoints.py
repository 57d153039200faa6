"""Landmarks over time as JSON, for programs that have their own use for them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from squatform.motion.measures import Motion
from squatform.pose.landmarks import Landmark
from squatform.pose.pose import Floats
from squatform.results import SetAnalysis

VERSION = 1


def keypoints(analysis: SetAnalysis, motion: Motion) -> dict[str, Any]:
    """Give the landmarks, of JSON's types.

    `landmarks` names them; each of `frames` has `time_s`, `image` (x and y in pixels of the
    upright source picture, visibility 0-1) and `world` (metres from mid-hip, y down), in that
    order of landmarks, or null where the lifter was not found.
    """
    track = motion.track
    return {
        "format": "squatform-keypoints",
        "version": VERSION,
        "squatform_version": analysis.squatform_version,
        "clip": analysis.clip.path,
        "model": analysis.model,
        "width": analysis.clip.width,
        "height": analysis.clip.height,
        "landmarks": [landmark.name.lower() for landmark in Landmark],
        "frames": [
            {
                "time_s": round(float(track.time_s[k]), 6),
                "image": _image(track.image[k], track.visibility[k]) if found else None,
                "world": _rounded(track.world[k], 4) if found else None,
            }
            for k, found in enumerate(track.found)
        ],
    }


def write_keypoints(analysis: SetAnalysis, motion: Motion, path: Path) -> None:
    """Write `keypoints`."""
    with path.open("w", encoding="utf-8") as file:
        json.dump(keypoints(analysis, motion), file, separators=(",", ":"), allow_nan=False)


def _image(place: Floats, visibility: Floats) -> list[list[float]]:
    return [
        [round(x, 2), round(y, 2), round(seen, 3) if math.isfinite(seen) else 0.0]
        for (x, y, _), seen in zip(place.tolist(), visibility.tolist(), strict=True)
    ]


def _rounded(values: Floats, digits: int) -> list[list[float]]:
    return [[round(v, digits) for v in row] for row in values.tolist()]
