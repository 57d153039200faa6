"""Tiny clips made quickly, and an analysis that takes no time and fails on demand."""

from __future__ import annotations

import os
import signal
import struct
import time
from functools import cache, partial
from pathlib import Path

from squatform.batch.driver import Batch
from squatform.batch.jobs import Settings
from squatform.batch.store import Store
from squatform.batch.worker import process
from squatform.results import Clip, Finding, Reading, RepetitionResult, SetAnalysis, SetSummary
from video.clips import encode, pictures

COUNT = 4


@cache
def _clip(folder):
    return encode(Path(folder) / "base.mp4", "libx264", pictures(COUNT)).read_bytes()


def tiny_clip(path, number=0):
    """Write a sound clip of a few frames; each number makes another content."""
    made = path.parent.parent / "made"
    made.mkdir(exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    # a box that players skip
    path.write_bytes(_clip(str(made)) + struct.pack(">I4sI", 12, b"free", number))
    return path


def tiny_clips(folder, names):
    return [tiny_clip(folder / f"{name}.mp4", k) for k, name in enumerate(names)]


def repetition(index=1, knee=100.0, status="mild"):
    return RepetitionResult(
        index=index,
        start_s=0.0,
        bottom_s=1.0,
        end_s=2.0,
        complete=True,
        measures={"knee_flexion": Reading(value=knee, unit="°", sigma=4.0)},
        findings=[
            Finding(
                check="depth",
                status=status,
                grade=1 if status == "mild" else 0,
                value=8.0,
                limit=5.0,
                unit="°",
                sigma=1.0,
                evidence_time_s=1.0,
                cue="Sit lower.",
                reason=None,
            )
        ],
    )


def canned(path="clip.mp4", repetitions=None):
    """A result as an analysis gives it."""
    repetitions = [repetition()] if repetitions is None else repetitions
    return SetAnalysis(
        clip=Clip(
            path=path,
            duration_s=3.0,
            frame_rate=30.0,
            width=64,
            height=48,
            frames=90,
            rotation_deg=0,
        ),
        exercise="air_squat",
        model="full",
        view=None,
        repetitions=repetitions,
        summary=SetSummary(
            repetitions=len(repetitions), incomplete=0, focus="depth", cue="Sit lower."
        ),
        warnings=[],
    )


def fake(source, task):
    """Analyse nothing; the name of the clip says what goes wrong on the way."""
    name, path = task.entry.name, Path(task.entry.url)
    if task.store.is_local:
        with Path(task.store.path("tried.txt")).open("a") as log:
            log.write(f"{name}\n")
    if "crash" in name or ("once" in name and _first_time(path)):
        os.kill(os.getpid(), signal.SIGKILL)
    if "hang" in name:
        time.sleep(600)
    if "eats" in name:
        _eat()
    if "slow" in name:
        time.sleep(1.5)
    if "bug" in name:
        raise ZeroDivisionError("a mistake")
    return canned()


def _first_time(path):
    marker = path.with_suffix(".tried")
    if marker.exists():
        return False
    marker.touch()
    return True


def _eat():
    eaten = []
    while True:
        eaten.append(b"x" * (40 << 20))
        time.sleep(0.02)


work = partial(process, analyse=fake)


def settings(**how):
    return Settings.of({"air_squat"}, {"json"}, **how)


def batch(client, folder, **how):
    """A batch with the fake analysis."""
    limits = {"grace_s": how.pop("grace_s", 60.0)}
    return Batch(client, Store.at(str(folder)), settings(**limits), work=work, **how)


def tried(folder):
    """Names of the clips whose analysis began, as often as it did."""
    log = folder / "tried.txt"
    return log.read_text().split() if log.exists() else []


def assert_whole(folder, results):
    """Every clip that counts as done has one report and one record, and nothing else is there."""
    done = {result.key for result in results if result.status in ("done", "had")}
    records = {path.stem for path in (folder / "state" / "done").glob("*.json")}
    assert records == done
    reports = list((folder / "clips").iterdir())
    assert len(reports) == len(done)
    for report in reports:
        SetAnalysis.model_validate_json((report / "analysis.json").read_text())
    assert not list((folder / "state").glob("staging/*"))
    assert not list((folder / "state").glob("attempts/*"))
