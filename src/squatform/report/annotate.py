"""The annotated video: the clip again, with what was seen and judged drawn on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from squatform.pose.tracking import Progress
from squatform.report.drawing import Canvas
from squatform.report.overlay import Overlay
from squatform.report.scene import Scene
from squatform.video import FileSource, PlanarFrame, VideoWriter, read_ahead

QP = 28
PRESET = "ultrafast"
"""Writing must not take long beside the analysis; the file is twice as large for it."""

Tap = Callable[[PlanarFrame], None]
"""Given each picture before it is drawn on; must not keep it."""


def write_annotated(
    scene: Scene,
    path: Path,
    *,
    tap: Tap | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the annotated video: H.264 in MP4, upright, with the clip's own times and sound.

    Parameters
    ----------
    scene : Scene
        The result and the clip.
    path : Path
        Of the file.
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
    frames = scene.source.planar_frames(max_side=scene.longest_side)
    # decoding, drawing and encoding each have a thread
    with (
        read_ahead(frames) as pictures,
        read_ahead(_drawn(pictures, Overlay(scene), tap)) as done,
        ExitStack() as stack,
    ):
        writer: VideoWriter | None = None
        for frame in done:
            if writer is None:
                writer = stack.enter_context(_writer(scene, path, frame))
            writer.write_planes(frame.planes, frame.time_s)
            if progress is not None:
                progress(1)


def _drawn(
    frames: Iterator[PlanarFrame], overlay: Overlay, tap: Tap | None
) -> Iterator[PlanarFrame]:
    for frame in frames:
        if tap is not None:
            tap(frame)
        overlay.draw(Canvas(frame.planes), frame.time_s)
        yield frame


def _writer(scene: Scene, path: Path, first: PlanarFrame) -> VideoWriter:
    source = scene.source
    return VideoWriter(
        path,
        *scene.size,
        qp=QP,
        preset=PRESET,
        bt709=first.planes.bt709,
        sound_of=source if isinstance(source, FileSource) else None,
    )
