"""When each repetition goes down and up: depth as a smooth function of time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from studio.exercises import FORMS
from studio.linalg import smoothstep
from studio.seeds import stream
from studio.spec import ClipSpec, RepetitionSpec

PULSE_DEPTH = 0.68
"""How far down the top of a pulse is, as a share of full depth."""

FAILURE_DEPTH = 0.55
"""Where a failing ascent stops, as a share of full depth."""


@dataclass(frozen=True)
class Key:
    """Depth (0 standing, 1 bottom) to be reached at a time, in seconds."""

    time_s: float
    depth: float


@dataclass(frozen=True)
class Window:
    """One repetition's share of the timeline; its descent starts at `start_s`.

    `rise_s` and `top_s` are the start and the end of the final ascent.
    """

    index: int
    spec: RepetitionSpec
    start_s: float
    rise_s: float
    top_s: float
    end_s: float


@dataclass(frozen=True)
class Timeline:
    """Depth over time, and the repetitions it consists of."""

    keys: tuple[Key, ...]
    windows: tuple[Window, ...]
    duration_s: float

    def depth(self, time_s: float) -> float:
        """Depth at a time: minimum-jerk movement from key to key."""
        i = bisect_right(self.keys, time_s, key=lambda key: key.time_s)
        if i == 0:
            return self.keys[0].depth
        if i == len(self.keys):
            return self.keys[-1].depth
        a, b = self.keys[i - 1], self.keys[i]
        return a.depth + (b.depth - a.depth) * smoothstep(a.time_s, b.time_s, time_s)

    def window(self, time_s: float) -> Window | None:
        """Find the repetition under way, or None between repetitions."""
        for window in self.windows:
            if window.start_s <= time_s <= window.end_s:
                return window
        return None


def repetition_timeline(spec: ClipSpec, entrance_s: float) -> Timeline:
    """Lay out the repetitions of a clip, after `entrance_s` of walking in."""
    usual = FORMS[spec.exercise].tempo_s
    tempo = spec.tempo
    base = [
        given if given is not None else default
        for given, default in zip(
            (tempo.down_s, tempo.hold_s, tempo.up_s, tempo.rest_s), usual, strict=True
        )
    ]
    time = entrance_s + tempo.lead_s
    keys = [Key(0.0, 0.0), Key(time, 0.0)]
    windows = []
    for index, repetition in enumerate(spec.repetitions):
        asked = (repetition.down_s, repetition.hold_s, repetition.up_s, repetition.rest_s)
        vary = stream(spec.seed, "tempo", str(index)).uniform(-1, 1, 4) * tempo.spread
        down, hold, up, rest = (
            exact if exact is not None else usual_s * (1 + random)
            for exact, usual_s, random in zip(asked, base, vary, strict=True)
        )
        start = time
        for duration, depth in _stages(repetition, down, hold, up):
            time += duration
            keys.append(Key(time, depth))
        windows.append(Window(index, repetition, start, time - up, time, time))
        time += 0.8 if repetition.failed else rest
        keys.append(Key(time, keys[-1].depth))
    return Timeline(tuple(keys), tuple(windows), time + 0.3)


def _stages(
    repetition: RepetitionSpec, down: float, hold: float, up: float
) -> list[tuple[float, float]]:
    stages = [(down, 1.0), (hold, 1.0)]
    for _ in range(repetition.pulses):
        stages += [(0.35, PULSE_DEPTH), (0.35, 1.0)]
    if repetition.failed:
        # Up to the sticking point, a stall, and down again, slowly at first.
        return [*stages, (0.75 * up, FAILURE_DEPTH), (0.5, FAILURE_DEPTH + 0.02), (0.9, 1.0)]
    return [*stages, (up, 0.0)]


class Sway:
    """Slow random wandering of a few channels, the same at any frame rate.

    Each channel is a sum of three sines between 0.15 and 0.9 Hz with unit standard deviation,
    about what people standing still and cameras held in a hand do.
    """

    def __init__(self, seed: int, *names: str, channels: int) -> None:
        random = stream(seed, *names)
        self._turn_rate = random.uniform(0.15, 0.9, (channels, 3)) * 2 * np.pi
        self._phase = random.uniform(0, 2 * np.pi, (channels, 3))

    def __call__(self, time_s: float) -> list[float]:
        """Value of each channel at a time."""
        waves = np.sin(self._turn_rate * time_s + self._phase)
        return [float(x) for x in waves.sum(axis=1) * np.sqrt(2 / 3)]
