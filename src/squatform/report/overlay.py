"""What is drawn on each picture of the annotated video, and on the pictures of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from squatform.pose.pose import Floats
from squatform.report.drawing import Canvas
from squatform.report.figure import ALWAYS, THROUGHOUT, Figure
from squatform.report.lettering import Row
from squatform.report.scene import Scene
from squatform.report.words import STATUS_STYLES, finding_text, worst
from squatform.results import Finding, Reading, RepetitionResult, SetAnalysis

BANNER_S = 2.5
"""How long the verdict on a repetition stays."""

MOST_FINDINGS = 4
"""On the banner, the gravest first; the page has them all."""

BANNER_PLACES = ((0.5, 1.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.5), (1.0, 0.5))
"""In shares of the room beside it, x and y, the best first; the counter has the top left."""

PHASES = {"eccentric_s": "Down", "pause_s": "Bottom", "concentric_s": "Up"}


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a repetition, in seconds of the clip."""

    name: str
    start_s: float
    end_s: float


def phases(repetition: RepetitionResult) -> list[Phase]:
    """Give the parts of a repetition whose length was measured, in order."""
    found, start_s = [], repetition.start_s
    for measure, name in PHASES.items():
        length = repetition.measures.get(measure)
        if not isinstance(length, Reading):
            break
        found.append(Phase(name, start_s, start_s + length.value))
        start_s += length.value
    return found


def tempo(repetition: RepetitionResult) -> str:
    """Give the tempo, "0.8–0.6–0.7": seconds down, at the bottom and up."""
    return "–".join(f"{p.end_s - p.start_s:.1f}" for p in phases(repetition))


class Overlay:
    """Draws on the pictures of one clip."""

    def __init__(self, scene: Scene) -> None:
        self._analysis = scene.analysis
        self._time_s = scene.motion.time_s
        self._figure = Figure(scene.motion, scene.profile, scene.scale)
        self._near_s = 0.5 / max(scene.analysis.clip.frame_rate, 1.0)
        self._banners = banners(scene.analysis)
        self._places: dict[int, tuple[tuple[Row, ...], Floats]] = {}

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Draw what belongs to a time of the clip."""
        frame = self.frame_at(time_s)
        current = self._current(time_s)
        if frame is not None:
            angles, guides = (ALWAYS, THROUGHOUT) if current is not None else ((), ())
            self._figure.draw(canvas, frame, angles, guides)
        self._counter(canvas, time_s, current)
        for repetition, start_s, end_s in self._banners:
            if start_s <= time_s < end_s:
                self._banner(canvas, repetition, start_s, end_s)

    def draw_evidence(
        self, canvas: Canvas, time_s: float, angles: tuple[str, ...], check: str
    ) -> None:
        """Draw the lifter with the angles and lines of one finding."""
        frame = self.frame_at(time_s)
        if frame is not None:
            self._figure.draw(canvas, frame, angles, {check})

    def frame_at(self, time_s: float) -> int | None:
        """Index of the frame of the motion at this time; None where none was analysed then."""
        frame = nearest_frame(self._time_s, time_s)
        known = frame is not None and abs(self._time_s[frame] - time_s) <= self._near_s
        return frame if known else None

    def _banner(
        self, canvas: Canvas, repetition: RepetitionResult, start_s: float, end_s: float
    ) -> None:
        """Paste the verdict where it hides least of the lifter while it is shown."""
        if repetition.index not in self._places:
            rows = banner(canvas, repetition)
            size = np.array(canvas.label_size(rows))
            first, last = np.searchsorted(self._time_s, [start_s, end_s])
            frames = range(first, last, max(1, (last - first) // 8))
            boxes = [box for frame in frames if (box := self._figure.box(frame)) is not None]
            self._places[repetition.index] = rows, freest_place(canvas, size, boxes)
        canvas.label(*self._places[repetition.index])

    def _current(self, time_s: float) -> RepetitionResult | None:
        for repetition in self._analysis.repetitions:
            if repetition.start_s <= time_s <= repetition.end_s:
                return repetition
        return None

    def _counter(self, canvas: Canvas, time_s: float, current: RepetitionResult | None) -> None:
        repetitions = self._analysis.repetitions
        begun = [r for r in repetitions if r.start_s <= time_s]
        if not repetitions:
            return
        # two labels: the lower one is the same in every repetition, and drawn once for all
        upper = (canvas.row(f"Rep {len(begun)} of {len(repetitions)}", 22.0),)
        corner = 6 * canvas.unit
        canvas.label(upper, (corner, corner))
        text = ""
        if current is not None:
            running = [p for p in phases(current) if p.start_s <= time_s]
            if running:
                text = f"{running[-1].name} {time_s - running[-1].start_s:.1f} s"
        elif begun and begun[-1].complete:
            text = f"Tempo {tempo(begun[-1])} s"
        if text:
            below = corner + canvas.label_size(upper)[1]
            canvas.label((canvas.row(text),), (corner, below))


def banner(canvas: Canvas, repetition: RepetitionResult) -> tuple[Row, ...]:
    """Give the rows of the verdict on a repetition: each finding, then what to change."""
    heading = f"Rep {repetition.index}" + ("" if repetition.complete else ", not completed")
    findings = worst(repetition.findings)
    rows = [canvas.row(heading, 16.0)]
    rows += [_finding_row(canvas, finding) for finding in findings[:MOST_FINDINGS]]
    if repetition.cue:
        rows.append(canvas.row(repetition.cue, 18.0))
    return tuple(rows)


def _finding_row(canvas: Canvas, finding: Finding) -> Row:
    style = STATUS_STYLES[finding.status]
    return Row(
        finding_text(finding),
        canvas.letters(14.0),
        badge=style.symbol,
        badge_colour=style.colour,
    )


def freest_place(canvas: Canvas, size: Floats, boxes: Sequence[Floats]) -> Floats:
    """Give the corner (x, y) of a label of `size` where it hides least of some boxes."""
    room = np.array([canvas.width, canvas.height]) - size
    corners = [room * share for share in BANNER_PLACES]
    hidden = [sum(_overlap(corner, size, box) for box in boxes) for corner in corners]
    return corners[int(np.argmin(hidden))]


def banners(analysis: SetAnalysis) -> list[tuple[RepetitionResult, float, float]]:
    """Give when the verdict on each repetition is shown, from and until, in seconds.

    It begins when the repetition ends, or a little before the clip does.
    """
    latest_s = analysis.clip.duration_s - 0.6 * BANNER_S
    starts = [
        max(repetition.bottom_s, min(repetition.end_s, latest_s))
        for repetition in analysis.repetitions
    ]
    ends = [start_s + BANNER_S for start_s in starts]
    # the verdict on the next one takes over
    ends[:-1] = [min(pair) for pair in zip(ends, starts[1:], strict=False)]
    return list(zip(analysis.repetitions, starts, ends, strict=True))


def nearest_frame(times_s: Floats, time_s: float) -> int | None:
    """Index in `times_s`, shape (T,), rising, that is nearest to `time_s`; None of none."""
    after = int(np.searchsorted(times_s, time_s))
    around = [frame for frame in (after - 1, after) if 0 <= frame < len(times_s)]
    return min(around, key=lambda frame: abs(times_s[frame] - time_s), default=None)


def _overlap(corner: Floats, size: Floats, box: Floats) -> float:
    """Area that a label of `size` at `corner` has in common with a box."""
    sides = np.minimum(corner + size, box[2:]) - np.maximum(corner, box[:2])
    return float(np.prod(np.maximum(sides, 0.0)))
