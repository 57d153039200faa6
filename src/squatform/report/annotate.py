"""The annotated video: the clip again, with what was seen and judged drawn on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.pose.tracking import Progress
from squatform.report.drawing import Canvas
from squatform.report.overlay import Overlay
from squatform.results import SetAnalysis
from squatform.video import FileSource, PlanarFrame, VideoSource, VideoWriter, read_ahead
from squatform.video.picture import fit

LONGEST_SIDE = 1280
"""Pixels. Phones show no more, and larger pictures take longer to write than to analyse."""

CRF = 26
PRESET = "ultrafast"
"""Writing must not take long beside the analysis; the file is twice as large for it."""

Tap = Callable[[PlanarFrame], None]
"""Given each picture before it is drawn on; must not keep it."""


def write_annotated(
    analysis: SetAnalysis,
    motion: Motion,
    profile: Profile,
    source: VideoSource,
    path: Path,
    *,
    longest_side: int = LONGEST_SIDE,
    tap: Tap | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the annotated video: H.264 in MP4, upright, with the clip's own times and sound.

    Parameters
    ----------
    analysis : SetAnalysis
        The result.
    motion : Motion
        The measures behind it.
    profile : Profile
        What was judged.
    source : VideoSource
        The analysed clip, read a second time.
    path : Path
        Of the file.
    longest_side : int
        Larger pictures are scaled down to this, smaller ones stay.
    tap : Tap, optional
        Sees each picture before it is drawn on.
    progress : Progress, optional
        Told the number of frames just written.

    Raises
    ------
    OutputError
        If the file cannot be written.
    InputError
        If the clip has gone.
    """
    width, height = fit(source.info.width, source.info.height, longest_side)
    overlay = Overlay(analysis, motion, profile, width / source.info.width)
    sound_of = source if isinstance(source, FileSource) else None
    with read_ahead(source.planar_frames(max_side=longest_side)) as frames:
        first = next(frames)
        with VideoWriter(
            path,
            width,
            height,
            crf=CRF,
            preset=PRESET,
            bt709=first.planes.bt709,
            sound_of=sound_of,
        ) as writer:
            frame: PlanarFrame | None = first
            while frame is not None:
                if tap is not None:
                    tap(frame)
                overlay.draw(Canvas(frame.planes), frame.time_s)
                writer.write_planes(frame.planes, frame.time_s)
                if progress is not None:
                    progress(1)
                frame = next(frames, None)
