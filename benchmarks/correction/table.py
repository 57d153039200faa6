"""The errors that remain, by angle and view, as a table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.correction.samples import Samples
from squatform.motion.camera import view_label
from squatform.motion.correction import LEG_ANGLES, TRUNK_ANGLES
from squatform.pose.pose import Floats

DEEP_DEG = 45.0
"""Thigh angle under which a posture counts as near the bottom."""

VIEWS = ("side", "oblique", "front", "back")


def table(samples: Samples, remaining: Floats, sigma: Floats) -> str:
    """Rows of a Markdown table: before and after, near the bottom, of legs that have a say."""
    names = LEG_ANGLES if remaining.shape[1] == len(LEG_ANGLES) else TRUNK_ANGLES
    views = np.array([view_label(yaw) for yaw in samples.yaw_deg])
    judged = (samples.depth_deg < DEEP_DEG) & (samples.say >= 0.5)
    lines = [
        "| angle | view | geometry: MAE (bias) | corrected | within 1 σ | 2 σ | people | n |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for k, name in enumerate(names):
        for view in VIEWS:
            rows = judged & (views == view)
            if rows.any():
                before, after = _figures(-samples.errors[rows, k]), _figures(remaining[rows, k])
                shares = _shares(remaining[rows, k], sigma[rows, k])
                people = len(np.unique(samples.person[rows]))
                lines.append(
                    f"| {name} | {view} | {before} | {after} | {shares} | {people} | {rows.sum()} |"
                )
    return "\n".join(lines)


def _figures(errors: Floats) -> str:
    return f"{np.abs(errors).mean():.1f} ({errors.mean():+.1f})"


def _shares(errors: Floats, sigma: Floats) -> str:
    inside: list[NDArray[np.bool_]] = [np.abs(errors) < k * sigma for k in (1, 2)]
    return " | ".join(f"{100 * share.mean():.0f} %" for share in inside)
