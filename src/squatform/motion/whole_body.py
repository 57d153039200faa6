"""Every measure beside the angles of legs and trunk."""

from __future__ import annotations

from collections.abc import Mapping

from squatform.motion.arms import arms_forward
from squatform.motion.bar import bar_measures
from squatform.motion.baseline import Baseline
from squatform.motion.camera import Camera
from squatform.motion.feet import read_feet
from squatform.motion.frontal import knee_measures
from squatform.motion.measure import Measure
from squatform.motion.posture import posture_measures
from squatform.motion.stance import stance_measures
from squatform.pose.pose import PoseTrack


def whole_body_measures(
    track: PoseTrack, baseline: Baseline, camera: Camera, known: Mapping[str, Measure]
) -> dict[str, Measure]:
    """Measure knees, stance, posture, arms and bar.

    Parameters
    ----------
    track : PoseTrack
        Smoothed.
    known : Mapping[str, Measure]
        `shank_lean`, `thigh_angle`, `trunk_lean` and `hip_height`.
    """
    feet = read_feet(track, baseline)
    measures = [
        *knee_measures(track, baseline, camera, feet, known),
        *stance_measures(track, baseline, feet),
        *posture_measures(track, baseline, feet, known),
        arms_forward(track, baseline, feet, known),
        *bar_measures(track, baseline, feet, known),
    ]
    return {measure.name: measure for measure in measures}
