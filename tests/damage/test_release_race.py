"""Two processes at once: one wins, the other is told, nothing doubles."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from multiprocessing import get_context
from queue import Queue
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from relief.alerts.projections import PROJECTIONS as HEARD
from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.alerts.tables import Call
from relief.core.errors import AlreadyDone
from relief.damage.projections import PROJECTIONS as FIGURES
from relief.damage.report import Line, NewReport
from relief.damage.services.draft import draft_report
from relief.damage.services.release import release
from relief.damage.services.type_figure import type_figure
from relief.damage.tables import Release, Report
from relief.damage.versions import open_draft
from relief.db.projections import compare
from relief.db.session import Database
from tests.make import CHUIMATAN, DAHEJIA, JISHISHAN, NIGHT, earthquake, scope, stamp

pytestmark = pytest.mark.race
AT = NIGHT + timedelta(minutes=1)
LONGEST_S = 60


def run(url: str, work: Callable[..., Any], given: tuple[Any, ...], start: Barrier, out: Queue):
    database = Database(url)
    start.wait(LONGEST_S)
    try:
        with database.write() as session:
            done = work(session, *given)
        out.put(("done", done))
    except AlreadyDone as told:
        out.put(("told", told.by))
    finally:
        database.dispose()


def compete(url: str, work: Callable[..., Any], *given: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Return what each process got; they start together."""
    spawn = get_context("spawn")
    start, out = spawn.Barrier(len(given)), spawn.Queue()
    rivals = [spawn.Process(target=run, args=(url, work, args, start, out)) for args in given]
    for rival in rivals:
        rival.start()
    got = [out.get(timeout=LONGEST_S) for _rival in rivals]
    for rival in rivals:
        rival.join(LONGEST_S)
    return sorted(got, key=str)


def let_go(session, report_id, name):
    leader = scope(roles=("duty_leader",), account=name)
    return release(session, leader, stamp(AT, by=name), report_id, "spoken", "县长")


def note(session, command):
    slip = CallSlip("incident-1", DAHEJIA, NIGHT, figures={"deaths": Decimal(3)})
    return record_call(session, scope(), stamp(AT, command=command), slip)


def put(session, division):
    mark = stamp(AT, by="officer")
    facts = ("incident-1", JISHISHAN, division, "deaths", Decimal(2), "")
    return type_figure(session, scope(), mark, *facts)


def drafted(database):
    with database.write() as session:
        lines = (Line(DAHEJIA, "deaths", Decimal(3)),)
        incident = earthquake(session)
        new = NewReport(incident, JISHISHAN, "initial", NIGHT, "typed", lines=lines)
        return draft_report(session, scope(), stamp(), new)


def test_two_leaders_release_one_draft_at_once(database, database_url):
    draft = drafted(database)
    got = compete(database_url, let_go, (draft, "leader"), (draft, "deputy"))
    assert got[0] == ("done", 1)
    with database.read() as session:
        winner = session.scalars(select(Release)).one()
        assert got[1] == ("told", winner.recorded_by)
        assert not [d for p in FIGURES for d in compare(session, p)]


def test_one_slip_saved_twice_at_once_is_one_entry(database, database_url):
    with database.write() as session:
        earthquake(session)
    got = compete(database_url, note, ("same",), ("same",))
    assert got[0] == got[1]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Call)) == 1
        assert not [d for p in HEARD for d in compare(session, p)]


def test_two_officers_typing_at_once_lose_no_figure(database, database_url):
    with database.write() as session:
        earthquake(session)
    compete(database_url, put, (DAHEJIA,), (CHUIMATAN,))
    with database.read() as session:
        draft = open_draft(session, "incident-1", JISHISHAN)
        assert {line.division for line in draft.lines} == {DAHEJIA, CHUIMATAN}
        assert session.scalar(select(func.count()).select_from(Report)) == 2
        assert not [d for p in FIGURES for d in compare(session, p)]
