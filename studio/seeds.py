"""One seed a clip, and named streams of random numbers drawn from it.

Every stream depends on the seed and on its own name only: a new choice added in one place leaves
all other choices as they were.
"""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, *names: str) -> np.random.Generator:
    """Make the generator for one purpose, e.g. ``stream(7, "camera", "drift")``.

    Names are turned into numbers by CRC-32, which is the same on every machine and in every run;
    Python's `hash` of a string is not.
    """
    keys = [zlib.crc32(name.encode()) for name in names]
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=keys))
