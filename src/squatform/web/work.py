"""What a worker does for an uploaded clip: the work of a batch, with pain asked and frames told."""

from __future__ import annotations

import math
import os
import sys
import time
from dataclasses import dataclass
from functools import partial

from distributed import get_worker

from squatform.analysis import analyze_track
from squatform.batch.networks import kept_stills
from squatform.batch.worker import Outcome, Task, process
from squatform.pose.provider import model_path
from squatform.pose.tracking import track_lifter
from squatform.results import Pain, SetAnalysis
from squatform.video import VideoSource
from squatform.web.probe import NICE

TOPIC = "squatform-progress"
TELL_EVERY_S = 0.5
PROCESS_MEMORY = 12 << 30
"""Address space of a worker; what it really uses is watched by the guard and the nanny."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the lifter told of a clip.

    Attributes
    ----------
    clip_id : str
        Which clip this is.
    name : str
        How the file is called, for the report.
    pain : Pain or None
        Before the set.
    height_cm : float or None
        Of the athlete.
    """

    clip_id: str
    name: str
    pain: Pain | None = None
    height_cm: float | None = None


def process_upload(task: Task, asked: Asked) -> Outcome:
    """Analyse a clip on a worker and keep its report; see `squatform.batch.worker.process`."""
    _step_back(task.settings.limit_s(0.0))
    return process(task, partial(_analyse, asked=asked), longest_s=math.inf)


def _analyse(source: VideoSource, task: Task, asked: Asked) -> SetAnalysis:
    info = source.info
    _limit_cpu(task.settings.limit_s(info.duration_s))
    model = model_path(task.settings.model)
    track = track_lifter(
        source,
        model,
        outline=task.profile.needs_outline,
        every_frame=task.settings.every_frame,
        progress=Teller(asked.clip_id, info.frames).advance,
        stills=kept_stills(model),
    )
    return analyze_track(
        track,
        info,
        task.profile,
        model=task.settings.model,
        notes=source.warnings,
        pain=asked.pain,
        height_cm=asked.height_cm,
    )


class Teller:
    """Tells the server how many frames are done, now and then, and when all are."""

    def __init__(self, clip_id: str, frames: int) -> None:
        self._clip_id, self._frames = clip_id, frames
        # frames are counted in another thread, which knows of no worker
        self._worker = get_worker()
        self._done = 0
        self._told_s = 0.0

    def advance(self, frames: int) -> None:
        """Count frames."""
        self._done += frames
        due = time.monotonic() - self._told_s >= TELL_EVERY_S
        if due or self._done >= self._frames:
            self._told_s = time.monotonic()
            self._worker.log_event(
                TOPIC, {"clip": self._clip_id, "done": self._done, "frames": self._frames}
            )


def _step_back(cpu_s: float) -> None:
    """Let others have the processor first, and have this process end what cannot be right."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    # of this thread, and of those that it starts
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (PROCESS_MEMORY, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_cpu(cpu_s)


def _limit_cpu(seconds: float) -> None:
    """Let this process have so much processor time from now on, on each of its cores."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = sum(os.times()[:2])
    limit = int(used + seconds * (os.cpu_count() or 1)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))
