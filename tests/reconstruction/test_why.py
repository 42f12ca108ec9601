"""Every family of the ledger that is not rebuilt for says why."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.damage.house_queries import houses_by_id
from relief.db.projections import compare
from relief.reconstruction.house_rules import reason_given
from relief.reconstruction.projections import PROJECTIONS
from relief.reconstruction.queries import unexplained, whys
from relief.reconstruction.service import say_why
from tests import make
from tests.reconstruction.conftest import add_house, on, opened, seat

DAY = date(2024, 3, 1)


def said(session: Session, desk, house: str, reason: str, words: str = "", **more) -> str:
    return say_why(session, desk.officer, on(DAY, **more), house, reason, words)


def test_a_reason_is_said_once_taken_back_and_said_again(session: Session) -> None:
    desk = seat(session)
    house = add_house(session, desk)
    first = said(session, desk, house, "care_institution", "县敬老院", command="w")
    assert said(session, desk, house, "care_institution", "县敬老院", command="w") == first
    known = whys(session, [house])[house]
    assert (known.code, known.words, known.recorded_by) == (
        "care_institution",
        "县敬老院",
        "rebuild",
    )
    with pytest.raises(AlreadyDone):
        said(session, desk, house, "care_institution")
    with pytest.raises(Refused):
        said(session, desk, house, "")
    said(session, desk, house, "", "记错了户")
    assert whys(session, [house]) == {}
    assert unexplained(session, desk.officer, desk.incident, 1).total == 1
    with pytest.raises(Refused):
        said(session, desk, house, "", "再撤一次")
    said(session, desk, house, "purchased")
    for projection in PROJECTIONS:
        assert compare(session, projection) == []


def test_a_house_with_a_reason_has_no_case_and_one_with_a_case_no_reason(session: Session) -> None:
    desk = seat(session)
    house = add_house(session, desk)
    said(session, desk, house, "declines")
    with pytest.raises(Refused) as refused:
        opened(session, desk, house)
    assert "先撤销" in refused.value.reason.zh
    said(session, desk, house, "", "又申请了")
    opened(session, desk, house)
    with pytest.raises(Refused) as refused:
        said(session, desk, house, "declines")
    assert "622927-0001" in refused.value.reason.zh


def test_only_a_listed_reason_of_ones_own_house(session: Session) -> None:
    desk = seat(session)
    house = add_house(session, desk)
    with pytest.raises(Refused):
        said(session, desk, house, "no idea")
    with pytest.raises(NotFound):
        said(session, desk, "none", "declines")
    minhe = make.account(session, "minhe", make.MINHE, roles=("reconstruction_officer",))
    with pytest.raises(OutOfScope):
        say_why(session, minhe, on(DAY), house, "declines", "")


def test_the_ledger_itself_says_why_for_what_it_excludes(session: Session) -> None:
    desk = seat(session)
    second = add_house(session, desk, sole_dwelling=False)
    hut = add_house(session, desk, excluded="temporary")
    lived = add_house(session, desk)
    rows = houses_by_id(session, [second, hut, lived])
    codes = [
        reason.code if (reason := reason_given(rows[h], None)) else "" for h in (second, hut, lived)
    ]
    assert codes == ["second_home", "no_dwelling", ""]
    said(session, desk, lived, "dangerous_house")
    given = reason_given(rows[lived], whys(session, [lived])[lived])
    assert given
    assert given.source == "M6"
