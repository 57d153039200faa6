"""Saves sets as `analyze` would: result and report from the whole track, and a recording."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from squatform.analysis import analyze_track
from squatform.errors import OutputError, SquatformError
from squatform.form.profile import Profile
from squatform.live.capture import Notify
from squatform.live.pace import LEAST_RATE
from squatform.live.recorder import Recorder
from squatform.live.tape import Tape
from squatform.pose.pose import PoseFrame, PoseTrack
from squatform.report.files import write_report
from squatform.report.kinds import DEFAULT_KINDS
from squatform.results import Pain, SetAnalysis
from squatform.texts import texts
from squatform.video import ClipInfo, Image

RECORDING = "recording.mp4"

Keep = Callable[[SetAnalysis, Path | None], str]
"""Keeps a result elsewhere too, with the recording if there is one, and says where."""

WITHOUT_PICTURES = DEFAULT_KINDS - {"pictures", "video"}


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """A set that is over, and the pose models it was seen by."""

    tape: Tape
    recorder: Recorder | None
    folder: Path
    models: tuple[str, ...]


class Saver:
    """Keeps what was seen of the set that goes on, and saves it when it is over.

    Saving goes on in a thread of its own while the next set may begin.

    Parameters
    ----------
    folder : Path
        Each set gets a folder in it.
    size : tuple[int, int]
        Width and height of the picture in pixels.
    camera : str
        Its name, for the result.
    notify : Notify
        Told where a set was saved, or why not.
    recording : bool
        Whether to record the pictures too.
    keep : Keep, optional
        Given each result.
    saved : callable, optional
        Given each result with the folder of its report, in the thread that saves; `notify` is
        then told of failures only.
    """

    def __init__(
        self,
        folder: Path,
        size: tuple[int, int],
        camera: str,
        notify: Notify,
        *,
        recording: bool = False,
        pain: Pain | None = None,
        height_cm: float | None = None,
        keep: Keep | None = None,
        saved: Callable[[SetAnalysis, Path], None] | None = None,
    ) -> None:
        self._keep, self._saved = keep, saved
        self._folder, self._size, self._camera = folder, size, camera
        self._notify, self._recording = notify, recording
        self._pain, self._height_cm = pain, height_cm
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="saver")
        self._number = _last_number(folder)
        self._models: list[str] = []
        self._tape: Tape | None = None
        self._recorder: Recorder | None = None

    def keep(self, frame: PoseFrame, image: Image, model: str) -> None:
        """Keep what was seen by a pose model; recording begins when somebody is there."""
        if self._tape is None:
            if frame.pose is None:
                return
            self._number += 1
            self._tape = Tape(self._size)
            if self._recording:
                self._recorder = Recorder(self._set_folder() / RECORDING, self._size)
        if model not in self._models:
            self._models.append(model)
        try:
            self._tape.append(frame)
        except OutputError as error:
            self._notify(texts().live.machine["not_saved"].format(problem=error))
            self.discard()
            return
        if self._recorder is not None:
            self._recorder.put(image, frame.time_s)

    def discard(self) -> None:
        """Throw away what was kept: nobody squatted."""
        if self._tape is not None:
            self._tape.close()
            self._number -= 1
        if self._recorder is not None:
            self._recorder.discard()
            if self._recorder.path.parent.is_dir() and not any(
                self._recorder.path.parent.iterdir()
            ):
                self._recorder.path.parent.rmdir()
        self._tape = self._recorder = None
        self._models = []

    def save(self, profile: Profile) -> None:
        """Save the set that is over."""
        if self._tape is None:
            return
        kept = _Kept(self._tape, self._recorder, self._set_folder(), tuple(self._models))
        self._tape = self._recorder = None
        self._models = []
        self._pool.submit(self._write, kept, profile)

    def close(self) -> None:
        """Wait until all is saved."""
        self.discard()
        self._pool.shutdown()

    def _set_folder(self) -> Path:
        return self._folder / f"set-{self._number:02d}"

    def _write(self, kept: _Kept, profile: Profile) -> None:
        words = texts().live.machine
        try:
            recording = self._recorded(kept.recorder)
            first_s = kept.recorder.first_s if recording and kept.recorder else None
            track = _from(kept.tape.track(), first_s)
            kept.tape.close()
            *earlier, model = kept.models
            analysis = analyze_track(
                track,
                _info(track, str(recording or self._camera)),
                profile,
                model=model,
                notes=[words["model"].format(rate=LEAST_RATE, model=model)] if earlier else (),
                pain=self._pain,
                height_cm=self._height_cm,
            )
            kinds = DEFAULT_KINDS if recording else WITHOUT_PICTURES
            *_, page = write_report(analysis, kept.folder, profile=profile, kinds=kinds)
            if self._saved is not None:
                self._saved(analysis, kept.folder)
            else:
                self._notify(words["saved"].format(path=page))
            if self._keep is not None:
                self._notify(self._keep(analysis, recording))
        except (SquatformError, OSError) as error:
            self._notify(words["not_saved"].format(problem=error))

    def _recorded(self, recorder: Recorder | None) -> Path | None:
        if recorder is None:
            return None
        try:
            return recorder.finish()
        except OutputError as error:
            self._notify(texts().live.machine["not_recorded"].format(problem=error))
            return None


def _last_number(folder: Path) -> int:
    """Give the number of the last set that the folder holds; 0 of none."""
    names = (path.name.removeprefix("set-") for path in folder.glob("set-*"))
    return max((int(name) for name in names if name.isdigit()), default=0)


def _from(track: PoseTrack, first_s: float | None) -> PoseTrack:
    """Count a track's times from its first frame, or from that of a recording."""
    start_s = float(track.time_s[0]) if first_s is None else first_s
    kept = track.time_s >= start_s
    columns = ("image", "visibility", "world", "scene")
    return replace(
        track,
        time_s=track.time_s[kept] - start_s,
        back=None if track.back is None else track.back[kept],
        feet=tuple(
            replace(foot, time_s=foot.time_s - start_s)
            for foot in track.feet
            if foot.time_s >= start_s
        ),
        **{name: getattr(track, name)[kept] for name in columns},
    )


def _info(track: PoseTrack, name: str) -> ClipInfo:
    steps = np.diff(track.time_s)
    step_s = float(np.median(steps)) if len(steps) else 0.0
    return ClipInfo(
        path=name,
        duration_s=float(track.time_s[-1]) + step_s,
        frame_rate=1.0 / step_s if step_s > 0 else 0.0,
        width=track.size[0],
        height=track.size[1],
        frames=len(track),
        rotation_deg=0,
    )
