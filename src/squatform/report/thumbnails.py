"""Pictures of evidence: each finding at its worst moment, with its angle drawn on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from squatform.files import write_whole
from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.report.drawing import Canvas
from squatform.report.figure import ANGLES, SHOWN_BY
from squatform.report.lettering import PANEL, Row, label
from squatform.report.overlay import Overlay
from squatform.report.words import STATUS_STYLES, deciding_limit, finding_text, judged
from squatform.results import Finding, SetAnalysis
from squatform.video import Image, PlanarFrame, Planes, VideoSource

FOLDER = "evidence"
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
        return f"{FOLDER}/rep{self.repetition:02d}_{self.finding.check}.jpg"


def evidence_of(analysis: SetAnalysis) -> list[Evidence]:
    """List the pictures of a result: every finding that is a verdict and says when to look."""
    return [
        Evidence(repetition.index, finding, finding.evidence_time_s)
        for repetition in analysis.repetitions
        for finding in judged(repetition)
        if finding.evidence_time_s is not None
    ]


class Stills:
    """Draws and writes the pictures of evidence as the frames of the clip go by.

    Parameters
    ----------
    analysis : SetAnalysis
        The result.
    motion : Motion
        The measures behind it.
    profile : Profile
        What was judged.
    folder : Path
        Of the report.
    scale : float
        Pixels of the frames in one pixel of the source.
    """

    def __init__(
        self,
        analysis: SetAnalysis,
        motion: Motion,
        profile: Profile,
        folder: Path,
        scale: float,
    ) -> None:
        self._overlay = Overlay(analysis, motion, profile, scale)
        self._profile = profile
        self._folder = folder
        self._box = motion.track.image[:, :, :2] * scale
        self._wanted: dict[int, list[Evidence]] = {}
        self._time_s = motion.time_s
        for evidence in evidence_of(analysis):
            frame = self._overlay.frame_at(evidence.time_s)
            if frame is not None:
                self._wanted.setdefault(frame, []).append(evidence)
        self.written: set[str] = set()

    @property
    def times_s(self) -> list[float]:
        """When the frames are that are still wanted."""
        return [float(self._time_s[frame]) for frame in sorted(self._wanted)]

    def take(self, frame: PlanarFrame) -> None:
        """Make the pictures of this frame, if any; it is not changed."""
        index = self._overlay.frame_at(frame.time_s)
        for evidence in self._wanted.pop(index, []) if index is not None else []:
            image = self._picture(frame, index or 0, evidence)
            write_whole(self._folder / evidence.name, _jpeg(image))
            self.written.add(evidence.name)

    def _picture(self, frame: PlanarFrame, index: int, evidence: Evidence) -> Image:
        planes = Planes(frame.planes.buffer.copy(), frame.planes.bt709)
        left, top, right, bottom = self._crop(index, planes)
        unit = (bottom - top) / HEIGHT
        canvas = Canvas(planes, max(0.5, unit * 1.1))
        self._overlay.draw_evidence(canvas, frame.time_s, self._angles(evidence.finding))
        image = planes.to_rgb()[top:bottom, left:right]
        scale = min(1.0, HEIGHT / (bottom - top))
        size = round((right - left) * scale), round((bottom - top) * scale)
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        return _captioned(small, evidence)

    def _crop(self, index: int, planes: Planes) -> tuple[int, int, int, int]:
        low, high = np.nanmin(self._box[index], axis=0), np.nanmax(self._box[index], axis=0)
        size = np.array([planes.width, planes.height])
        if not np.isfinite(low).all():
            return 0, 0, planes.width, planes.height
        room = MARGIN * max(high - low)
        first = np.clip(low - room, 0, size - 32).astype(int)
        last = np.clip(high + room, first + 32, size).astype(int)
        return int(first[0]), int(first[1]), int(last[0]), int(last[1])

    def _angles(self, finding: Finding) -> tuple[str, ...]:
        limit = deciding_limit(finding, self._profile.checks[finding.check])
        measure = limit.measure if limit else finding.check
        return SHOWN_BY.get(measure, (measure,) if measure in ANGLES else ())


def write_stills(stills: Stills, source: VideoSource, max_side: int) -> None:
    """Seek and make the pictures that are still wanted, one frame at a time."""
    for time_s in stills.times_s:
        frames: Iterable[PlanarFrame] = source.planar_frames(
            start_s=time_s - 1e-6, max_side=max_side
        )
        for frame in frames:
            stills.take(frame)
            break


def _captioned(image: Image, evidence: Evidence) -> Image:
    """Put the finding in words under the picture, no wider than it."""
    height, width = image.shape[:2]
    planes_width = max(width, 240)
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
