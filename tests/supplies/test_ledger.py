"""Goods are conserved, never below zero on any day, and the order of entry does not matter."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import OutOfScope, Refused
from relief.db.projections import compare
from relief.supplies.catalogue import load_items
from relief.supplies.ledger import applied, deltas, first_shortfall
from relief.supplies.moves import ENDS, NEEDS_REASON, NewMove, check_move, read_units
from relief.supplies.not_enough import NotEnough
from relief.supplies.places import KINDS, StockPlace, depot, outside, reserved, road, township
from relief.supplies.projections import PROJECTIONS
from relief.supplies.queries import MoveFilter, flows, history, on_hand, stock
from relief.supplies.service import Counted, Intake, count, hold, move, move_all, opening, take_in
from relief.supplies.tables import Balance
from tests import make

DEPOT = depot("depot:county", make.JISHISHAN)
TOWN = township(make.DAHEJIA)
START = datetime(2023, 12, 10, 2, tzinfo=UTC)
KEEPER = make.scope("622927", roles=("depot_keeper",), account="keeper")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def stamp(number: int = 20, command: str | None = None):
    return make.stamp(day(number), by="keeper", command=command)


def held(session: Session, place: StockPlace, item: str = "tent_12") -> int:
    return sum(row.units for row in on_hand(session, place.key, [item]))


def test_every_item_names_its_source_and_its_pack() -> None:
    assert {"tent_12", "stove", "padded_suit", "light"} <= set(load_items())
    assert all(item.pack >= 1 and item.weight_kg > 0 for item in load_items().values())


def test_a_move_is_written_twice_and_a_days_balance_carries_to_the_later_ones(session) -> None:
    opening(session, KEEPER, stamp(1), DEPOT, {"tent_12": 100})
    move_all(
        session,
        stamp(9),
        [NewMove("reserved", "tent_12", 30, DEPOT, reserved("o1", make.DAHEJIA), day(9))],
    )
    move_all(
        session,
        stamp(10),
        [NewMove("supplied", "tent_12", 7, outside("supplier", make.JISHISHAN), DEPOT, day(5))],
    )
    rows = session.execute(
        text("SELECT on_date, units FROM supplies_balance WHERE place='depot:county' ORDER BY 1")
    ).all()
    assert [(str(d), n) for d, n in rows] == [
        ("2023-12-11", 100),
        ("2023-12-15", 107),
        ("2023-12-19", 77),
    ]
    assert held(session, reserved("o1", make.DAHEJIA)) == 30


def test_what_would_be_below_zero_on_any_day_is_refused_with_the_facts(session) -> None:
    opening(session, KEEPER, stamp(1), DEPOT, {"tent_12": 100})
    later = NewMove("reserved", "tent_12", 90, DEPOT, reserved("o1", make.DAHEJIA), day(9))
    move_all(session, stamp(9), [later])
    earlier = NewMove("reserved", "tent_12", 20, DEPOT, reserved("o2", make.DAHEJIA), day(4))
    with pytest.raises(NotEnough) as refused:
        move_all(session, stamp(12), [earlier])
    short = refused.value.short
    assert (short.place, short.item, str(short.on_date)) == (
        "depot:county",
        "tent_12",
        "2023-12-19",
    )
    assert (short.have, short.asked) == (10, 20)
    assert held(session, reserved("o2", make.DAHEJIA)) == 0
    before_opening = NewMove("reserved", "tent_12", 1, DEPOT, reserved("o3", make.DAHEJIA), day(0))
    with pytest.raises(NotEnough):
        move_all(session, stamp(12), [before_opening])


def test_the_database_itself_refuses_a_balance_below_zero(session) -> None:
    opening(session, KEEPER, stamp(1), DEPOT, {"tent_12": 1})
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE supplies_balance SET units = -1"))


def test_the_same_command_moves_once(session) -> None:
    first = opening(session, KEEPER, stamp(1, "c1"), DEPOT, {"tent_12": 5, "bed": 3})
    again = opening(session, KEEPER, stamp(1, "c1"), DEPOT, {"tent_12": 5, "bed": 3})
    assert first == again
    assert held(session, DEPOT) == 5


@pytest.mark.parametrize("units", [0, -1, 1.5, True, "3"])
def test_zero_negative_and_fractional_units_are_refused(session, units) -> None:
    with pytest.raises(Refused):
        opening(session, KEEPER, stamp(), DEPOT, {"tent_12": units})
    assert stock(session) == []


@pytest.mark.parametrize("typed", ["0", "-2", "1.5", "", "两百", "１", "1e3"])
def test_a_quantity_typed_wrongly_is_refused(typed) -> None:
    with pytest.raises(Refused):
        read_units(typed)


def test_a_quantity_may_be_typed_with_commas() -> None:
    assert read_units(" 1,200 ") == 1200


def test_every_kind_of_move_has_its_ends_and_no_others() -> None:
    at = day(1)
    for kind, (starts, ends) in ENDS.items():
        for start in KINDS:
            for end in KINDS:
                wish = NewMove(
                    kind,
                    "bed",
                    1,
                    StockPlace(start, "a", make.DAHEJIA),
                    StockPlace(end, "b", make.DAHEJIA),
                    at,
                    reason="x",
                )
                if start in starts and end in ends:
                    check_move(wish, at)
                else:
                    with pytest.raises(Refused):
                        check_move(wish, at)


@pytest.mark.parametrize("kind", sorted(NEEDS_REASON))
def test_some_moves_need_a_reason(kind) -> None:
    starts, ends = ENDS[kind]
    wish = NewMove(
        kind,
        "bed",
        1,
        StockPlace(min(starts), "a", make.DAHEJIA),
        StockPlace(min(ends), "b", make.DAHEJIA),
        day(1),
    )
    with pytest.raises(Refused) as refused:
        check_move(wish, day(1))
    assert refused.value.path == "reason"


def test_nothing_moves_in_the_future_and_no_unknown_goods(session) -> None:
    with pytest.raises(Refused):
        move_all(
            session,
            stamp(1),
            [NewMove("opening", "bed", 1, outside("opening", make.JISHISHAN), DEPOT, day(2))],
        )
    with pytest.raises(Refused):
        opening(session, KEEPER, stamp(1), DEPOT, {"yurt": 1})


def test_a_count_makes_the_books_say_what_was_found(session) -> None:
    opening(session, KEEPER, stamp(1), DEPOT, {"quilt": 100})
    assert count(session, KEEPER, stamp(2), Counted(DEPOT, "quilt", 100, "")) is None
    count(session, KEEPER, stamp(2), Counted(DEPOT, "quilt", 93, "受潮"))
    assert held(session, DEPOT, "quilt") == 93
    count(session, KEEPER, stamp(3), Counted(DEPOT, "quilt", 95, "复盘"))
    assert held(session, DEPOT, "quilt") == 95
    with pytest.raises(Refused):
        count(session, KEEPER, stamp(4), Counted(DEPOT, "quilt", 90, " "))
    with pytest.raises(Refused):
        count(session, KEEPER, stamp(4), Counted(DEPOT, "quilt", -1, "x"))


def test_only_the_keeper_of_the_place_moves_what_stands_there(session) -> None:
    other = make.scope("630222", roles=("depot_keeper",))
    officer = make.scope("622927", roles=("desk_officer",))
    for person in (other, officer):
        with pytest.raises(OutOfScope):
            take_in(session, person, stamp(), Intake(DEPOT, "bed", 5, donor=True))
    take_in(session, KEEPER, stamp(), Intake(DEPOT, "bed", 5, donor=True, reason="红十字会"))
    assert held(session, DEPOT, "bed") == 5
    with pytest.raises(OutOfScope):
        move(
            session,
            other,
            stamp(),
            NewMove("reserved", "bed", 1, DEPOT, reserved("o", make.DAHEJIA), day(20)),
        )


def test_stock_is_read_within_the_divisions_and_as_it_was_known(session) -> None:
    opening(session, KEEPER, stamp(1), DEPOT, {"tent_12": 10})
    far = depot("depot:far", make.MINHE)
    opening(session, make.scope("63", roles=("depot_keeper",)), stamp(1), far, {"tent_12": 4})
    way = road("o1", make.DAHEJIA)
    aside = reserved("o1", make.DAHEJIA)
    move_all(session, stamp(3), [NewMove("reserved", "tent_12", 6, DEPOT, aside, day(3))])
    move_all(session, stamp(4), [NewMove("dispatched", "tent_12", 6, aside, way, day(4))])

    def seen(ranges=None, at=None):
        return {r.place: r.units for r in stock(session, ranges=ranges, at=at)}

    assert seen() == {"depot:county": 4, "depot:far": 4, "road:o1": 6}
    assert seen(make.scope("622927").ranges()) == {"depot:county": 4, "road:o1": 6}
    assert seen(at=day(2)) == {"depot:county": 10, "depot:far": 4}
    assert seen(make.scope("63").ranges(), at=day(3)) == {"depot:far": 4}
    assert [r.kind for r in stock(session, kinds=["road"])] == ["road"]
    page = history(session, make.scope("622927").ranges(), MoveFilter(place="depot:county"))
    assert [(m.kind, m.units) for m in page.items] == [("reserved", 6), ("opening", 10)]


def test_arrival_never_published_is_unknown_and_not_zero(session) -> None:
    incident = make.earthquake(session)
    opening(session, KEEPER, stamp(1), DEPOT, {"padded_suit": 100, "tent_12": 10})
    order = _sent(session, incident, {"padded_suit": 100, "tent_12": 10})
    way = road(order, make.DAHEJIA)
    move_all(
        session,
        stamp(6),
        [
            NewMove(
                "unaccounted",
                "padded_suit",
                100,
                way,
                StockPlace("unknown", make.DAHEJIA, make.DAHEJIA),
                day(6),
                incident_id=incident,
                reason="未公布",
            ),
            NewMove("received", "tent_12", 4, way, TOWN, day(6), incident_id=incident),
        ],
    )
    by_item = {flow.item: flow for flow in flows(session, incident)}
    suits, tents = by_item["padded_suit"], by_item["tent_12"]
    assert (suits.dispatched, suits.arrived, suits.on_road, suits.unknown) == (100, None, 0, 100)
    assert (tents.dispatched, tents.arrived, tents.on_road) == (10, 4, 6)
    assert flows(session, incident, make.scope("63").ranges()) == []


def _sent(session: Session, incident: str, goods: dict[str, int]) -> str:
    aside, way = reserved("o1", make.DAHEJIA), road("o1", make.DAHEJIA)
    for number, (kind, start, end) in enumerate(
        (("reserved", DEPOT, aside), ("dispatched", aside, way)), 4
    ):
        move_all(
            session,
            stamp(number),
            [
                NewMove(kind, item, n, start, end, day(number), incident_id=incident)
                for item, n in goods.items()
            ],
        )
    return "o1"


def test_turns_are_taken_by_the_pair(session) -> None:
    hold(session, {("depot:a", "bed"), ("depot:b", "bed")})
    hold(session, set())


PLACES = [depot("depot:a", make.JISHISHAN), reserved("o", make.DAHEJIA), road("o", make.DAHEJIA)]
STEPS = [("opening", outside("opening", make.JISHISHAN), PLACES[0]), ("reserved", *PLACES[:2])]
STEPS += [("dispatched", *PLACES[1:]), ("released", PLACES[1], PLACES[0])]
STEPS += [("received", PLACES[2], TOWN), ("returned", TOWN, PLACES[0])]
moves = st.builds(
    lambda step, item, units, number: NewMove(step[0], item, units, step[1], step[2], day(number)),
    st.sampled_from(STEPS),
    st.sampled_from(["tent_12", "bed"]),
    st.integers(1, 40),
    st.integers(0, 6),
)


def _replay(entered: list[NewMove]):
    """Return the accepted moves and the balances by position and day, entered one by one."""
    balances: dict = {}
    accepted = []
    for new in entered:
        changed = {}
        for position, added in deltas([new]).items():
            before = balances.get(position, {})
            after = applied(before, added)
            if first_shortfall(position, before, after):
                break
            changed[position] = {**before, **after}
        else:
            balances |= changed
            accepted.append(new)
    return accepted, balances


def _totals(accepted: list[NewMove]) -> Counter:
    came = Counter()
    for new in accepted:
        came[new.item] += new.units if new.start.kind == "outside" else 0
    return came


@given(st.lists(moves, max_size=30), st.randoms())
@settings(max_examples=300, deadline=None)
def test_goods_are_conserved_and_the_order_of_entry_does_not_matter(entered, chance) -> None:
    accepted, balances = _replay(entered)
    inside: Counter = Counter()
    for (_place, item, _batch), days in balances.items():
        assert all(units >= 0 for units in days.values())
        inside[item] += days[max(days)]
    assert +inside == +_totals(accepted)
    # By the day they happened they all fit too, and the balances are the same.
    shuffled = accepted[:]
    chance.shuffle(shuffled)
    whole: dict = {}
    for position, added in deltas(shuffled).items():
        whole[position] = applied({}, added)
    assert whole == balances


@given(st.lists(st.lists(moves, min_size=1, max_size=3), max_size=12))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_written_ledger_is_what_the_pure_one_says(session, batches) -> None:
    trial = session.begin_nested()
    accepted: list[NewMove] = []
    for entered in batches:
        try:
            move_all(session, stamp(20), entered)
        except NotEnough:
            continue
        accepted += entered
    expected: dict = {}
    for position, added in deltas(accepted).items():
        expected |= {(*position, d): n for d, n in applied({}, added).items()}
    table = Balance.__table__
    written = {tuple(row[:4]): row.units for row in session.execute(table.select())}
    assert written == expected
    assert all(units >= 0 for units in written.values())
    assert compare(session, PROJECTIONS[0]) == []
    inside = Counter()
    for row in stock(session):
        inside[row.item] += row.units
    assert +inside == +_totals(accepted)
    trial.rollback()


def test_the_day_of_a_move_is_the_day_in_beijing(session) -> None:
    late = datetime(2023, 12, 18, 16, 30, tzinfo=UTC)
    assert beijing(late).date() == date(2023, 12, 19)
    opening(session, KEEPER, make.stamp(late), DEPOT, {"bed": 1})
    assert session.query(Balance.on_date).scalar() == date(2023, 12, 19)
