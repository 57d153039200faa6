from dataclasses import replace

import numpy as np
import pytest

from skeleton import Camera, Rep, squatting, times
from squatform.form.readings import read_repetition
from squatform.motion.measure import Measure
from squatform.motion.measures import measure_motion
from squatform.reps.segmentation import find_repetitions
from squatform.results import Unavailable


@pytest.fixture(scope="module")
def motion():
    return measure_motion(Camera(0).film(squatting(times(4), [Rep()])), corrected=False)


def readings_of(motion, **measures):
    ((repetition,), _) = find_repetitions(motion)
    return read_repetition(replace(motion, measures=motion.measures | measures), repetition)


def test_an_angle_too_unsure_to_tell_anything_is_not_given(motion):
    known = motion["thigh_angle"]
    doubtful = Measure(known.name, known.unit, known.values, np.full(len(known.values), 12.0))
    reading = readings_of(motion, thigh_angle=doubtful)["thigh_angle"]
    assert isinstance(reading, Unavailable)
    assert "12°" in reading.unavailable


def test_the_bend_of_the_ankle_needs_a_view_from_the_side(motion):
    reading = readings_of(motion)["ankle_dorsiflexion"]
    assert isinstance(reading, Unavailable)
    assert "from the side" in reading.unavailable
