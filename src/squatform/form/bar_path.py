"""Bar path: how far the bar strays fore and aft, and whether it tilts.

`bar_drift` is the range, over the repetition, of the shoulders, or of the hands where they are
overhead, ahead of the ankles, in standing leg lengths. Landmarks do not show the bar: on the back
it goes with the shoulders. Seen from the side.
`bar_tilt` is how far the line from hand to hand has turned at the bottom since standing, to either
side. Seen from the front or from behind. Where hands do not hold the bar it says nothing.

Source: grades are a convention; no cut-off was found.
"""

from __future__ import annotations

from squatform.form.check import Context, worst_of_limits
from squatform.results import Finding

MEASURES = ("bar_drift", "bar_tilt")
"""Mean nothing in exercises that limit neither: there is no bar."""


def check(name: str, context: Context) -> Finding:
    """Judge the path of the bar of one repetition."""
    repetition = context.repetition
    return worst_of_limits(name, context, evidence_time_s=repetition.bottom_s)
