"""Codes and levels: who lies within whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.division_code import (
    LEVELS,
    at_level,
    chain,
    contains,
    level_of,
    parent_of,
    prefix_of,
)
from relief.core.errors import InvalidDivisionCode
from relief.core.scope import Scope, range_of

CODES = st.from_regex(r"\A[1-9][0-9]([0-9]{2}){0,2}([0-9]{3}){0,2}\Z").map(
    lambda digits: digits.ljust(12, "0")
)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("000000000000", "nation"),
        ("620000000000", "province"),
        ("622900000000", "prefecture"),
        ("622927000000", "county"),
        ("622927100000", "township"),
        ("622927100201", "village"),
    ],
)
def test_a_code_names_its_level(code, level) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize(
    "code", ["", "62292710020", "6229271002011", "62292710020X", "６２２９２７１００２０１"]
)
def test_anything_but_twelve_digits_is_refused(code) -> None:
    with pytest.raises(InvalidDivisionCode):
        level_of(code)


@given(CODES)
def test_a_division_lies_within_every_division_of_its_chain(code) -> None:
    assert all(contains(outer, code) for outer in chain(code))
    assert contains(parent_of(code), code)
    assert LEVELS.index(level_of(parent_of(code))) < LEVELS.index(level_of(code))


@given(CODES, CODES)
def test_scope_by_prefix_is_descent_in_the_tree(outer, inner) -> None:
    scope = Scope("a", "a", (prefix_of(outer),))
    first, last = range_of(prefix_of(outer))
    descends = at_level(inner, level_of(outer)) == outer and inner.startswith(prefix_of(outer))
    assert scope.covers(inner) == descends
    assert (first <= inner <= last) == inner.startswith(prefix_of(outer))
