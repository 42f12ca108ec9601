"""Village after village is heard by the morning of 2023-12-19, so that the roll call has an end.

Which village was heard when was not published: the slips are generated (示例), two a township, and
tell no figures.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.roll_call import under_footprint
from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.core.clock import parse_time
from relief.core.division_code import at_level
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.demo.calls import GENERATED
from relief.demo.incident import COUNTIES, FOOTPRINT_ID
from relief.demo.places import JISHISHAN
from relief.demo.roster import post_of
from relief.geography.footprint_queries import zones_of
from relief.geography.queries import townships_of, villages_of
from relief.geography.rows import DivisionRow
from relief.offices.queries import scope_of
from relief.offices.tables import Account

Write = Callable[[], object]
_FIRST_AT = parse_time("2023-12-19T01:10+08:00")
_LAST_AT = parse_time("2023-12-19T06:20+08:00")
_APART = timedelta(minutes=9)
_DESKS = ("jishishan", "minhe")


def roll_entries(session: Session, incident_id: str) -> list[tuple[datetime, Write]]:
    """Return the slips by which every village of the struck townships is heard by noon."""
    accounts = session.scalars(select(Account).where(Account.username.in_(_DESKS))).all()
    people = {account.username: scope_of(session, account) for account in accounts}
    if set(_DESKS) > people.keys():
        return []
    rows = townships_of(session, COUNTIES)
    codes = [row.code for row in rows]
    struck = set(under_footprint(codes, zones_of(session, FOOTPRINT_ID, codes)))
    villages = villages_of(session, sorted(struck))
    entries: list[tuple[datetime, Write]] = []
    for place, town in enumerate(row for row in rows if row.code in struck):
        own = at_level(town.code, "county") == JISHISHAN
        who = people["jishishan" if own else "minhe"]
        near, far = _halves(villages[town.code])
        first, last = _FIRST_AT + place * _APART, _LAST_AT + place * _APART
        slips = (
            (first, "已联系上这几个村，正在核实数字", near),
            (last, "其余各村均已派人到村，全部联系上", far),
        )
        for at, words, spoken in slips:
            slip = CallSlip(
                incident_id,
                town.code,
                at,
                post_of(town.name, 1).zh,
                words=words,
                villages=tuple(row.code for row in spoken),
            )
            entries.append((at, partial(_record, session, who, slip)))
    return entries


def _record(session: Session, who: Scope, slip: CallSlip) -> str:
    command = f"demo:roll:{slip.division}:{slip.occurred_at.isoformat()}"
    return record_call(
        session, who, Stamp(slip.occurred_at, who.account_id, GENERATED, command), slip
    )


def _halves(
    villages: Sequence[DivisionRow],
) -> tuple[Sequence[DivisionRow], Sequence[DivisionRow]]:
    """Return the villages of the first slip and those of the second, in the order of codes."""
    middle = len(villages) // 2
    return villages[:middle], villages[middle:]
