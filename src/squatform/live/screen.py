"""Draws what goes on onto the picture, mirrored, so that the lifter sees themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from squatform.live.coach import clock_text
from squatform.live.figures import Figures
from squatform.live.pace import LEAST_RATE
from squatform.live.session import State
from squatform.live.setup import Arrow
from squatform.motion.measures import Motion
from squatform.pose.pose import Floats
from squatform.report.drawing import Canvas
from squatform.report.figure import ALWAYS, THROUGHOUT, Figure
from squatform.report.lettering import Row
from squatform.report.overlay import freest_place
from squatform.report.words import RGB, STATUS_STYLES, title, worst
from squatform.results import RepetitionResult
from squatform.texts import texts
from squatform.video import Image
from squatform.video.picture import shrink
from squatform.video.planes import from_rgb

LONGEST_SIDE = 960
"""Pixels of the picture that is drawn on."""

LEAST_SIDE = 640
"""Smaller pictures are enlarged to it, so that letters can be read from where the lifter stands."""

MOST_FAULTS = 2
"""Shown at once, the gravest first; the report has them all."""

GOOD: RGB = STATUS_STYLES["ok"].colour
ASKED: RGB = STATUS_STYLES["moderate"].colour
PLAIN: RGB = (255, 255, 255)

ARROWS: dict[Arrow, tuple[float, float]] = {
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
}


def draw(
    image: Image,
    size: tuple[int, int],
    state: State,
    figures: Figures,
    *,
    muted: bool = False,
    mirrored: bool = True,
) -> Image:
    """Draw on a picture from the camera.

    Parameters
    ----------
    image : Image
        As the camera gave it, RGB.
    size : tuple[int, int]
        Width and height, in pixels, of the picture in which the motion of `state` is.
    state : State
        What there is to show.
    figures : Figures
        What the screen says of itself.
    muted : bool
        Whether nothing is said.
    mirrored : bool
        Whether left and right are exchanged, as in a mirror; letters and the colours of the
        lifter's left and right side are not.

    Returns
    -------
    Image
        A new picture, RGB.
    """
    picture = _sized(image)
    if mirrored:
        picture = cv2.flip(picture, 1).astype(np.uint8, copy=False)
    canvas = Canvas(from_rgb(picture, bt709=False))
    box = None
    if state.motion is not None:
        motion = mirror(state.motion) if mirrored else state.motion
        moving = state.phase.value != "standing"
        figure = Figure(motion, state.profile, picture.shape[1] / size[0])
        angles, guides = (ALWAYS, THROUGHOUT) if moving else ((), ())
        figure.draw(canvas, 0, angles, guides)
        box = figure.box(0)
    _figures(canvas, figures, muted)
    _gauge(canvas, state)
    _middle(canvas, state, mirrored, box)
    _corner(canvas, state)
    return canvas.planes.to_rgb()[: picture.shape[0], : picture.shape[1]]


def mirror(motion: Motion) -> Motion:
    """Give a motion as it looks in a mirror: places are exchanged, sides stay the lifter's own."""
    image = motion.track.image.copy()
    image[:, :, 0] = motion.track.size[0] - image[:, :, 0]
    back = motion.track.back
    if back is not None:
        back = back.copy()
        back[:, :, 0] = motion.track.size[0] - back[:, :, 0]
    return replace(motion, track=replace(motion.track, image=image, back=back))


def _sized(image: Image) -> Image:
    picture = shrink(image, LONGEST_SIDE)
    longer = max(picture.shape[:2])
    if longer >= LEAST_SIDE:
        return picture
    factor = LEAST_SIDE / longer
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor), dtype=np.uint8)


def _corner(canvas: Canvas, state: State) -> None:
    """Count, exercise, set and rest, upper left."""
    words = texts().live.coach
    rows = [canvas.row(f"{state.repetitions}", 48.0)]
    rows.append(canvas.row(state.profile.title, 14.0))
    rows.append(canvas.row(words["set"].format(number=state.set_number), 14.0))
    if state.phase.value != "standing":
        rows.append(canvas.row(state.phase.value.capitalize(), 16.0))
    if state.rest_s is not None:
        rows.append(canvas.row(words["rest"].format(time=clock_text(state.rest_s)), 20.0))
    corner = 6 * canvas.unit
    canvas.label(tuple(rows), (corner, corner))


def _gauge(canvas: Canvas, state: State) -> None:
    """Depth as a column at the right, with a line where it is enough."""
    if state.depth is None or state.phase.value == "standing":
        return
    x = canvas.width - 24 * canvas.unit
    top, bottom = 0.25 * canvas.height, 0.75 * canvas.height
    colour = GOOD if state.reached else ASKED
    enough = bottom - (bottom - top) / 1.25 * 0.25
    level = top + (bottom - top) * min(state.depth, 1.25) / 1.25
    canvas.lines([[(x, top), (x, bottom)]], PLAIN, 6.0)
    canvas.lines([[(x, top), (x, level)]], colour, 14.0)
    canvas.lines([[(x - 14 * canvas.unit, enough), (x + 14 * canvas.unit, enough)]], PLAIN)
    if state.reached:
        text = f"✓ {texts().live.coach['depth']}"
        row = canvas.row(text, 18.0, GOOD)
        canvas.label((row,), (x - 20 * canvas.unit, enough), anchor=(1.0, 0.5))


def _middle(canvas: Canvas, state: State, mirrored: bool, box: Floats | None) -> None:
    """Show what is most pressing beside the lifter, who is in `box`; an arrow in the middle."""
    rows: tuple[Row, ...] = ()
    if state.paused:
        rows = (canvas.row(texts().live.coach["paused"], 22.0),)
    elif state.verdict is not None:
        rows = _verdict(canvas, state.verdict)
    elif state.advice:
        first = state.advice[0]
        rows = (canvas.row(first.text, 22.0),)
        if first.arrow is not None:
            _arrow(canvas, first.arrow, mirrored)
    elif state.summary:
        rows = tuple(canvas.row(line, 20.0) for line in state.summary)
    notes = tuple(canvas.row(text, 14.0, ASKED) for text in state.notes)
    if rows + notes:
        label = np.array(canvas.label_size(rows + notes), dtype=float)
        # the count and the figures stay free
        label[1] += 26 * canvas.unit
        taken = [np.array([0.0, 0.0, 0.25 * canvas.width, 0.3 * canvas.height])]
        taken += [] if box is None else [box]
        canvas.label(rows + notes, freest_place(canvas, label, taken))


def _verdict(canvas: Canvas, result: RepetitionResult) -> tuple[Row, ...]:
    """Give the verdict on a repetition in few words: they are read from metres away."""
    faults = [finding for finding in worst(result.findings) if finding.is_fault]
    rows = [
        Row(
            f"{title(finding.check)}: {finding.status}",
            canvas.letters(16.0),
            badge=STATUS_STYLES[finding.status].symbol,
            badge_colour=STATUS_STYLES[finding.status].colour,
        )
        for finding in faults[:MOST_FAULTS]
    ]
    text = result.cue or ("" if faults else texts().live.coach["counted"])
    number = f"{result.index}" if result.complete else f"{result.index}, not completed"
    rows.insert(0, canvas.row(number, 22.0, ASKED if faults else GOOD))
    return (*rows, canvas.row(text, 22.0)) if text else tuple(rows)


def _arrow(canvas: Canvas, arrow: Arrow, mirrored: bool) -> None:
    middle = np.array([canvas.width / 2, canvas.height / 2])
    reach = 0.2 * min(canvas.width, canvas.height)
    if arrow in ARROWS:
        direction = np.array(ARROWS[arrow]) * ((-1.0 if mirrored else 1.0), 1.0)
        canvas.lines(_pointing(middle - direction * reach, middle + direction * reach), ASKED, 8.0)
        return
    # closer: from the corners inwards; farther: outwards
    for corner in ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)):
        inner, outer = (middle + np.array(corner) * reach * far for far in (0.5, 1.2))
        ends = (inner, outer) if arrow == "closer" else (outer, inner)
        canvas.lines(_pointing(*ends), ASKED, 6.0)


def _pointing(start: Floats, end: Floats) -> list[list[Floats]]:
    """Lines of an arrow."""
    back = 0.35 * (start - end)
    across = np.array([-back[1], back[0]]) * 0.7
    return [[start, end], [end + back + across, end, end + back - across]]


def _figures(canvas: Canvas, figures: Figures, muted: bool) -> None:
    """Write what the screen says of itself, and the keys, along the lower edge."""
    slow = figures.analysed_rate < LEAST_RATE
    text = figures_text(figures) + ("  muted" if muted else "")
    edge = canvas.height - 2 * canvas.unit
    row = canvas.row(text, 8.0, ASKED if slow else PLAIN)
    canvas.label((row,), (2 * canvas.unit, edge), anchor=(0.0, 1.0))
    keys = "  ".join(texts().live.keys.values())
    canvas.label((canvas.row(keys, 8.0),), (canvas.width, edge), anchor=(1.0, 1.0))


def figures_text(figures: Figures) -> str:
    """Give the figures in short: "camera 30/s, analysed 28/s, age 41 ms (p95 60 ms)"."""
    text = f"camera {figures.captured_rate:.0f}/s, analysed {figures.analysed_rate:.0f}/s"
    ages: Sequence[float] = (figures.age_p50_s, figures.age_p95_s)
    if np.isfinite(ages).all():
        text += f", age {1000 * ages[0]:.0f} ms (p95 {1000 * ages[1]:.0f} ms)"
    return text
