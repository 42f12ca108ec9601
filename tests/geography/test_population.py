"""People of divisions: a ledger that only grows; corrected, taken back, known at an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from relief.core.errors import NotFound, OutOfScope, Refused
from relief.core.scope import range_of
from relief.db.projections import compare
from relief.geography.population_figure import Figure
from relief.geography.population_loading import load_populations
from relief.geography.population_projections import PROJECTIONS
from relief.geography.population_queries import (
    people_inside,
    population_history,
    populations_within,
)
from relief.geography.population_service import (
    doubts,
    set_population,
    undo_population,
)
from relief.geography.population_tables import PopulationEntry
from relief.geography.queries import populations
from relief.geography.rows import NewPopulation
from tests import make
from tests.make import NIGHT, VILLAGE, scope, stamp

CENSUS = Figure(1300, "resident", 2020, "published", "七普")


@pytest.fixture
def session(session):
    make.earthquake(session)
    make.account(session, "officer")
    return session


def key(session, figure=CENSUS, follows="", *, code=VILLAGE, at=NIGHT, command=None, who=None):
    head = stamp(at, command=command)
    return set_population(session, who or scope("622927"), head, code, figure, follows)


def people(session, code=VILLAGE):
    row = populations(session, [code]).get(code)
    return row.people if row else None


def agree(session):
    assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def test_a_correction_is_a_further_entry_and_undo_brings_the_one_before_back(session):
    first = key(session)
    assert people(session) == 1300
    better = Figure(1250, "registered", 2023, "published", "派出所", "户籍核对")
    second = key(session, better, first, at=NIGHT + timedelta(minutes=1))
    row = populations(session, [VILLAGE])[VILLAGE]
    assert (row.people, row.kind, row.year, row.told) == (
        1250,
        "registered",
        2023,
        "派出所 2023 户籍",
    )
    agree(session)
    third = undo_population(
        session, scope("622927"), stamp(NIGHT + timedelta(minutes=2)), VILLAGE, second
    )
    assert people(session) == 1300
    assert [row.people for row in population_history(session, VILLAGE)] == [1300, 1250, 1300]
    assert len({first, second, third}) == 3
    agree(session)


def test_the_only_figure_taken_back_leaves_nothing_and_a_new_one_may_stand(session):
    first = key(session)
    gone = undo_population(session, scope("622927"), stamp(), VILLAGE, first)
    assert people(session) is None
    agree(session)
    key(session, Figure(9, "resident", None, "estimate", "村", "重报"), gone)
    assert people(session) == 9
    agree(session)


def test_the_same_command_twice_is_one_entry_and_the_slower_is_told(session):
    first = key(session, command="same")
    assert key(session, command="same") == first
    with pytest.raises(Refused):
        key(session)  # typed against nothing, while a figure stands
    with pytest.raises(Refused):
        key(session, CENSUS, first)  # a correction says why
    assert len(population_history(session, VILLAGE)) == 1


@pytest.mark.parametrize(
    ("figure", "field"),
    [
        (Figure(-1, "resident", 2020, "published", "七普"), "people"),
        (Figure(1, "resident", 1800, "published", "七普"), "year"),
        (Figure(1, "resident", 2024, "published", "七普"), "year"),
        (Figure(1, "all", 2020, "published", "七普"), "kind"),
        (Figure(1, "resident", 2020, "sure", "七普"), "quality"),
        (Figure(1, "resident", 2020, "published", "  "), "origin"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(session, figure, field):
    with pytest.raises(Refused) as refused:
        key(session, figure)
    assert refused.value.path == field
    assert people(session) is None


def test_nobody_keys_beyond_his_divisions_or_without_the_role(session):
    with pytest.raises(NotFound):
        key(session, who=scope("630222"))
    with pytest.raises(OutOfScope):
        key(session, who=make.scope("622927", roles=("auditor",)))
    assert people(session) is None


def test_a_village_above_its_township_is_pointed_out(session):
    load_populations(session, [NewPopulation(make.DAHEJIA, 1000, "published", "七普")])
    (doubt,) = doubts(session, VILLAGE, 1001)
    assert "1,000" in doubt.zh
    assert "1,000" in doubt.en
    assert doubts(session, VILLAGE, 1000) == []
    key(session, Figure(800, "resident", 2020, "published", "七普"))
    assert [d.zh for d in doubts(session, make.DAHEJIA, 700) if "800" in d.zh]
    assert people_inside(session, make.DAHEJIA)[1] == 1


def test_wound_back_people_are_those_known_then(session):
    load_populations(session, [NewPopulation(make.DAHEJIA, 1000, "estimate", "set-up")])
    first = key(session)
    later = NIGHT + timedelta(hours=2)
    key(session, Figure(1400, "resident", 2020, "published", "七普", "复核"), first, at=later)

    def then(at):
        found = populations_within(session, [range_of("622927")], at)
        return {code: row.people for code, row in found.items()}

    assert then(NIGHT - timedelta(minutes=1)) == {make.DAHEJIA: 1000}
    assert then(NIGHT) == {make.DAHEJIA: 1000, VILLAGE: 1300}
    assert then(later) == then(None) == {make.DAHEJIA: 1000, VILLAGE: 1400}


def test_what_was_loaded_twice_is_one_entry_and_the_ledger_refuses_a_change(session):
    rows = [NewPopulation(VILLAGE, 900, "estimate", "set-up")]
    load_populations(session, rows)
    load_populations(session, rows)
    assert len(population_history(session, VILLAGE)) == 1
    agree(session)
    entry = session.scalar(select(PopulationEntry.id))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(PopulationEntry).values(people=1).where(PopulationEntry.id == entry))
