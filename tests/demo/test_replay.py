"""The demo: what was published by the hour is there, nothing later, and twice changes nothing."""

from sqlalchemy import func, select

from jobs.work_advance_clock import run
from relief.all_projections import PROJECTIONS
from relief.bootstrap import Desk, now_in
from relief.core.clock import parse_time
from relief.damage.tables import FigureNow, Release, Report
from relief.db.projections import compare
from relief.demo.replay import advance
from relief.demo.stops import STOPS, next_notice, target_of
from relief.incidents.queries import find_incident
from relief.response.tables import Decision

NIGHT, GOODS, REBUILD = (stop.at for stop in STOPS)


def _advance(desk: Desk, target: str) -> dict:
    return dict(run(desk, "w1", {"target": target}, lambda _done, _total: False))


def _figure(desk: Desk, division: str, indicator: str):
    with desk.database.read() as session:
        return session.scalar(
            select(FigureNow.value).where(
                FigureNow.division_code == division, FigureNow.indicator == indicator
            )
        )


def test_the_first_night_knows_no_published_figure(demo: Desk) -> None:
    with demo.database.read() as session:
        assert now_in(session) == NIGHT
        assert session.scalar(select(func.count()).select_from(Report)) == 0
        assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_each_advance_brings_the_next_published_notice(demo: Desk) -> None:
    assert _advance(demo, "next")["at"] == "2023-12-19 04:00"
    assert _figure(demo, "620000000000", "deaths") == 86
    assert _advance(demo, "next")["at"] == "2023-12-19 06:00"
    assert _figure(demo, "620000000000", "deaths") == 100
    assert _figure(demo, "630000000000", "deaths") == 11


def test_the_clock_moves_forward_only() -> None:
    assert target_of("night", GOODS) is None
    assert target_of("goods", NIGHT) == GOODS
    assert next_notice(REBUILD) is None


def test_a_stop_holds_every_entry_up_to_it_and_none_later(demo: Desk) -> None:
    _advance(demo, "goods")
    with demo.database.read() as session:
        published = select(func.max(Release.recorded_at)).where(Release.word == "published")
        assert session.scalar(published) == parse_time("2023-12-20T05:30")
        levels = session.execute(select(Decision.response, Decision.level)).all()
    assert sorted(map(tuple, levels)) == [
        ("earthquake", 2),
        ("relief", 2),
        ("relief", 3),
        ("relief", 4),
    ]


def test_replaying_twice_writes_nothing_more(demo: Desk) -> None:
    _advance(demo, "rebuild")
    with demo.database.write() as session:
        before = session.scalar(select(func.count()).select_from(Report))
        incident = find_incident(session, "jishishan-2023")
        advance(session, incident.id, REBUILD, since=incident.occurred_at)
    with demo.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == before


def test_the_projections_are_what_the_ledgers_say(demo: Desk) -> None:
    _advance(demo, "rebuild")
    with demo.database.read() as session:
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []
