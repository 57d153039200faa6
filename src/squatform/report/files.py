"""The files of a report: which there are, and writing each whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from squatform.errors import OutputError, UsageError
from squatform.exercises import load_profile
from squatform.files import whole_file, write_whole
from squatform.form.profile import Profile
from squatform.motion.measures import Motion
from squatform.pose.tracking import Progress
from squatform.report.annotate import write_annotated
from squatform.report.exports.c3d import write_c3d
from squatform.report.exports.keypoints import write_keypoints
from squatform.report.exports.mot import write_mot
from squatform.report.exports.trc import write_trc
from squatform.report.frames import repetitions_csv, write_frames_csv, write_frames_parquet
from squatform.report.kinds import DEFAULT_KINDS, FILES
from squatform.report.page import Material, page_parts, plotly_script
from squatform.report.scene import LONGEST_SIDE, Scene
from squatform.report.thumbnails import Stills
from squatform.results import SetAnalysis
from squatform.video import VideoSource, open_source

SCRIPT = "plotly.min.js"

_FILM = ("pictures", "video")
_WITHOUT_MOTION = frozenset({"json", "csv", "html"})
"""What a result read from JSON is enough for."""


def write_report(
    analysis: SetAnalysis,
    folder: Path,
    *,
    source: VideoSource | None = None,
    profile: Profile | None = None,
    kinds: Iterable[str] = DEFAULT_KINDS,
    self_contained: bool = False,
    longest_side: int = LONGEST_SIDE,
    script_folder: Path | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the files of a result into `folder`, replacing those that are there.

    Parameters
    ----------
    analysis : SetAnalysis
        With its motion, unless only `json`, `csv` and `html` are wanted.
    folder : Path
        Made if missing.
    source : VideoSource, optional
        The analysed clip; by default opened by its path.
    profile : Profile, optional
        What was judged; by default that of the exercise as it comes with squatform.
    kinds : iterable of str
        Keys of `FILES`.
    self_contained : bool
        Whether video, pictures and script go into the page, which then needs nothing else.
    longest_side : int
        Of the video, in pixels; smaller clips stay as they are.
    script_folder : Path, optional
        Where the script of the charts is shared by the pages of several reports; by default
        beside the page.
    progress : Progress, optional
        Told the number of frames of the video just written.

    Returns
    -------
    list[Path]
        What was written; the page, if there is one, comes last.

    Raises
    ------
    OutputError
        If a file cannot be written. Those before it stay, each whole.
    InputError
        If the clip has gone.
    UsageError
        If the result has no motion and one of the files needs it.
    """
    wanted = set(kinds)
    motion, profile = analysis.motion, profile or load_profile(analysis.exercise)
    if motion is None and not wanted <= _WITHOUT_MOTION:
        raise UsageError(
            "A result read from JSON has no measures over time: only json, csv and html can be "
            "written. Analyse the clip again for the rest."
        )
    written = _write_tables(analysis, motion, folder, wanted)
    inside = self_contained and "html" in wanted
    with ExitStack() as stack:
        # what goes into the page and is not wanted beside it is made aside
        spare = stack.enter_context(_aside(folder)) if inside else folder
        place = {kind: folder if kind in wanted else spare for kind in _FILM if motion}
        film = {kind: place[kind] for kind in place if kind in wanted or inside}
        material = Material(inside=inside)
        if motion is not None and film:
            clip = source or stack.enter_context(open_source(analysis.clip.path))
            scene = Scene(analysis, motion, profile, clip, longest_side)
            material = _write_film(scene, film, progress, inside=inside)
        shown = [folder / FILES[kind] for kind in _FILM if kind in wanted]
        # without a verdict there are no pictures
        written += [path for path in shown if path.exists()]
        if "html" in wanted:
            page = folder / FILES["html"]
            if motion is not None and not inside:
                material = replace(material, script=_script_beside(page, script_folder))
            with whole_file(page) as temporary, temporary.open("wb") as file:
                file.writelines(page_parts(analysis, profile, material))
            written.append(page)
    return written


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a folder below `folder` that goes when it is left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = tempfile.TemporaryDirectory(prefix=".squatform-", dir=folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"Cannot write {folder}: {reason}. Choose another folder.") from error
    with aside as name:
        yield Path(name)


def _write_tables(
    analysis: SetAnalysis, motion: Motion | None, folder: Path, wanted: set[str]
) -> list[Path]:
    """Write what needs no picture."""
    text: dict[str, Callable[[], str]] = {
        "json": analysis.to_json,
        "csv": partial(repetitions_csv, analysis),
    }
    written = []
    for kind in (kind for kind in FILES if kind in wanted):
        path = folder / FILES[kind]
        if kind in text:
            write_whole(path, text[kind]())
        elif kind in _TABLES and motion is not None:
            with whole_file(path) as temporary:
                _TABLES[kind](analysis, motion, temporary)
        else:
            continue
        written.append(path)
    return written


_TABLES: dict[str, Callable[[SetAnalysis, Motion, Path], None]] = {
    "parquet": write_frames_parquet,
    "frames-csv": write_frames_csv,
    "trc": lambda _, motion, path: write_trc(motion, path),
    "mot": lambda _, motion, path: write_mot(motion, path),
    "c3d": lambda _, motion, path: write_c3d(motion, path),
    "keypoints": write_keypoints,
}


def _write_film(
    scene: Scene, folders: Mapping[str, Path], progress: Progress | None, *, inside: bool
) -> Material:
    """Write video and pictures in one pass over the clip, or the pictures alone by seeking."""
    stills = Stills(scene, folders["pictures"]) if "pictures" in folders else None
    video = folders["video"] / FILES["video"] if "video" in folders else None
    if video is not None:
        write_annotated(scene, video, tap=stills.take if stills else None, progress=progress)
    if stills is not None:
        stills.seek(scene.source)
    return Material(
        video=video,
        pictures=stills.written if stills else {},
        inside=inside,
    )


def _script_beside(page: Path, folder: Path | None) -> str:
    """Put plotly's script where the page finds it, unless it is there; give the way to it."""
    script = (folder or page.parent) / SCRIPT
    text = plotly_script().encode()
    if not script.is_file() or script.stat().st_size != len(text):
        write_whole(script, text)
    return Path(os.path.relpath(script, page.parent)).as_posix()
