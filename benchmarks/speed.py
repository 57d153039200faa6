"""How much of the time is inference: `make bench`.

Rates are frames a second of `analyze` over those of a bare loop that only calls MediaPipe on the
same frames, decoded beforehand and full size; the two run in turn and the median of the ratios is
given. `analyze` shows the network only frames that tell something new; with every frame, what is
left to lose is all that is not inference. Memory is that of a process of its own that analyses a
clip looped to ten minutes. On two quiet cores it takes a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import mediapipe as mp
import numpy as np
import psutil
from mediapipe.tasks.python import BaseOptions, vision
from rich.console import Console
from rich.table import Table

from benchmarks.clips import looped, scaled
from squatform import analyze
from squatform.pose.provider import model_path
from squatform.pose.quiet import native_chatter_silenced
from squatform.report.files import write_report
from squatform.video import open_source

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "air_squat_side.mp4"
SIZES: dict[str, tuple[int, int] | None] = {
    "480p": None,
    "720p": (1280, 720),
    "1080p": (1920, 1080),
}

WAYS: dict[str, dict[str, Any]] = {
    "1 worker": {"workers": 1},
    "2 workers": {"workers": 2},
    "1 worker, every frame": {"workers": 1, "every_frame": True},
}


def bare_rate(images: list[np.ndarray], model: Path) -> float:
    """Frames a second of MediaPipe alone."""
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)),
        running_mode=vision.RunningMode.VIDEO,
    )
    with native_chatter_silenced(), vision.PoseLandmarker.create_from_options(options) as engine:
        start = time.perf_counter()
        for i, image in enumerate(images):
            engine.detect_for_video(mp.Image(mp.ImageFormat.SRGB, image), 33 * i)
        return len(images) / (time.perf_counter() - start)


def analyze_rate(clip: Path, frames: int, **how: Any) -> float:
    """Frames a second of `analyze`, from opening the clip to the result."""
    start = time.perf_counter()
    analyze(clip, **how)
    return frames / (time.perf_counter() - start)


def speed(rounds: int, seconds: float, folder: Path) -> dict[str, dict[str, list[float]]]:
    """Ratios of our rate to the bare one by picture size and way, measured in turn."""
    model = model_path()
    analyze(SAMPLE)  # imports and caches
    ratios: dict[str, dict[str, list[float]]] = {}
    for name, size in SIZES.items():
        once = SAMPLE if size is None else scaled(SAMPLE, folder / f"once-{name}.mp4", *size)
        clip = looped(once, folder / f"{name}.mp4", seconds)
        with open_source(once) as source:
            images = [frame.image for frame in source.frames()]
        with open_source(clip) as source:
            # the clip repeats the same frames: held once, shown as often
            images = (images * (source.info.frames // len(images) + 1))[: source.info.frames]
        ratios[name] = {way: [] for way in WAYS}
        for _ in range(rounds):
            bare = bare_rate(images, model)
            for way, how in WAYS.items():
                ratios[name][way].append(analyze_rate(clip, len(images), **how) / bare)
    return ratios


def annotated_cost(rounds: int, seconds: float, folder: Path) -> list[float]:
    """Time to write the annotated video over that of the analysis, 720p, two workers."""
    once = scaled(SAMPLE, folder / "annotate-once.mp4", 1280, 720)
    clip = looped(once, folder / "annotate.mp4", seconds)
    shares = []
    for _ in range(rounds):
        start = time.perf_counter()
        analysis = analyze(clip, workers=2)
        analysed = time.perf_counter()
        write_report(analysis, folder / "annotated", kinds=["video"])
        shares.append((time.perf_counter() - analysed) / (analysed - start))
    return shares


def memory(minutes: float, workers: int, folder: Path) -> dict[str, float]:
    """Peak memory of analysing a long clip, and its growth after the first minute, in MB."""
    clip = looped(SAMPLE, folder / f"long-{minutes:g}.mp4", 60 * minutes)
    command = [sys.executable, "-m", "squatform", "analyze", str(clip), "--quiet"]
    process = subprocess.Popen([*command, "--workers", str(workers)])
    start, seen = time.monotonic(), []
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            seen.append((time.monotonic() - start, watched.memory_info().rss / 1e6))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"The long clip was not analysed: exit code {process.returncode}.")
    wall = seen[-1][0]
    # the first minute of the clip, not of the clock: analysing is faster than filming
    settled = [rss for at, rss in seen if at > wall * min(0.5, 1 / minutes)]
    return {
        "wall_s": round(wall, 1),
        "peak_mb": round(max(rss for _, rss in seen), 1),
        "growth_mb": round(max(settled) - settled[0], 1),
    }


def show_ratios(ratios: dict[str, dict[str, list[float]]]) -> None:
    """Print the ratios as a table."""
    table = Table("Clip", "Analysis", "Rate ÷ bare MediaPipe loop, median", "Lowest", "Highest")
    for name, by_way in ratios.items():
        for way, values in by_way.items():
            middle = statistics.median(values)
            table.add_row(name, way, f"{middle:.2f}", f"{min(values):.2f}", f"{max(values):.2f}")
    Console().print(table)


def main() -> None:
    """Measure, print a table and write `out/bench/speed.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="pairs of runs (default 3)")
    parser.add_argument("--seconds", type=float, default=40, help="length of a clip (default 40)")
    parser.add_argument("--minutes", type=float, default=10, help="of the long clip (default 10)")
    parser.add_argument("--out", type=Path, default=Path("out/bench/speed.json"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ratios = speed(arguments.rounds, arguments.seconds, folder)
        show_ratios(ratios)
        costs = annotated_cost(arguments.rounds, arguments.seconds, folder)
        print(f"Annotated video on top of analysis: {100 * statistics.median(costs):.0f} %")
        memories = {f"{w} workers": memory(arguments.minutes, w, folder) for w in (1, 2)}
    for workers, figures in memories.items():
        print(
            f"{arguments.minutes:g}-minute clip, {workers}: peak {figures['peak_mb']:.0f} MB, "
            f"growth after the first minute {figures['growth_mb']:.0f} MB"
        )
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(
        json.dumps({"ratios": ratios, "annotated": costs, "memory": memories}, indent=2)
    )


if __name__ == "__main__":
    main()
