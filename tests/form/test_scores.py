import pytest

from form.findings import repetition
from squatform.exercises import adjusted, load_profile
from squatform.form.scores import SCORES, scores_of
from squatform.results import Reading, Unavailable
from squatform.texts import texts

SEEN = {
    name: "ok"
    for criteria in SCORES.values()
    for parts in criteria.values()
    for name in parts
    if isinstance(name, str)
}


def rep(index=1, *, thigh=-10.0, trunk=5.0, **statuses):
    result = repetition(index, **{**SEEN, **statuses})
    readings = {"thigh_angle": thigh, "trunk_over_shank": trunk}
    measures = {
        name: Unavailable(unavailable="Hidden.")
        if value is None
        else Reading(value=value, unit="°", sigma=2.0)
        for name, value in readings.items()
    }
    return result.model_copy(update={"measures": measures})


def score(name, *reps, exercise="air_squat", **how):
    return scores_of(reps or [rep()], load_profile(exercise), **how)[name]


def status(name, criterion, *reps):
    return next(c.status for c in score(name, *reps).criteria if c.name == criterion)


def test_ten_criteria_of_which_all_were_met():
    bsa = score("bsa")
    assert (bsa.met, bsa.assessed, len(bsa.criteria)) == (10, 10, 10)
    assert "style" in bsa.title
    assert "Gaze" in bsa.criteria[0].reason


@pytest.mark.parametrize(
    ("name", "criterion", "fault"),
    [
        ("bsa", "frontal_knee", {"knee_cave": "moderate"}),
        ("bsa", "trunk", {"trunk": 25.0}),
        ("bsa", "trunk", {"back_rounding": "severe"}),
        ("bsa", "depth", {"thigh": 12.0}),
        ("bsa", "foot", {"heel_lift": "moderate"}),
        ("bsa", "ascent", {"good_morning": "severe"}),
        ("fms", "femur", {"thigh": 4.0}),
        ("nasm", "lean", {"trunk": 30.0}),
        ("ipf", "depth", {"thigh": 1.0}),
    ],
)
def test_a_fault_in_a_third_of_the_repetitions_fails_its_criterion(name, criterion, fault):
    assert status(name, criterion, rep(1), rep(2), rep(3)) == "met"
    assert status(name, criterion, rep(1, **fault), rep(2), rep(3)) == "not_met"
    assert status(name, criterion, rep(1, **fault), *[rep(k) for k in range(2, 11)]) == "met"


def test_what_was_not_seen_is_never_met():
    for criterion in score(
        "bsa", rep(thigh=None, trunk=None, **dict.fromkeys(SEEN, "not_assessed"))
    ).criteria:
        assert criterion.status == "not_assessed"
        assert criterion.reason
    assert status("bsa", "trunk", rep(back_rounding="not_assessed")) == "not_assessed"
    assert status("bsa", "trunk", rep(trunk=30.0, back_rounding="not_assessed")) == "not_met"
    assert status("nasm", "feet_flatten", rep()) == "not_assessed"


def test_a_mild_or_doubtful_fault_fails_nothing():
    assert status("bsa", "frontal_knee", rep(knee_cave="mild")) == "met"
    assert status("bsa", "depth", rep(thigh=6.5)) == "met"


@pytest.mark.parametrize(
    ("how", "points"),
    [({}, 3), ({"pain": "mild"}, 0), ({"pain": "none"}, 3)],
)
def test_fms_gives_points_only_where_they_are_sure(how, points):
    assert score("fms", **how).points == points
    if not how:
        assert score("fms", rep(thigh=20.0)).points is None
        assert score("fms", rep(knee_cave="not_assessed")).points is None
        raised = adjusted(load_profile("overhead"), limits=["heels-raised"])
        assert scores_of([rep()], raised)["fms"].points == 2


def test_there_is_no_score_with_sharp_pain_on_one_leg_or_without_a_repetition():
    assert scores_of([rep()], load_profile(), "sharp") == {}
    assert scores_of([rep()], load_profile("pistol")) == {}
    assert scores_of([], load_profile()) == {}


def test_every_criterion_has_words():
    for name, criteria in SCORES.items():
        assert set(texts().scores[name].criteria) == set(criteria)
