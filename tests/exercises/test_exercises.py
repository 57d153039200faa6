import pytest
from pydantic import ValidationError

from form.findings import profile
from skeleton import Camera, Rep, reps, squatting, times
from squatform.errors import UsageError
from squatform.exercises import DEFAULT_EXERCISE, exercise_names, load_profile
from squatform.form.judge import CHECK_NAMES
from squatform.form.profile import Profile
from squatform.form.readings import MEASURES, read_repetition
from squatform.form.set_readings import SET_MEASURES, read_set
from squatform.motion.measures import measure_motion
from squatform.reps.segmentation import find_repetitions
from squatform.results import Reading
from squatform.texts import texts
from tracks import analysed


def test_the_default_exercise_is_there():
    assert DEFAULT_EXERCISE in exercise_names()
    assert load_profile().name == DEFAULT_EXERCISE


@pytest.mark.parametrize("exercise", exercise_names())
def test_every_exercise_names_only_checks_and_measures_there_are(exercise):
    loaded = load_profile(exercise)
    assert loaded.name == exercise
    assert loaded.title
    assert loaded.summary
    assert loaded.praise
    assert loaded.checks
    for name, check in loaded.checks.items():
        assert name in CHECK_NAMES
        assert check.cue
        for limit in check.limits:
            assert limit.unit == {**MEASURES, **SET_MEASURES}[limit.measure]
            assert limit.source.strip()


def test_every_measure_is_known_with_its_unit():
    units = {}
    for yaw in (0, 40, 90):
        motion = measure_motion(Camera(yaw).film(squatting(times(5), [Rep()])))
        ((repetition,), _) = find_repetitions(motion)
        read = read_repetition(motion, repetition)
        assert set(read) == set(MEASURES)
        units |= {name: r.unit for name, r in read.items() if isinstance(r, Reading)}
    assert units == {name: MEASURES[name] for name in units}
    assert len(units) > 0.8 * len(MEASURES)


@pytest.mark.parametrize(("exercise", "bar"), [("air_squat", False), ("low_bar", True)])
def test_a_bar_is_measured_only_where_there_is_one(exercise, bar):
    track = Camera(90).film(squatting(times(5), [Rep()]))
    (repetition,) = analysed(track, exercise).repetitions
    assert ("bar_drift" in repetition.measures) == bar


def test_every_measure_of_a_set_is_known_with_its_unit():
    track = Camera(30).film(squatting(times(17), reps(5)))
    read = read_set(analysed(track).repetitions)
    assert {name: reading.unit for name, reading in read.items()} == SET_MEASURES


@pytest.mark.parametrize("style", ["external", "internal", "plain"])
def test_cues_come_in_the_style_asked_for(style):
    for name in exercise_names():
        for check, judged in load_profile(name, style).checks.items():
            assert judged.cue
            if judged.cue != load_profile(name, "plain").checks[check].cue:
                assert judged.cue == getattr(texts().cues[check], style)


@pytest.mark.parametrize(
    ("looser", "stricter", "check", "measure"),
    [
        ("low_bar", "high_bar", "trunk_lean", "trunk_lean"),
        ("high_bar", "air_squat", "trunk_lean", "trunk_over_shank"),
        ("air_squat", "front_squat", "depth", "thigh_angle"),
        ("air_squat", "goblet", "trunk_lean", "trunk_lean"),
        ("bulgarian", "split_squat", "trunk_lean", "trunk_lean"),
    ],
)
def test_exercises_differ_as_they_are_known_to(looser, stricter, check, measure):
    def mild(exercise):
        limits = load_profile(exercise).checks[check].limits
        return next(limit.mild for limit in limits if limit.measure == measure)

    assert mild(looser) > mild(stricter)


def test_every_check_has_words_and_every_word_a_check():
    assert set(texts().cues) == set(CHECK_NAMES)


def test_an_exercise_says_only_what_differs():
    low, high = load_profile("low_bar"), load_profile("high_bar")
    assert low.checks["depth"] == high.checks["depth"] == load_profile().checks["depth"]
    assert low.not_judged == high.not_judged
    assert "depth" not in load_profile("box_squat").checks
    assert "depth" in load_profile("box_squat").not_judged
    measures = [limit.measure for limit in load_profile("split_squat").checks["depth"].limits]
    assert measures == ["front_thigh_angle"]


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
