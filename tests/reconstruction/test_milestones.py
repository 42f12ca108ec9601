"""Milestones as of a day, as the desk knew them: counted in sets, equal to counting one by one."""

from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from relief.core.errors import ReliefError
from relief.db.projections import compare
from relief.reconstruction.course import allowed_from
from relief.reconstruction.projections import PROJECTIONS
from relief.reconstruction.queries import case, milestone_days, milestones, overdue, unexplained
from relief.reconstruction.rows import MilestoneCount
from relief.reconstruction.service import say_why
from relief.reconstruction.services.standing import standing_of
from relief.reconstruction.stages import CLOSED, MILESTONES, rank, reached
from relief.reconstruction.tables import CaseEntry
from tests import make
from tests.reconstruction.conftest import (
    DAYS,
    OPENED,
    add_house,
    on,
    opened,
    reach,
    seat,
    take,
    visit,
)

TODAY = date(2024, 7, 15)
HERE = [("622927000000", "622927999999")]


def counted(session: Session, desk, as_of: date = TODAY, at=None, **more) -> MilestoneCount:
    rows = milestones(session, desk.incident, HERE, as_of=as_of, at=at, **more)
    total = dict.fromkeys(("need", *MILESTONES, "too_early", "overdue", "unexplained"), 0)
    total["explained"] = 0
    for row in rows:
        for name in total:
            total[name] += getattr(row, name)
    return MilestoneCount("", "", **total)


def test_each_milestone_counts_what_has_come_so_far(session: Session) -> None:
    desk = seat(session)
    for stage in ("contracted", "started", "main_structure", "completed", "accepted", "moved_in"):
        reach(session, desk, opened(session, desk), stage)
    rows = milestones(session, desk.incident, HERE, as_of=TODAY, at=None)
    (row,) = rows
    assert (row.division_code, row.mode) == (make.DAHEJIA, "in_place")
    assert [row.need, *(getattr(row, name) for name in MILESTONES)] == [6, 5, 4, 3, 2, 1]
    (village,) = milestones(session, desk.incident, HERE, as_of=TODAY, at=None, by="village")
    assert village.division_code == make.VILLAGE
    elsewhere = [("630222000000", "630222999999")]
    assert milestones(session, desk.incident, elsewhere, as_of=TODAY, at=None) == ()


def test_a_repair_counts_its_structure_with_its_completion(session: Session) -> None:
    desk = seat(session)
    reach(session, desk, opened(session, desk, mode="repair"), "completed", "repair")
    row = counted(session, desk)
    assert (row.started, row.main_structure, row.completed, row.accepted) == (1, 1, 1, 0)


def test_as_of_is_what_had_happened_and_at_what_was_known(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "contracted")
    take(session, desk, known, "started", recorded=date(2024, 4, 2))
    assert counted(session, desk, as_of=date(2024, 3, 9)).started == 0
    assert counted(session, desk, as_of=DAYS["started"]).started == 1
    before = on(date(2024, 4, 1)).recorded_at
    assert counted(session, desk, as_of=DAYS["started"], at=before).started == 0
    after = on(date(2024, 4, 3)).recorded_at
    assert counted(session, desk, as_of=DAYS["started"], at=after).started == 1


def test_who_moved_in_too_early_is_told_and_not_counted(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "main_structure")
    take(session, desk, known, "moved_in", date(2024, 6, 1))
    assert counted(session, desk, as_of=date(2024, 5, 31)).too_early == 0
    row = counted(session, desk, as_of=date(2024, 6, 1))
    assert (row.too_early, row.moved_in, row.main_structure) == (1, 0, 1)
    take(session, desk, known, "completed")
    visit(session, desk, known, "acceptance", DAYS["completed"])
    take(session, desk, known, "accepted")
    assert counted(session, desk).too_early == 1
    take(session, desk, known, "moved_in")
    row = counted(session, desk)
    assert (row.too_early, row.moved_in) == (0, 1)


def test_houses_without_a_case_are_in_need_until_somebody_says_why(session: Session) -> None:
    desk = seat(session)
    opened(session, desk)
    house = add_house(session, desk)
    add_house(session, desk, None)  # not graded yet: nobody knows whether it needs work
    add_house(session, desk, sole_dwelling=False)
    row = counted(session, desk)
    assert (row.need, row.unexplained, row.explained) == (2, 1, 1)
    assert [h.id for h in unexplained(session, desk.officer, desk.incident, 1).items] == [house]
    say_why(session, desk.officer, on(date(2024, 3, 1)), house, "declines", "户主不申请")
    row = counted(session, desk)
    assert (row.need, row.unexplained, row.explained) == (1, 0, 2)
    assert counted(session, desk, as_of=date(2024, 2, 28)).unexplained == 1
    assert counted(session, desk, at=on(date(2024, 2, 28)).recorded_at).unexplained == 1
    assert unexplained(session, desk.officer, desk.incident, 1).total == 0


def test_a_closed_case_is_not_in_need_and_has_its_reason(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "started")
    take(session, desk, known, "withdrawn", date(2024, 4, 1), reason="户主自建")
    row = counted(session, desk)
    assert (row.need, row.started, row.explained) == (0, 0, 1)
    assert counted(session, desk, as_of=date(2024, 3, 31)).started == 1


def test_a_case_past_its_deadline_is_overdue_by_days_until_it_is_completed(
    session: Session,
) -> None:
    desk = seat(session)
    known = opened(session, desk, mode="repair")
    reach(session, desk, known, "started", "repair")
    assert counted(session, desk, as_of=date(2024, 6, 30)).overdue == 0
    assert counted(session, desk, as_of=date(2024, 7, 1)).overdue == 1
    (row,) = overdue(session, desk.officer, desk.incident, as_of=TODAY, page=1).items
    assert (row.days_over, row.responsible, f"{row.due_on}") == (15, "李示例", "2024-06-30")
    take(session, desk, known, "completed", date(2024, 7, 10))
    assert counted(session, desk).overdue == 0
    late = overdue(session, desk.officer, desk.incident, as_of=date(2024, 7, 9), page=0)
    assert [row.stage for row in late.items] == ["started"]
    assert late.items[0].days_over == 9


def test_a_way_without_a_known_deadline_is_never_overdue(session: Session) -> None:
    desk = seat(session, slug="elsewhere")
    opened(session, desk, mode="repair")
    assert counted(session, desk, as_of=TODAY).overdue == 0
    assert overdue(session, desk.officer, desk.incident, as_of=TODAY, page=0).total == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_sets_count_what_one_by_one_gives_on_every_day(session: Session, seed: int) -> None:
    desk = seat(session)
    known = walked(session, desk, Random(seed))  # noqa: S311 (repeatable by design)
    for projection in PROJECTIONS:
        assert compare(session, projection) == []
    for step in range(0, 200, 20):
        day = OPENED + timedelta(days=step)
        for at in (None, on(OPENED + timedelta(days=150)).recorded_at):
            row = counted(session, desk, as_of=day, at=at)
            plain = one_by_one(session, desk, known, day, at)
            assert [row.need, *(getattr(row, m) for m in MILESTONES)] == plain[:6], day
            assert [row.too_early, row.explained] == plain[6:], day
            assert row.started >= row.main_structure >= row.completed >= row.accepted
            assert row.accepted >= row.moved_in
            assert row.need >= row.started
            days = milestone_days(session, desk.incident, HERE, as_of=day, at=at)
            for name in MILESTONES:
                assert sum(d.households for d in days if d.milestone == name) == getattr(row, name)
                assert all(d.on <= day for d in days)


def walked(session: Session, desk, die: Random) -> list[str]:
    """Walk twelve cases by chance and return them."""
    cases = [
        opened(session, desk, mode=die.choice(["in_place", "repair", "purchase", "relocated"]))
        for _ in range(12)
    ]
    for known in cases:
        day = OPENED
        for _ in range(die.randrange(22)):
            day += timedelta(days=die.randrange(14))
            session.expire_all()
            last = entries_of(session, known)[-1]
            now = standing_of(last)
            onward = [s for s in allowed_from(now) if s not in CLOSED and s != "objection"]
            state = die.choice([*onward, *onward, *onward, *onward, *allowed_from(now)])
            if state == "archived":
                break
            if state == "accepted":
                visit(session, desk, known, "acceptance", max(day, last.counts_on))
            if state == "town_checked" and now.until:
                day = max(day, now.until)
            words = {"reason": "理由", "target": "purchase"} if state not in onward else {}
            try:
                with session.begin_nested():
                    take(session, desk, known, state, day, **words)
            except ReliefError:
                continue
    return cases


def entries_of(session: Session, known: str) -> list[CaseEntry]:
    rows = session.query(CaseEntry).filter(CaseEntry.case_id == known).order_by(CaseEntry.seq)
    return list(rows)


def one_by_one(session: Session, desk, known: list[str], day: date, at) -> list[int]:
    need, come, early, explained = 0, dict.fromkeys(MILESTONES, 0), 0, 0
    for case_id in known:
        rows = [
            row
            for row in entries_of(session, case_id)
            if row.counts_on <= day and (at is None or row.recorded_at <= at)
        ]
        if not rows:
            need += 1  # its house needs work, and has no case yet
            continue
        last = rows[-1]
        if last.side in CLOSED:
            explained += 1
            continue
        need += 1
        for name in MILESTONES:
            come[name] += reached(last.stage, name)
        moved = rank(last.stage) >= rank("moved_in")
        early += last.early_on is not None and last.early_on <= day and not moved
    return [need, *come.values(), early, explained]


def test_the_statements_do_not_grow_with_the_cases(session: Session) -> None:
    desk = seat(session)
    counts = []
    for _ in range(2):
        for _ in range(5):
            reach(session, desk, opened(session, desk), "started")
        said: list[str] = []

        def note(conn, cursor, statement, *_rest, said=said) -> None:
            said.append(statement)

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        milestones(session, desk.incident, HERE, as_of=TODAY, at=None)
        milestone_days(session, desk.incident, HERE, as_of=TODAY, at=None)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(said))
    assert counts[0] == counts[1] <= 7


def test_one_case_view_reads_a_fixed_number_of_statements(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "moved_in")
    said: list[str] = []

    def note(conn, cursor, statement, *_rest) -> None:
        said.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    case(session, desk.officer, known, today=TODAY)
    event.remove(engine, "before_cursor_execute", note)
    assert len(said) <= 20
