import pytest
from pydantic import ValidationError

from form.findings import profile
from skeleton import Camera, Rep, squatting, times
from squatform.errors import UsageError
from squatform.exercises import DEFAULT_EXERCISE, exercise_names, load_profile
from squatform.form.judge import CHECKS
from squatform.form.profile import Profile
from squatform.form.readings import read_repetition
from squatform.motion.measures import measure_motion
from squatform.reps.segmentation import find_repetitions
from squatform.results import Reading


def test_the_default_exercise_is_there():
    assert DEFAULT_EXERCISE in exercise_names()
    assert load_profile().name == DEFAULT_EXERCISE


def known_from(yaw):
    motion = measure_motion(Camera(yaw).film(squatting(times(5), [Rep()])))
    ((repetition,), _) = find_repetitions(motion)
    measures = read_repetition(motion, repetition)
    return {name: found for name, found in measures.items() if isinstance(found, Reading)}


@pytest.mark.parametrize("exercise", exercise_names())
def test_every_exercise_names_only_checks_and_measures_there_are(exercise):
    units = {name: reading.unit for yaw in (0, 90) for name, reading in known_from(yaw).items()}
    loaded = load_profile(exercise)
    assert loaded.name == exercise
    assert loaded.title
    assert loaded.praise
    assert loaded.checks
    for name, check in loaded.checks.items():
        assert name in CHECKS
        assert check.cue
        for limit in check.limits:
            assert limit.unit == units[limit.measure]
            assert limit.source.strip()


@pytest.mark.parametrize("name", ["deadlift", "", "Air_Squat", "../air_squat", "air_squat.toml"])
def test_an_unknown_exercise_is_answered_with_those_there_are(name):
    with pytest.raises(UsageError, match="no exercise") as caught:
        load_profile(name)
    for known in exercise_names():
        assert known in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"checks": {"depth": {"priority": 500, "cue": "x", "limits": []}}},
        {"colour": "red"},
        {"title": None},
    ],
)
def test_a_profile_with_a_mistake_is_refused(change):
    with pytest.raises(ValidationError):
        Profile.model_validate({**profile(depth=1).model_dump(), **change})
