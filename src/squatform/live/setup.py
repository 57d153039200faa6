"""What to change before the set: where to stand, where the camera and the light should be.

Nothing here stops the analysis: whoever squats regardless is counted and judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from squatform.form.profile import ALL_VIEWS, Limit, Profile, SeenFrom
from squatform.motion.geometry import LEAST_VISIBILITY
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS, TOES, Landmark
from squatform.pose.pose import Pose
from squatform.report.words import title
from squatform.texts import texts
from squatform.video import Image

Arrow = Literal["left", "right", "up", "down", "closer", "farther"]

BLACK = 12.0
DARK = 45.0
"""Brightness, 0-255, under which nothing, or little, can be seen."""

SMALLEST = 0.4
"""Height of the lifter, of that of the picture, under which joints are a few pixels across."""

MARGIN = 0.02
"""Share of the picture that should stay free beside the lifter."""

ROOM_TO_LEAN = 0.1
"""The same to the sides: hips and shoulders move there in a squat."""

STEEP_DEG = 12.0
"""Tilt of the camera from which its height counts: the estimate is good to some 5°."""

ARM_S = 2.0
"""Quiet standing that arms."""

LEFT_S = 3.0
"""Time out of the picture that disarms."""

SEEN_FROM: dict[str, tuple[SeenFrom, ...]] = {
    **dict.fromkeys(
        (
            "heel_lift",
            "toe_lift",
            "back_curve",
            "late_rounding",
            "thoracic_flexion",
            "arms_forward",
        ),
        ("side",),
    ),
    **dict.fromkeys(("head_off", "knee_past_toe", "bar_drift"), ("side", "oblique")),
    **dict.fromkeys(
        (
            "knee_inward",
            "front_knee_inward",
            "working_knee_inward",
            "knees_inside",
            "separation_drop",
            "stance_width",
            "toe_out",
            "toes_differ",
        ),
        ("front", "oblique", "back"),
    ),
    **dict.fromkeys(
        ("hip_shift", "pelvis_tilt", "shoulder_tilt", "bar_tilt", "flexion_difference"),
        ("front", "back"),
    ),
}
"""Where measures can be read from that are not read from everywhere."""

WHOLE = (Landmark.NOSE, *SHOULDERS, *HIPS, *KNEES, *ANKLES, *TOES)


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to change.

    Attributes
    ----------
    name : str
        Of the text.
    text : str
        For the lifter.
    arrow : Arrow or None
        Which way, on the picture as the camera sees it.
    """

    name: str
    text: str
    arrow: Arrow | None = None


def brightness(image: Image) -> float:
    """Give the 90th percentile of the green values of a picture, 0-255.

    A lit lifter before a dark wall is no dark picture.
    """
    return float(np.percentile(image[::16, ::16, 1], 90))


def placing(pose: Pose | None, size: tuple[int, int], *, light: float, alone: bool) -> list[Advice]:
    """Say what keeps the lifter from being seen whole, the most pressing first.

    Parameters
    ----------
    pose : Pose or None
        The lifter, in pixels of a picture of `size` (width, height).
    light : float
        See `brightness`.
    alone : bool
        Whether nobody else is in the picture.
    """
    if light < BLACK:
        return [_advice("black")]
    found = [_advice("dark")] if light < DARK else []
    if pose is None:
        return [*found, _advice("nobody")]
    if not alone:
        found.append(_advice("crowd"))
    return found + _framing(pose, size)


def _framing(pose: Pose, size: tuple[int, int]) -> list[Advice]:
    """Tell how to get the whole body in."""
    share = pose.image[list(WHOLE), :2] / np.array(size)
    guessed = pose.visibility[list(WHOLE)] < LEAST_VISIBILITY
    (left, top), (right, bottom) = share.min(axis=0), share.max(axis=0)
    head_off = bool(top < MARGIN)
    feet_off = bool(bottom > 1 - MARGIN or guessed[-4:].all())
    tall, wide = bottom - top, right - left
    if (head_off and feet_off) or tall > 1 - 2 * MARGIN or wide > 1 - 2 * ROOM_TO_LEAN:
        return [_advice("farther", "farther")]
    if feet_off:
        return [_advice("tilt_down", "down") if top > 0.25 else _advice("farther", "farther")]
    if head_off:
        return [_advice("tilt_up", "up")]
    if left < ROOM_TO_LEAN:
        return [_advice("right", "right")]
    if right > 1 - ROOM_TO_LEAN:
        return [_advice("left", "left")]
    return [_advice("closer", "closer")] if tall < SMALLEST else []


def seeing(
    view: str | None, pitch_deg: float | None, profile: Profile, wanted: Sequence[str]
) -> list[Advice]:
    """Say how the camera would see more of what is to be judged.

    Parameters
    ----------
    view : str or None
        See `squatform.motion.camera.view_label`; None where not known.
    pitch_deg : float or None
        How far the camera looks down, degrees.
    profile : Profile
        The exercise.
    wanted : sequence of str
        Checks that the lifter asks for; every view shows some, so without any all are right.
    """
    found = []
    if pitch_deg is not None and abs(pitch_deg) > STEEP_DEG:
        found.append(_advice("lower", "down") if pitch_deg > 0 else _advice("raise", "up"))
    if view is None or not wanted:
        return found
    unseen = unseen_from(view, profile, wanted)
    best = best_view(profile, wanted)
    if len(unseen_from(best, profile, wanted)) < len(unseen):
        names = ", ".join(title(name).lower() for name in unseen)
        text = texts().live.setup[f"turn_{best}"].format(checks=names)
        found.append(Advice(f"turn_{best}", text))
    return found


def unseen_from(view: str, profile: Profile, wanted: Sequence[str]) -> list[str]:
    """Name the wanted checks of which a view shows no measure."""
    return [name for name in wanted if not any(_seen(view, m) for m in profile.checks[name].limits)]


def _seen(view: str, limit: Limit) -> bool:
    return view in limit.views and view in SEEN_FROM.get(limit.measure, ALL_VIEWS)


def best_view(profile: Profile, wanted: Sequence[str]) -> SeenFrom:
    """Name the view that shows most of the wanted checks, a simple one rather than at an angle."""
    views: tuple[SeenFrom, ...] = ("side", "front", "oblique", "back")
    return min(views, key=lambda view: len(unseen_from(view, profile, wanted)))


def _advice(name: str, arrow: Arrow | None = None) -> Advice:
    return Advice(name, texts().live.setup[name], arrow)


class Arming:
    """Knows whether the lifter has taken place and is ready.

    Attributes
    ----------
    armed : bool
        Whether a set may begin; it may begin without too.
    """

    def __init__(self) -> None:
        self.armed = False
        self._stood_s: float | None = None
        self._seen_s: float | None = None

    def push(self, time_s: float, *, seen: bool, standing: bool) -> bool:
        """Take the next moment; tell whether this is where the lifter has left.

        Parameters
        ----------
        time_s : float
            Now.
        seen : bool
            Whether the lifter is in the picture.
        standing : bool
            Whether they stand quietly, all in the picture.
        """
        if self._seen_s is None or seen:
            self._seen_s = time_s
        if not standing:
            self._stood_s = None
        elif self._stood_s is None:
            self._stood_s = time_s
        if self._stood_s is not None and time_s - self._stood_s >= ARM_S:
            self.armed = True
        left = self.armed and time_s - self._seen_s >= LEFT_S
        if left:
            self.armed = False
        return left

    def arm(self) -> None:
        """Take the lifter for ready: they have begun."""
        self.armed = True
