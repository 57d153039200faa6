"""A wrong profile: what is said, word for word."""

import pytest

from squatform.errors import UsageError
from squatform.exercises import exercise_names, load_profile, mistakes_in

NAMES = ", ".join(exercise_names())
KEYS = "name, title, summary, extends, praise, counts, arms, depth_rule, checks, not_judged"
LIMIT = "measure, unit, mild, moderate, severe, evidence, source, views"
DEPTH = 'extends = "low_bar"\n[[checks.depth.limits]]\nmeasure = "thigh_angle"\n'
NEW = 'unit = "°"\nmild = 1\nmoderate = 2\nsevere = 3\nevidence = "C"\nsource = "x"\n'


def mistakes(tmp_path, text):
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return mistakes_in(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('extends = "lowbar"', f'extends is "lowbar". Allowed: {NAMES}.'),
        ('extends = ["low_bar"]', f'extends is ["low_bar"]. Allowed: {NAMES}.'),
        ('extends = "low_bar"\ncolour = 3', f"colour: there is no such key. Allowed: {KEYS}."),
        ('extends = "low_bar"\nadjustments = []', "adjustments: there is no such key."),
        ('extends = "low_bar"\ntitle = 5', "title is 5. Allowed: text in quotation marks"),
        ('extends = "low_bar"\nname = "My Squat"', 'name is "My Squat". Allowed: small letters'),
        ('extends = "low_bar"\ncounts = ["bed"]', 'counts[1] is "bed". Allowed: one_leg, seat.'),
        (
            'extends = "low_bar"\ndepth_rule = "deep"',
            'depth_rule is "deep". Allowed: parallel, ipf.',
        ),
        ('extends = "low_bar"\nchecks = 4', "checks is 4. Allowed: a table."),
        (
            'extends = "low_bar"\n[checks.depth]\npriority = 500',
            "checks.depth.priority is 500. Allowed: a whole number from 0 to 100.",
        ),
        (
            'extends = "low_bar"\n[checks.depth]\npriorty = 5',
            "checks.depth.priorty: there is no such key. Allowed: priority, cue, limits.",
        ),
        (
            DEPTH + "mildest = 3",
            f"checks.depth.limits[thigh_angle].mildest: there is no such key. Allowed: {LIMIT}.",
        ),
        (DEPTH + 'mild = "5"', 'checks.depth.limits[thigh_angle].mild is "5". Allowed: a number.'),
        (DEPTH + "mild = nan", "checks.depth.limits[thigh_angle].mild is NaN. Allowed: a number."),
        (DEPTH + 'unit = "rad"', 'checks.depth.limits[thigh_angle].unit is "rad". Allowed: "°".'),
        (
            DEPTH + 'evidence = "Z"',
            'checks.depth.limits[thigh_angle].evidence is "Z". Allowed: F, S, M, D, C.',
        ),
        (
            DEPTH + 'views = ["top"]',
            'checks.depth.limits[thigh_angle].views[1] is "top". Allowed: side, front, oblique, ',
        ),
        (
            DEPTH + "severe = 270",
            "checks.depth.limits[thigh_angle].severe is 270. Allowed: a number from -180 to 180.",
        ),
        (
            DEPTH + "mild = 20",
            "checks.depth.limits[thigh_angle]: mild, moderate and severe are 20, 12, 25: they "
            "must grow, or fall where less is worse.",
        ),
        (
            f'extends = "low_bar"\n[[checks.depth.limits]]\nmeasure = "elbow"\n{NEW}',
            "checks.depth.limits[elbow].measure: there is no such measure. Allowed: ",
        ),
        (
            'extends = "low_bar"\n[checks.elbows]\npriority = 1\ncue = "x"\n'
            f'[[checks.elbows.limits]]\nmeasure = "thigh_angle"\n{NEW}',
            "checks.elbows: there is no such check. Allowed: ",
        ),
        (
            DEPTH + '[not_judged]\ndepth = "no"',
            "depth is under checks and under not_judged. Allowed: one of them.",
        ),
        ('extends = "low_bar"\nnot_judged = 3', "not_judged is 3. Allowed: a table."),
        ("extends = ", " is no TOML: Invalid value"),
    ],
)
def test_one_mistake_is_one_sentence_with_key_and_what_is_allowed(tmp_path, text, sentence):
    (found,) = mistakes(tmp_path, text)
    assert found.startswith("my.toml")
    assert sentence in found


def test_every_mistake_is_named(tmp_path):
    found = mistakes(tmp_path, 'title = ""\n' + DEPTH + 'mild = "x"\nevidence = "Z"')
    assert len(found) == 3


def test_a_profile_from_nothing_wants_everything(tmp_path):
    text = f'[checks.depth]\n[[checks.depth.limits]]\nmeasure = "thigh_angle"\n{NEW}'
    assert [m.partition(" is missing")[0] for m in mistakes(tmp_path, text)] == [
        "my.toml: title",
        "my.toml: checks.depth.priority",
    ]


def test_a_file_that_cannot_be_read_is_told_apart(tmp_path):
    with pytest.raises(UsageError, match=r"Cannot read the profile .*none\.toml"):
        load_profile(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "Kniebeuge \xfcber"')
    with pytest.raises(UsageError, match="UTF-8"):
        load_profile(tmp_path / "latin.toml")


def test_a_right_profile_changes_what_it_says_and_no_more(tmp_path):
    path = tmp_path / "my_squat.toml"
    path.write_text(
        DEPTH + 'mild = 10\n[checks.trunk_lean]\ncue = "Up!"\npriority = 3\n', encoding="utf-8"
    )
    assert mistakes_in(path) == []
    mine, parent = load_profile(path), load_profile("low_bar")
    assert (mine.name, mine.extends, mine.title) == ("my_squat", "low_bar", parent.title)
    (old,), (new,) = parent.checks["depth"].limits, mine.checks["depth"].limits
    assert new == old.model_copy(update={"mild": 10.0})
    lean = {"cue": "Up!", "priority": 3}
    assert mine.checks["trunk_lean"] == parent.checks["trunk_lean"].model_copy(update=lean)
