"""The waybill: three copies with lines to sign, one page each."""

from datetime import timedelta

import pytest

from jobs.work_waybill import run
from relief.bootstrap import Desk
from relief.core.errors import NotFound, Refused
from relief.delivery.queries import order, steps
from relief.delivery.services.keep import accept, dispatch
from relief.delivery.waybill import WaybillOrder, departure, make_waybill
from tests import make
from tests.delivery.conftest import PREFECTURE, START, given, later, now, seat, step


def asked(order_id: str, language: str = "zh_Hans", prefix: str = "6229") -> WaybillOrder:
    at = START + timedelta(hours=5)
    return WaybillOrder(order_id, PREFECTURE, (prefix,), language, "keeper", "何保管", at)


def left(session) -> str:
    people = seat(session)
    order_id = given(session, people, {"tent_12": 200, "quilt": 30})
    accept(session, people.keeper, later(2, people.keeper), step(order_id, "accepted"))
    wish = step(order_id, "dispatched", vehicle="甘N12345")
    dispatch(session, people.keeper, later(3, people.keeper), wish)
    return order_id


def test_it_states_packs_weights_and_who_signs(session) -> None:
    order_id = left(session)
    row = order(session, make.scope("6229"), order_id, now())
    paper = make_waybill(row, departure(steps(session, order_id, now())), asked(order_id))
    assert [copy[:3] for copy in paper.copies] == ["第一联", "第二联", "第三联"]
    tents, quilts = paper.lines
    assert (tents.units, tents.packs, tents.weight) == ("200", "200", "19,000.0")
    assert (quilts.units, quilts.packs, quilts.weight) == ("30", "3", "105.0")
    assert paper.total[1] == "19,105.0 kg"
    assert ("车牌号", "甘N12345") in paper.facts
    assert len(paper.signatures) == 4
    english = make_waybill(row, departure(steps(session, order_id, now())), asked(order_id, "en"))
    assert english.title == "RELIEF GOODS WAYBILL"


def test_there_is_none_before_the_goods_leave(session) -> None:
    people = seat(session)
    order_id = given(session, people, {"tent_12": 1})
    with pytest.raises(Refused):
        departure(steps(session, order_id, now()))


def test_the_worker_makes_one_pdf_of_three_pages(desk: Desk) -> None:
    with desk.database.write() as session:
        order_id = left(session)
    for language in ("zh_Hans", "en"):
        arguments = asked(order_id, language).as_arguments()
        result = run(desk, "w", arguments, lambda _done, _total: False)
        again = run(desk, "w", arguments, lambda _done, _total: False)
        assert result == again
        with desk.database.read() as session:
            who = make.scope("6229", account="keeper")
            row, content = desk.files.read(session, who, result["sha256"])
        assert row.media_type == "application/pdf"
        assert content.startswith(b"%PDF")
        assert b"/Count 3" in content
    stopped = run(desk, "w", asked(order_id).as_arguments(), lambda _done, _total: True)
    assert stopped == {"state": "cancelled"}
    with pytest.raises(NotFound):
        run(desk, "w", asked(order_id, prefix="15").as_arguments(), lambda _d, _t: False)
