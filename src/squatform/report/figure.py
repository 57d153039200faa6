"""The lifter as drawn: skeleton, angles and the lines that form is judged against."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from squatform.form.profile import Profile
from squatform.motion.camera import left_share
from squatform.motion.geometry import LEAST_VISIBILITY
from squatform.motion.measures import Motion
from squatform.pose.landmarks import (
    ANKLES,
    HEELS,
    HIPS,
    KNEES,
    SHOULDERS,
    TOES,
    Landmark,
)
from squatform.pose.pose import Floats
from squatform.report.drawing import Canvas
from squatform.report.words import RGB

SIDE_COLOURS: tuple[RGB, RGB] = ((86, 180, 233), (230, 159, 0))
"""Left sky blue, right orange: Okabe and Ito's, told apart by colour-blind people too."""

GUIDE: RGB = (240, 228, 66)
JOINT: RGB = (255, 255, 255)

BONES = (
    (SHOULDERS, HIPS),
    (HIPS, KNEES),
    (KNEES, ANKLES),
    (ANKLES, HEELS),
    (HEELS, TOES),
    (ANKLES, TOES),
)
JOINTS = (SHOULDERS, HIPS, KNEES, ANKLES)
SIDES = ("left", "right")

_NARROW_DEG = 25.0
_FLESH = 0.06
"""How far the body reaches beyond its landmarks, in its own size."""

_ONE_SIDE = 0.75
"""Share in the mean of both legs from which the judged leg alone is drawn."""


@dataclass(frozen=True, slots=True)
class Angle:
    """How the angle of a measure is drawn: at `vertex`, to the joint `arm`.

    It begins at the bone that comes from the joint `beyond`, prolonged; where there is none, at
    the vertical or the horizontal, or, of a turn, at where the bone was when standing.
    """

    vertex: Sequence[Landmark]
    arm: Sequence[Landmark]
    beyond: Sequence[Landmark] | None = None
    horizontal: bool = False
    turn: bool = False


ANGLES: dict[str, Angle] = {
    "knee_flexion": Angle(KNEES, ANKLES, HIPS),
    "thigh_angle": Angle(KNEES, HIPS, horizontal=True),
    "trunk_lean": Angle(HIPS, SHOULDERS),
    "shank_lean": Angle(ANKLES, KNEES),
    "foot_pitch": Angle(TOES, HEELS, turn=True),
}
"""How measures are drawn, by name."""

SHOWN_BY: dict[str, tuple[str, ...]] = {
    "trunk_over_shank": ("trunk_lean", "shank_lean"),
    "lean_gain": ("trunk_lean",),
    "rise_ratio": ("trunk_lean",),
    "lockout_flexion": ("knee_flexion",),
    "flexion_difference": ("knee_flexion",),
    "front_thigh_angle": ("thigh_angle",),
    "working_thigh_angle": ("thigh_angle",),
    "heel_lift": ("foot_pitch",),
    "toe_lift": ("foot_pitch",),
}
"""Angles that show a measure which is itself none."""

ALWAYS = ("knee_flexion", "trunk_lean")
"""Angles on the video; thumbnails show those of their finding."""


class Figure:
    """Draws the lifter of a clip.

    Parameters
    ----------
    motion : Motion
        Of the whole clip.
    profile : Profile
        Says which lines matter.
    scale : float
        Pixels of the canvas in one pixel of the source.
    """

    def __init__(self, motion: Motion, profile: Profile, scale: float) -> None:
        self.motion = motion
        self._scale = scale
        self._xy = motion.track.image[:, :, :2] * scale
        self._thigh = motion.baseline.thigh * scale
        self._sides = _judged_sides(motion)
        self._guides = {name: GUIDES[name] for name in profile.checks if name in GUIDES}
        self._depth = _depth_share(motion, profile)

    def point(self, frame: int, pair: Sequence[Landmark], side: int) -> Floats:
        """Give a joint, (x, y) on the canvas."""
        point: Floats = self._xy[frame, pair[side]]
        return point

    def sides(self, frame: int) -> list[int]:
        """Sides judged in a frame, 0 left and 1 right, the one nearer to the camera first."""
        order = (0, 1) if np.sin(np.radians(self.motion.baseline.yaw_deg[frame])) >= 0 else (1, 0)
        return [side for side in order if self._sides[frame, side]]

    def box(self, frame: int) -> Floats | None:
        """Box around the lifter on the canvas, with room for flesh: left, top, right, bottom."""
        points = self._xy[frame]
        if not np.isfinite(points).all():
            return None
        low, high = points.min(axis=0), points.max(axis=0)
        room = _FLESH * float(max(high - low))
        return np.concatenate([low - room, high + room])

    def draw(
        self, canvas: Canvas, frame: int, angles: Sequence[str], guides: Collection[str] = ()
    ) -> None:
        """Draw one frame.

        Parameters
        ----------
        canvas : Canvas
            The picture.
        frame : int
            Index in the motion.
        angles : sequence of str
            Measures to draw; those that are not known here are left out.
        guides : collection of str
            Checks whose lines to draw, see `GUIDES`; those that are not judged are left out.
        """
        sides = self.sides(frame)
        for side in sides:
            self._skeleton(canvas, frame, side)
        for side in sides:
            for name, guide in self._guides.items():
                if name in guides:
                    guide(self, canvas, frame, side)
        for side in sides:
            for name in angles:
                if f"{name}_{SIDES[side]}" in self.motion.measures or side == sides[0]:
                    self._angle(canvas, frame, side, name)

    def _skeleton(self, canvas: Canvas, frame: int, side: int) -> None:
        bones = [[self.point(frame, joint, side) for joint in bone] for bone in BONES]
        canvas.lines(bones, SIDE_COLOURS[side])
        canvas.dots([self.point(frame, joint, side) for joint in JOINTS], JOINT)

    def _angle(self, canvas: Canvas, frame: int, side: int, name: str) -> None:
        measures = self.motion.measures
        measure = measures.get(f"{name}_{SIDES[side]}") or measures.get(name)
        how = ANGLES.get(name)
        if measure is None or how is None or not np.isfinite(measure.values[frame]):
            return
        vertex, arm = (self.point(frame, pair, side) for pair in (how.vertex, how.arm))
        base = vertex + _direction(how, arm - vertex, measure.values[frame])
        if how.beyond is not None:
            base = 2 * vertex - self.point(frame, how.beyond, side)
        share = 0.8 if how.turn else 0.25
        radius = max(16 * canvas.unit, share * float(np.hypot(*(arm - vertex))))
        reach = 1.5 * radius * _unit(base - vertex)
        canvas.dashes(vertex, vertex + reach, JOINT, 1.5)
        canvas.arc(vertex, arm, base, JOINT, radius)
        between = _unit(_unit(arm - vertex) + _unit(base - vertex))
        text = f"{measure.values[frame]:.0f}{measure.unit}".replace("-", "−")
        place = vertex + between * (radius + 14 * canvas.unit)
        if abs(measure.values[frame]) < _NARROW_DEG:
            # beside an angle too narrow to hold it, on the upper side
            across = np.array([between[1], -between[0]])
            place += across * (-np.sign(across[1]) or 1.0) * 20 * canvas.unit
        canvas.label((canvas.row(text, 13.0),), place, anchor=(0.5, 0.5))

    def depth_line(self, canvas: Canvas, frame: int, side: int) -> None:
        """Draw the height to which the hip has to go, for the nearer side."""
        if side != self.sides(frame)[0]:
            return
        hip, knee = self.point(frame, HIPS, side), self.point(frame, KNEES, side)
        length = self._thigh[frame, side]
        y = knee[1] - length * self._depth[frame]
        middle = (hip[0] + knee[0]) / 2
        canvas.dashes((middle - length, y), (middle + length, y), GUIDE)

    def toe_line(self, canvas: Canvas, frame: int, side: int) -> None:
        """Draw where the foot points and, from the toes up, where a knee over that line is."""
        inward = self.motion[f"knee_inward_{SIDES[side]}"].values[frame]
        if not np.isfinite(inward):
            return
        hips = self.point(frame, HIPS, 0)[0] - self.point(frame, HIPS, 1)[0]
        outward = np.sign(hips) * (1 if side == 0 else -1)
        baseline = self.motion.baseline
        facing = abs(np.cos(np.radians(baseline.yaw_deg[frame])))
        shift = inward * baseline.shank[frame].mean() * self._scale * facing
        place = self.point(frame, KNEES, side) + np.array([outward * shift, 0.0])
        self.foot_line(canvas, frame, side)
        canvas.dashes(self.point(frame, TOES, side), place, GUIDE)
        canvas.dots([place], GUIDE)

    def foot_line(self, canvas: Canvas, frame: int, side: int) -> None:
        """Draw where a foot points."""
        heel, toe = self.point(frame, HEELS, side), self.point(frame, TOES, side)
        canvas.dashes(heel, heel + 2.2 * (toe - heel), GUIDE)

    def hip_line(self, canvas: Canvas, frame: int, side: int) -> None:
        """Draw the hips against the level, and the middle between the ankles below them, once."""
        if side != self.sides(frame)[0]:
            return
        left, right = (self.point(frame, HIPS, k) for k in (0, 1))
        middle = (left + right) / 2
        beyond = 0.8 * (right - left)
        canvas.lines([(left - beyond, right + beyond)], GUIDE)
        reach = 1.3 * abs(float((right - left)[0]))
        canvas.dashes((middle[0] - reach, middle[1]), (middle[0] + reach, middle[1]), GUIDE, 1.5)
        feet = (self.point(frame, ANKLES, 0) + self.point(frame, ANKLES, 1)) / 2
        canvas.dashes((feet[0], feet[1]), (feet[0], middle[1]), GUIDE, 1.5)

    def back_line(self, canvas: Canvas, frame: int, side: int) -> None:
        """Draw the outline of the back where it is judged, once."""
        back = self.motion.track.back
        judged = np.isfinite(self.motion["back_curve"].values[frame])
        if back is not None and judged and side == self.sides(frame)[0]:
            line = back[frame] * self._scale
            canvas.lines([line[np.isfinite(line[:, 0])]], GUIDE)


Guide = Callable[[Figure, Canvas, int, int], None]
"""Takes the figure, the canvas, the frame and the side."""

GUIDES: dict[str, Guide] = {
    "depth": Figure.depth_line,
    "knee_cave": Figure.toe_line,
    "back_rounding": Figure.back_line,
    "butt_wink": Figure.back_line,
    "stance": Figure.foot_line,
    "hip_shift": Figure.hip_line,
    "asymmetry": Figure.hip_line,
}
"""Lines that show what a check of this name judges."""

THROUGHOUT = ("depth", "knee_cave", "back_rounding")
"""Those on the video; thumbnails show those of their finding."""


def _judged_sides(motion: Motion) -> NDArray[np.bool_]:
    """Tell which sides are drawn, shape (T, 2): those with a say in the mean of both legs."""
    share = left_share(motion.baseline.yaw_deg)
    say = np.stack([share > 1 - _ONE_SIDE, share < _ONE_SIDE], axis=1)
    legs = motion.track.visibility[:, np.array([HIPS, KNEES, ANKLES])]
    with np.errstate(invalid="ignore"):
        return np.asarray(say & (legs > LEAST_VISIBILITY).all(axis=1), dtype=np.bool_)


def _depth_share(motion: Motion, profile: Profile) -> Floats:
    """How much higher than the knee the hip appears at the depth limit, in thigh lengths.

    Shape (T,). See `squatform.motion.projection` for the projection.
    """
    limits = [
        limit.mild
        for check in profile.checks.values()
        for limit in check.limits
        if limit.measure == "thigh_angle"
    ]
    limit = np.radians(min(limits, default=0.0))
    yaw, pitch = np.radians(motion.baseline.yaw_deg), np.radians(motion.baseline.pitch_deg)
    share: Floats = np.sin(limit) + np.cos(limit) * np.cos(yaw) * np.tan(pitch)
    return share


def _direction(how: Angle, arm: Floats, value: float) -> Floats:
    """Up; or level to the side on which the arm is; or where an arm was that has turned up."""
    if how.turn:
        turn = np.radians(value) * np.sign(arm[0])
        cos, sin = np.cos(turn), np.sin(turn)
        was: Floats = np.array([[cos, -sin], [sin, cos]]) @ arm
        return was
    return np.array([np.sign(arm[0]) or 1.0, 0.0]) if how.horizontal else np.array([0.0, -1.0])


def _unit(vector: Floats) -> Floats:
    length = float(np.hypot(*vector))
    return vector / length if length > 0 else np.zeros(2)
