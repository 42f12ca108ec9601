"""The demo's register of who is where by 2023-12-20 09:00: generated, since none was published.

Published for Gansu are 12 sites in 3 townships, not how many people were in them; for people with
relatives nothing. The numbers are made from a fixed seed and carry the source "generated" (示例).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import parse_time
from relief.core.division_code import at_level
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.demo.calls import GENERATED
from relief.demo.places import JISHISHAN, share
from relief.demo.samples import read_sample
from relief.geography.place_queries import places
from relief.offices.queries import scope_of
from relief.offices.tables import Account
from relief.shelters.queries import SITE, WITH_RELATIVES
from relief.shelters.service import NewPlacement, measure, place

Write = Callable[[], object]
_HARDEST = "8"
_MEASURED_AT = parse_time("2023-12-19T08:00+08:00")
_MOVED_IN_AT = parse_time("2023-12-19T15:00+08:00")
_APART = timedelta(minutes=4)
_AT_SITES, _WITH_RELATIVES, _CAPACITY = 3_900, 14_600, 4_200


@cache
def townships() -> tuple[str, ...]:
    """Return the townships of the hardest zone, in the order of their codes."""
    return tuple(
        sorted(
            row["division"]
            for row in read_sample("zones")
            if row["kind"] == "listed" and row["rank"] == _HARDEST and row["division"]
        )
    )


def shelter_entries(session: Session, incident_id: str) -> list[tuple[datetime, Write]]:
    """Return what the desks learn of sites and relatives, each with its hour and its call."""
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    people = {account.username: scope_of(session, account) for account in accounts}
    if not {"jishishan", "minhe"} <= people.keys():
        return []
    sites = {row.id: row.division_code for row in places(session, (SITE,), [range_of("")])}
    return [
        *_capacities(session, people, sites),
        *_moved_in(session, people, incident_id, sites),
    ]


def _capacities(
    session: Session, people: Mapping[str, Scope], sites: Mapping[str, str]
) -> Iterator[tuple[datetime, Write]]:
    for site, holds in share(_CAPACITY, {f"{s}:capacity": "" for s in sites}).items():
        key = site.removesuffix(":capacity")
        who = _desk(people, sites[key])
        stamp = Stamp(_MEASURED_AT, who.account_id, GENERATED, f"demo:capacity:{key}")
        yield _MEASURED_AT, _measuring(session, who, stamp, key, holds)


def _measuring(session: Session, who: Scope, stamp: Stamp, site: str, holds: int) -> Write:
    return lambda: measure(session, who, stamp, site, holds)


def _moved_in(
    session: Session, people: Mapping[str, Scope], incident_id: str, sites: Mapping[str, str]
) -> Iterator[tuple[datetime, Write]]:
    inside = share(_AT_SITES, dict(sites))
    beside = share(_WITH_RELATIVES, dict.fromkeys(townships(), ""))
    new = [NewPlacement(incident_id, site, sites[site], count) for site, count in inside.items()]
    new += [NewPlacement(incident_id, WITH_RELATIVES, t, count) for t, count in beside.items()]
    for number, entry in enumerate(new):
        at = _MOVED_IN_AT + number * _APART
        who = _desk(people, entry.division)
        key = entry.site or entry.division
        stamp = Stamp(at, who.account_id, GENERATED, f"demo:placement:{key}")
        yield at, _placing(session, who, stamp, entry)


def _placing(session: Session, who: Scope, stamp: Stamp, entry: NewPlacement) -> Write:
    return lambda: place(session, who, stamp, entry)


def _desk(people: Mapping[str, Scope], township: str) -> Scope:
    return people["jishishan" if at_level(township, "county") == JISHISHAN else "minhe"]
