"""What a division's office last released: published totals, and sums of townships."""

from datetime import timedelta
from decimal import Decimal

import pytest

from relief.core.errors import RefusedRows
from relief.damage.projections import PROJECTIONS
from relief.damage.queries import official_totals
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_report
from relief.damage.services.release import enter_published, release
from relief.db.projections import compare
from tests.make import CHUIMATAN, DAHEJIA, GANSU, JISHISHAN, NIGHT, earthquake, scope, stamp


def later(minutes: int):
    return NIGHT + timedelta(minutes=minutes)


def let_go(session, report_id, minutes):
    leader = scope(roles=("duty_leader",), account="leader")
    mark = stamp(later(minutes), by="leader")
    return release(session, leader, mark, report_id, "spoken", "带班副县长")


def proved(session):
    session.flush()
    return [d for p in PROJECTIONS for d in compare(session, p)] == []


def new_report(incident, minutes, **changes):
    facts = {
        "incident_id": incident,
        "division": JISHISHAN,
        "kind": "initial",
        "as_of": later(minutes),
        "drafted_from": "typed",
        "lines": (Line(DAHEJIA, "deaths", Decimal(3)),),
    }
    return NewReport(**(facts | changes))


def test_published_figures_stand_as_the_provinces_released_reports(session):
    incident = earthquake(session)
    for minutes, dead in ((200, 86), (320, 100)):
        at = later(minutes)
        entered = [
            enter_published(
                session,
                stamp(at, by="replay", command=f"notice-{minutes}"),
                incident,
                GANSU,
                at,
                {"deaths": dead},
                "E3",
                f"甘肃遇难{dead}人",
            )
            for _again in range(2)
        ]
        assert entered[0] == entered[1]
    total = official_totals(session, incident, GANSU)["deaths"]
    assert (total.value, total.previous_value, total.origin) == (100, 86, "E3")
    assert official_totals(session, incident, GANSU, later(250))["deaths"].value == 86
    assert proved(session)


def test_a_county_total_is_known_when_every_township_is(session):
    incident = earthquake(session)
    one = new_report(incident, 1)
    let_go(session, draft_report(session, scope(), stamp(later(1)), one), 1)
    assert official_totals(session, incident, JISHISHAN) == {}
    both = (Line(DAHEJIA, "deaths", Decimal(3)), Line(CHUIMATAN, "deaths", Decimal(0)))
    two = new_report(incident, 2, kind="follow_up", lines=both)
    let_go(session, draft_report(session, scope(), stamp(later(2)), two), 2)
    assert official_totals(session, incident, JISHISHAN)["deaths"].value == 3


def test_a_countys_own_total_must_be_the_sum_of_its_townships(session):
    incident = earthquake(session)
    lines = (
        Line(DAHEJIA, "deaths", Decimal(3)),
        Line(CHUIMATAN, "deaths", Decimal(1)),
        Line(JISHISHAN, "deaths", Decimal(5)),
    )
    kept = draft_report(session, scope(), stamp(later(1)), new_report(incident, 1, lines=lines))
    with pytest.raises(RefusedRows) as refused:
        let_go(session, kept, 1)
    assert refused.value.reasons[0].path == f"{JISHISHAN}.deaths"
