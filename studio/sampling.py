"""Draws random clips for two populations that share nobody: one to tune on, one to judge by."""

from __future__ import annotations

import zlib
from enum import Enum
from typing import Any

import numpy as np

from studio.exercises import Exercise
from studio.people import random_person
from studio.spec import ClipSpec


class Split(str, Enum):
    """A population of clips."""

    CALIBRATION = "calibration"
    EVALUATION = "evaluation"


HAND_MADE = 1000
"""Seeds below it are those of clips described by hand, like the samples."""

NEGATIVE_SHARE = 0.12
FAULTY_SHARE = 0.65

# How often each squat is drawn; barbells in a gym, the rest anywhere.
_SQUATS = {
    Exercise.AIR_SQUAT: 0.42,
    Exercise.BACK_SQUAT: 0.16,
    Exercise.GOBLET_SQUAT: 0.12,
    Exercise.FRONT_SQUAT: 0.08,
    Exercise.SUMO_SQUAT: 0.08,
    Exercise.BOX_SQUAT: 0.06,
    Exercise.OVERHEAD_SQUAT: 0.04,
    Exercise.SPLIT_SQUAT: 0.02,
    Exercise.SINGLE_LEG_SQUAT: 0.02,
}
_NEGATIVES = (
    Exercise.LUNGE,
    Exercise.DEADLIFT,
    Exercise.SIT_TO_STAND,
    Exercise.JUMPING_JACK,
)
_BARBELL = (
    Exercise.BACK_SQUAT,
    Exercise.FRONT_SQUAT,
    Exercise.OVERHEAD_SQUAT,
    Exercise.DEADLIFT,
)

# Views by their middle azimuth and how far they spread, both in degrees, with their odds.
_VIEWS = (
    (90, 12, 0.22),
    (-90, 12, 0.22),
    (0, 12, 0.20),
    (45, 18, 0.13),
    (-45, 18, 0.13),
    (135, 18, 0.03),
    (-135, 18, 0.03),
    (180, 12, 0.04),
)

# Largest degree of each fault; a drawn fault is between a tenth and all of it.
_FAULTS: dict[str, float] = {
    "knee_cave": 15,
    "heel_lift_deg": 24,
    "lumbar_flexion_deg": 40,
    "thoracic_flexion_deg": 30,
    "extra_lean_deg": 26,
    "hips_first_deg": 28,
    "hip_shift_m": 0.07,
}


def split_of(seed: int) -> Split | None:
    """Tell which population a seed belongs to; None for clips described by hand."""
    return None if seed < HAND_MADE else list(Split)[seed % len(Split)]


def draw_clip(split: Split, number: int) -> ClipSpec:
    """Clip `number` of a population; the same arguments always give the same clip.

    The split enters the seed sequence and so every choice made from it, bodies included. Seeds of
    the two populations also differ in their lowest bits, so no clip of one is a clip of the other.
    """
    random = np.random.default_rng(
        np.random.SeedSequence(entropy=number, spawn_key=(zlib.crc32(split.value.encode()),))
    )
    parity = list(Split).index(split)
    seed = int(random.integers(2**48)) * len(Split) + parity
    body, clothes = random_person(random)
    exercise = _exercise(random)
    camera = _camera(random)
    content: dict[str, Any] = {
        "seed": seed,
        "title": f"{split.value} {number}",
        "exercise": exercise,
        "body": body,
        "clothes": clothes,
        "camera": camera,
        "picture": _picture(random),
        "place": _place(random, gym=exercise in _BARBELL),
        "form": _form(random, exercise),
        "tempo": {"lead_s": _uniform(random, 0.7, 1.0), "rest_s": _uniform(random, 0.4, 0.6)},
        "repetitions": _repetitions(random, exercise),
    }
    return ClipSpec.model_validate(content)


def _uniform(random: np.random.Generator, low: float, high: float, digits: int = 3) -> float:
    return round(float(random.uniform(low, high)), digits)


def _exercise(random: np.random.Generator) -> Exercise:
    if random.random() < NEGATIVE_SHARE:
        return _NEGATIVES[int(random.integers(len(_NEGATIVES)))]
    odds = np.array(list(_SQUATS.values()))
    return list(_SQUATS)[int(random.choice(len(odds), p=odds / odds.sum()))]


def _camera(random: np.random.Generator) -> dict[str, float]:
    odds = np.array([view[2] for view in _VIEWS])
    middle, spread, _ = _VIEWS[int(random.choice(len(_VIEWS), p=odds / odds.sum()))]
    azimuth = middle + _uniform(random, -spread, spread, 1)
    distance = _uniform(random, 2.8, 4.6, 2)
    # The field of view keeps the lifter whole: about 2.5 m of height at the lifter, and the bar.
    view = 2 * np.degrees(np.arctan(_uniform(random, 2.35, 3.0) / 2 / distance))
    return {
        "azimuth_deg": round((azimuth + 180) % 360 - 180, 1),
        "height_m": _uniform(random, 0.4, 1.5, 2),
        "distance_m": distance,
        "field_of_view_deg": round(float(np.clip(view, 20, 80)), 1),
        "aim_height_m": _uniform(random, 0.92, 1.08, 2),
        "aim_side_m": _uniform(random, -0.25, 0.25, 2),
        "roll_deg": round(float(np.clip(random.normal(0, 1), -3, 3)), 1),
        "drift": float(random.choice([0.0, 0.0, 0.5, 1.0])),
    }


def _picture(random: np.random.Generator) -> dict[str, Any]:
    return {
        "width": 640,
        "height": 360,
        "frame_rate": 30,
        "variable_frame_rate": bool(random.random() < 0.15),
        "noise": _uniform(random, 0.5, 4.0, 1),
        "quality": int(random.integers(22, 31)),
    }


def _place(random: np.random.Generator, *, gym: bool) -> dict[str, Any]:
    gym = gym or random.random() < 0.25
    return {
        "kind": "gym" if gym else "room",
        "floor": "rubber" if gym or random.random() < 0.2 else "wood",
        "light": str(random.choice(["daylight", "lamp", "overcast", "dusk"])),
        "brightness": _uniform(random, 0.45, 1.25, 2),
        "bystander": bool(random.random() < 0.06),
        "spotter": bool(gym and random.random() < 0.06),
    }


def _form(random: np.random.Generator, exercise: Exercise) -> dict[str, Any]:
    form: dict[str, Any] = {
        "knee_tracking_deg": round(float(np.clip(random.normal(-1, 2), -5, 4)), 1),
        "balance_m": _uniform(random, -0.025, 0.008),
        "sway": _uniform(random, 0.5, 1.5, 2),
        "working_side": str(random.choice(["left", "right"])),
    }
    if exercise in (Exercise.AIR_SQUAT, Exercise.BACK_SQUAT, Exercise.GOBLET_SQUAT):
        form["toe_out_deg"] = _uniform(random, 4, 32, 1)
        form["stance"] = _uniform(random, 0.14, 0.25)
    if exercise is Exercise.AIR_SQUAT:
        form["arms"] = str(random.choice(["reach", "crossed", "clasped"], p=[0.6, 0.2, 0.2]))
    if exercise is Exercise.BACK_SQUAT:
        form["low_bar"] = bool(random.random() < 0.3)
    if exercise in _BARBELL:
        form["plate_radius_m"] = float(random.choice([0.0, 0.11, 0.16, 0.225]))
    return form


def _repetitions(random: np.random.Generator, exercise: Exercise) -> list[dict[str, Any]]:
    count = int(random.integers(1, 3))
    if not exercise.is_squat:
        return [{} for _ in range(4 if exercise is Exercise.JUMPING_JACK else count)]
    if exercise in (Exercise.SPLIT_SQUAT, Exercise.SINGLE_LEG_SQUAT):
        return [{} for _ in range(count)]
    return [_repetition(random, exercise) for _ in range(count)]


def _repetition(random: np.random.Generator, exercise: Exercise) -> dict[str, Any]:
    repetition: dict[str, Any] = {}
    if exercise is not Exercise.BOX_SQUAT:
        shallow = random.random() < 0.3
        low, high = (72, 106) if shallow else (108, 132)
        if exercise is Exercise.SUMO_SQUAT:
            low, high = (60, 88) if shallow else (92, 112)
        knee = _uniform(random, low, high, 1)
        repetition["knee_flexion_deg"] = knee
        if shallow:
            repetition["trunk_lean_deg"] = round(0.30 * knee + float(random.uniform(-4, 4)), 1)
    repetition["down_s"] = _uniform(random, 0.9, 1.5, 2)
    repetition["up_s"] = _uniform(random, 0.8, 1.2, 2)
    repetition["hold_s"] = _uniform(random, 0.1, 0.3, 2)
    if random.random() < 0.06:
        repetition["down_s"] = _uniform(random, 0.45, 0.75, 2)
    repetition["faults"] = _faults(random) if random.random() < FAULTY_SHARE else {}
    return repetition


def _faults(random: np.random.Generator) -> dict[str, float]:
    count = 1 if random.random() < 0.75 else 2
    chosen = random.choice(list(_FAULTS), size=count, replace=False)
    faults: dict[str, float] = {}
    for name in (str(x) for x in chosen):
        degree = _FAULTS[name] * float(random.uniform(0.1, 1.0))
        if name == "knee_cave":
            sides = [("left", "right"), ("left", "right"), ("left",), ("right",)]
            for side in sides[int(random.integers(len(sides)))]:
                faults[f"knee_cave_{side}_deg"] = round(degree, 1)
        elif name == "hip_shift_m":
            faults[name] = round(degree * float(random.choice([-1, 1])), 3)
        else:
            faults[name] = round(degree, 1)
    return faults
