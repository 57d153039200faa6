import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from form.findings import limit
from squatform.form.check import graded

ORDER = ["ok", "borderline", "mild", "moderate", "severe"]


@pytest.mark.parametrize(
    ("value", "sigma", "status", "grade"),
    [
        (-20.0, 2.0, "ok", 0),
        (5.0, 2.0, "ok", 0),
        (4.9, 30.0, "ok", 0),
        (5.1, 2.0, "borderline", 0),
        (7.0, 2.0, "borderline", 0),
        (7.1, 2.0, "mild", 1),
        (12.1, 2.0, "mild", 1),
        (14.0, 2.0, "mild", 1),
        (14.1, 2.0, "moderate", 2),
        (27.0, 2.0, "moderate", 2),
        (27.1, 2.0, "severe", 3),
        (90.0, 2.0, "severe", 3),
        (12.1, 0.0, "moderate", 2),
        (26.0, 30.0, "borderline", 0),
        (26.0, 10.0, "moderate", 2),
    ],
)
def test_a_grade_is_given_where_its_limit_is_passed_by_more_than_sigma(value, sigma, status, grade):
    assert graded(value, sigma, limit()) == (status, grade)


numbers = st.floats(-100, 100)


@given(numbers, numbers, st.floats(0, 40))
def test_worse_is_never_graded_better(a, b, sigma):
    low, high = sorted((a, b))
    ranks = [ORDER.index(graded(value, sigma, limit())[0]) for value in (low, high)]
    assert ranks == sorted(ranks)


@given(numbers, st.floats(0, 40), st.floats(0, 40))
def test_less_certainty_never_makes_a_fault_worse(value, a, b):
    sharp, blunt = sorted((a, b))
    assert graded(value, blunt, limit())[1] <= graded(value, sharp, limit())[1]


@pytest.mark.parametrize("grades", [(5, 5, 9), (9, 7, 12), (5, 9, 8)])
def test_limits_grow(grades):
    with pytest.raises(ValidationError, match="must grow"):
        limit("thigh_angle", *grades)
