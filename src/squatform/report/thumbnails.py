"""Pictures of evidence: each finding at its worst moment, with its angle drawn on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from squatform.files import write_whole
from squatform.report.drawing import Canvas
from squatform.report.figure import ANGLES, SHOWN_BY
from squatform.report.kinds import FILES
from squatform.report.lettering import PANEL, Row, label
from squatform.report.overlay import Overlay, nearest_frame
from squatform.report.scene import Scene
from squatform.report.words import STATUS_STYLES, deciding_limit, finding_text, judged
from squatform.results import Finding, SetAnalysis
from squatform.video import Image, PlanarFrame, Planes, VideoSource

HEIGHT = 420
"""Of a picture, pixels, at most."""

QUALITY = 82
MARGIN = 0.3
"""Room around the lifter, in sizes of the lifter."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One picture to make."""

    repetition: int
    finding: Finding
    time_s: float

    @property
    def name(self) -> str:
        """Of the file, below the report's folder."""
        return f"{FILES['pictures']}/rep{self.repetition:02d}_{self.finding.check}.jpg"


def evidence_of(analysis: SetAnalysis) -> list[Evidence]:
    """List the pictures of a result: what is amiss, or one verdict of a clean repetition.

    Of a merged result, what was seen in the first clip.
    """
    found = []
    for repetition in analysis.repetitions:
        pairs = [
            (finding, finding.evidence_time_s)
            for finding in judged(repetition)
            if finding.evidence_time_s is not None and finding.clip in (None, 1)
        ]
        amiss = [pair for pair in pairs if pair[0].status != "ok"]
        found += [Evidence(repetition.index, *pair) for pair in amiss or pairs[:1]]
    return found


class Stills:
    """Draws and writes the pictures of evidence as the frames of the clip go by.

    Parameters
    ----------
    scene : Scene
        The result and the clip.
    folder : Path
        Of the report.

    Attributes
    ----------
    written : dict[str, Path]
        Where each picture lies, by its name on the page.
    """

    def __init__(self, scene: Scene, folder: Path) -> None:
        self._overlay = Overlay(scene)
        self._scene = scene
        self._folder = folder
        self._wanted: dict[int, list[Evidence]] = {}
        for evidence in evidence_of(scene.analysis):
            frame = nearest_frame(scene.motion.time_s, evidence.time_s)
            if frame is not None:
                self._wanted.setdefault(frame, []).append(evidence)
        self.written: dict[str, Path] = {}

    def seek(self, source: VideoSource) -> None:
        """Make the pictures that are still wanted, reading one frame for each moment."""
        for frame in sorted(self._wanted):
            start_s = float(self._scene.motion.time_s[frame]) - 1e-4
            pictures = source.planar_frames(start_s=start_s, max_side=self._scene.longest_side)
            for picture in islice(pictures, 1):
                self.take(picture)

    def take(self, frame: PlanarFrame) -> None:
        """Make the pictures of this frame, if any; it is not changed."""
        index = self._overlay.frame_at(frame.time_s)
        for evidence in self._wanted.pop(index, []) if index is not None else []:
            image = self._picture(frame, index or 0, evidence)
            path = self._folder / evidence.name
            write_whole(path, _jpeg(image))
            self.written[evidence.name] = path

    def _picture(self, frame: PlanarFrame, index: int, evidence: Evidence) -> Image:
        planes = Planes(frame.planes.buffer.copy(), frame.planes.bt709)
        left, top, right, bottom = self._crop(index, planes)
        unit = (bottom - top) / HEIGHT
        canvas = Canvas(planes, max(0.5, unit * 1.1))
        finding = evidence.finding
        self._overlay.draw_evidence(canvas, frame.time_s, self._angles(finding), finding.check)
        image = planes.to_rgb()[top:bottom, left:right]
        scale = min(1.0, HEIGHT / (bottom - top))
        size = round((right - left) * scale), round((bottom - top) * scale)
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        return _captioned(small, evidence)

    def _crop(self, index: int, planes: Planes) -> tuple[int, int, int, int]:
        points = self._scene.motion.track.image[index, :, :2] * self._scene.scale
        if not np.isfinite(points).all():
            return 0, 0, planes.width, planes.height
        low, high = points.min(axis=0), points.max(axis=0)
        size = np.array([planes.width, planes.height])
        room = MARGIN * max(high - low)
        first = np.clip(low - room, 0, size - 32).astype(int)
        last = np.clip(high + room, first + 32, size).astype(int)
        return int(first[0]), int(first[1]), int(last[0]), int(last[1])

    def _angles(self, finding: Finding) -> tuple[str, ...]:
        limit = deciding_limit(finding, self._scene.profile.checks[finding.check])
        measure = limit.measure if limit else finding.check
        return SHOWN_BY.get(measure, (measure,) if measure in ANGLES else ())


def _captioned(image: Image, evidence: Evidence) -> Image:
    """Put the finding in words under the picture, no wider than it."""
    height, width = image.shape[:2]
    planes_width = max(width, 300)
    style = STATUS_STYLES[evidence.finding.status]
    row = Row(finding_text(evidence.finding), 15, badge=style.symbol, badge_colour=style.colour)
    caption = label((row,), planes_width)
    made = np.empty((height + caption.shape[0], max(planes_width, caption.shape[1]), 3), np.uint8)
    made[:] = PANEL
    left = (made.shape[1] - width) // 2
    made[:height, left : left + width] = image
    made[height:, : caption.shape[1]] = caption
    return made


def _jpeg(image: Image) -> bytes:
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    if not done:
        raise ValueError("OpenCV cannot write JPEG")
    return data.tobytes()
