import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from squatform.history.guidance import KINDS, LEVELS, RED_FLAGS, SIGNS, Entry, Trained, guidance
from squatform.texts import texts

from .material import day


def log(*degrees, kind="soreness", place="thighs", first=0, **other):
    """An entry a day of these degrees; None leaves a day out."""
    return [
        Entry(date=day(first + k), place=place, degree=degree, kind=kind, **other)
        for k, degree in enumerate(degrees)
        if degree is not None
    ]


def level(entries, today=None, trained=()):
    last = max((entry.date for entry in entries), default=day(0))
    return guidance(entries, trained, last if today is None else day(today)).level


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([], "none"),
        (log(3, 5, 4, 2), "normal"),
        (log(3, 5, 4, 2, 1, 0), "none"),
        (log(2, None, 6), "normal"),  # soreness is worst on the second day
        (log(8), "careful"),
        (log(3, kind="ache"), "careful"),
        (log(2, 4, 3, 3, 3, 3), "see_somebody"),  # lingering
        (log(2, 2, 2, 2, kind="ache"), "see_somebody"),
        (log(4, 3, 2, 4), "see_somebody"),  # it grows when it should fade
        (log(2, 4, kind="ache"), "see_somebody"),
        (log(2, kind="sharp"), "see_somebody"),
        (log(2, kind="spreading"), "see_somebody"),
        (log(2, kind="numbness"), "see_somebody"),
        (log(2, signs=("at_night",)), "see_somebody"),
        (log(1, signs=("earlier",)), "see_somebody"),
        (log(1, signs=("saddle",)), "urgent"),
        (log(1, kind="ache", signs=("bladder_bowel", "at_night")), "urgent"),
    ],
)
def test_soreness_is_told_from_warning_signs(entries, told):
    assert level(entries) == told


def test_soreness_passes_by_itself_and_warning_signs_only_when_told_well():
    assert level(log(5), today=4) == "none"
    sharp = log(5, kind="sharp")
    assert level(sharp, today=10) == "see_somebody"
    assert level(sharp + log(0, first=2), today=10) == "none"
    assert level(sharp, today=20) == "none"


def test_places_are_told_apart_whatever_their_case():
    entries = log(4, 3, 2, 1, place="Thighs") + log(1, 1, 1, 1, first=2, place="knee")
    assert level(entries) == "normal"
    mixed = log(2, 2, 2, place="Knee", kind="ache") + log(2, first=3, place="knee", kind="ache")
    assert level(mixed) == "see_somebody"


def test_entries_of_days_to_come_do_not_count():
    assert guidance(log(9, kind="sharp", first=5), today=day(0)).level == "none"


def test_sharp_pain_told_before_a_set_counts():
    trained = [Trained(day(0), pain="sharp")]
    told = guidance([], trained, day(1))
    assert told.level == "see_somebody"
    assert "2026-03-02" in told.reasons[0]
    assert guidance([], [*trained, Trained(day(2), pain="none")], day(2)).level == "none"


def test_the_gravest_reason_is_told_first_with_the_place_and_when_to_call_for_help():
    entries = log(2, place="thighs") + log(3, place="lower back", signs=("both_legs",))
    told = guidance(entries, today=day(0))
    assert told.reasons[0].startswith("lower back: weakness or numbness in both legs")
    assert told.reasons[1].startswith("thighs: sore, day 1.")
    assert told.red_flags == texts().pain.red_flags
    assert told.summary == texts().history.levels["urgent"]
    assert told.schedule == (texts().history.schedule["stop"],)


def test_two_days_between_sessions_then_squats_again():
    trained = [Trained(day(0))]
    assert "2026-03-04" in guidance([], trained, day(1)).schedule[0]
    assert guidance([], trained, day(2)).schedule == (texts().history.schedule["today"],)
    assert guidance([], [], day(2)).schedule == ()


def test_strong_soreness_waits_and_faded_does_not():
    trained = [Trained(day(0))]
    assert guidance(log(6, first=2), trained, day(2)).schedule[0].startswith("Until it is 3 of 10")
    assert guidance(log(3, first=2), trained, day(2)).schedule == (
        texts().history.schedule["today"],
    )


def test_after_a_break_and_after_a_jump_of_load_it_says_so():
    trained = [Trained(day(0), 100.0), Trained(day(7), 120.0)]
    told = guidance([], trained, day(40)).schedule
    assert any(line.startswith("33 days without squats") for line in told)
    assert any("120 kg was 20 % more" in line for line in told)
    steady = [Trained(day(0), 100.0), Trained(day(7), 105.0)]
    assert len(guidance([], steady, day(10)).schedule) == 1


def test_nothing_is_called_an_injury_or_a_risk():
    words = texts().history
    for text in [*words.levels.values(), *words.reasons.values(), *words.schedule.values()]:
        assert "injur" not in text.lower()
        assert "risk" not in text.lower()
    assert "not medical advice" in guidance([]).disclaimer


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Entry,
            date=st.integers(0, 20).map(day),
            place=st.sampled_from(["knee", "back"]),
            degree=st.integers(0, 10),
            kind=st.sampled_from(KINDS),
            signs=st.lists(st.sampled_from(SIGNS), max_size=2).map(tuple),
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_order_does_not_matter_and_a_red_flag_today_is_urgent(entries, random):
    today = day(20)
    told = guidance(entries, today=today)
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert guidance(shuffled, today=today).level == told.level
    assert told.level in LEVELS
    flag = Entry(date=today, place="back", degree=10, signs=(sorted(RED_FLAGS)[0],))
    assert guidance([*entries, flag], today=today).level == "urgent"


@pytest.mark.parametrize(
    "wrong", [{"degree": 11}, {"degree": -1}, {"place": ""}, {"kind": "x"}, {"note": "\x00"}]
)
def test_an_entry_must_be_possible(wrong):
    with pytest.raises(ValidationError):
        Entry(**{"date": day(0), "place": "knee", "degree": 1, **wrong})
