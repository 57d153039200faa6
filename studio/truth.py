"""What is true in a frame, measured on the joints of the posed skeleton.

The definitions are in the README of the studio. Angles are in degrees; flexion is 0 when straight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from studio.body import LANDMARKS, OUTWARD, SIDES, SUFFIX
from studio.linalg import Array, angle_between, rotation_x, rotation_y
from studio.pose import Pose
from studio.skeleton import Posed
from studio.solver import load_centre

UP = np.array([0.0, 1.0, 0.0])

UNITS = {
    "time_s": "seconds after the first frame",
    "knee_flexion": "deg, 0 straight",
    "thigh_angle": "deg, hip above knee positive, 0 parallel to the floor",
    "hip_flexion": "deg, 180 minus the angle shoulder-hip-knee",
    "shank_lean": "deg from vertical, knee ahead of ankle positive",
    "ankle_dorsiflexion": "deg, 90 minus the angle between shank and sole",
    "foot_pitch": "deg, heel above toes positive",
    "toe_out": "deg, outward heading of the foot",
    "heel_clearance": "cm, rise of the heel above its height when standing",
    "knee_inward": "cm, knee inside the vertical plane through ankle and toes positive",
    "trunk_lean": "deg from vertical, hip centre to shoulder centre, forward positive",
    "lumbar_flexion": "deg added to the standing curve",
    "thoracic_flexion": "deg added to the standing curve",
    "pelvis_tilt": "deg, anterior positive, 0 in the rest pose",
    "pelvis_drop": "deg, left hip above right positive",
    "hip_shift": "cm, hip centre left of the ankles' midpoint positive",
    "hip_height": "cm, hip centre above the floor",
    "knee_separation": "ratio, distance between the knees over distance between the ankles,"
    " sideways",
    "load_forward": "cm, centre of the load ahead of the ankles' midpoint; only with a load",
    "load_height": "cm, centre of the load above the floor; only with a load",
    "landmarks_px": "pixels from the top left corner of the upright picture",
}


@dataclass(frozen=True)
class Standing:
    """Heights of the heels when standing, in metres, by side."""

    heel: dict[str, float]


def standing(posed: Posed) -> Standing:
    """Take the zero of the heels from a standing pose."""
    points = named_landmarks(posed)
    return Standing({side: float(points[f"{side}_heel"][1]) for side in SIDES})


def named_landmarks(posed: Posed) -> dict[str, Array]:
    """Landmark points by name, metres."""
    return dict(zip(LANDMARKS, posed.landmarks(LANDMARKS), strict=True))


def measure(posed: Posed, pose: Pose, zero: Standing) -> dict[str, float]:
    """All true values of one frame, by column name."""
    points = named_landmarks(posed)
    values: dict[str, float] = {}
    for side, foot in zip(SIDES, pose.feet, strict=True):
        heading = rotation_y(OUTWARD[side] * foot.toe_out_deg) @ np.array([0.0, 0.0, 1.0])
        leg = _leg(points, side, heading, foot.pitch_deg)
        leg["toe_out"] = foot.toe_out_deg
        leg["foot_pitch"] = foot.pitch_deg
        leg["heel_clearance"] = 100 * (float(points[f"{side}_heel"][1]) - zero.heel[side])
        values |= {f"{name}_{side}": value for name, value in leg.items()}
    hips = (points["left_hip"] + points["right_hip"]) / 2
    shoulders = (points["left_shoulder"] + points["right_shoulder"]) / 2
    ankles = (points["left_ankle"] + points["right_ankle"]) / 2
    trunk = shoulders - hips
    across = points["left_hip"] - points["right_hip"]
    values |= {
        "trunk_lean": _inclination(trunk, np.array([0.0, 0.0, 1.0])),
        "lumbar_flexion": pose.lumbar_flexion_deg,
        "thoracic_flexion": pose.thoracic_flexion_deg,
        "pelvis_tilt": posed.pelvis_tilt_deg,
        "pelvis_drop": math.degrees(math.asin(float(across[1] / np.linalg.norm(across)))),
        "hip_shift": 100 * float(hips[0] - ankles[0]),
        "hip_height": 100 * float(hips[1]),
        "knee_separation": float(
            (points["left_knee"] - points["right_knee"])[0]
            / (points["left_ankle"] - points["right_ankle"])[0]
        ),
    }
    if (load := load_centre(posed, pose)) is not None:
        values["load_forward"] = 100 * float(load[0][2] - ankles[2])
        values["load_height"] = 100 * float(load[0][1])
    return values


def _leg(points: dict[str, Array], side: str, heading: Array, pitch_deg: float) -> dict[str, float]:
    hip, knee, ankle = (points[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
    outward = np.cross(UP, heading) * OUTWARD[side]
    turn = math.degrees(math.atan2(heading[0], heading[2]))
    sole = rotation_y(turn) @ rotation_x(pitch_deg) @ np.array([0.0, 0.0, 1.0])
    return {
        "knee_flexion": angle_between(knee - hip, ankle - knee),
        "thigh_angle": 90 - angle_between(hip - knee, UP),
        "hip_flexion": 180 - angle_between(points[f"{side}_shoulder"] - hip, knee - hip),
        "shank_lean": _inclination(knee - ankle, heading),
        "ankle_dorsiflexion": 90 - angle_between(knee - ankle, sole),
        "knee_inward": -100 * float((knee - ankle) @ outward),
    }


def _inclination(segment: Array, forward: Array) -> float:
    """Angle from the vertical, negative if the segment leans against `forward`."""
    return math.copysign(angle_between(segment, UP), float(segment @ forward))


def segment_lengths(posed: Posed) -> dict[str, float]:
    """Measure segment lengths in metres, left side."""
    joint = {
        part: posed.joint(bone + SUFFIX["left"])
        for part, bone in (
            ("hip", "upperleg01"),
            ("knee", "lowerleg01"),
            ("ankle", "foot"),
            ("shoulder", "upperarm01"),
            ("elbow", "lowerarm01"),
            ("wrist", "wrist"),
        )
    }
    right_hip, right_shoulder = posed.joint("upperleg01.R"), posed.joint("upperarm01.R")

    def length(a: Array, b: Array) -> float:
        return round(float(np.linalg.norm(a - b)), 4)

    return {
        "thigh_m": length(joint["hip"], joint["knee"]),
        "shank_m": length(joint["knee"], joint["ankle"]),
        "trunk_m": length((joint["hip"] + right_hip) / 2, (joint["shoulder"] + right_shoulder) / 2),
        "upper_arm_m": length(joint["shoulder"], joint["elbow"]),
        "forearm_m": length(joint["elbow"], joint["wrist"]),
        "hip_width_m": length(joint["hip"], right_hip),
        "shoulder_width_m": length(joint["shoulder"], right_shoulder),
    }
