import pytest

from form.findings import profile, repetition
from squatform.form.judge import judge_set

PROFILE = profile(heels=10, trunk=45, depth=60)
CLEAN = {"heels": "ok", "trunk": "ok", "depth": "ok"}


def focus(*sets):
    reps = [repetition(k, **{**CLEAN, **statuses}) for k, statuses in enumerate(sets, start=1)]
    return judge_set(reps, PROFILE).focus


@pytest.mark.parametrize(
    ("sets", "wanted"),
    [
        ([{"trunk": "mild", "depth": "mild"}] * 3, "trunk"),
        ([{"heels": "mild", "trunk": "mild", "depth": "mild"}] * 3, "heels"),
        ([{"heels": "mild", "depth": "moderate"}] * 3, "depth"),
        ([{"heels": "mild", "trunk": "severe", "depth": "moderate"}] * 3, "trunk"),
        ([{"depth": "mild"}], "depth"),
        ([{"depth": "mild"}, {}], "depth"),
        ([{"depth": "mild"}, {"depth": "mild"}, *[{}] * 18], "depth"),
        ([{"heels": "severe"}, *[{"depth": "mild"}] * 9], "depth"),
        ([{"heels": "borderline"}] * 5, None),
        ([{"heels": "not_assessed", "trunk": "not_assessed"}] * 5, None),
        ([{}] * 5, None),
        ([{"heels": "mild"}, *[{}] * 9], None),
    ],
    ids=[
        "priority",
        "higher priority",
        "moderate before mild",
        "both grave: priority",
        "one repetition",
        "one of two",
        "twice in twenty",
        "once is not repeated",
        "borderline is no fault",
        "unseen is no fault",
        "clean",
        "once in ten",
    ],
)
def test_the_one_thing_to_change(sets, wanted):
    assert focus(*sets) == wanted


def test_the_cue_is_that_of_the_focus():
    summary = judge_set([repetition(1, **{**CLEAN, "depth": "severe"})], PROFILE)
    assert (summary.focus, summary.cue) == ("depth", "Mend depth.")


def test_a_clean_set_is_praised():
    summary = judge_set([repetition(1, **CLEAN), repetition(2, **CLEAN)], PROFILE)
    assert (summary.focus, summary.cue) == (None, "Well done.")


@pytest.mark.parametrize("incomplete", [0, 1])
def test_without_a_complete_repetition_there_is_no_cue(incomplete):
    faulty = {**CLEAN, "depth": "severe"}
    reps = [repetition(k + 1, complete=False, **faulty) for k in range(incomplete)]
    summary = judge_set(reps, PROFILE)
    assert (summary.focus, summary.cue) == (None, None)
    assert (summary.repetitions, summary.incomplete) == (0, incomplete)


def test_an_incomplete_repetition_does_not_decide_the_cue():
    faulty = repetition(3, complete=False, **{**CLEAN, "depth": "severe"})
    summary = judge_set([repetition(1, **CLEAN), repetition(2, **CLEAN), faulty], PROFILE)
    assert summary.focus is None
    assert (summary.repetitions, summary.incomplete) == (2, 1)
