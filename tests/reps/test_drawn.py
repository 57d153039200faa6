"""Clips as the studio draws them, on exact landmarks: what squats look like at their oddest."""

import numpy as np
import pytest

from squatform.motion.measures import measure_motion
from squatform.pose.landmarks import HIPS, LANDMARK_COUNT, Landmark
from squatform.pose.pose import PoseTrack
from squatform.reps.segmentation import find_repetitions
from studio.body import LANDMARKS
from studio.camera import CameraOperator
from studio.sampling import Split, draw_clip
from studio.scene import Scene
from studio.truth import named_landmarks

PLACES = [Landmark[name.upper()] for name in LANDMARKS]


def filmed(spec, rate=10):
    """Give the track of a clip as a network without error would see it."""
    scene, operator = Scene(spec), CameraOperator(spec.camera, spec.picture, spec.seed)
    time_s = np.arange(0, scene.motion.duration_s, 1 / rate)
    image, world = np.zeros((2, len(time_s), LANDMARK_COUNT, 3))
    for row, moment_s in enumerate(time_s.tolist()):
        points = np.array(list(named_landmarks(scene.moment(moment_s).posed).values()))
        camera = operator.at(moment_s)
        image[row, PLACES, :2] = camera.project(points)
        world[row, PLACES] = points @ camera.axes.T
    world -= world[:, list(HIPS)].mean(axis=1, keepdims=True)
    return PoseTrack(
        time_s=time_s,
        image=image,
        visibility=np.ones(image.shape[:2]),
        world=world,
        scene=np.zeros(len(time_s), np.int64),
        size=(spec.picture.width, spec.picture.height),
    )


@pytest.mark.parametrize(
    ("number", "count"),
    [(347, 1), (391, 2)],
    ids=["wide stance from the side", "hips that rise first"],
)
def test_odd_squats_count(number, count):
    spec = draw_clip(Split.CALIBRATION, number)
    motion = measure_motion(filmed(spec), corrected=False)
    repetitions, rejected = find_repetitions(motion)
    assert len(repetitions) == count
    assert rejected == []
