"""How soon live coaching speaks, how old what it shows is, and whether it grows: `make bench-live`.

Delays are those of verdicts after the true ends of repetitions, in the time of the clip, on clips
with truth fed as fast as possible; a repetition without a verdict counts as late. Ages and memory
are those of a sample clip looped for some minutes and played at its true pace as a camera, with
all that is drawn; the age of what is shown is from the arrival of a picture until it is shown with
what was found in it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import psutil

from benchmarks.accuracy.score import PROFILE_OF
from benchmarks.accuracy.truth import TrueRepetition, Truth, clips_with_truth
from benchmarks.clips import looped
from squatform.exercises import load_profile
from squatform.live.capture import open_camera
from squatform.live.display import Window, window_system
from squatform.live.engine import LiveSet, Verdict
from squatform.live.figures import Figures
from squatform.live.running import Plan, run
from squatform.live.session import Command, Settings, State
from squatform.live.watcher import Watcher
from squatform.video import FileSource, Image

SAMPLES = Path(__file__).parents[1] / "sample_videos"
PROFILE = load_profile("air_squat")


def delays(clip: Path, truth: Truth) -> list[float]:
    """Seconds of the clip from the true end of each repetition to its verdict, or infinity."""
    with FileSource(clip) as source:
        size = source.info.width, source.info.height
        watcher = Watcher(size, "full", print, outline=True, steady=True)
        one = LiveSet(size, load_profile(PROFILE_OF.get(truth.exercise, truth.exercise)))
        told = [
            happening
            for frame in source.frames()
            for happening in one.push(watcher.look(frame.image, frame.time_s))
            if isinstance(happening, Verdict)
        ]
        watcher.close()
    return [_delay(repetition, told) for repetition in truth.timed]


def _delay(repetition: TrueRepetition, told: Sequence[Verdict]) -> float:
    for verdict in told:
        if verdict.result.start_s < repetition.bottom_s < verdict.result.end_s:
            return verdict.time_s - repetition.end_s
    return float("inf")


class Sampling:
    """A display that draws all and, each second, notes the figures and the memory."""

    draws = True

    def __init__(self, stop_s: float) -> None:
        self._window = Window() if window_system() else None
        self._process = psutil.Process()
        self._start_s = time.monotonic()
        self._stop_s = stop_s
        self.samples: list[tuple[float, float, Figures]] = []

    def show(self, picture: Image | None, state: State, figures: Figures) -> None:
        """Show a picture where there is a screen."""
        if self._window is not None:
            self._window.show(picture, state, figures)
        at_s = time.monotonic() - self._start_s
        if not self.samples or at_s >= self.samples[-1][0] + 1.0:
            self.samples.append((at_s, self._process.memory_info().rss / 1e6, figures))

    def command(self) -> Command | None:
        """Quit when it is time."""
        if self._window is not None:
            self._window.command()
        return Command.QUIT if time.monotonic() - self._start_s > self._stop_s else None

    def close(self) -> None:
        """Close the window."""
        if self._window is not None:
            self._window.close()


def played(clip: Path, minutes: float) -> dict[str, float]:
    """Figures of a clip played as a camera."""
    sampling = Sampling(60 * minutes)
    run(
        Plan(Settings(PROFILE), model="full", camera=str(clip), recorded=True),
        partial(open_camera, str(clip)),
        lambda: sampling,
        lambda utterance: None,
        SimpleQueue(),
    )
    settled = [sample for sample in sampling.samples if sample[0] > min(60, 30 * minutes)]
    memory = [rss for _, rss, _ in settled]
    figures = [sample[2] for sample in settled]
    third = max(1, len(figures) // 3)
    ages = [f.age_p95_s for f in figures]
    return {
        "minutes": minutes,
        "window": float(sampling._window is not None),
        "camera_rate": float(np.median([f.captured_rate for f in figures])),
        "analysed_rate": float(np.median([f.analysed_rate for f in figures])),
        "age_p50_ms": 1000 * float(np.median([f.age_p50_s for f in figures])),
        "age_p95_ms": 1000 * float(np.median(ages)),
        "inference_ms": 1000 * float(np.median([f.inference_s for f in figures])),
        "age_p95_over_inference": float(np.median([f.age_p95_s / f.inference_s for f in figures])),
        "age_growth_ms": 1000 * float(np.median(ages[-third:]) - np.median(ages[:third])),
        "memory_mb": memory[0],
        "memory_growth_mb": memory[-1] - memory[0],
        "memory_range_mb": max(memory) - min(memory),
    }


def main() -> None:
    """Measure, print and write `out/bench/live.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="of live input (default 30)")
    parser.add_argument("--clips", type=Path, default=SAMPLES, help="folder of clips with truth")
    parser.add_argument("--out", type=Path, default=Path("out/bench/live.json"))
    arguments = parser.parse_args()
    late = {
        clip.stem: delays(clip, truth)
        for clip, truth in clips_with_truth(arguments.clips)
        if truth.timed
    }
    every = np.concatenate(list(late.values()))
    print(
        f"Verdict after the true end: {len(every)} repetitions, median {np.median(every):.2f} s, "
        f"{100 * np.mean(every <= 0.3):.0f} % within 0.3 s"
    )
    with tempfile.TemporaryDirectory() as folder:
        clip = looped(
            SAMPLES / "air_squat_side.mp4", Path(folder) / "looped.mp4", 60 * arguments.minutes + 10
        )
        figures = played(clip, arguments.minutes)
    for name, value in figures.items():
        print(f"{name}: {value:.2f}")
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps({"delays_s": late, "played": figures}, indent=2))


if __name__ == "__main__":
    main()
