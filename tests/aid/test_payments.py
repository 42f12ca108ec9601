"""Money beside the stages: entitled, released by milestones, paid once, sent back, cancelled."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.aid.projections import PROJECTIONS
from relief.aid.queries import entitlements, instalments, lacking
from relief.aid.rows import InstalmentRow, NewAmount, Payment
from relief.aid.services.amount import enter_amount
from relief.aid.services.pay import pay, pay_all, send_back
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.db.projections import compare
from tests import make
from tests.reconstruction.conftest import DAYS, Desk, on, opened, reach, seat, take, visit

TODAY = date(2024, 7, 15)


def standing(session: Session, case: str) -> list[tuple[str, str, int]]:
    return [(r.milestone, r.state, r.amount_fen) for r in instalments(session, [case])[case]]


def of(session: Session, case: str, milestone: str) -> InstalmentRow:
    (row,) = (
        r
        for r in instalments(session, [case])[case]
        if r.milestone == milestone and r.state != "cancelled"
    )
    return row


def paid(session: Session, desk: Desk, row: InstalmentRow, day: date = TODAY, **more) -> str:
    wish = Payment(row.id, day, "拨付第1批", more.pop("after", ""))
    return pay(session, desk.finance, on(day, desk.finance, **more), wish)


def test_a_milestone_releases_its_instalment_and_no_other(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "reviewed")
    assert instalments(session, [case]) == {case: ()}
    reach_on(session, desk, case, "contracted")
    assert {state for _m, state, _f in standing(session, case)} == {"planned"}
    take(session, desk, case, "started")
    assert standing(session, case) == [
        ("started", "released", 3_000_000),
        ("main_structure", "planned", 2_250_000),
        ("accepted", "planned", 2_250_000),
    ]
    assert of(session, case, "started").released_on == DAYS["started"]


def reach_on(session: Session, desk: Desk, case: str, stage: str) -> None:
    for each in ("publicised", "town_checked", "county_approved", "contracted"):
        take(session, desk, case, each)
        if each == stage:
            return


def test_an_instalment_is_paid_once(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "started")
    row = of(session, case, "started")
    first = paid(session, desk, row, command="p")
    assert paid(session, desk, row, command="p") == first
    with pytest.raises(AlreadyDone) as told:
        paid(session, desk, row)
    assert "30,000.00" in told.value.wording().zh
    assert told.value.by == "finance"
    assert of(session, case, "started").paid_on == TODAY
    assert entitlements(session, [case])[case].paid_fen == 3_000_000
    assert compare(session, PROJECTIONS[0]) == []


def test_the_database_itself_refuses_a_second_payment(session: Session) -> None:
    from relief.aid.tables import Payment as Entry
    from relief.core.identity import new_id
    from relief.db.base import stamped

    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "started")
    row = of(session, case, "started")
    for _ in range(2):
        entry = Entry(
            **stamped(on(TODAY)), id=new_id(), instalment_id=row.id, subject=case,
            division_code=make.VILLAGE, state="paid", amount_fen=row.amount_fen, paid_on=TODAY,
            document="x", reason="", follows=f"instalment:{row.id}",
        )  # fmt: skip
        session.add(entry)
        if _:
            with pytest.raises(IntegrityError):
                session.flush()
            session.rollback()
        else:
            session.flush()


def test_nothing_is_paid_before_its_milestone_or_before_its_day(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "started")
    with pytest.raises(Refused):
        paid(session, desk, of(session, case, "accepted"))
    row = of(session, case, "started")
    with pytest.raises(Refused) as refused:
        paid(session, desk, row, DAYS["started"] - timedelta(days=1))
    assert refused.value.path == "paid_on"
    with pytest.raises(Refused) as refused:
        wish = Payment(row.id, TODAY, " ")
        pay(session, desk.finance, on(TODAY), wish)
    assert refused.value.path == "document"
    with pytest.raises(Refused):
        wish = Payment(row.id, TODAY + timedelta(days=1), "x")
        pay(session, desk.finance, on(TODAY), wish)


def test_only_a_finance_office_pays_in_its_own_divisions(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "started")
    row = of(session, case, "started")
    with pytest.raises(OutOfScope):
        pay(session, desk.officer, on(TODAY), Payment(row.id, TODAY, "x"))
    minhe = make.account(session, "minhe", make.MINHE, roles=("finance_officer",))
    with pytest.raises(OutOfScope):
        pay(session, minhe, on(TODAY), Payment(row.id, TODAY, "x"))
    with pytest.raises(NotFound):
        pay(session, desk.finance, on(TODAY), Payment("none", TODAY, "x"))


def test_what_the_bank_sends_back_is_paid_again_once(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "started")
    row = of(session, case, "started")
    with pytest.raises(Refused):
        send_back(session, desk.finance, on(TODAY), row.id, "账号不符")
    paid(session, desk, row, date(2024, 4, 1))
    with pytest.raises(Refused):
        send_back(session, desk.finance, on(TODAY), row.id, " ")
    send_back(session, desk.finance, on(TODAY), row.id, "账号不符")
    assert of(session, case, "started").state == "returned"
    assert entitlements(session, [case])[case].paid_fen == 0
    paid(session, desk, row)
    with pytest.raises(AlreadyDone):
        paid(session, desk, row)
    assert compare(session, PROJECTIONS[0]) == []


def test_a_case_is_archived_when_the_family_is_in_and_the_money_paid(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "moved_in")
    with pytest.raises(Refused) as refused:
        take(session, desk, case, "archived")
    assert "3 笔" in refused.value.reason.zh
    wishes = [
        (on(TODAY), Payment(row.id, TODAY, "拨付第1批"))
        for row in instalments(session, [case])[case]
    ]
    pay_all(session, desk.finance, wishes)
    take(session, desk, case, "archived")


def test_an_amount_nobody_published_is_entered_with_its_document(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk, mode="repair")
    reach(session, desk, case, "started", "repair")
    known = entitlements(session, [case])[case]
    assert (known.total_fen, known.source) == (None, "")
    assert "待核" in lacking(session, [case])[case].zh
    new = NewAmount(case, 400_001, "积政发〔2024〕示例号")
    first = enter_amount(session, desk.finance, on(TODAY, command="a"), new)
    assert enter_amount(session, desk.finance, on(TODAY, command="a"), new) == first
    assert standing(session, case) == [
        ("started", "released", 200_000),
        ("accepted", "planned", 200_001),
    ]
    paid(session, desk, of(session, case, "started"))
    less = NewAmount(case, 100_000, "更正")
    with pytest.raises(Refused):
        enter_amount(session, desk.finance, on(TODAY), less)
    enter_amount(session, desk.finance, on(TODAY), NewAmount(case, 600_000, "更正"))
    assert standing(session, case)[:3] == [
        ("started", "paid", 200_000),
        ("started", "released", 100_000),
        ("accepted", "planned", 300_000),
    ]
    assert compare(session, PROJECTIONS[0]) == []


@pytest.mark.parametrize(
    ("amount", "document"), [(0, "x"), (-5, "x"), (True, "x"), (1.5, "x"), (100, " ")]
)
def test_an_amount_is_whole_fen_with_a_document(session: Session, amount, document) -> None:
    desk = seat(session)
    case = opened(session, desk, mode="repair")
    reach(session, desk, case, "county_approved", "repair")
    with pytest.raises(Refused):
        enter_amount(session, desk.finance, on(TODAY), NewAmount(case, amount, document))
    with pytest.raises(NotFound):
        enter_amount(session, desk.finance, on(TODAY), NewAmount("none", 100, "x"))


def test_a_case_that_goes_aside_is_paid_no_more_and_what_was_paid_counts_later(
    session: Session,
) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "started")
    paid(session, desk, of(session, case, "started"), date(2024, 3, 20))
    take(session, desk, case, "withdrawn", date(2024, 4, 1), reason="迁居")
    assert {state for _m, state, _f in standing(session, case)} == {"paid", "cancelled"}
    cancelled = next(r for r in instalments(session, [case])[case] if r.state == "cancelled")
    with pytest.raises(Refused):
        paid(session, desk, cancelled)
    with pytest.raises(Refused):
        enter_amount(session, desk.finance, on(TODAY), NewAmount(case, 100, "x"))
    later = {"applied": 2, "reviewed": 3, "publicised": 4, "town_checked": 20}
    for stage, day in (later | {"county_approved": 21, "contracted": 22, "started": 23}).items():
        take(session, desk, case, stage, date(2024, 4, day))
    left = [r for r in standing(session, case) if r[1] != "cancelled"]
    assert left == [
        ("started", "paid", 3_000_000),
        ("main_structure", "planned", 2_250_000),
        ("accepted", "planned", 2_250_000),
    ]
    assert compare(session, PROJECTIONS[0]) == []


def test_what_is_paid_adds_up_to_what_was_entitled(session: Session) -> None:
    desk = seat(session)
    case = opened(session, desk)
    reach(session, desk, case, "completed")
    visit(session, desk, case, "acceptance", DAYS["completed"])
    take(session, desk, case, "accepted")
    for row in instalments(session, [case])[case]:
        paid(session, desk, row)
    known = entitlements(session, [case])[case]
    assert known.paid_fen == known.total_fen == 7_500_000
    assert lacking(session, [case]) == {}
