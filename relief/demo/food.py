"""The demo's drinking water and grain at the townships by 2023-12-20 09:00: generated (示例).

The published table of goods sent holds neither, so nothing of it is dispatched here: donors bring
it to the townships themselves. Two of the twelve townships say nothing: what they have is 待核.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import parse_time
from relief.core.division_code import at_level
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.demo.goods import GENERATED
from relief.demo.places import JISHISHAN, share
from relief.demo.shelters import townships
from relief.offices.queries import scope_of
from relief.offices.tables import Account
from relief.supplies.catalogue import load_items
from relief.supplies.places import township
from relief.supplies.service import Intake, take_in

Write = Callable[[], object]
_BROUGHT_AT = parse_time("2023-12-19T17:00+08:00")
_APART = timedelta(minutes=5)
_PACKS = {"water": 13_000, "food": 2_400}
"""About a day and a half of water and three days of grain for the people registered."""

_SILENT = 6
"""Every sixth township has not said what it has."""

_KEEPERS = ("jishishan-keeper", "minhe-keeper")


def food_entries(session: Session) -> list[tuple[datetime, Write]]:
    """Return what the keepers learn of water and grain, each with its hour and its call."""
    accounts = session.scalars(select(Account).where(Account.username.in_(_KEEPERS))).all()
    people = {account.username: scope_of(session, account) for account in accounts}
    if len(people) < len(_KEEPERS):
        return []  # a demo built before its depots had keepers
    return [
        (at, _bringing(session, people, at, code, goods))
        for number, (code, goods) in enumerate(sorted(brought().items()))
        for at in (_BROUGHT_AT + number * _APART,)
    ]


def brought() -> dict[str, dict[str, int]]:
    """Return units by township and item; a township that says nothing is left out."""
    told = {code: "" for n, code in enumerate(townships(), 1) if n % _SILENT}
    goods: dict[str, dict[str, int]] = {code: {} for code in told}
    for item, packs in _PACKS.items():
        for code, part in share(packs, told).items():
            goods[code][item] = part * load_items()[item].pack
    return goods


def _bringing(
    session: Session, people: Mapping[str, Scope], at: datetime, code: str, goods: Mapping[str, int]
) -> Write:
    keeper = people[_KEEPERS[0 if at_level(code, "county") == JISHISHAN else 1]]

    def bring() -> None:
        for item, units in goods.items():
            stamp = Stamp(at, keeper.account_id, GENERATED, f"demo:brought:{code}:{item}")
            new = Intake(township(code), item, units, donor=True, reason="就地捐赠（示例）")
            take_in(session, keeper, stamp, new)

    return bring
