"""How fast a batch is: `make bench-batch`.

Everything is a ratio of two things measured in turn in one run, the median of `--rounds`. The
usual loop reads with OpenCV, converts colours, calls `detect_for_video` on every frame, and, for
a video, draws landmarks and writes. Pools and models are warmed up before the clock starts:
starting up costs once, whatever the number of clips. On two quiet cores it takes a quarter of an
hour; the whole measure is `--clips 200 --short 1000 --rounds 3`, hours.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
import psutil
from mediapipe.tasks.python import BaseOptions, vision
from rich.console import Console
from rich.table import Table

from squatform import analyze
from squatform.batch.cluster import workers
from squatform.batch.driver import Batch
from squatform.batch.inputs import find_entries
from squatform.batch.jobs import Settings
from squatform.batch.networks import kept_stills
from squatform.batch.store import Store
from squatform.batch.worker import Task, analyse_whole, process
from squatform.exercises import DEFAULT_EXERCISE
from squatform.pose.close_up import CloseUp
from squatform.pose.landmarker import Landmarker
from squatform.pose.provider import model_path
from squatform.pose.quiet import native_chatter_silenced
from squatform.results import SetAnalysis
from squatform.video import VideoSource, VideoWriter, open_source

SAMPLES = Path(__file__).parents[1] / "sample_videos"
ANGLES = ("knee_flexion", "thigh_angle", "trunk_lean", "shank_lean")

_LINES = (
    *((11, 13), (13, 15), (12, 14), (14, 16), (11, 12), (23, 24)),
    *((11, 23), (12, 24), (23, 25), (25, 27), (24, 26), (26, 28)),
)


def usual_loop(clips: Sequence[Path], out: Path | None) -> None:
    """Go through clips as most scripts do, one after the other."""
    model = BaseOptions(model_asset_path=str(model_path()))
    options = vision.PoseLandmarkerOptions(
        base_options=model, running_mode=vision.RunningMode.VIDEO
    )
    for clip in clips:
        capture = cv2.VideoCapture(str(clip))
        rate = capture.get(cv2.CAP_PROP_FPS) or 30.0
        writer, index = None, 0
        with native_chatter_silenced(), vision.PoseLandmarker.create_from_options(options) as pose:
            while True:
                read, image = capture.read()
                if not read:
                    break
                rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
                found = pose.detect_for_video(
                    mp.Image(mp.ImageFormat.SRGB, rgb), round(1000 * index / rate)
                )
                index += 1
                if out is None:
                    continue
                if writer is None:
                    size = image.shape[1], image.shape[0]
                    codec = cv2.VideoWriter.fourcc(*"mp4v")
                    writer = cv2.VideoWriter(str(out / f"{clip.stem}.mp4"), codec, rate, size)
                _draw(image, found.pose_landmarks)
                writer.write(image)
        capture.release()
        if writer is not None:
            writer.release()


def _draw(image: cv2.typing.MatLike, people: Sequence[Sequence[object]]) -> None:
    height, width = image.shape[:2]
    for person in people:
        points = [(int(p.x * width), int(p.y * height)) for p in person]
        for a, b in _LINES:
            cv2.line(image, points[a], points[b], (255, 128, 0), 2)
        for point in points:
            cv2.circle(image, point, 3, (0, 255, 0), -1)


@dataclass(frozen=True)
class Run:
    """How long a batch took.

    Attributes
    ----------
    seconds : float
        From first to last.
    busy_s : float
        Of all workers, as long as there were clips for them.
    inside_s : float
        Inside a network, where `timed` was asked to note it.
    """

    seconds: float
    busy_s: float
    inside_s: float


@contextmanager
def pool(count: int) -> Iterator[Callable[..., Run]]:
    """Give a function that runs a batch on warm workers."""
    with workers(count, None) as client, tempfile.TemporaryDirectory() as name:

        def run(clips: Sequence[Path], kinds: set[str], work: object = process) -> Run:
            settings = Settings.of({DEFAULT_EXERCISE}, kinds)
            folder = tempfile.mkdtemp(dir=name)
            batch = Batch(client, Store.at(folder), settings, work=work)
            ends: list[float] = []
            batch.listeners.append(lambda _: ends.append(time.perf_counter()))
            start = time.perf_counter()
            batch.run(find_entries(map(str, clips), DEFAULT_EXERCISE))
            failed = [result for result in batch.results if result.status == "failed"]
            if failed:
                raise SystemExit(f"{failed[0].entry.url}: {failed[0].reason}")
            records = Path(folder, "state", "inside").glob("*.json")
            return Run(
                seconds=ends[-1] - start,
                # the last clips run beside idle workers
                busy_s=sum(end - start for end in ends[-count:]),
                inside_s=sum(json.loads(path.read_text())["seconds"] for path in records),
            )

        # tasks, not `client.run`: only they know their worker
        for worker in client.scheduler_info()["workers"]:
            client.submit(_warm_up, workers=[worker], pure=False).result()
        yield run


def _warm_up() -> None:
    stills = kept_stills(model_path())
    stills.people(np.zeros((64, 64, 3), np.uint8))
    with stills.follower() as follower:
        follower.close_up.warm_up(outline=True)


def distinct(clips: Sequence[Path], count: int, folder: Path) -> list[Path]:
    """Give `count` clips of different content: `clips`, and copies with a box that is skipped."""
    made = list(clips[:count])
    while len(made) < count:
        source = clips[len(made) % len(clips)]
        target = folder / f"{len(made)}-{source.name}"
        box = len(made).to_bytes(4, "big")
        target.write_bytes(source.read_bytes() + b"\0\0\0\x0cfree" + box)
        made.append(target)
    return made


def doubled(clip: Path, folder: Path) -> Path:
    """Write a clip again at twice its rate, each frame twice: 60 frames a second of 30."""
    target = folder / f"double-{clip.stem}.mp4"
    with open_source(clip) as source:
        info = source.info
        step = 0.5 / info.frame_rate
        with VideoWriter(target, info.width, info.height, crf=23, preset="veryfast") as writer:
            for frame in source.frames():
                writer.write(frame.image, frame.time_s)
                writer.write(frame.image, frame.time_s + step)
    return target


def first_second(clip: Path, target: Path) -> Path:
    """Write the first second of a clip."""
    with (
        open_source(clip) as source,
        VideoWriter(target, source.info.width, source.info.height) as writer,
    ):
        for frame in source.frames(end_s=1.0):
            writer.write(frame.image, frame.time_s)
    return target


class Clock:
    """Measures how long at least one thread is inside what it wraps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside, self._since = 0, 0.0
        self._lock = threading.Lock()

    def around(self, work: Callable[..., object]) -> Callable[..., object]:
        """Give `work`, measured."""

        def measured(*arguments: object, **options: object) -> object:
            self._step(1)
            try:
                return work(*arguments, **options)
            finally:
                self._step(-1)

        return measured

    def _step(self, by: int) -> None:
        with self._lock:
            now = time.perf_counter()
            if self._inside:
                self.seconds += now - self._since
            self._inside, self._since = self._inside + by, now


def timed(source: VideoSource, task: Task) -> SetAnalysis:
    """Analyse, and note how long this worker has been inside a network."""
    clock = Clock()
    detect, draw = Landmarker.detect, Landmarker.detect_masks
    Landmarker.detect, Landmarker.detect_masks = clock.around(detect), clock.around(draw)
    try:
        return analyse_whole(source, task)
    finally:
        Landmarker.detect, Landmarker.detect_masks = detect, draw
        task.store.write_record(f"inside/{task.name}", {"seconds": clock.seconds})


def scaling(clips: Sequence[Path], rounds: int) -> dict[str, list[float]]:
    """Rate with two workers over that with one, and the share of time inside the network."""
    ratios, shares = [], []
    work = partial(process, analyse=timed)
    with pool(1) as one, pool(2) as two:
        for _ in range(rounds):
            alone, both = one(clips, {"json"}, work), two(clips, {"json"}, work)
            ratios.append(alone.seconds / both.seconds)
            shares.append(both.inside_s / both.busy_s)
    return {"2 workers ÷ 1 worker": ratios, "time inside the network, 2 workers": shares}


def against_the_usual(clips: Sequence[Path], rounds: int, folder: Path) -> dict[str, list[float]]:
    """Rate of a batch with two workers over that of the usual loop."""
    fast = [doubled(clip, folder) for clip in clips]
    cases = {
        "30 a second, analysis": (clips, {"json"}, None),
        "60 a second, analysis": (fast, {"json"}, None),
        "30 a second, annotated video": (clips, {"json", "video"}, folder),
        "60 a second, annotated video": (fast, {"json", "video"}, folder),
    }
    found: dict[str, list[float]] = {f"{name} ÷ usual loop": [] for name in cases}
    with pool(2) as two:
        for _ in range(rounds):
            for name, (some, kinds, out) in cases.items():
                start = time.perf_counter()
                usual_loop(some, out)
                usual = time.perf_counter() - start
                found[f"{name} ÷ usual loop"].append(usual / two(some, kinds).seconds)
    return found


def thinning(clips: Sequence[Path]) -> dict[str, object]:
    """Compare what is found as usual with what is found with every frame."""
    judged: list[bool] = []
    same: list[bool] = []
    apart: list[float] = []
    shares: list[float] = []
    for clip in clips:
        ours, inside = counted(partial(analyze, clip))
        every, whole = counted(partial(analyze, clip, every_frame=True))
        shares.append(inside / whole)
        if len(ours.repetitions) != len(every.repetitions):
            same += [False] * max(len(ours.repetitions), len(every.repetitions))
            continue
        for a, b in zip(ours.repetitions, every.repetitions, strict=True):
            verdicts = [f.status == g.status for f, g in zip(a.findings, b.findings, strict=True)]
            judged += verdicts
            same.append(all(verdicts))
            apart += [
                abs(a.measures[n].value - b.measures[n].value)
                for n in ANGLES
                if hasattr(a.measures[n], "value") and hasattr(b.measures[n], "value")
            ]
    return {
        "Frames shown ÷ every frame": shares,
        "Repetitions judged as with every frame": statistics.fmean(same or [True]),
        "Verdicts as with every frame": statistics.fmean(judged or [True]),
        "Angles within 1° of those with every frame": statistics.fmean(
            [float(angle <= 1.0) for angle in apart] or [1.0]
        ),
        "Angles apart, mean, °": statistics.fmean(apart or [0.0]),
    }


def counted(analyse: Callable[[], SetAnalysis]) -> tuple[SetAnalysis, int]:
    """Analyse, and count how often the network ran."""
    count = 0
    look = CloseUp.look

    def counting(self: CloseUp, *arguments: object, **options: object) -> object:
        nonlocal count
        count += 1
        return look(self, *arguments, **options)

    CloseUp.look = counting
    try:
        return analyse(), count
    finally:
        CloseUp.look = look


def memory(count: int, folder: Path) -> dict[str, float]:
    """Growth of driver and workers over many short clips, after the first fifth, in MB."""
    folder = folder / "short"
    folder.mkdir()
    base = first_second(SAMPLES / "air_squat_side.mp4", folder / "base.mp4")
    clips = distinct([base], count, folder)
    sizes: list[tuple[int, int]] = []
    with workers(2, None) as client, tempfile.TemporaryDirectory() as name:
        batch = Batch(client, Store.at(name), Settings.of({DEFAULT_EXERCISE}, {"json"}))
        pids = [os.getpid(), *client.run(os.getpid).values()]

        def note(_: object) -> None:
            rss = [psutil.Process(pid).memory_info().rss for pid in pids]
            sizes.append((rss[0], max(rss[1:])))

        batch.listeners.append(note)
        batch.run(find_entries(map(str, clips), DEFAULT_EXERCISE))
    settled = sizes[len(sizes) // 5 :]
    tenth = max(1, len(settled) // 10)
    growth = [
        statistics.median(s[k] for s in settled[-tenth:])
        - statistics.median(s[k] for s in settled[:tenth])
        for k in (0, 1)
    ]
    return {
        "clips": float(count),
        "driver_growth_mb": round(growth[0] / 1e6, 1),
        "worker_growth_mb": round(growth[1] / 1e6, 1),
        "worker_peak_mb": round(max(s[1] for s in sizes) / 1e6, 1),
    }


def main() -> None:
    """Measure, print a table and write `out/bench/batch.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="pairs of runs (default 2)")
    parser.add_argument("--clips", type=int, default=24, help="of the scaling (default 24)")
    parser.add_argument("--usual", type=int, default=4, help="clips for the usual loop (default 4)")
    parser.add_argument("--thinned", type=int, default=8, help="clips for thinning (default 8)")
    parser.add_argument("--short", type=int, default=200, help="for memory (default 200)")
    parser.add_argument("--folder", type=Path, default=SAMPLES, help="of clips (sample_videos)")
    parser.add_argument("--only", nargs="*", help="scaling, usual, thinning, memory")
    parser.add_argument("--out", type=Path, default=Path("out/bench/batch.json"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = sorted(path for path in arguments.folder.iterdir() if path.suffix == ".mp4")
        few = [p for p in clips if abs(_rate(p) - 30) < 1][: arguments.usual]
        parts: dict[str, Callable[[], dict[str, object]]] = {
            "scaling": lambda: scaling(distinct(clips, arguments.clips, folder), arguments.rounds),
            "usual": lambda: against_the_usual(few, arguments.rounds, folder),
            "thinning": lambda: thinning(clips[: arguments.thinned]),
            "memory": lambda: memory(arguments.short, folder),
        }
        figures = {part: parts[part]() for part in arguments.only or parts}
    table = Table("Measured", "Median", "Lowest", "Highest")
    for found in figures.values():
        for what, values in found.items():
            if isinstance(values, list):
                low, middle, high = min(values), statistics.median(values), max(values)
                table.add_row(what, f"{middle:.2f}", f"{low:.2f}", f"{high:.2f}")
            else:
                table.add_row(what, f"{values:.3g}", "", "")
    Console().print(table)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(figures, indent=2))


def _rate(clip: Path) -> float:
    with open_source(clip) as source:
        return source.info.frame_rate


if __name__ == "__main__":
    main()
