"""Many clips sent at once next to live sessions, and a server that is killed: `make bench-load`.

Live sessions play a sample clip at its true pace, 15 pictures a second each: first alone, then
while the clips come and are analysed. Then as many clips again are sent, the server is killed with
most of them waiting, and started again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from benchmarks.serving import (
    address_of,
    coached,
    pictures_of,
    send_all,
    served,
    short_clips,
    start,
    wait_done,
)
from squatform.files import write_whole

CLIP = Path(__file__).parents[1] / "sample_videos" / "air_squat_side.mp4"
RATE = 15.0


def lived(
    address: str,
    pictures: Sequence[tuple[float, bytes]],
    count: int,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[list[dict[str, Any]]]:
    """Hold `count` live sessions at the same time, and do something else meanwhile."""
    told: list[list[dict[str, Any]]] = []
    sessions = [
        threading.Thread(target=lambda: told.append(coached(address, pictures, pace=True)))
        for _ in range(count)
    ]
    for session in sessions:
        session.start()
    meanwhile()
    for session in sessions:
        session.join()
    return told


def live_figures(told: Sequence[Sequence[dict[str, Any]]], duration_s: float) -> dict[str, Any]:
    """Tell how late answers come, how many a second, and what was counted."""
    took = [1000 * a["took_s"] for answers in told for a in answers if "took_s" in a]
    return {
        "sessions": len(told),
        "answers_a_second": round(len(took) / len(told) / duration_s, 1) if told else 0.0,
        "age_ms_median": round(float(np.median(took))) if took else None,
        "age_ms_p95": round(float(np.percentile(took, 95))) if took else None,
        "counted": [[one["repetitions"] for one in answers[-1]["saved"]] for answers in told],
    }


def busy(folder: Path, uploads: int, live: int, options: Sequence[str]) -> dict[str, Any]:
    """Live sessions alone, then beside uploads."""
    pictures = pictures_of(CLIP, RATE)
    duration_s = pictures[-1][0]
    contents = short_clips(CLIP, folder, uploads)
    with served(folder / "busy", *options) as (_, address):
        alone = lived(address, pictures, live)
        sent: list[Any] = []
        began_s = time.monotonic()
        beside = lived(address, pictures, live, lambda: sent.extend(send_all(address, contents)))
        with httpx2.Client(base_url=address, timeout=60) as client:
            clips = wait_done(client, sent[0], timeout_s=1800)
        took_s = time.monotonic() - began_s
    ids, codes = sent
    return {
        "uploads": uploads,
        "answers": dict(Counter(map(str, codes))),
        "states": dict(Counter(clips[one]["state"] for one in ids)),
        "all_done_s": round(took_s),
        "live_alone": live_figures(alone, duration_s),
        "live_beside": live_figures(beside, duration_s),
    }


def killed(folder: Path, uploads: int, options: Sequence[str]) -> dict[str, Any]:
    """Clips that wait when the server is killed."""
    data = folder / "killed"
    contents = short_clips(CLIP, folder, uploads)
    process = start(data, *options)
    try:
        address = address_of(process, data)
        ids, _ = send_all(address, contents)
        with httpx2.Client(base_url=address, timeout=60) as client:
            states = Counter(one["state"] for one in client.get("/api/v1/clips").json())
    finally:
        process.kill()
        process.wait()
    with served(data, *options) as (_, address), httpx2.Client(base_url=address) as client:
        clips = wait_done(client, ids, timeout_s=1800)
    return {
        "when_killed": dict(states),
        "afterwards": dict(Counter(clips[one]["state"] for one in ids)),
        "clips": len(clips),
    }


def main() -> None:
    """Measure, print and write `out/bench/load.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=50)
    parser.add_argument("--live", type=int, default=4)
    parser.add_argument("--waiting", type=int, default=24, help="clips sent before the kill")
    parser.add_argument("--database", help="SQLAlchemy address; SQLite without")
    parser.add_argument("--model", default="lite")
    parser.add_argument("--out", type=Path, default=Path("out/bench/load.json"))
    arguments = parser.parse_args()
    options = ["--workers", "1", "--model", arguments.model]
    if arguments.database:
        options += ["--database", arguments.database]
    with tempfile.TemporaryDirectory() as name:
        figures = {
            "busy": busy(Path(name), arguments.uploads, arguments.live, options),
            "killed": killed(Path(name), arguments.waiting, options),
        }
    print(json.dumps(figures, indent=2))
    write_whole(arguments.out, json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
