"""One quantity over time."""

from __future__ import annotations

from dataclasses import dataclass

from squatform.pose.pose import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One quantity over time.

    Attributes
    ----------
    name : str
        The name it has everywhere: code, TOML, JSON, page.
    unit : str
        "°", "s", or a share such as "of standing leg".
    values, sigma : Floats
        Shape (T,), NaN where not known.
    """

    name: str
    unit: str
    values: Floats
    sigma: Floats
