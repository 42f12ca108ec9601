"""A yearly update closes townships while an incident runs: nothing is lost or counted twice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from relief.alerts.roll_call_queries import RollFilter, roll_call
from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.allocation.need_queries import need_position
from relief.core.clock import parse_time
from relief.core.errors import RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.damage.house_counts import house_counts
from relief.damage.house_villages import names_of, villages_in_scope
from relief.damage.queries import official_totals
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_report
from relief.damage.services.import_reports import choices
from relief.damage.services.release import release
from relief.damage.tables import FigureNow
from relief.geography.history_tables import UpdateLine
from relief.geography.queries import villages_of
from relief.geography.tables import Division
from relief.geography.update_apply import apply_update, take_back
from relief.geography.update_service import (
    Judgement,
    LineFilter,
    NewUpdate,
    file_update,
    judge,
    judge_line,
)
from relief.incidents.ground import ground_of, villages_struck
from relief.incidents.queries import find_incident
from relief.offices.queries import scope_of_account
from relief.situation.open_ground import open_townships
from relief.situation.queries import picture
from relief.web.alerts_view import recipients
from tests import make
from tests.make import CHUIMATAN, DAHEJIA, JISHISHAN
from tests.web.conftest import SLUG

CHIEF = Scope("chief", "管理员", ("",), actions=frozenset({"divisions.edit"}))
MIDDLE = parse_time("2024-01-10T12:00+08:00")
NIGHT = parse_time("2023-12-19T06:00+08:00")
LIUJI, NEW_LIUJI = "622927102000", "622927190000"
COUNTY = [range_of("622927")]


def update(session, merged: str, into: str, recoded: str, code: str) -> str:
    """Apply an update: one township goes into another, with its villages; one gets a new code."""
    held = select(Division.code, Division.name).where(
        Division.valid_to.is_(None), Division.code.startswith("62")
    )
    names = {}
    for old, name in session.execute(held):
        if recoded and old[:9] == recoded[:9]:
            names[code[:9] + old[9:]] = name
        elif not merged or old[:9] != merged[:9]:
            names[old] = name
        elif old != merged:
            names[f"{into[:9]}8{old[10:]}"] = name
    stamp = Stamp.make(MIDDLE, "chief")
    new = NewUpdate("2024.csv", "1", MIDDLE.date(), names)
    update_id, _count = file_update(session, CHIEF, stamp, new, lambda _n: ("x", "x"))
    if merged:
        line = session.scalar(select(UpdateLine.id).where(UpdateLine.old_code == merged))
        judge_line(session, CHIEF, stamp, Judgement(line, "open", "accepted", into))
    judge(session, CHIEF, stamp, LineFilter(update_id), "accepted")
    apply_update(session, CHIEF, stamp, update_id)
    return update_id


def seen(session) -> dict[str, object]:
    """Return what the county's officer sees, screen by screen, by township."""
    scope, incident = scope_of_account(session, "jishishan"), find_incident(session, SLUG)
    now = MIDDLE + timedelta(days=180)
    screen = picture(session, scope, incident, at=now, replay=False)
    wish = screen.wish
    needs = need_position(session, scope, incident, wish)
    roll = roll_call(session, scope, incident, RollFilter(), NIGHT)
    villages = names_of(villages_in_scope(session, scope, incident.id)).by_code
    counted = house_counts(session, incident.id, COUNTY)
    return {
        "table": {row.code: (row.name, row.cells) for row in screen.rows},
        "totals": screen.totals,
        "official": official_totals(session, incident.id, JISHISHAN),
        "needs": {row.code: (row.people, row.items, row.tonight) for row in needs.townships},
        "roll": roll.tally,
        "silent": {group.code for group in roll.groups},
        "houses": counted,
        "villages": {code: villages[code] for code in villages if _is_held(code, counted)},
        "alert": {row.code for row in recipients(session, scope, incident, MIDDLE.date(), ())},
        "entry": {row.code for row in open_townships(session, scope, incident)},
        "workbook": {row.code for row in choices(session, incident.id, JISHISHAN)},
    }


def _is_held(code: str, counted) -> bool:
    return any(code.startswith(row.township[:9]) for row in counted)


def test_nothing_the_demo_holds_is_lost_when_townships_are_merged_and_recoded(rebuilding):
    with rebuilding.database.write() as session:
        before = seen(session)
        assert {DAHEJIA, LIUJI} <= before["table"].keys()
        assert {row.township for row in before["houses"]} & {DAHEJIA, LIUJI}
        update(session, DAHEJIA, CHUIMATAN, LIUJI, NEW_LIUJI)
        after = seen(session)
    for key in ("totals", "official", "roll", "silent", "houses"):
        assert after[key] == before[key], key
    for key in ("table", "needs"):
        shared = {code: after[key].get(code) for code in before[key]}
        assert shared == before[key], key
        assert after[key].keys() - before[key].keys() == {NEW_LIUJI}
    for key in ("alert", "entry", "workbook"):
        assert after[key] == before[key] | {NEW_LIUJI}, key
    assert before["villages"].items() <= after["villages"].items()


@pytest.fixture
def counted(session):
    """积石山 with two townships, both reported: 大河家镇 three dead, 吹麻滩镇 two."""
    incident = make.earthquake(session)
    say(session, incident, 30, {DAHEJIA: 3, CHUIMATAN: 2})
    return session


def say(session, incident, minutes, dead, own=None, kind="initial"):
    """Draft and release the county's report: deaths by township, and its own line."""
    at = make.NIGHT + timedelta(minutes=minutes)
    lines = [Line(code, "deaths", Decimal(n), "typed", "核实") for code, n in dead.items()]
    if own is not None:
        lines.append(Line(JISHISHAN, "deaths", Decimal(own), "typed", "核实"))
    new = NewReport(incident, JISHISHAN, kind, at, "typed", lines=tuple(lines))
    draft = draft_report(session, make.scope(), make.stamp(at), new)
    leader = make.scope(roles=("duty_leader",), account="leader")
    release(session, leader, make.stamp(at, by="leader"), draft, "signed", "县长")


def total(session) -> int | None:
    found = official_totals(session, "incident-1", JISHISHAN).get("deaths")
    return None if found is None else int(found.value)


def figures_of(session) -> dict[str, int]:
    rows = session.execute(select(FigureNow.division_code, FigureNow.value))
    return {code: int(value) for code, value in rows}


def test_a_merged_township_keeps_its_figures_beside_its_successors(counted):
    update(counted, DAHEJIA, CHUIMATAN, "", "")
    assert (total(counted), figures_of(counted)) == (5, {DAHEJIA: 3, CHUIMATAN: 2})
    say(counted, "incident-1", 90, {DAHEJIA: 4, CHUIMATAN: 2}, kind="follow_up")
    assert total(counted) == 6


def test_the_sum_of_the_townships_is_checked_with_the_merged_one(counted):
    update(counted, DAHEJIA, CHUIMATAN, "", "")
    with pytest.raises(RefusedRows) as refused:
        say(counted, "incident-1", 90, {DAHEJIA: 4, CHUIMATAN: 2}, own=2, kind="follow_up")
    assert any("应等于下级之和" in r.reason.zh for r in refused.value.reasons)


def test_a_recoded_township_is_counted_once_whichever_code_reports(counted):
    newer = "622927191000"
    update(counted, "", "", DAHEJIA, newer)
    assert total(counted) == 5
    say(counted, "incident-1", 90, {newer: 4, CHUIMATAN: 2}, kind="follow_up")
    assert figures_of(counted) == {DAHEJIA: 3, newer: 4, CHUIMATAN: 2}
    assert total(counted) == 6
    say(counted, "incident-1", 150, {newer: 4, CHUIMATAN: 2}, own=6, kind="follow_up")
    scope, incident = make.scope(), find_incident(counted, "quake")
    needs = {row.code: row for row in _needs(counted, scope, incident)}
    assert needs.keys() == {DAHEJIA, newer, CHUIMATAN}


def _needs(session, scope, incident):
    screen = picture(session, scope, incident, at=make.NIGHT, replay=False)
    return need_position(session, scope, incident, screen.wish).townships


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ((DAHEJIA, CHUIMATAN, "", ""), "大河家镇于 2024-01-10 并入吹麻滩镇", "counted apart"),
        (("", "", DAHEJIA, "622927191000"), "不重复计", "the older figure does not"),
    ],
)
def test_what_became_of_a_township_is_said_in_both_languages(counted, change, zh, en):
    incident = find_incident(counted, "quake")
    assert ground_of(counted, incident).notes() == ()
    update(counted, *change)
    (note,) = ground_of(counted, incident).notes()
    assert zh in note.zh
    assert en in note.en
    screen = picture(counted, make.scope(), incident, at=make.NIGHT, replay=False)
    assert screen.ground == (note,)


def test_a_recoded_township_is_neither_silent_nor_late_under_its_newer_code(counted):
    newer = "622927191000"
    slip = CallSlip("incident-1", DAHEJIA, make.NIGHT, figures={"deaths": Decimal(3)})
    record_call(counted, make.scope(), make.stamp(), slip)
    before = strip_of(counted)
    update(counted, "", "", DAHEJIA, newer)
    after = strip_of(counted)
    assert [due.division for due in before] == [
        DAHEJIA if due.division == newer else due.division for due in after
    ]
    assert [due.due_at for due in before] == [due.due_at for due in after]


def strip_of(session):
    incident = find_incident(session, "quake")
    at = make.NIGHT + timedelta(hours=1)
    dues = picture(session, make.scope(), incident, at=at, replay=False).dues
    return sorted(dues, key=lambda due: due.due_at)


def test_a_village_heard_under_its_newer_code_is_silent_no_more(counted):
    newer = "622927191000"
    update(counted, "", "", DAHEJIA, newer)
    ground = ground_of(counted, find_incident(counted, "quake"))
    assert villages_struck(counted, ground, [DAHEJIA, newer]) == {
        DAHEJIA: villages_of(counted, [DAHEJIA], ground.day)[DAHEJIA],
        newer: [],
    }
    assert make.VILLAGE in ground.heard({f"{newer[:9]}201": 1})


def test_an_update_taken_back_leaves_no_township_behind(counted):
    newer = "622927191000"
    stamp = Stamp.make(MIDDLE, "chief")
    update_id = update(counted, "", "", DAHEJIA, newer)
    take_back(counted, CHIEF, stamp, update_id)
    ground = ground_of(counted, find_incident(counted, "quake"))
    mine = {row.code for row in ground.rows if row.code.startswith("622927")}
    assert mine == {DAHEJIA, CHUIMATAN}
    assert (ground.closed, ground.later, total(counted)) == ({}, frozenset(), 5)


def test_a_closed_township_without_work_is_not_offered_for_a_new_entry(counted):
    counted.add(
        Division(
            code=LIUJI,
            name="刘集镇",
            level="township",
            parent_code=JISHISHAN,
            pinyin="x",
            initials="x",
        )
    )
    counted.flush()
    update(counted, LIUJI, CHUIMATAN, "", "")
    incident = find_incident(counted, "quake")
    offered = {row.code for row in open_townships(counted, make.scope(), incident)}
    assert offered == {DAHEJIA, CHUIMATAN}
    listed = {row.code for row in ground_of(counted, incident, [JISHISHAN]).rows}
    assert listed == {DAHEJIA, CHUIMATAN, LIUJI}
