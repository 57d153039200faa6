import pytest

from skeleton import Camera, lunging, reps, squatting, times

from .material import filmed


@pytest.fixture(scope="session")
def faulty(tmp_path_factory):
    """Two shallow repetitions from the side, and the clip they are drawn on."""
    figure = squatting(times(8), reps(2, thigh_angle=30.0))
    return filmed(tmp_path_factory.mktemp("faulty") / "clip.mp4", Camera(90), figure)


@pytest.fixture(scope="session")
def no_squat(tmp_path_factory):
    figure = lunging(times(8), reps(2))
    return filmed(tmp_path_factory.mktemp("lunges") / "clip.mp4", Camera(0), figure)
