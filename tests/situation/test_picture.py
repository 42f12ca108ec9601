"""The desk's screen: who is silent, what is due, whose word stands in a cell."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_report
from relief.damage.services.release import release
from relief.geography.tables import Division
from relief.incidents.queries import find_incident
from relief.incidents.tables import Incident, IncidentDivision
from relief.shelters.service import NewPlacement, place
from relief.situation.queries import picture, strip
from relief.supplies.places import township
from relief.supplies.service import Intake, take_in
from tests.make import (
    CHUIMATAN,
    DAHEJIA,
    GANSU,
    JISHISHAN,
    MINHE,
    NIGHT,
    published,
    scope,
    stamp,
)
from tests.situation.conftest import DAHE

FIGURES = {"deaths": Decimal(3), "missing": None, "resettled": Decimal(1201)}


def later(minutes: int):
    return NIGHT + timedelta(minutes=minutes)


def call(session, incident, minutes=0, division=DAHEJIA, villages=(), figures=FIGURES):
    at = later(minutes)
    slip = CallSlip(incident.id, division, at, figures=figures, villages=villages)
    return record_call(session, scope(), stamp(at), slip)


def let_go(session, incident, values, minutes=5):
    """Release a county report with the deaths given by township."""
    at = later(minutes)
    lines = tuple(
        Line(code, "deaths", None if v is None else Decimal(v)) for code, v in values.items()
    )
    kind = "initial"
    new = NewReport(incident.id, JISHISHAN, kind, at, "typed", lines=lines)
    report_id = draft_report(session, scope(), stamp(at), new)
    leader = scope(roles=("duty_leader",), account="leader")
    release(session, leader, stamp(at, by="leader"), report_id, "spoken", "带班领导")


def seen(session, incident, *prefixes, minutes=10, replay=False, by=None):
    who = scope(*prefixes)
    return picture(session, who, incident, at=later(minutes), replay=replay, by=by)


def row(shown, code):
    return next(r for r in shown.rows if r.code == code)


def test_nothing_reported_is_unknown_and_every_village_of_the_zone_is_silent(session, incident):
    shown = seen(session, incident)
    dahejia = row(shown, DAHEJIA)
    assert [r.code for r in shown.rows] == [CHUIMATAN, DAHEJIA]
    assert dahejia.cells["deaths"].official is None
    assert dahejia.zone.label == "Ⅷ"
    assert row(shown, CHUIMATAN).zone.label is None
    assert dahejia.heard_at is None
    assert dahejia.tents.short is None
    assert (shown.strip.silent_villages, shown.strip.silent_people) == (1, 1204)
    assert shown.silent[0].villages == ("大河村委会",)


def test_the_next_thing_due_is_the_first_report_of_a_silent_township(session, incident):
    due = strip(session, scope(), incident, at=NIGHT, replay=False).next_due
    assert (due.kind, due.division, due.minutes_left) == ("initial", CHUIMATAN, 49)
    assert not due.verified


def test_what_is_overdue_stands_on_top(session, incident):
    call(session, incident, division=CHUIMATAN)
    shown = seen(session, incident, minutes=60)
    assert shown.strip.next_due.division == DAHEJIA
    assert shown.strip.next_due.minutes_left == -11
    assert [due.division for due in shown.dues] == [DAHEJIA, JISHISHAN, CHUIMATAN]


def test_a_slip_stands_beside_the_unknown_official_figure_and_needs_tents(session, incident):
    call(session, incident)
    dahejia = row(seen(session, incident), DAHEJIA)
    assert dahejia.heard_at == NIGHT
    assert dahejia.cells["deaths"].official is None
    assert [w.value for w in dahejia.cells["deaths"].beside] == [3]
    assert (dahejia.tents.short, dahejia.tents.bound) == (601, "≤")


def test_a_village_is_heard_when_a_slip_speaks_for_it_by_name(session, incident):
    call(session, incident)
    assert seen(session, incident).strip.silent_villages == 1
    call(session, incident, 1, villages=(DAHE,))
    after = seen(session, incident)
    assert (after.strip.silent_villages, after.strip.silent_people) == (0, 0)


def test_the_released_report_is_official_and_a_newer_slip_that_differs_stands_beside(
    session, incident
):
    call(session, incident)
    let_go(session, incident, {DAHEJIA: 3, CHUIMATAN: 1})
    same = row(seen(session, incident), DAHEJIA).cells["deaths"]
    assert (same.official.value, same.beside) == (3, ())
    call(session, incident, 8, figures={"deaths": Decimal(5)})
    newer = row(seen(session, incident), DAHEJIA).cells["deaths"]
    assert newer.official.value == 3
    assert [(w.kind, w.value) for w in newer.beside] == [("call", 5)]


def test_a_county_total_is_the_sum_of_one_report_with_every_township(session, incident):
    let_go(session, incident, {DAHEJIA: 3, CHUIMATAN: 1})
    shown = seen(session, incident, "62", by="county")
    assert [r.code for r in shown.rows] == [JISHISHAN]
    assert row(shown, JISHISHAN).cells["deaths"].official.value == 4
    assert shown.totals["deaths"].official is None  # the province has released nothing


@pytest.mark.parametrize("values", [{DAHEJIA: 3}, {DAHEJIA: 3, CHUIMATAN: None}])
def test_a_sum_with_an_unknown_term_is_unknown_with_its_known_part_beside(
    session, incident, values
):
    let_go(session, incident, values)
    cell = row(seen(session, incident, "62", by="county"), JISHISHAN).cells["deaths"]
    assert cell.official.value is None
    assert cell.known_part == 3
    assert seen(session, incident).totals["deaths"].known_part == 3


def test_published_totals_stand_by_province_and_are_never_added(session, incident):
    published(session, {"deaths": 86})
    nation = seen(session, incident, "")
    assert nation.by == "county"
    assert nation.totals["deaths"].official is None
    assert [(t.code, t.cells["deaths"].official) for t in nation.totals_by][1][1] is None
    assert nation.totals_by[0].cells["deaths"].official.value == 86
    own = seen(session, incident)
    assert [t.code for t in own.totals_by] == [JISHISHAN, GANSU]
    assert seen(session, incident, "630222").totals_by[-1].code == "630000000000"


def test_a_desk_sees_its_own_townships_only(session, incident):
    call(session, incident)
    shown = seen(session, incident, "630222")
    assert {r.code[:6] for r in shown.rows} == {"630222"}
    assert all(due.division.startswith("630222") for due in shown.dues)
    assert shown.ticks == ()


def test_wound_back_only_what_was_recorded_by_then_is_known(session, incident):
    call(session, incident, 2, villages=(DAHE,))
    let_go(session, incident, {DAHEJIA: 3, CHUIMATAN: 1})
    before = seen(session, incident, minutes=1, replay=True)
    assert before.replay
    assert row(before, DAHEJIA).heard_at is None
    assert row(before, DAHEJIA).cells["deaths"].official is None
    assert before.strip.silent_villages == 1
    assert before.ticks == ()
    between = seen(session, incident, minutes=3, replay=True)
    assert row(between, DAHEJIA).cells["deaths"].official is None
    assert [t.kind for t in between.ticks] == ["call"]
    after = seen(session, incident, minutes=6, replay=True)
    assert row(after, DAHEJIA).cells["deaths"].official.value == 3
    assert [t.kind for t in after.ticks] == ["call", "report"]


def test_a_desk_above_several_counties_looks_to_its_counties(session, incident):
    dues = seen(session, incident, "").dues
    assert [due.division for due in dues] == [JISHISHAN, MINHE]


def test_a_closed_incident_owes_no_more_reports(session, incident):
    session.get(Incident, incident.id).state = "closed"
    session.flush()
    closed = find_incident(session, incident.id)
    assert seen(session, closed).dues == ()


def statements(session, incident, *prefixes, replay=False):
    session.flush()
    session.expire_all()  # what the test has loaded is not the screen's to save
    counted: list[str] = []
    engine = session.get_bind()

    def count(*arguments):
        counted.append(arguments[2])

    event.listen(engine, "before_cursor_execute", count)
    try:
        shown = seen(session, incident, *prefixes, replay=replay, by="township")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted), len(shown.rows)


def add_counties(session, incident, count):
    for n in range(count):
        county = f"6229{30 + n}000000"
        codes = [county, *(f"6229{30 + n}{100 + t}000" for t in range(9))]
        session.add_all(
            Division(
                code=code,
                name=code,
                level="county" if code == county else "township",
                parent_code="622900000000" if code == county else county,
                pinyin=code,
                initials=code,
            )
            for code in codes
        )
        session.flush()
        session.add(IncidentDivision(incident_id=incident.id, division_code=county))
    session.flush()


@pytest.mark.parametrize("replay", [False, True])
def test_the_number_of_statements_does_not_grow_with_the_counties(session, incident, replay):
    call(session, incident)
    one, few = statements(session, incident, replay=replay)
    add_counties(session, incident, 4)
    wider = find_incident(session, incident.id)
    six, many = statements(session, wider, "", replay=replay)
    assert (few, many) == (2, 39)
    assert len(wider.counties) == 6
    assert MINHE in wider.counties
    assert one == six
    assert six <= 20


def test_the_tents_at_a_township_and_who_is_recorded_there_move_the_column(session, incident):
    call(session, incident)
    keeper = scope("622927", roles=("depot_keeper",))
    here = township(DAHEJIA)
    for item, units in (("tent_12", 200), ("tent_36", 3)):
        take_in(session, keeper, stamp(later(2)), Intake(here, item, units, donor=True))
    tents = row(seen(session, incident), DAHEJIA).tents
    # 1,201 people need 601 tents; three large ones stand for twelve.
    assert (tents.at_hand, tents.stood_for, tents.short, tents.bound) == (200, 12, 389, "")
    place(session, scope(), stamp(later(3)), NewPlacement(incident.id, "", DAHEJIA, 1400))
    assert row(seen(session, incident), DAHEJIA).tents.short == 488
    before = row(seen(session, incident, minutes=1, replay=True), DAHEJIA).tents
    assert (before.at_hand, before.short, before.bound) == (0, 601, "≤")


def test_a_county_lacks_the_sum_of_its_townships_and_says_which_are_open(session, incident):
    place(session, scope(), stamp(later(3)), NewPlacement(incident.id, "", DAHEJIA, 1400))
    county = row(seen(session, incident, "62", by="county"), JISHISHAN).tents
    # One township is unknown and of the other nothing is on record: bounded from neither side.
    assert (county.short, county.open_rows, county.bound) == (700, 1, "")
    keeper = scope("622927", roles=("depot_keeper",))
    take_in(session, keeper, stamp(later(4)), Intake(township(DAHEJIA), "tent_12", 1, donor=True))
    county = row(seen(session, incident, "62", by="county"), JISHISHAN).tents
    assert (county.short, county.bound) == (699, "≥")
    place(session, scope(), stamp(later(5)), NewPlacement(incident.id, "", CHUIMATAN, 10))
    county = row(seen(session, incident, "62", by="county"), JISHISHAN).tents
    assert (county.short, county.open_rows, county.bound) == (704, 0, "≤")
