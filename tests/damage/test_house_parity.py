"""The ledger stands beside the released figures and is never added to them."""

from datetime import timedelta

import pytest

from relief.damage.house_parity import parity
from relief.damage.houses import Grading
from relief.damage.queries import figures, official_totals
from relief.damage.services.houses import grade_house
from tests import make


@pytest.fixture
def graded(session):
    """One collapsed house of four rooms and a severe one, in 大河家; nothing is released."""
    make.earthquake(session)
    wishes = (("collapsed", (3, 1, 0)), ("severe", (0, 2, 3)))
    for number, (grade, rooms) in enumerate(wishes):
        home = make.house(session, make.family(session, f"马示例{number}"))
        wish = Grading(grade, None, *rooms, sole_dwelling=True)
        grade_house(session, make.scope(), make.stamp(make.NIGHT + timedelta(hours=1)), home, wish)
    return session


def rows(session, division, at=None) -> dict[str, tuple]:
    found = parity(session, "incident-1", division, at)
    return {row.indicator.code: (row.ledger, row.released, row.difference) for row in found}


def test_nothing_released_is_to_be_verified_and_never_zero(graded) -> None:
    found = rows(graded, make.JISHISHAN)
    assert found["households_collapsed"] == (1, None, None)
    assert found["rooms_severe"] == (3, None, None)
    assert found["households_general"] == (0, None, None)


def test_a_released_figure_stands_beside_with_its_difference(graded) -> None:
    make.published(graded, {"households_collapsed": 4, "rooms_collapsed": 3})
    found = rows(graded, make.GANSU)
    assert found["households_collapsed"] == (1, 4, -3)
    assert found["rooms_collapsed"] == (3, 3, 0)
    assert rows(graded, make.MINHE)["households_collapsed"] == (0, None, None)


def test_the_ledger_never_enters_the_official_figures(graded) -> None:
    assert figures(graded, "incident-1") == []
    assert official_totals(graded, "incident-1", make.JISHISHAN) == {}


def test_both_read_as_they_stood(graded) -> None:
    make.published(graded, {"households_collapsed": 4}, at=make.NIGHT + timedelta(hours=2))
    then = rows(graded, make.GANSU, make.NIGHT + timedelta(minutes=30))
    assert then["households_collapsed"] == (0, None, None)
