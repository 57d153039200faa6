import pytest

from squatform.errors import UsageError
from squatform.exercises import adjusted, exercise_names, known_levels, known_limits, load_profile


def grades(profile, check, measure):
    return next(x.grades for x in profile.checks[check].limits if x.measure == measure)


def test_long_femurs_allow_more_lean_and_say_so():
    before, after = load_profile(), adjusted(load_profile(), limits=["long-femurs"])
    for measure in ("trunk_lean", "trunk_over_shank"):
        wanted = tuple(grade + 5 for grade in grades(before, "trunk_lean", measure))
        assert grades(after, "trunk_lean", measure) == wanted
    assert after.checks["depth"] == before.checks["depth"]
    (sentence,) = after.adjustments
    assert sentence.startswith("Long femurs")
    assert "trunk lean from 45/53/61° instead of 40/48/56°" in sentence


def test_depth_is_limited_never_asked_for_more():
    front = adjusted(load_profile("front_squat"), limits=["depth-to-parallel"])
    assert grades(front, "depth", "thigh_angle")[0] == 5.0
    air = adjusted(load_profile(), limits=["depth-to-parallel"])
    assert grades(air, "depth", "thigh_angle") == grades(load_profile(), "depth", "thigh_angle")
    assert "no limit of this exercise moves" in air.adjustments[0]


def test_the_rule_of_powerlifting_is_the_same_for_everybody():
    for level in [None, *known_levels()]:
        profile = adjusted(load_profile("low_bar"), level=level, depth_rule="ipf")
        assert grades(profile, "depth", "thigh_angle") == (-4.0, 3.0, 16.0)
        assert any("IPF" in sentence for sentence in profile.adjustments)


def test_the_more_practised_the_deeper():
    mild = [
        grades(adjusted(load_profile(), level=level), "depth", "thigh_angle")[0]
        for level in known_levels()
    ]
    assert mild == sorted(mild, reverse=True)


@pytest.mark.parametrize("exercise", exercise_names())
def test_every_adjustment_is_told_in_every_exercise(exercise):
    profile = adjusted(load_profile(exercise), level="beginner", limits=known_limits())
    assert len(profile.adjustments) == 1 + len(known_limits())
    for check in profile.checks.values():
        for limit in check.limits:
            assert list(limit.grades) == sorted(limit.grades, reverse=limit.sign < 0)


@pytest.mark.parametrize("how", [{"level": "expert"}, {"limits": ["long-femur"]}])
def test_an_unknown_one_is_answered_with_those_there_are(how):
    with pytest.raises(UsageError, match=r"Choose from: .*(beginner|long-femurs)"):
        adjusted(load_profile(), **how)


def test_without_a_wish_nothing_is_adjusted():
    assert adjusted(load_profile()) == load_profile()
