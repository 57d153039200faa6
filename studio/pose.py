"""What a pose is, in a physiotherapist's terms, before any joint is solved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Arms(str, Enum):
    """What the arms do."""

    REACH = "reach"
    """Straight, raised forward by `ArmPose.raise_deg` from hanging."""
    SIDEWAYS = "sideways"
    """Straight, raised sideways by `ArmPose.raise_deg` from hanging."""
    CROSSED = "crossed"
    CLASPED = "clasped"
    BAR_BACK = "bar_back"
    BAR_FRONT = "bar_front"
    GOBLET = "goblet"
    OVERHEAD = "overhead"
    BAR_HANG = "bar_hang"


@dataclass(frozen=True)
class ArmPose:
    """What the arms do, and how far.

    Attributes
    ----------
    raise_deg : left and right, from hanging; used by REACH and SIDEWAYS.
    grip_m : half the distance between the hands; used by those that hold a bar.
    low_bar : whether a bar on the back lies across the shoulder blades and not on the neck's root.
    """

    style: Arms = Arms.REACH
    raise_deg: tuple[float, float] = (85.0, 85.0)
    grip_m: float = 0.38
    low_bar: bool = False


@dataclass(frozen=True)
class Foot:
    """Where a foot is.

    Attributes
    ----------
    x_m, z_m : the ankle above the floor when the foot is flat; x to the person's left, z forward.
    toe_out_deg : outward heading.
    pitch_deg : heel raised about the ball of the foot.
    lift_m : height of the whole foot above the floor.
    """

    x_m: float
    z_m: float = 0.0
    toe_out_deg: float = 0.0
    pitch_deg: float = 0.0
    lift_m: float = 0.0


@dataclass(frozen=True)
class Pose:
    """A posture on two feet, in the person's own frame. Pairs are (left, right).

    Attributes
    ----------
    knee_flexion_deg : mean over the legs, weighted by `bending`; ignored if `pelvis_height_m` is
        given.
    trunk_lean_deg : hip centre to shoulder centre against the vertical, forward positive.
    lumbar_flexion_deg, thoracic_flexion_deg : rounding added to the resting spine.
    knee_in_deg : turn of each knee inward about the line from hip to ankle, away from the toe line.
    pelvis_drop_deg : left side of the pelvis raised; the trunk stays upright.
    pelvis_turn_deg : pelvis and trunk turned to the left.
    shift_m : pelvis off the midpoint of the bearing feet, to the left.
    support : share of weight on each foot.
    bending : share of each leg in `knee_flexion_deg`.
    least_flexion : `knee_flexion_deg` is the least of either knee, as in walking.
    balance_m : centre of mass ahead of the middle of the bearing feet.
    pelvis_height_m, pelvis_z_m : where given, hold instead of the knee angle and of balance.
    head_pitch_deg : nod relative to the trunk.
    load_fraction : mass of the load the hands hold, in body masses.
    """

    knee_flexion_deg: float
    trunk_lean_deg: float
    feet: tuple[Foot, Foot]
    arms: ArmPose = field(default_factory=ArmPose)
    lumbar_flexion_deg: float = 0.0
    thoracic_flexion_deg: float = 0.0
    knee_in_deg: tuple[float, float] = (0.0, 0.0)
    pelvis_drop_deg: float = 0.0
    pelvis_turn_deg: float = 0.0
    shift_m: float = 0.0
    support: tuple[float, float] = (0.5, 0.5)
    bending: tuple[float, float] = (0.5, 0.5)
    least_flexion: bool = False
    balance_m: float = 0.0
    pelvis_height_m: float | None = None
    pelvis_z_m: float | None = None
    head_pitch_deg: float = 0.0
    load_fraction: float = 0.0
