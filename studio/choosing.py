"""Chooses drawn clips that show a fault from a view: at random some are seen once in a hundred."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import count

from studio.exercises import Exercise
from studio.sampling import Split, draw_clip
from studio.spec import ClipSpec, FaultsSpec


class View(str, Enum):
    """From where the camera looks."""

    FRONT = "front"
    OBLIQUE = "oblique"
    SIDE = "side"
    BACK = "back"


class Fault(str, Enum):
    """What can be injected into a repetition."""

    KNEE_CAVE = "knee_cave"
    HEEL_LIFT = "heel_lift"
    LUMBAR_FLEXION = "lumbar_flexion"
    THORACIC_FLEXION = "thoracic_flexion"
    EXTRA_LEAN = "extra_lean"
    HIPS_FIRST = "hips_first"
    HIP_SHIFT = "hip_shift"


# Turn from the camera, degrees, well inside what each view is called by.
_TURNS = {
    View.FRONT: (0.0, 20.0),
    View.OBLIQUE: (30.0, 60.0),
    View.SIDE: (75.0, 105.0),
    View.BACK: (160.0, 180.0),
}

# Fields of a fault, and the degree from which anybody would call it one.
_PLAIN = {
    Fault.KNEE_CAVE: (("knee_cave_left_deg", "knee_cave_right_deg"), 8.0),
    Fault.HEEL_LIFT: (("heel_lift_deg",), 10.0),
    Fault.LUMBAR_FLEXION: (("lumbar_flexion_deg",), 25.0),
    Fault.THORACIC_FLEXION: (("thoracic_flexion_deg",), 25.0),
    Fault.EXTRA_LEAN: (("extra_lean_deg",), 15.0),
    Fault.HIPS_FIRST: (("hips_first_deg",), 12.0),
    Fault.HIP_SHIFT: (("hip_shift_m",), 0.03),
}


def drawn_clips(
    split: Split,
    first: int = 0,
    *,
    fault: Fault | None = None,
    view: View | None = None,
    exercise: Exercise | None = None,
) -> Iterator[tuple[int, ClipSpec]]:
    """Draw clips from number `first` on, without end: those with what is asked for.

    Yields
    ------
    tuple[int, ClipSpec]
        Number of the clip, and the clip. A clip shows a fault if one repetition has it plainly.
    """
    for number in count(first):
        spec = draw_clip(split, number)
        if (
            (exercise is None or spec.exercise is exercise)
            and (view is None or _seen_from(spec, view))
            and (fault is None or any(_shows(r.faults, fault) for r in spec.repetitions))
        ):
            yield number, spec


def _seen_from(spec: ClipSpec, view: View) -> bool:
    least, most = _TURNS[view]
    return least <= abs(spec.camera.azimuth_deg) <= most


def _shows(faults: FaultsSpec, fault: Fault) -> bool:
    names, plain = _PLAIN[fault]
    return any(abs(getattr(faults, name)) >= plain for name in names)
