from dataclasses import replace

import pytest

from squatform.batch.jobs import Settings, result_key
from squatform.errors import UsageError

from .material import settings


def key(content="abc", **how):
    return result_key(content, "air_squat", replace(settings(), **how))


def test_a_result_is_found_again_by_all_that_decides_it():
    assert key() == key()


@pytest.mark.parametrize(
    "changed",
    [
        {"content": "other"},
        {"model": "heavy"},
        {"every_frame": True},
        {"version": "99"},
        {"kinds": frozenset({"json", "html"})},
        {"profiles": {"air_squat": "another"}},
    ],
)
def test_another_clip_profile_model_or_version_is_another_result(changed):
    assert key(**changed) != key()


def test_time_limits_do_not_make_another_result():
    assert key(grace_s=1.0, seconds_a_second=1.0) == key()


def test_a_longer_clip_may_take_longer():
    assert settings().limit_s(600.0) > settings().limit_s(6.0) > 0


def test_an_unknown_exercise_is_refused():
    with pytest.raises(UsageError, match="nonsense"):
        Settings.of({"nonsense"}, {"json"})
