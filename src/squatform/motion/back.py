"""How much more the back is rounded than a straight one would be, from its outline."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from squatform.motion.baseline import Baseline
from squatform.motion.rounding import DEEPEST
from squatform.pose.landmarks import HIPS, SHOULDERS, WRISTS, Landmark
from squatform.pose.pose import Floats, PoseTrack

HIP_FLEXION_DEG, STRAIGHT_DEG = (0.0, 120.0, 160.0), (0.0, 8.0, 14.0)
"""By how much the outline of a straight back turns as the hips bend and the buttocks with them:
learned by `make back` from rendered people of the calibration split, to half a degree."""

SIGMA_DEG = 9.0
"""Standard error of what is left on rendered people with straight backs: clothes, buttocks and an
uncertain hip change the outline too."""

LEAST_KNOWN = 0.85
"""Share of the points of an outline without which it is not read."""

ROUGHEST = 0.025
"""Root mean square distance, in lengths of the outline, from the parabola through it beyond which
something else is in it."""

ARM_SHARE = 0.1
"""Half the width of an arm, in trunk lengths."""

BAR_ALONG = (0.4, 1.35)
BAR_BEHIND = -0.35
"""Where the near hand holds a bar on the shoulders: so far up from the hips, and no farther in
front of the line from hips to shoulders, in trunk lengths. Hands clasped before the chest are 0.37
to 0.5 in front."""

ARMS = (Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW, *WRISTS)


def back_curve(track: PoseTrack, baseline: Baseline, hip_flexion: Floats) -> tuple[Floats, Floats]:
    """Give by how much more the outline of the back turns than that of a straight back would.

    Through the outline from the buttock to the neck goes a parabola; the turn of its tangent
    from end to end, less that of the same person standing and less what bent hips add to a
    straight back, is what the back has rounded.

    Parameters
    ----------
    track : PoseTrack
        Smoothed.
    baseline : Baseline
        The standing lifter.
    hip_flexion : Floats
        Shape (T,), degrees, 0 in standing.

    Returns
    -------
    tuple[Floats, Floats]
        Value and standard error, each of shape (T,), degrees, + rounder; NaN where the outline
        is not seen, arms or a load enter it, or nobody stands in the scene.
    """
    values = np.full(len(track), np.nan)
    if track.back is None:
        return values, values.copy()
    back = track.back.astype(float)
    # who shows the left side looks to the left
    facing = -np.sign(baseline.yaw_deg)
    for frame in np.flatnonzero(outline_clear(track.image, back, baseline.yaw_deg)):
        values[frame] = turn_deg(back[frame], facing[frame])
    depth = _depth(track.image[:, :, :2], back)
    for scene in np.unique(track.scene):
        frames = track.scene == scene
        stand = frames & baseline.standing & np.isfinite(values)
        values[frames] -= np.median(values[stand]) if stand.any() else np.nan
        deepest = DEEPEST * np.median(depth[stand]) if stand.any() else np.nan
        values[frames & (depth > deepest)] = np.nan
    values -= np.interp(hip_flexion, HIP_FLEXION_DEG, STRAIGHT_DEG)
    return values, np.where(np.isfinite(values), SIGMA_DEG, np.nan)


def _depth(xy: Floats, back: Floats) -> Floats:
    """Mean distance of the outline from the line of the trunk, in trunk lengths, shape (T,)."""
    hip, shoulder = (xy[:, list(pair)].mean(axis=1) for pair in (HIPS, SHOULDERS))
    trunk = shoulder - hip
    offset = back - hip[:, None]
    across = offset[..., 0] * trunk[:, None, 1] - offset[..., 1] * trunk[:, None, 0]
    known = np.isfinite(across)
    total = np.where(known, np.abs(across), 0.0).sum(axis=1)
    return np.asarray(total / np.maximum(known.sum(axis=1), 1) / (trunk**2).sum(axis=1))


def turn_deg(outline: Floats, facing: float) -> float:
    """Turn of the tangent along an outline, in degrees, + where it bulges backwards.

    Parameters
    ----------
    outline : Floats
        Shape (N, 2), pixels, from the buttock up, with NaN where it is not known.
    facing : float
        +1 where the lifter looks to the right of the picture, −1 to the left.

    Returns
    -------
    float
        NaN where the outline is too rough for a back.
    """
    points = outline[np.isfinite(outline[:, 0])]
    along = points[-1] - points[0]
    length = float(np.hypot(*along))
    if length == 0.0:
        return float("nan")
    offset = points - points[0]
    x = offset @ along / length**2
    behind = (offset @ np.array([along[1], -along[0]])) * facing / length**2
    design = np.vander(x, 3)
    parabola = np.linalg.lstsq(design, behind, rcond=None)[0]
    if np.sqrt(np.mean((behind - design @ parabola) ** 2)) > ROUGHEST:
        return float("nan")
    return float(np.degrees(-2.0 * parabola[0]))


def outline_clear(image: Floats, back: Floats, yaw_deg: Floats) -> NDArray[np.bool_]:
    """Tell where the outline of the back is seen and neither arms nor a bar are in it.

    Parameters
    ----------
    image : Floats
        Shape (T, 33, 2) or more columns: landmarks, pixels.
    back : Floats
        Shape (T, N, 2): outlines, pixels.
    yaw_deg : Floats
        Shape (T,): of the camera.

    Returns
    -------
    NDArray[np.bool_]
        Shape (T,).
    """
    seen = np.isfinite(back[:, :, 0]).mean(axis=1) >= LEAST_KNOWN
    return np.asarray(seen & ~_arms_behind(image[:, :, :2], back, yaw_deg))


def _arms_behind(xy: Floats, back: Floats, yaw_deg: Floats) -> NDArray[np.bool_]:
    """Tell where an arm is at the outline of the back, or hands hold a bar: shape (T,).

    The plates of a bar on the shoulders are in the outline.
    """
    hip, shoulder = xy[:, list(HIPS)].mean(axis=1), xy[:, list(SHOULDERS)].mean(axis=1)
    trunk = np.linalg.norm(shoulder - hip, axis=1)
    apart = np.linalg.norm(xy[:, list(ARMS), None] - back[:, None], axis=-1)
    nearest = np.where(np.isfinite(apart), apart, np.inf).min(axis=(1, 2))
    up = (shoulder - hip) / trunk[:, None]
    shows_left = yaw_deg > 0
    behind = np.stack([-up[:, 1], up[:, 0]], axis=1) * np.where(shows_left, 1, -1)[:, None]
    left, right = (xy[:, wrist] for wrist in WRISTS)
    hand = (np.where(shows_left[:, None], left, right) - hip) / trunk[:, None]
    along, back_of = (hand * up).sum(axis=1), (hand * behind).sum(axis=1)
    low, high = BAR_ALONG
    with np.errstate(invalid="ignore"):
        bar = (along > low) & (along < high) & (back_of > BAR_BEHIND)
        return np.asarray((nearest < ARM_SHARE * trunk) | bar)
