"""What is true of a clip: rendered, with every angle, or filmed, with a count and weak labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from squatform.errors import InputError
from studio.sampling import Split, split_of

VIDEO_SUFFIXES = (".mp4", ".mov", ".webm", ".mkv", ".avi", ".gif")


class _Lenient(BaseModel):
    # truth files say more than is scored here
    model_config = ConfigDict(frozen=True, extra="ignore")


class TrueRepetition(_Lenient):
    """One repetition of a rendered clip."""

    start_s: float
    bottom_s: float
    end_s: float
    complete: bool
    pulses: int = 0
    faults: dict[str, float] = {}
    at_bottom: dict[str, float] = {}
    drop_speed: float = Field(default=0.0, description="Of the hips at their fastest, legs/s.")


class Truth(_Lenient):
    """A truth file, of either kind."""

    kind: Literal["squat", "negative"]
    sure: bool
    view: str
    exercise: str = "air_squat"
    load: str = Field(default="", description="Rendered: what arms and hands do.")
    seed: int | None = None
    yaw_deg: float | None = None
    seen_faults: str = Field(default="", description="Filmed: a weak label, seen by eye.")
    repetitions: int | list[TrueRepetition] = Field(
        description="Filmed: how many. Rendered: each of them."
    )
    body: dict[str, str | float] = {}
    frames: dict[str, list[float]] = {}
    landmarks_px: dict[str, list[tuple[float, float]]] = {}

    @property
    def count(self) -> int:
        """Complete repetitions."""
        if isinstance(self.repetitions, int):
            return self.repetitions
        return sum(repetition.complete for repetition in self.repetitions)

    @property
    def timed(self) -> list[TrueRepetition]:
        """The complete repetitions of a rendered clip; none of a filmed one."""
        if isinstance(self.repetitions, int):
            return []
        return [
            repetition.model_copy(update={"drop_speed": self._drop_speed(repetition)})
            for repetition in self.repetitions
            if repetition.complete
        ]

    def at(self, column: str, time_s: float) -> float:
        """Value of a per-frame column at a time."""
        return float(np.interp(time_s, self.frames["time_s"], self.frames[column]))

    def _drop_speed(self, repetition: TrueRepetition) -> float:
        """Fastest descent of the true hips, in leg lengths (thigh and shank) a second."""
        time_s, hips_cm = (np.asarray(self.frames[name]) for name in ("time_s", "hip_height"))
        leg_cm = 100.0 * (float(self.body["thigh_m"]) + float(self.body["shank_m"]))
        down = (time_s >= repetition.start_s) & (time_s <= repetition.bottom_s)
        speed = -np.gradient(hips_cm, time_s)[down] / leg_cm
        return float(speed.max(initial=0.0))


def clips_with_truth(folder: Path) -> Iterator[tuple[Path, Truth]]:
    """Give every clip of a folder that has a truth file beside it, by name.

    Raises
    ------
    InputError
        If the folder holds none, a truth file is wrong (the message names field and file), or a
        clip belongs to those on which limits are chosen: accuracy is never published on them.
    """
    found = False
    for clip in sorted(folder.iterdir()) if folder.is_dir() else []:
        truth = clip.with_suffix(".truth.json")
        if clip.suffix.lower() not in VIDEO_SUFFIXES or not truth.exists():
            continue
        found = True
        yield clip, _read(truth)
    if not found:
        raise InputError(
            f"{folder} holds no clip with a truth file beside it (NAME.mp4, NAME.truth.json)."
        )


def _read(path: Path) -> Truth:
    try:
        truth = Truth.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: {place}: {first['msg']}.") from error
    if truth.seed is not None and split_of(truth.seed) is Split.CALIBRATION:
        raise InputError(
            f"{path}: this clip belongs to the calibration split, on which limits are chosen. "
            "Measure accuracy on other clips."
        )
    return truth
