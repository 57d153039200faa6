"""When the hips leave the top, come to rest at the bottom, and are back: edges between phases.

The first and the last centimetres of a movement are lost in noise, and in the smoothing of the
network, which lags where a landmark is slow. People start and stop as smoothly as can be, so two
later moments tell when the hips were there: a share x of the way is covered at the share τ of the
time at which x = 10 τ³ − 15 τ⁴ + 6 τ⁵.

Source: Flash and Hogan, The coordination of arm movements: an experimentally confirmed
mathematical model (J Neurosci 1985; 5(7):1688-1703), equation 1, at rest at both ends.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from squatform.pose.pose import Floats

NEAR, FAR = 0.1, 0.3
"""Shares of the way from an end of the movement at which it is timed."""

EDGE_OF_TOP = 0.02
"""Share of the way down at which a repetition starts, and ends."""

SHORTEST_TOP_S = 0.3
"""Least time at the top from which its height is taken."""

EDGE_SIGMA_S = 0.07
"""Standard error of an edge: of starts and ends on rendered clips of the calibration split."""

LOWEST_SIGMA_S = 0.07
"""Width of the average in which the lowest moment of the bottom is looked for."""

BOUNCE_SHARE = 0.08
"""Hips that rise by this share of the way and sink again have bounced."""

_TIME = np.linspace(0.0, 1.0, 1001)
_WAY = _TIME**3 * (10.0 - 15.0 * _TIME + 6.0 * _TIME**2)


def time_share(way: float) -> float:
    """Share of the time at which a share of the way is covered, both 0-1."""
    return float(np.interp(way, _WAY, _TIME))


def edge_s(near_s: float, far_s: float, share: float) -> float:
    """When a share of the way from rest was covered, from when `NEAR` and `FAR` of it were."""
    near, far, edge = (time_share(way) for way in (NEAR, FAR, share))
    return near_s + (near_s - far_s) * (near - edge) / (far - near)


def edge_of_top(outwards_s: Floats, height: Floats, edge: int, way: float) -> float:
    """When the hips leave the top, or are back at it: at `EDGE_OF_TOP` of the way.

    Parameters
    ----------
    outwards_s, height : Floats
        Shape (N,): times and heights from the lowest frame of a repetition to the end of the top.
    edge : int
        The first of them in which the knees are still unlocked, seen from the top.
    way : float
        Height of the way down.
    """
    # the rest of the way takes less than half of the time before; later a lifter may stretch
    top_s = max(SHORTEST_TOP_S, 0.5 * abs(float(outwards_s[edge] - outwards_s[0])))
    at_top = height[edge:][np.abs(outwards_s[edge:] - outwards_s[edge]) <= top_s]
    top = float(np.percentile(at_top, 90))
    near, far = (_crossing(outwards_s, height, edge, top - share * way) for share in (NEAR, FAR))
    # beyond the middle of the top it belongs to the next repetition
    middle = float(outwards_s[(edge + len(outwards_s)) // 2])
    start = edge_s(near, far, EDGE_OF_TOP)
    return float(np.clip(start, min(near, middle), max(near, middle)))


def rest_at_bottom(time_s: Floats, height: Floats, lowest: int) -> tuple[float, float]:
    """When the hips come to rest at the bottom, and when they rise from it for good.

    Without a pause both are the same. Of a lifter who also stops a little higher the movement is
    not that of one effort: an edge that would come after the other is where the hips are lowest.

    Parameters
    ----------
    time_s, height : Floats
        Shape (T,): of one repetition.
    lowest : int
        Its lowest frame.
    """
    low = height[lowest]
    edges, nearest = [], []
    for outwards in (slice(lowest, None, -1), slice(lowest, None)):
        times, heights = time_s[outwards], height[outwards]
        highest = int(np.argmax(heights))
        way = float(heights[highest] - low)
        near, far = (_crossing(times, heights, highest, low + share * way) for share in (NEAR, FAR))
        edges.append(edge_s(near, far, 0.0))
        nearest.append(near)
    (rest, rise), (lowered, raised) = edges, nearest
    rest = rest if rest < raised else float(time_s[lowest])
    rise = rise if rise > lowered else float(time_s[lowest])
    if rest > rise:
        rest = rise = (rest + rise) / 2
    return rest, rise


def lowest_s(time_s: Floats, height: Floats) -> float:
    """When the hips are lowest, among the frames of the bottom."""
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    smooth = gaussian_filter1d(height, LOWEST_SIGMA_S / step, mode="nearest")
    return float(time_s[np.argmin(smooth)])


def bounces(height: Floats) -> int:
    """How often the hips rise from the bottom and sink again before they come up for good."""
    turn = BOUNCE_SHARE * float(np.ptp(height))
    count, falling, extreme = 0, True, float(height[0])
    for value in height.tolist():
        extreme = min(extreme, value) if falling else max(extreme, value)
        if abs(value - extreme) > turn:
            falling, extreme = not falling, value
            count += falling
    return count


def _crossing(time_s: Floats, height: Floats, edge: int, level: float) -> float:
    """When the height passes `level`, nearest to frame `edge`; frames go upwards."""
    above = height >= level
    if above[edge]:
        under = np.flatnonzero(~above[:edge])
        first = int(under[-1]) if len(under) else -1
    else:
        over = np.flatnonzero(above[edge:])
        first = edge + int(over[0]) - 1 if len(over) else len(height) - 1
    if not 0 <= first < len(height) - 1:
        return float(time_s[max(first, 0)])
    pair = slice(first, first + 2)
    return float(np.interp(level, height[pair], time_s[pair]))
