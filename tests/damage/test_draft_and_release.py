"""From slips to a draft, from a draft to a numbered report: one wins, nothing doubles."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused, RefusedRows
from relief.damage.projections import PROJECTIONS
from relief.damage.queries import figures, report, reports
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_from_calls, draft_report
from relief.damage.services.release import release
from relief.damage.services.type_figure import type_figure
from relief.damage.tables import Release, Report
from relief.db.projections import compare
from tests.make import DAHEJIA, JISHISHAN, NIGHT, earthquake, scope, stamp


def later(minutes: int):
    return NIGHT + timedelta(minutes=minutes)


def leader():
    return scope(roles=("duty_leader",), account="leader")


def call(session, incident, minutes=0, division=DAHEJIA, **figures_):
    said = {code: None if value is None else Decimal(value) for code, value in figures_.items()}
    slip = CallSlip(incident, division, later(minutes), figures=said)
    return record_call(session, scope(), stamp(later(minutes)), slip)


def from_calls(session, incident, minutes=0, **stamped):
    at = later(minutes)
    return draft_from_calls(session, scope(), stamp(at, **stamped), incident, JISHISHAN, at)


def let_go(session, report_id, minutes=0, **stamped):
    at = later(minutes)
    mark = stamp(at, by="leader", **stamped)
    return release(session, leader(), mark, report_id, "spoken", "带班副县长")


def said(session, incident, kind="report", at=None):
    return {
        (f.division, f.indicator): f.value for f in figures(session, incident, at) if f.kind == kind
    }


def proved(session):
    session.flush()
    return [d for p in PROJECTIONS for d in compare(session, p)] == []


def test_the_initial_report_is_drafted_from_the_last_spoken_values(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3, missing=None)
    newest = call(session, incident, 2, deaths=5)
    view = report(session, scope(), from_calls(session, incident, 3))
    assert view.row.kind == "initial"
    assert [(x.indicator, x.value) for x in view.lines] == [("deaths", 5), ("missing", None)]
    assert view.lines[0].origin == f"call:{newest}"
    assert {line.division for line in view.lines} == {DAHEJIA}, "吹麻滩 was not heard: no line"


def test_without_calls_there_is_nothing_to_draft(session):
    incident = earthquake(session)
    with pytest.raises(Refused):
        from_calls(session, incident)


def test_drafting_again_takes_up_new_calls_and_keeps_what_was_typed(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3, injured=9)
    from_calls(session, incident, 2)
    typed(session, incident, "injured", 12, minutes=3)
    call(session, incident, 4, deaths=5, injured=10)
    view = report(session, scope(), from_calls(session, incident, 5))
    assert {x.indicator: x.value for x in view.lines} == {"deaths": 5, "injured": 12}
    assert reports(session, scope(), incident, 1).total == 1
    assert proved(session)


def typed(session, incident, indicator, value, *, minutes=0, why="", **stamped):
    return type_figure(
        session,
        scope(),
        stamp(later(minutes), **stamped),
        incident,
        JISHISHAN,
        DAHEJIA,
        indicator,
        None if value is None else Decimal(value),
        why,
    )


def test_a_released_report_gets_the_next_number_and_the_draft_rows_go(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3)
    draft = from_calls(session, incident, 2)
    assert said(session, incident, "draft") == {(DAHEJIA, "deaths"): 3}
    assert let_go(session, draft, 3) == 1
    assert said(session, incident, "draft") == {}
    assert said(session, incident) == {(DAHEJIA, "deaths"): 3}
    second = typed(session, incident, "deaths", 4, minutes=4)
    assert report(session, scope(), second).row.kind == "follow_up"
    assert let_go(session, second, 5) == 2
    assert said(session, incident, at=later(3)) == {(DAHEJIA, "deaths"): 3}
    assert proved(session)


def test_the_drafter_cannot_release_his_own_draft(session):
    incident = earthquake(session)
    both = scope(roles=("desk_officer", "duty_leader"), account="officer")
    call(session, incident, 1, deaths=3)
    draft = from_calls(session, incident, 2)
    with pytest.raises(Refused):
        release(session, both, stamp(later(3)), draft, "spoken", "县长")
    with pytest.raises(OutOfScope):
        release(session, scope(), stamp(later(3)), draft, "spoken", "县长")


def test_a_release_repeated_by_its_command_is_one_release(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3)
    draft = from_calls(session, incident, 2)
    assert let_go(session, draft, 3, command="go") == let_go(session, draft, 3, command="go")
    assert session.scalar(select(func.count()).select_from(Release)) == 1


def test_the_second_to_release_is_told_who_was_first(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3)
    draft = from_calls(session, incident, 2)
    let_go(session, draft, 3)
    with pytest.raises(AlreadyDone) as told:
        let_go(session, draft, 4)
    assert (told.value.by, told.value.at) == ("leader", "12-19 00:43")


def test_only_the_latest_version_is_released(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3)
    draft = from_calls(session, incident, 2)
    typed(session, incident, "injured", 12, minutes=3)
    with pytest.raises(Refused):
        let_go(session, draft, 4)


def test_a_figure_falls_only_with_an_explanation(session):
    incident = earthquake(session)
    let_go(session, typed(session, incident, "deaths", 5, minutes=1), 2)
    lower = typed(session, incident, "deaths", 3, minutes=3)
    found = report(session, scope(), lower).findings
    assert [(p.division, p.finding.rule) for p in found] == [(DAHEJIA, "3.4.11")]
    with pytest.raises(RefusedRows) as refused:
        let_go(session, lower, 4)
    assert refused.value.reasons[0].path == f"{DAHEJIA}.deaths"
    explained = typed(session, incident, "deaths", 3, minutes=5, why="两人重复统计")
    assert let_go(session, explained, 6) == 2
    assert proved(session)


def new_report(incident, minutes=0, **changes):
    facts = {
        "incident_id": incident,
        "division": JISHISHAN,
        "kind": "initial",
        "as_of": later(minutes),
        "drafted_from": "typed",
        "lines": (Line(DAHEJIA, "deaths", Decimal(3)),),
    }
    return NewReport(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"kind": "follow_up"}, "kind"),
        ({"kind": "rumour"}, "kind"),
        ({"as_of": NIGHT + timedelta(hours=1)}, "as_of"),
        ({"as_of": NIGHT - timedelta(days=1)}, "as_of"),
        ({"lines": (Line("630222103000", "deaths", Decimal(1)),)}, "630222103000.deaths"),
        ({"lines": (Line(DAHEJIA, "deaths", Decimal(-1)),)}, f"{DAHEJIA}.deaths"),
        ({"lines": (Line(DAHEJIA, "deaths", Decimal("1.5")),)}, f"{DAHEJIA}.deaths"),
        ({"lines": (Line(DAHEJIA, "ghosts", Decimal(1)),)}, f"{DAHEJIA}.ghosts"),
        ({"lines": (Line(DAHEJIA, "deaths", Decimal(1)),) * 2}, f"{DAHEJIA}.deaths"),
        ({"lines": (Line("622927999000", "deaths", None),)}, "622927999000.deaths"),
    ],
)
def test_what_cannot_be_a_report_is_refused_with_its_place(session, changes, path):
    incident = earthquake(session)
    with pytest.raises(RefusedRows) as refused:
        draft_report(session, scope(), stamp(), new_report(incident, **changes))
    assert path in [reason.path for reason in refused.value.reasons]
    assert session.scalar(select(func.count()).select_from(Report)) == 0


def test_initial_once_then_follow_ups_and_after_the_final_only_a_corrected_final(session):
    incident = earthquake(session)

    def out(minutes, kind, note=""):
        new = new_report(incident, minutes, kind=kind, note=note)
        kept = draft_report(session, scope(), stamp(later(minutes)), new)
        return let_go(session, kept, minutes)

    assert [out(1, "initial"), out(2, "follow_up"), out(3, "final")] == [1, 2, 3]
    for kind in ("initial", "follow_up", "zero", "final"):
        with pytest.raises(RefusedRows):
            out(4, kind)
    assert out(5, "final", "复核后更正一户") == 4


def test_a_zero_report_that_states_a_figure_is_held_back(session):
    incident = earthquake(session)
    first = draft_report(session, scope(), stamp(later(1)), new_report(incident, 1))
    let_go(session, first, 1)
    stated = draft_report(session, scope(), stamp(later(2)), new_report(incident, 2, kind="zero"))
    with pytest.raises(RefusedRows):
        let_go(session, stated, 2)
    empty = new_report(incident, 3, kind="zero", lines=(), corrects=stated)
    assert let_go(session, draft_report(session, scope(), stamp(later(3)), empty), 3) == 2


def test_an_office_has_one_open_draft_and_two_correctors_one_winner(session):
    incident = earthquake(session)
    first = draft_report(session, scope(), stamp(later(1)), new_report(incident, 1))
    with pytest.raises(Refused):
        draft_report(session, scope(), stamp(later(2)), new_report(incident, 2))
    better = new_report(incident, 2, corrects=first)
    draft_report(session, scope(), stamp(later(2)), better)
    with pytest.raises(AlreadyDone):
        draft_report(session, scope(), stamp(later(3)), better)


def test_a_follow_up_carries_what_was_released_and_says_so(session):
    incident = earthquake(session)
    first = typed(session, incident, "deaths", 5, minutes=1)
    let_go(session, first, 2)
    second = typed(session, incident, "injured", 7, minutes=3)
    lines = {x.indicator: (x.value, x.origin) for x in report(session, scope(), second).lines}
    assert lines == {"deaths": (5, f"carried:{first}"), "injured": (7, "typed")}
    assert said(session, incident, "draft") == {(DAHEJIA, "injured"): 7}


def test_sources_stand_side_by_side_and_are_never_added(session):
    incident = earthquake(session)
    call(session, incident, 1, deaths=3)
    let_go(session, from_calls(session, incident, 2), 3)
    call(session, incident, 4, deaths=4)
    typed(session, incident, "deaths", 5, minutes=5)
    found = [(f.kind, f.value, f.previous_value) for f in figures(session, incident)]
    assert found == [("report", 3, None), ("draft", 5, 3), ("call", 4, 3)]


def test_another_desk_neither_reads_nor_types_nor_releases(session):
    incident = earthquake(session)
    kept = typed(session, incident, "deaths", 5, minutes=1)
    minhe = scope("630222", roles=("desk_officer", "duty_leader"), account="minhe")
    with pytest.raises(NotFound):
        report(session, minhe, kept)
    with pytest.raises(NotFound):
        release(session, minhe, stamp(later(2), by="minhe"), kept, "spoken", "县长")
    with pytest.raises(OutOfScope):
        draft_report(session, minhe, stamp(later(2)), new_report(incident, 2))
    assert reports(session, minhe, incident, 1).total == 0
