"""What is folded entry by entry is what the whole ledger says, in whatever order reports come."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from relief.core.errors import RefusedRows
from relief.damage.office_now import standing, standings
from relief.damage.projections import PROJECTIONS
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_report
from relief.damage.services.release import enter_released, release
from relief.damage.versions import released_before, released_lines
from relief.db.projections import compare
from tests.make import CHUIMATAN, DAHEJIA, JISHISHAN, NIGHT, earthquake, scope, stamp

MINUTE = timedelta(minutes=1)
CODES = ("deaths", "injured", "resettled")


def enter(session, at, as_of, figures, kind="follow_up", division=JISHISHAN):
    lines = tuple(Line(where, code, Decimal(value), "E7") for (where, code), value in figures)
    new = NewReport("incident-1", division, kind, NIGHT + as_of * MINUTE, "typed", "x", lines=lines)
    return enter_released(session, stamp(NIGHT + at * MINUTE), new, "signed", "县长")


def proved(session):
    session.flush()
    return [d for p in PROJECTIONS for d in compare(session, p)] == []


def draft(session, at, **fields):
    new = NewReport(
        "incident-1",
        JISHISHAN,
        fields.pop("kind", "follow_up"),
        NIGHT + at * MINUTE,
        "typed",
        lines=(Line(DAHEJIA, "deaths", Decimal(at)),),
        **fields,
    )
    return draft_report(session, scope(), stamp(NIGHT + at * MINUTE), new)


def let_go(session, at, report_id):
    leader = scope(roles=("duty_leader",), account="leader")
    mark = stamp(NIGHT + at * MINUTE, by="leader")
    try:
        return release(session, leader, mark, report_id, "spoken", "县长")
    except RefusedRows:  # a figure fell, or the hour is an earlier one: it stays a draft
        return None


@pytest.mark.parametrize("seed", range(4))
def test_folding_each_entry_is_folding_the_ledger(session, seed):
    earthquake(session)
    die = Random(seed)  # noqa: S311 (repeatable by design)
    enter(session, 1, 1, [((DAHEJIA, "deaths"), 1)], "initial")
    open_draft = None
    for at in range(2, 40):
        what = die.random()
        if what < 0.3:
            open_draft = draft(session, at, corrects=open_draft)
        elif what < 0.4 and open_draft:
            if let_go(session, at, open_draft):
                open_draft = None
        else:  # now and then one states an earlier hour than those before it
            as_of = at if die.random() < 0.7 else die.randint(1, at)
            places = [(t, code) for t in (DAHEJIA, CHUIMATAN) for code in CODES]
            figures = [(place, die.randint(0, 9)) for place in die.sample(places, 3)]
            enter(session, at, as_of, figures)
    assert proved(session)


def test_where_an_office_stands_is_one_row(session):
    earthquake(session)
    assert standing(session, "incident-1", JISHISHAN).kinds == ()
    first = enter(session, 1, 1, [((DAHEJIA, "deaths"), 1)], "initial")
    later = enter(session, 5, 5, [((DAHEJIA, "deaths"), 2)])
    enter(session, 6, 3, [((DAHEJIA, "deaths"), 9)])  # states an earlier hour
    now = standing(session, "incident-1", JISHISHAN)
    assert (now.releases, now.last_report_id, now.kinds) == (3, later, ("initial",))
    assert now.released_at == NIGHT + 6 * MINUTE
    enter(session, 7, 7, [], "final")
    assert standing(session, "incident-1", JISHISHAN).kinds == ("initial", "final")
    assert standings(session, "incident-1", NIGHT + 2 * MINUTE)[JISHISHAN].last_report_id == first


def test_a_report_without_figures_carries_those_before_it(session):
    earthquake(session)
    enter(session, 1, 1, [((DAHEJIA, "deaths"), 3), ((CHUIMATAN, "deaths"), 1)], "initial")
    enter(session, 2, 2, [((DAHEJIA, "deaths"), 4)])
    enter(session, 3, 3, [], "zero")
    lines = {line.division: line.value for line in released_lines(session, "incident-1", JISHISHAN)}
    assert lines == {DAHEJIA: 4, CHUIMATAN: 1}
    before = released_before(session, "incident-1", JISHISHAN, 2)
    assert before.figures == {DAHEJIA: {"deaths": 3}, CHUIMATAN: {"deaths": 1}}
    assert released_before(session, "incident-1", JISHISHAN, 1).kind is None


def test_a_published_report_leaves_the_offices_own_draft_open(session):
    earthquake(session)
    enter(session, 1, 1, [((DAHEJIA, "deaths"), 1)], "initial")
    own = draft(session, 2)
    enter(session, 3, 3, [((DAHEJIA, "deaths"), 7)])
    assert standing(session, "incident-1", JISHISHAN).draft_id == own
    assert proved(session)
