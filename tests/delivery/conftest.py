"""A depot with goods, a township that needs them, and the people between."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely.geometry import Point
from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.delivery.goods import Line, NewOrder
from relief.delivery.services.order import order
from relief.delivery.services.steps import Wish
from relief.geography.tables import Place
from relief.supplies.places import depot
from relief.supplies.service import opening
from tests import make

DEPOT = "depot:county"
PREFECTURE = "622900000000"
GOODS = {"tent_12": 200, "quilt": 400, "stove": 50}
START = make.NIGHT + timedelta(hours=1)


@dataclass(frozen=True)
class People:
    officer: Scope
    keeper: Scope
    town: Scope
    incident: str


@dataclass(frozen=True)
class Hour:
    at: datetime
    replay: bool = False


def later(hours: float, who: Scope | None = None, command: str | None = None) -> Stamp:
    by = who.account_id if who else "officer"
    return make.stamp(START + timedelta(hours=hours), by=by, command=command)


def now(hours: float = 48) -> Hour:
    return Hour(START + timedelta(hours=hours))


def seat(session: Session, goods: dict[str, int] | None = None) -> People:
    incident = make.earthquake(session)
    officer = make.account(session, "officer")
    keeper = make.account(session, "keeper", PREFECTURE, "保管员", ("depot_keeper",))
    town = make.account(session, "town", make.DAHEJIA, "镇长", ("township_official",))
    add_depot(session, DEPOT, make.JISHISHAN)
    if stock := GOODS if goods is None else goods:
        opening(session, keeper, later(0, keeper), depot(DEPOT, make.JISHISHAN), stock)
    return People(officer, keeper, town, incident)


def add_depot(session: Session, place_id: str, division: str) -> None:
    session.add(
        Place(
            id=place_id,
            kind="depot",
            name="县救灾物资库",
            division_code=division,
            quality="indicative",
            source="demo",
            generated=True,
            geometry=Point(102.9, 35.7),
        )
    )
    session.flush()


def wish_for(people: People, goods: dict[str, int], **kwargs) -> NewOrder:
    lines = tuple(Line(item, units) for item, units in goods.items())
    return NewOrder(people.incident, DEPOT, make.DAHEJIA, lines, **kwargs)


def given(session: Session, people: People, goods: dict[str, int], **kwargs) -> str:
    wish = wish_for(people, goods, push=True, **kwargs)
    return order(session, people.officer, later(1), wish)


def step(order_id: str, state: str, reason: str = "", **kwargs) -> Wish:
    return Wish(order_id, state, reason, **kwargs)
