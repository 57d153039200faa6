"""A low-pass filter for signals as they come."""

from __future__ import annotations

import numpy as np

from squatform.pose.pose import Floats


class OneEuro:
    """Low-pass filter that lags little where the signal is fast and smooths where it is slow.

    Source: Casiez, Roussel and Vogel, 1 € Filter (CHI 2012), doi:10.1145/2207676.2208639,
    algorithms 1 to 3; the rate is that of each pair of frames, and the speed that of the values as
    they came, as in the authors' later versions.

    Parameters
    ----------
    min_cutoff_hz : float
        Cutoff at rest.
    speed_coefficient : float
        Rise of the cutoff, in Hz, with the speed of the signal, in its units a second.
    speed_cutoff_hz : float
        Of the speed itself.
    """

    def __init__(
        self, min_cutoff_hz: float, speed_coefficient: float, speed_cutoff_hz: float = 1.5
    ) -> None:
        self._min_cutoff_hz = min_cutoff_hz
        self._speed_coefficient = speed_coefficient
        self._speed_cutoff_hz = speed_cutoff_hz
        self._time_s = -np.inf
        self._raw: Floats | None = None
        self._value: Floats | None = None
        self._speed: Floats | None = None

    @property
    def speed(self) -> Floats | None:
        """Filtered speed of the signal, per second; None before the first value."""
        return self._speed

    def __call__(self, time_s: float, value: Floats) -> Floats:
        """Filter the next value, an array of any shape, always the same."""
        if self._value is None or self._speed is None or self._raw is None:
            self._value, self._speed = value, np.zeros_like(value)
        else:
            step_s = max(time_s - self._time_s, 1e-6)
            speed = (value - self._raw) / step_s
            self._speed = self._speed + _share(self._speed_cutoff_hz, step_s) * (
                speed - self._speed
            )
            cutoff_hz = self._min_cutoff_hz + self._speed_coefficient * np.abs(self._speed)
            self._value = self._value + _share(cutoff_hz, step_s) * (value - self._value)
        self._time_s, self._raw = time_s, value
        return self._value


def _share(cutoff_hz: Floats | float, step_s: float) -> Floats:
    turn = 2.0 * np.pi * np.asarray(cutoff_hz) * step_s
    share: Floats = turn / (turn + 1.0)
    return share
