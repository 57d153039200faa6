import pytest

from form.findings import finding, profile, repetition
from squatform.form.cues import set_advice, set_focus, with_cues
from squatform.form.judge import judge_set
from squatform.texts import texts

PROFILE = profile(back=10, trunk=45, depth=60)
CLEAN = {"back": "ok", "trunk": "ok", "depth": "ok"}
PRAISE = texts().praise


def told(*sets, pain=None):
    reps = [repetition(k, **{**CLEAN, **statuses}) for k, statuses in enumerate(sets, start=1)]
    return [(rep.focus, rep.cue) for rep in with_cues(reps, PROFILE, pain)]


def focuses(*sets, **how):
    return [focus for focus, _ in told(*sets, **how)]


@pytest.mark.parametrize(
    ("sets", "wanted"),
    [
        ([{"trunk": "moderate", "depth": "severe"}], ["trunk"]),
        ([{"back": "mild", "depth": "moderate"}], ["depth"]),
        ([{"depth": "mild"}], [None]),
        ([{"depth": "mild"}] * 3, [None, "depth", "depth"]),
        ([{"depth": "mild"}, {}, {"depth": "mild"}], [None, None, None]),
        ([{"depth": "severe"}, {"depth": "mild"}], ["depth", "depth"]),
        ([{"back": "mild", "depth": "mild"}] * 2, [None, "back"]),
        ([{"depth": "borderline"}] * 2, [None, None]),
    ],
    ids=[
        "priority",
        "moderate before mild",
        "once mild is only told",
        "mild that stays is cued",
        "mild that goes is not",
        "fading",
        "both mild: priority",
        "borderline is no fault",
    ],
)
def test_each_repetition_gets_one_cue_at_most(sets, wanted):
    assert focuses(*sets) == wanted


def test_the_cue_is_the_words_of_its_check():
    ((_, cue),) = told({"trunk": "severe"})
    assert cue == "Mend trunk."


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ({}, PRAISE.repetition),
        ({"back": "not_assessed"}, PRAISE.partly),
        (dict.fromkeys(CLEAN, "not_assessed"), None),
        ({"back": "borderline"}, None),
        ({"back": "mild"}, None),
    ],
)
def test_praise_is_for_what_was_seen_to_be_clean(statuses, wanted):
    assert told(statuses) == [(None, wanted)]


def test_an_incomplete_repetition_is_not_praised():
    (told_of,) = with_cues([repetition(1, complete=False, **CLEAN)], PROFILE)
    assert told_of.cue is None


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ({}, "Well done."),
        ({"back": "not_assessed"}, PRAISE.partly),
        ({"back": "borderline"}, PRAISE.close),
        (dict.fromkeys(CLEAN, "not_assessed"), None),
    ],
)
def test_a_set_is_called_clean_only_where_it_was_seen(statuses, wanted):
    reps = [repetition(k, **{**CLEAN, **statuses}) for k in (1, 2)]
    assert judge_set(reps, PROFILE).cue == wanted


def test_with_an_ache_nobody_is_asked_to_go_deeper():
    sets = [{"depth": "severe", "trunk": "moderate"}] * 2
    assert focuses(*sets, pain="mild") == ["trunk", "trunk"]
    assert focuses({"depth": "severe"}, pain="mild") == [None]
    reps = [repetition(k, **{**CLEAN, "depth": "severe"}) for k in (1, 2)]
    assert set_focus(reps, [], PROFILE, "mild") is None
    assert judge_set(reps, PROFILE, "mild").cue is None


@pytest.mark.parametrize(
    ("severe", "pain", "stops"),
    [
        ([1, 1, 0], None, True),
        ([1, 0, 1], None, True),
        ([1, 0, 0, 1], None, False),
        ([1], None, False),
        ([0, 1, 0], "mild", True),
        ([0, 0, 0], "mild", False),
    ],
)
def test_a_severe_fault_that_comes_back_ends_the_set(severe, pain, stops):
    reps = [
        repetition(k, **{**CLEAN, "back": "severe" if bad else "ok"})
        for k, bad in enumerate(severe, start=1)
    ]
    assert (set_advice(reps, [], pain) == texts().pain.stop) == stops


def test_a_set_that_gets_slow_is_told_so():
    tired = profile(back=10, fatigue=55)
    reps = [repetition(k, back="ok") for k in (1, 2, 3)]
    assert set_focus(reps, [finding("fatigue", "moderate")], tired) == "fatigue"
    assert set_advice(reps, [finding("fatigue", "severe")]) == texts().pain.stop
    assert set_focus(reps, [finding("fatigue", "borderline")], tired) is None
