"""The demo's goods up to 2023-12-20 09:00: sums as published, everything between them generated.

Published are the units sent and arrived by item for both provinces together (E3). From which depot,
to which township, when and in whose hands was not: four depots send in two waves to the twelve
townships of zone Ⅷ, split with a fixed seed, every entry with the source "generated" (示例).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import parse_time
from relief.core.division_code import at_level, prefix_of
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.append import find_by_command
from relief.delivery.goods import Arrived, Line, NewOrder
from relief.delivery.services.keep import accept, dispatch
from relief.delivery.services.order import order
from relief.delivery.services.receive import distribute, receive
from relief.delivery.services.steps import Wish
from relief.delivery.states import OrderState
from relief.delivery.tables import Order
from relief.demo.places import DEPOTS, JISHISHAN, share
from relief.demo.samples import read_sample
from relief.offices.queries import scope_of
from relief.offices.roles import load_rules
from relief.offices.tables import Account
from relief.supplies.catalogue import load_items
from relief.supplies.places import depot
from relief.supplies.service import opening

Write = Callable[[], object]
GENERATED = "generated"
_HARDEST = "8"
_OPENED_AT = parse_time("2023-12-19T00:02+08:00")
_APART = timedelta(minutes=7)
# Beside what is sent: every depot keeps a quarter more, and some goods nobody has asked for yet.
_KEPT = 4
_EXTRA = {"tent_12": 200, "tent_36": 12, "water": 6000, "food": 4000}
_HANDED_OUT_TENTHS = 6


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of orders: who orders and keeps by county, and its hours.

    Fields:
        depots: by county (Jishishan, the other): depot's id and its keeper's account.
        received, distributed: None while it is on the road.
    """

    name: str
    depots: tuple[tuple[str, str], tuple[str, str]]
    ordered: datetime
    dispatched: datetime
    received: datetime | None = None
    distributed: datetime | None = None


WAVES = (
    Wave(
        "first",
        (("jishishan", "jishishan-keeper"), ("minhe", "minhe-keeper")),
        parse_time("2023-12-19T01:30+08:00"),
        parse_time("2023-12-19T03:30+08:00"),
        parse_time("2023-12-19T13:00+08:00"),
        parse_time("2023-12-20T06:30+08:00"),
    ),
    Wave(
        "second",
        (("linxia", "linxia-keeper"), ("haidong", "haidong-keeper")),
        parse_time("2023-12-19T19:00+08:00"),
        parse_time("2023-12-20T05:00+08:00"),
    ),
)


@dataclass(frozen=True, slots=True)
class Shipment:
    """One generated order: a wave, a township, units by item, and how late it is in its wave."""

    wave: Wave
    number: int
    township: str
    goods: Mapping[str, int]

    @property
    def depot(self) -> tuple[str, str]:
        """Return the depot's id and its keeper's account."""
        return self.wave.depots[0 if at_level(self.township, "county") == JISHISHAN else 1]

    @property
    def desk(self) -> str:
        """Return the account of the desk that orders."""
        return "jishishan" if at_level(self.township, "county") == JISHISHAN else "minhe"

    def at(self, start: datetime) -> datetime:
        """Return the hour of a deed of the wave that begins at `start`."""
        return start + self.number * _APART

    def command(self, deed: str) -> str:
        """Return the fixed command id of a deed: twice writes nothing more."""
        return f"demo:goods:{self.wave.name}:{self.township}:{deed}"


@cache
def published() -> dict[str, tuple[int, int | None]]:
    """Return units sent and arrived by item, as published; None is not published (待核)."""
    return {
        row["item"]: (int(row["dispatched"]), int(row["arrived"]) if row["arrived"] else None)
        for row in read_sample("supplies")
    }


@cache
def shipments() -> tuple[Shipment, ...]:
    """Return the generated orders; by item they add up to the published table."""
    towns = sorted(
        row["division"]
        for row in read_sample("zones")
        if row["kind"] == "listed" and row["rank"] == _HARDEST and row["division"]
    )
    # The first wave is what arrived (and what nobody published), the second is on the road.
    first = {item: sent if here is None else here for item, (sent, here) in published().items()}
    second = {item: sent - first[item] for item, (sent, _here) in published().items()}
    return tuple(
        Shipment(wave, number, town, goods[town])
        for wave, totals in zip(WAVES, (first, second), strict=True)
        for goods in (_split(totals, towns),)
        for number, town in enumerate(towns)
    )


def _split(totals: Mapping[str, int], towns: list[str]) -> dict[str, dict[str, int]]:
    goods: dict[str, dict[str, int]] = {town: {} for town in towns}
    for item, units in totals.items():
        pack = load_items()[item].pack
        for town, packs in share(units // pack, dict.fromkeys(towns, "")).items():
            if packs:
                goods[town][item] = packs * pack
    return goods


def goods_entries(session: Session, incident_id: str) -> list[tuple[datetime, Write]]:
    """Return what the desks learn of goods, each with its hour and the call that writes it."""
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    people = {account.username: scope_of(session, account) for account in accounts}
    keepers = {keeper for wave in WAVES for _depot, keeper in wave.depots}
    if not keepers <= people.keys():
        return []  # a demo built before its depots had keepers
    entries = [(_OPENED_AT, _opening(session, people, place_id)) for place_id in _stocks()]
    for shipment in shipments():
        entries += _sending(session, people, incident_id, shipment)
        entries += _arriving(session, people, incident_id, shipment)
    return entries


def _stocks() -> dict[str, dict[str, int]]:
    stocks: dict[str, dict[str, int]] = {place.id: dict(_EXTRA) for place in DEPOTS}
    for shipment in shipments():
        held = stocks[shipment.depot[0]]
        for item, units in shipment.goods.items():
            pack = load_items()[item].pack
            held[item] = held.get(item, 0) + units + units // pack // _KEPT * pack
    return stocks


def _opening(session: Session, people: Mapping[str, Scope], place_id: str) -> Write:
    keeper = people[next(who for wave in WAVES for held, who in wave.depots if held == place_id)]
    division = next(place.division_code for place in DEPOTS if place.id == place_id)
    stamp = Stamp(_OPENED_AT, keeper.account_id, GENERATED, f"demo:goods:opening:{place_id}")
    place = depot(f"depot:{place_id}", division)
    return lambda: opening(session, keeper, stamp, place, _stocks()[place_id])


def _sending(
    session: Session, people: Mapping[str, Scope], incident_id: str, shipment: Shipment
) -> list[tuple[datetime, Write]]:
    place_id, keeper_name = shipment.depot
    desk, keeper = people[shipment.desk], people[keeper_name]
    ordered = _stamp(shipment, "order", shipment.wave.ordered, desk)
    accepted = _stamp(shipment, "accept", shipment.wave.ordered + _APART, keeper)
    left = _stamp(shipment, "dispatch", shipment.wave.dispatched, keeper)
    lines = tuple(Line(item, units) for item, units in shipment.goods.items())
    new = NewOrder(incident_id, f"depot:{place_id}", shipment.township, lines, push=True)
    return [
        (ordered.recorded_at, lambda: order(session, desk, ordered, new)),
        (
            accepted.recorded_at,
            lambda: accept(session, keeper, accepted, _wish(session, shipment, "accepted")),
        ),
        (
            left.recorded_at,
            lambda: dispatch(session, keeper, left, _wish(session, shipment, "dispatched")),
        ),
    ]


def _arriving(
    session: Session, people: Mapping[str, Scope], incident_id: str, shipment: Shipment
) -> list[tuple[datetime, Write]]:
    del incident_id
    wave = shipment.wave
    if wave.received is None or wave.distributed is None:
        return []
    town = _official(people, shipment.township)
    here = _stamp(shipment, "receive", wave.received, town)
    out = _stamp(shipment, "distribute", wave.distributed, town)
    known = [item for item, (_sent, arrived) in published().items() if arrived is not None]
    told = [
        Arrived(item, units) if item in known else Arrived(item, None, "到货情况未公布", "unknown")
        for item, units in shipment.goods.items()
    ]
    handed = [line for item in known for line in _handed_out(item, shipment.goods.get(item, 0))]
    return [
        (
            here.recorded_at,
            lambda: receive(session, town, here, _wish(session, shipment, "received"), told),
        ),
        (
            out.recorded_at,
            lambda: distribute(session, town, out, _wish(session, shipment, "distributed"), handed),
        ),
    ]


def _handed_out(item: str, units: int) -> list[Line]:
    pack = load_items()[item].pack
    packs = units // pack * _HANDED_OUT_TENTHS // 10
    return [Line(item, packs * pack)] if packs else []


def _official(people: Mapping[str, Scope], township: str) -> Scope:
    role = "township_official"
    for person in people.values():
        if role in person.roles and person.prefixes == (prefix_of(township),):
            return person
    actions = load_rules().actions_of((role,))
    return Scope("示例", "示例", (prefix_of(township),), (role,), actions)


def _stamp(shipment: Shipment, deed: str, start: datetime, person: Scope) -> Stamp:
    return Stamp(shipment.at(start), person.account_id, GENERATED, shipment.command(deed))


def _wish(session: Session, shipment: Shipment, state: OrderState) -> Wish:
    order_id = find_by_command(session, Order, shipment.command("order"))
    return Wish(order_id or "", state)
