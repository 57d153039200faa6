"""What goes down and up like a squat and is none.

Each rule takes the motion and the repetition that it may be, and says what it is instead, or
nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from squatform.motion.measures import Motion, thighs_apart
from squatform.pose.landmarks import ANKLES, HIPS, KNEES, SHOULDERS, WRISTS
from squatform.pose.pose import STRAIGHT_LEG, leg_straightness
from squatform.reps.counting import Allowance, Counting, Movement
from squatform.reps.repetition import Repetition

Rule = Callable[[Motion, Repetition], Movement | None]

ONE_LEG_DEG = 38.0
"""Difference between the thighs of a lunge or split squat; 20° is seen in real squats."""

KNEELING, STRIDING = 0.55, 0.9
"""Of a lunge: one knee is this much lower over its foot than the other, in shank lengths, or one
foot this far ahead of the other, in leg lengths. Squats have under 0.4 where feet are seen."""

HALF_SURE = 0.7
"""Share of either that the thighs' difference needs beside it: from the side it hangs on the leg
that the other hides."""

FLAT_SHANKS_DEG = 60.0
"""Lean of both shanks past what ankles allow: some 45° on flat feet, a little more on the toes and
for error of measurement. Filmed squats reach 56°; who kneels has them flatter."""

FACING = float(np.cos(np.radians(25.0)))
"""Cosine of the turn from the camera, or the back to it, up to which feet side by side are at one
height in the picture."""

STAGGERED = 0.11
"""Height of one foot over the other in such a picture, in leg lengths, past which it is farther
away; squats have under 0.06."""

LOOKING_DOWN = 0.35
"""Slope at which cameras look down on feet at most, as a rule: of a lifter turned to one side one
foot is higher in the picture by this times how much farther away it is."""

SIDE_ON = float(np.sin(np.radians(60.0)))
"""Sine of the turn to the camera past which a leg put out to the side points at it, or away from
it: how long it looks says nothing."""

STRAIGHT_LEG_SEEN = 0.93
"""Hip to ankle in the picture, of standing: no view makes a bent leg look that long."""

BENT_LEG_SEEN = 0.85
"""Up to here the other leg is bent; between the two perspective may shorten a straight one."""

BENDING_TRUNK_DEG = 35.0
"""Who bends over on straight legs has the trunk lower. Under an upright trunk a leg that looks
bent is, whatever the network makes of its depth."""

BENT_LEG = 0.85
"""Hip to ankle over hip to knee to ankle of a leg that is bent beyond doubt, by 60° and more."""

ARMS_DOWN, ARMS_UP = -0.6, 0.4
"""Height of the wrists over the shoulders, in trunk lengths: arms that swing from one to the other
in a repetition are a jumping jack's."""

HAND_SEEN = 0.5
"""Visibility of the hand that is seen better."""

STEP_SHARE = 0.38
"""Change of one foot's place against the other, in leg lengths; 53 rendered squats have
under 0.08, a filmed one of a lifter who is far away has 0.31."""

FEET_SHARE = 0.5
"""Of the way that hips come nearer to the feet, what both feet do that go up in the picture: those
of a squat stay, and the network has under 0.26 in rendered and filmed ones. A lifter who walks away
or jumps has all of it."""

LEAST_WAY = 0.06
"""Of standing height, half of the shallowest repetition: a lifter first or last seen lower than
that has shown too little of the way."""

OFF_TOP_SHARE = 0.04
"""Of the way down."""

HINGE_SHARE = 0.35
HINGE_TRUNK_DEG = 52.0
HINGE_THIGH_DEG = 30.0

HANGING_TRUNK_DEG = 45.0
HANGING_DEG = ((0.0, 12.0), (-0.1, 20.0))
"""A trunk bent further than this with hands under the knees, or next to them (height under the
knees in leg lengths), while the thighs are above this, lifts something off the floor. Whoever
squats so low that hands between the legs get there has thighs about level."""

SEATED_BEHIND, SEATED_FAR_BEHIND = -0.05, -0.18
TOPPLED_AHEAD = 0.28
"""The centre of mass of a body on its feet stays over them: from the heels, some 0.06 leg lengths
behind the ankles, to the toes, some 0.2 in front; a little is left for error of measurement."""

RESTING_S = 1.1
"""Who sits down rests so low: filmed and rendered people for 1.2 s and more, while those who squat
are there for 0.4-1.1 s."""

TOUCHED_BEHIND = -0.21
"""Hips that turn at once are on a seat only if this far behind: seen from the front, shanks of
squats in which the knees come together look upright, and hips 0.19 behind."""

SEATED_SHANK_DEG = 14.0
"""Hips low over shanks as upright as this need a seat; in a squat the knees come forward, by 19°
and more in rendered ones as far behind. Far behind the feet, the shanks need not be asked."""

SEATED_BEHIND_ASIDE = -0.2
"""From the side a seat shows plainly: rendered people of the calibration split who sit are 0.22 leg
lengths and more behind their ankles. The network takes short thighs for longer ones, and puts
lifters who have them up to 0.18 behind."""

LOW_SHARE, RESTING_SHARE = 0.08, 0.03
SWINGING_TRUNK_DEG = 25.0

OPENED_SHARE = 0.2
"""Knees this far out from the hips, in thigh lengths, as in most squats: seen from the front or the
back it cannot be told how far behind them the hips are. Who sits down has under 0.15."""


def other_movement(motion: Motion, repetition: Repetition, counting: Counting) -> Movement | None:
    """Tell what this movement is if it is no repetition, or None if it is one."""
    allowed = {rule for allowance in counting.allows for rule in ALLOWED[allowance]}
    found = (rule(motion, repetition) for rule in RULES if rule not in allowed)
    return next((movement for movement in found if movement is not None), None)


def _one_leg(motion: Motion, repetition: Repetition) -> Movement | None:
    frames = repetition.bottom_frames(motion.time_s)
    thighs = [
        np.median(motion.geometric[f"thigh_angle_{s}"].values[frames]) for s in ("left", "right")
    ]
    unlike = max(_kneeling(motion, frames) / KNEELING, _striding(motion, frames) / STRIDING)
    differ = abs(thighs[0] - thighs[1]) > ONE_LEG_DEG
    if unlike > (HALF_SURE if differ else 1.0) or _staggered(motion, frames) > STAGGERED:
        return Movement.ONE_LEG
    return None


def _staggered(motion: Motion, frames: NDArray[np.int64]) -> float:
    """How much higher one foot is in the picture than the other, in leg lengths; 0 from the side.

    The network has both feet at one depth where it sees them from the front or from behind.
    """
    yaw = np.radians(motion.baseline.yaw_deg[frames])
    if abs(np.median(np.cos(yaw))) < FACING:
        return 0.0
    ankles = (
        motion.track.image[frames][:, list(ANKLES), :2] / motion.baseline.leg[frames, None, None]
    )
    across, down = np.abs(np.median(ankles[:, 0] - ankles[:, 1], axis=0))
    turned = float(np.median(np.abs(np.tan(yaw))))
    return float(down - LOOKING_DOWN * turned * across)


def _side_on(motion: Motion, frames: NDArray[np.int64]) -> bool:
    yaw = np.radians(motion.baseline.yaw_deg[frames])
    return bool(abs(np.median(np.sin(yaw))) > SIDE_ON)


def _flat_shanks(motion: Motion, repetition: Repetition) -> Movement | None:
    frames = repetition.bottom_frames(motion.time_s)
    lean = np.median(motion.geometric["shank_lean"].values[frames])
    return Movement.KNEELING if lean > FLAT_SHANKS_DEG else None


def _kneeling(motion: Motion, frames: NDArray[np.int64]) -> float:
    """How much lower one knee is over its foot than the other, in shank lengths."""
    y = motion.track.image[frames][:, :, 1]
    height = (y[:, list(ANKLES)] - y[:, list(KNEES)]) / motion.baseline.shank[frames]
    return float(abs(np.median(height[:, 0] - height[:, 1])))


def _striding(motion: Motion, frames: NDArray[np.int64]) -> float:
    """How far one foot is ahead of the other, as the network has it in depth, in leg lengths."""
    world, yaw = motion.track.world[frames], np.radians(motion.baseline.yaw_deg[frames])
    apart = world[:, ANKLES[0]] - world[:, ANKLES[1]]
    hip, knee, ankle = (world[:, list(pair)].mean(axis=1) for pair in (HIPS, KNEES, ANKLES))
    leg = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
    return float(abs(np.median((apart[:, 0] * np.sin(yaw) + apart[:, 2] * np.cos(yaw)) / leg)))


def _straight_leg(motion: Motion, repetition: Repetition) -> Movement | None:
    frames = repetition.bottom_frames(motion.time_s)
    xy = motion.track.image[frames][:, :, :2]
    seen = np.linalg.norm(xy[:, list(HIPS)] - xy[:, list(ANKLES)], axis=2)
    # of a leg that something hides neither its own length nor that of both is right
    own = (motion.baseline.thigh + motion.baseline.shank)[frames]
    standing = np.maximum(own, motion.baseline.leg[frames, None])
    extension = np.median(seen / standing, axis=0)
    straightness = np.median(leg_straightness(motion.track.world[frames]), axis=0)
    trunk = np.median(motion.geometric["trunk_lean"].values[frames])
    aside = _side_on(motion, frames)
    # a straight leg that leans back looks shorter from the front, and from the side does not
    near = (extension > BENT_LEG_SEEN) | (trunk > BENDING_TRUNK_DEG and not aside)
    straight = (extension > STRAIGHT_LEG_SEEN) | ((straightness > STRAIGHT_LEG) & near)
    if straight.all() or (straight.any() and extension.min() > BENT_LEG_SEEN):
        return Movement.STRAIGHT_LEGS
    if aside:
        straight = straightness > STRAIGHT_LEG
        # both straight, and one looks bent: the network is wrong about that one at least
        if straight.all():
            return None
    # a leg that only the third dimension has straight, beside one half straight, is misjudged
    believed = extension.max() > STRAIGHT_LEG_SEEN or straightness.min() < BENT_LEG
    if straight.any() and believed:
        return Movement.SIDE_LUNGE
    return None


def _stepping(motion: Motion, repetition: Repetition) -> Movement | None:
    ankles = motion.track.image[:, list(ANKLES), :2]
    stance = (ankles[:, 0] - ankles[:, 1]) / motion.baseline.leg[:, None]
    frames = _off_top(motion, repetition)
    edge = max(1, len(frames) // 20)
    start, end = (np.median(stance[part], axis=0) for part in (frames[:edge], frames[-edge:]))
    # the bottom itself is not asked: there the far foot is easily mistaken
    if np.linalg.norm(end - start) > STEP_SHARE or _arms_swing(motion, repetition):
        return Movement.STEPS
    return None


def _feet_rise(motion: Motion, repetition: Repetition) -> Movement | None:
    ankles = motion.track.image[:, list(ANKLES), 1] / motion.baseline.leg[:, None]
    height = motion["hip_height"].values
    off = _off_top(motion, repetition)
    bottom = repetition.bottom_frames(motion.time_s)
    edge = max(1, len(off) // 20)
    for top in (off[:edge], off[-edge:]):
        way = np.median(height[top]) - np.median(height[bottom])
        # of a foot that something hides the network knows little
        feet = np.abs(np.median(ankles[top], axis=0) - np.median(ankles[bottom], axis=0)).min()
        if way > LEAST_WAY and feet > FEET_SHARE * way:
            return Movement.STEPS
    return None


def _arms_swing(motion: Motion, repetition: Repetition) -> bool:
    frames = repetition.frames(motion.time_s)
    y = motion.track.image[frames][:, :, 1]
    up = (y[:, list(SHOULDERS)] - y[:, list(WRISTS)]).mean(axis=1) / motion.baseline.trunk[frames]
    # hands that a plate hides jump about
    seen = np.median(motion.track.visibility[frames][:, list(WRISTS)].max(axis=1)) > HAND_SEEN
    return bool(seen and np.nanmin(up) < ARMS_DOWN and np.nanmax(up) > ARMS_UP)


def _hip_hinge(motion: Motion, repetition: Repetition) -> Movement | None:
    frames = repetition.frames(motion.time_s)
    bottom = repetition.bottom_frames(motion.time_s)
    y = motion.track.image[:, :, 1]
    ankle = y[:, list(ANKLES)].mean(axis=1)
    drops = []
    for pair in (HIPS, SHOULDERS):
        over = (ankle - y[:, list(pair)].mean(axis=1)) / motion.baseline.leg
        drops.append(np.nanmax(over[frames]) - np.median(over[bottom]))
    thigh = np.median(motion.geometric["thigh_angle"].values[bottom])
    trunk = np.median(motion.geometric["trunk_lean"].values[bottom])
    hinged = trunk > HINGE_TRUNK_DEG and thigh > HINGE_THIGH_DEG
    if hinged or drops[0] < HINGE_SHARE * drops[1]:
        return Movement.HIP_HINGE
    knees, wrists = (y[bottom][:, list(pair)].mean(axis=1) for pair in (KNEES, WRISTS))
    reaching = np.median((wrists - knees) / motion.baseline.leg[bottom])
    hanging = any(reaching > under and thigh > least for under, least in HANGING_DEG)
    return Movement.HIP_HINGE if hanging and trunk > HANGING_TRUNK_DEG else None


def _seated(motion: Motion, repetition: Repetition) -> Movement | None:
    low = _low_frames(motion, repetition, LOW_SHARE)
    mass_ahead = motion["mass_ahead"].values[low]
    behind = np.percentile(mass_ahead, 10)
    if _side_on(motion, low):
        # who sits does so for most of the time, however far they lean back at once
        stays = np.median(mass_ahead) < SEATED_BEHIND
        return Movement.SEAT if stays and behind < SEATED_BEHIND_ASIDE else None
    opened = np.median(thighs_apart(motion.track, motion.baseline)[low])
    shank = np.percentile(motion.geometric["shank_lean"].values[low], 10)
    rests = np.ptp(motion.time_s[low]) > RESTING_S
    upright = rests and behind < SEATED_BEHIND and shank < SEATED_SHANK_DEG
    far = behind < (SEATED_FAR_BEHIND if rests else TOUCHED_BEHIND)
    trunk = motion.geometric["trunk_lean"].values[_low_frames(motion, repetition, RESTING_SHARE)]
    # hips that come up first swing the trunk too, over the feet
    swings = behind < SEATED_BEHIND and np.ptp(trunk) > SWINGING_TRUNK_DEG
    if (opened < OPENED_SHARE and (upright or far)) or swings:
        return Movement.SEAT
    return None


def _toppled(motion: Motion, repetition: Repetition) -> Movement | None:
    frames = repetition.bottom_frames(motion.time_s)
    if np.median(motion["mass_ahead"].values[frames]) > TOPPLED_AHEAD:
        return Movement.BENT_OVER
    return None


def _off_top(motion: Motion, repetition: Repetition) -> NDArray[np.int64]:
    """Frames in which the hips have left the top: before and after, the feet may well move."""
    frames = repetition.frames(motion.time_s)
    frames = frames[np.isfinite(motion["hip_height"].values[frames])]
    height = motion["hip_height"].values[frames]
    at_top = np.flatnonzero(height > height.max() - OFF_TOP_SHARE * np.ptp(height))
    lowest = np.argmin(height)
    first = at_top[at_top < lowest].max(initial=-1) + 1
    last = at_top[at_top > lowest].min(initial=len(frames))
    off: NDArray[np.int64] = frames[first:last]
    return off


def _low_frames(motion: Motion, repetition: Repetition, share: float) -> NDArray[np.int64]:
    """Frames in which the hips are within `share` of standing height of their lowest."""
    frames = repetition.frames(motion.time_s)
    height = motion["hip_height"].values[frames]
    low: NDArray[np.int64] = frames[height <= np.nanmin(height) + share]
    return low


RULES: tuple[Rule, ...] = (
    *(_one_leg, _straight_leg, _hip_hinge, _flat_shanks),
    *(_seated, _stepping, _feet_rise, _toppled),
)

ALLOWED: dict[Allowance, tuple[Rule, ...]] = {
    # where the body is over the feet cannot be told of feet that do not carry alike
    "one_leg": (_one_leg, _straight_leg, _flat_shanks, _seated, _feet_rise, _toppled),
    "seat": (_seated,),
}
"""Rules that do not hold where the exercise is meant to be so."""
