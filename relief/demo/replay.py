"""Replays the event up to an hour: what the desk learnt by then is written, nothing later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.service import record_call
from relief.bootstrap import DEMO_CLOCK
from relief.core.errors import AlreadyDone, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.damage.services.release import enter_published
from relief.db.changes import note_change
from relief.db.tables import Setting
from relief.demo.alerts import alert_entries
from relief.demo.calls import GENERATED, NightCall, night_calls
from relief.demo.food import food_entries
from relief.demo.goods import goods_entries
from relief.demo.house_entries import house_entries
from relief.demo.rebuild_entries import rebuild_entries
from relief.demo.reports import report_entries
from relief.demo.roll import roll_entries
from relief.demo.samples import Notice, Start, read_notices, read_starts
from relief.demo.shelters import shelter_entries
from relief.demo.stops import set_clock
from relief.geography.queries import villages_of
from relief.geography.rows import DivisionRow
from relief.offices.queries import scope_of
from relief.offices.tables import Account
from relief.response.decisions import Received
from relief.response.services.receive import receive

Write = Callable[[], object]
_REPORTERS = {"620000000000": "gansu", "630000000000": "qinghai"}
_RECEIVER = "gansu"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the desk learns: when, a tie-breaker, and the service call that writes it."""

    at: datetime
    order: int
    write: Write


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an advance: entries written, where the clock stands, entries still to write."""

    written: int
    at: datetime
    left: int


def present(session: Session) -> datetime | None:
    """Return where the demo's clock stands, locked for this transaction; None without a demo."""
    row = session.scalar(select(Setting).where(Setting.name == DEMO_CLOCK).with_for_update())
    return datetime.fromisoformat(row.value) if row else None


def advance(session: Session, incident_id: str, to: datetime, *, since: datetime) -> int:
    """Write what the desk learns after `since` and until `to`, set the clock, return how much.

    Twice writes nothing more: every entry has a fixed command id.
    """
    return advance_part(session, incident_id, to, since=since).written


def advance_part(
    session: Session, incident_id: str, to: datetime, *, since: datetime, most: int | None = None
) -> Part:
    """Advance as `advance` does, by at most about `most` entries, and say what is left.

    Entries of one hour are never parted; the clock stops at the last hour written, or at `to`.
    """
    due = [entry for entry in _entries(session, incident_id) if since < entry.at <= to]
    due.sort(key=lambda entry: (entry.at, entry.order))
    here = to if most is None or len(due) <= most else due[most - 1].at
    now = [entry for entry in due if entry.at <= here]
    written = sum(_write(session, entry) for entry in now)
    reached = to if len(now) == len(due) else here
    set_clock(session, reached)
    note_change(session, "clock")
    return Part(written, reached, len(due) - len(now))


def _write(session: Session, entry: Entry) -> bool:
    try:
        with session.begin_nested():
            entry.write()
    except (AlreadyDone, Refused, RefusedRows):
        return False  # somebody on this desk has decided it himself meanwhile: his entry stands
    return True


def _entries(session: Session, incident_id: str) -> list[Entry]:
    people = _people(session)
    villages = villages_of(session, sorted({call.division for call in night_calls()}))
    return [
        *(
            Entry(c.at, 0, _call(session, people[c.desk], incident_id, c, villages[c.division]))
            for c in night_calls()
        ),
        *(
            Entry(n.recorded_at, 1, _published(session, people, incident_id, n))
            for n in read_notices()
        ),
        *(
            Entry(s.recorded_at, 2, _received(session, people[_RECEIVER], incident_id, s))
            for s in read_starts()
        ),
        *(Entry(at, 3, write) for at, write in goods_entries(session, incident_id)),
        *(Entry(at, 3, write) for at, write in food_entries(session)),
        *(Entry(at, 4, write) for at, write in shelter_entries(session, incident_id)),
        *(Entry(at, 8, write) for at, write in report_entries(session, incident_id)),
        *(Entry(at, 6, write) for at, write in alert_entries(session, incident_id)),
        *(Entry(at, 7, write) for at, write in roll_entries(session, incident_id)),
        *(Entry(at, 5, write) for at, write in house_entries(session, incident_id)),
        *(Entry(at, 8, write) for at, write in rebuild_entries(session, incident_id)),
    ]


def _people(session: Session) -> dict[str, Scope]:
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    wanted = {*_REPORTERS.values(), _RECEIVER, "jishishan", "minhe"}
    return {a.username: scope_of(session, a) for a in accounts if a.username in wanted}


def _call(
    session: Session,
    person: Scope,
    incident_id: str,
    call: NightCall,
    villages: Sequence[DivisionRow],
) -> Write:
    stamp = Stamp(call.at, person.account_id, GENERATED, f"demo:call:{call.id}")
    slip = call.slip(incident_id, [village.code for village in villages])
    return lambda: record_call(session, person, stamp, slip)


def _published(
    session: Session, people: dict[str, Scope], incident_id: str, notice: Notice
) -> Write:
    person = people[_REPORTERS[notice.division]]
    stamp = Stamp(notice.recorded_at, person.account_id, notice.source, f"demo:notice:{notice.id}")
    return lambda: enter_published(
        session,
        stamp,
        incident_id,
        notice.division,
        notice.as_of,
        notice.values,
        notice.source,
        notice.reading,
    )


def _received(session: Session, person: Scope, incident_id: str, start: Start) -> Write:
    stamp = Stamp(start.recorded_at, person.account_id, start.source, f"demo:start:{start.id}")
    wish = Received(
        incident_id,
        start.division,
        start.response,
        start.level,
        start.decided_by or "待核",
        start.occurred_at,
        start.precision,
        start.document,
        start.reading,
    )
    return lambda: receive(session, person, stamp, wish)
