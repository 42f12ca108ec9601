"""The demo's roster: who answers for each struck township, and his deputy. Generated (示例).

Nobody's name or number was published: the names are made of a surname and an invented given name
with 示 in it, the numbers are of a form no network can ring (`offices/phone.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from relief.alerts.roll_call import under_footprint
from relief.core.clock import parse_time
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.demo.accounts import ACCOUNTS
from relief.demo.calls import GENERATED
from relief.demo.incident import COUNTIES, FOOTPRINT_ID
from relief.demo.positions import dice
from relief.geography.footprint_queries import zones_of
from relief.geography.queries import townships_of
from relief.geography.rows import DivisionRow
from relief.offices.phone import generated_phone
from relief.offices.queries import scope_of_account
from relief.offices.roster_service import NewResponsible, enter_all

VALID_FROM = date(2023, 1, 1)
RANKS = 2
_WRITTEN_AT = parse_time("2023-12-01T09:00+08:00")
_SURNAMES = "马韩祁冶铁安康石甘白"
_GIVEN = "安宁川原林田山河春秋松柏云江海平康和顺泰庆丰远明光辰星石泉谷岭桥"
_TOWN, _RURAL = "镇", "乡"
_NUMBERS_APART = 10


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A generated person of the roster.

    Fields:
        rank: 1 the responsible person, 2 his deputy.
        name: of a township with a demo account that account's: he answers on the web page.
        number: the last digits of his impossible telephone number.
    """

    division: str
    rank: int
    post: Bilingual
    name: str
    number: int


def add_demo_roster(session: Session) -> int:
    """Enter the people of every struck township that are missing; return how many were."""
    rows = townships_of(session, COUNTIES)
    zones = zones_of(session, FOOTPRINT_ID, [row.code for row in rows])
    struck = set(under_footprint((row.code for row in rows), zones))
    people = demo_people([row for row in rows if row.code in struck])
    keeper = scope_of_account(session, "admin")
    stamp = Stamp(_WRITTEN_AT, keeper.account_id, GENERATED, "demo:roster")
    return len(enter_all(session, keeper, stamp, [_new(person) for person in people]).written)


def demo_people(townships: Sequence[DivisionRow]) -> tuple[DemoPerson, ...]:
    """Return the people of these townships, two each, in the order of codes and ranks."""
    officials = {
        f"{account.prefix}000": account.name
        for account in ACCOUNTS
        if account.role == "township_official"
    }
    return tuple(
        DemoPerson(
            division=township.code,
            rank=rank,
            post=post_of(township.name, rank),
            name=_name_of(township.code, rank, officials),
            number=place * _NUMBERS_APART + rank,
        )
        for place, township in enumerate(sorted(townships, key=lambda row: row.code), start=1)
        for rank in range(1, RANKS + 1)
    )


def post_of(township: str, rank: int) -> Bilingual:
    """Return the post: 镇长 of a town, 乡长 of a township, and their deputies."""
    word = _TOWN if township.endswith(_TOWN) else _RURAL
    head = Bilingual(f"{word}长", "Town head" if word == _TOWN else "Township head")
    return head if rank == 1 else Bilingual(f"副{head.zh}", f"Deputy {head.en.lower()}")


def _new(person: DemoPerson) -> NewResponsible:
    return NewResponsible(
        division=person.division,
        rank=person.rank,
        post=person.post.zh,
        post_en=person.post.en,
        name=person.name,
        phone=generated_phone(person.number),
        valid_from=VALID_FROM,
    )


def _name_of(code: str, rank: int, officials: Mapping[str, str]) -> str:
    if rank == 1 and code in officials:
        return officials[code]
    chance = dice(f"roster:{code}:{rank}")
    return f"{chance.choice(_SURNAMES)}示{chance.choice(_GIVEN)}"
