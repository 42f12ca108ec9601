"""The report as the desk reads it: one ledger, any day, the same few statements."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from relief.incidents.queries import find_incident
from relief.situation.progress import MILESTONES, ProgressReport
from relief.situation.progress_ask import settle
from relief.situation.progress_queries import progress_ground, progress_report
from tests import make
from tests.reconstruction.conftest import add_house, opened, reach, seat, take

NOW = datetime(2024, 7, 15, 9, tzinfo=UTC)
STRUCK = make.QUAKE_AT


def read(session: Session, desk, day: date | None = None, **more) -> ProgressReport:
    incident = find_incident(session, desk.incident)
    ask = settle(day, at=NOW, replay=False, since=STRUCK, **more)
    return progress_report(session, desk.officer, incident, ask)


@pytest.fixture
def desk(session: Session):
    """Six cases at six stages, a house without a case, and one moved in too early."""
    held = seat(session)
    for stage in ("contracted", "started", "main_structure", "completed", "accepted", "moved_in"):
        reach(session, held, opened(session, held), stage)
    add_house(session, held)
    return held


def counts_of(report: ProgressReport) -> list[int]:
    return [report.total.need, *(report.total.reached(m) for m in MILESTONES)]


def test_the_table_the_modes_and_the_end_of_the_curve_say_one_thing(session, desk) -> None:
    report = read(session, desk)
    assert counts_of(report) == [7, 5, 4, 3, 2, 1]
    assert [(row.name, row.counts) for row in report.rows] == [("大河家镇", report.total)]
    assert [mode.mode for mode in report.modes] == ["in_place", ""]
    last = report.curve[-1]
    assert (last.on, last.started, last.completed, last.moved_in) == (date(2024, 7, 15), 5, 3, 1)
    assert report.total.unexplained == 1
    assert str(report.total.rate("moved_in").percent) == "14.3"


def test_a_day_is_read_as_it_was_and_corrected_only_where_asked(session, desk) -> None:
    late = opened(session, desk)
    for stage in ("graded", "applied", "reviewed", "publicised", "town_checked", "county_approved"):
        take(session, desk, late, stage) if stage != "graded" else None
    take(session, desk, late, "contracted")
    take(session, desk, late, "started", recorded=date(2024, 6, 1))
    march = date(2024, 3, 31)
    assert counts_of(read(session, desk, march))[:2] == [8, 5]
    assert counts_of(read(session, desk, march, corrected=True))[:2] == [8, 6]
    assert counts_of(read(session, desk))[:2] == [8, 6]


def test_overdue_names_the_person_in_charge_and_all_rows_meet_in_the_county(session, desk) -> None:
    report = read(session, desk, by="county")
    assert [row.code for row in report.rows] == [make.JISHISHAN]
    village = read(session, desk, by="village")
    assert [row.name for row in village.rows] == ["大河家镇 大河村委会"]
    assert counts_of(report) == counts_of(village)
    august = datetime(2024, 8, 20, tzinfo=UTC)
    ask = settle(None, at=august, replay=False, since=STRUCK)
    late = progress_report(session, desk.officer, find_incident(session, desk.incident), ask)
    assert late.overdue_total == late.total.overdue == 3
    assert {case.responsible for case in late.overdue} == {"李示例"}
    assert {case.days_over for case in late.overdue} == {20}
    assert all(case.place == "大河家镇 大河村委会" for case in late.overdue)


def test_another_desk_sees_none_of_it(session, desk) -> None:
    incident = find_incident(session, desk.incident)
    minhe = make.account(session, "minhe", make.MINHE, roles=("reconstruction_officer",))
    ask = settle(None, at=NOW, replay=False, since=STRUCK)
    report = progress_report(session, minhe, incident, ask)
    assert (report.rows, report.overdue_total, report.total.need) == ((), 0, 0)


def test_the_statements_do_not_grow_with_the_cases(session, desk) -> None:
    seen: list[int] = []
    incident = find_incident(session, desk.incident)
    ask = settle(None, at=NOW, replay=False, since=STRUCK)
    for _ in range(2):
        said: list[str] = []

        def note(_conn, _cursor, statement, *_rest, said=said) -> None:
            said.append(statement)

        session.flush()
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        report = progress_report(session, desk.officer, incident, ask)
        progress_ground(session, desk.officer, incident, report)
        event.remove(engine, "before_cursor_execute", note)
        seen.append(len(said))
        for _ in range(6):
            reach(session, desk, opened(session, desk), "completed")
    assert seen[0] == seen[1] <= 18, seen


def test_an_early_move_is_apart_and_not_counted(session, desk) -> None:
    early = opened(session, desk)
    reach(session, desk, early, "started")
    take(session, desk, early, "moved_in", date(2024, 7, 1))
    report = read(session, desk)
    assert report.total.too_early == 1
    assert report.total.moved_in == 1
