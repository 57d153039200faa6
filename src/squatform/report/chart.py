"""Angles over time as a drawing: repetitions shaded, limits drawn, uncertainty as bands."""

from __future__ import annotations

import io

import numpy as np

from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.results import SetAnalysis

ROWS = {
    "knee_flexion": "Knee flexion (°)",
    "thigh_angle": "Thigh angle (°)",
    "trunk_lean": "Trunk lean (°)",
}
# Okabe and Ito's palette, told apart by colour-blind people too
COLOURS = ("#0072B2", "#009E73", "#D55E00")
SHADE = "#56B4E9"


def angles_svg(analysis: SetAnalysis, motion: Motion, profile: Profile) -> str:
    """Draw the angles of a set over time.

    Returns
    -------
    str
        An SVG element to stand in a page.
    """
    # matplotlib takes half a second to import; whoever asks for no report should not wait
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(9, 6), layout="constrained")
    axes = figure.subplots(len(ROWS), 1, sharex=True)
    limits = {
        limit.measure: limit.mild for check in profile.checks.values() for limit in check.limits
    }
    for axis, (name, label), colour in zip(axes, ROWS.items(), COLOURS, strict=True):
        measure = motion[name]
        low, high = measure.values - measure.sigma, measure.values + measure.sigma
        axis.fill_between(motion.time_s, low, high, color=colour, alpha=0.2, linewidth=0)
        axis.plot(motion.time_s, measure.values, color=colour)
        if name in limits:
            axis.axhline(limits[name], color="#666666", linestyle="--", linewidth=1)
        for repetition in analysis.repetitions:
            axis.axvspan(repetition.start_s, repetition.end_s, color=SHADE, alpha=0.12)
            axis.axvline(repetition.bottom_s, color=SHADE, linewidth=0.8)
        axis.set_ylabel(label)
        axis.margins(x=0)
        axis.spines[["top", "right"]].set_visible(False)
    axes[-1].set_xlabel("Time (s)")
    if np.isfinite(motion.time_s).any():
        axes[-1].set_xlim(motion.time_s[0], motion.time_s[-1])
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]
