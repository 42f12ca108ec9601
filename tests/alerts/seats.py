"""A county desk, its roster and its alerts: factories with valid defaults."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from relief.adapters.gateways.recording import RecordingGateway
from relief.alerts.alert import NewAlert
from relief.alerts.ports import Gateway
from relief.alerts.services.deliver import LEASE, carry, claim, record
from relief.alerts.services.issue import issue_alert
from relief.alerts.services.release import release_alert
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.session import Database
from relief.geography.tables import Division
from relief.offices.phone import generated_phone
from relief.offices.roster_service import NewResponsible, enter, enter_all
from tests import make

DAY = date(2023, 12, 1)
TEXT = "请立即清点各村人员，收到请回复1。"
TOWNSHIPS = (make.CHUIMATAN, make.DAHEJIA)


@dataclass(frozen=True)
class Desk:
    """Who sits where.

    Fields:
        people: (division, rank) to person id.
    """

    incident: str
    officer: Scope
    town: Scope
    people: dict[tuple[str, int], str]


def at(minutes: float) -> datetime:
    return make.NIGHT + timedelta(minutes=minutes)


def later(minutes: float = 0, by: str = "officer", command: str | None = None) -> Stamp:
    return make.stamp(at(minutes), by=by, command=command)


def responsible(division: str, rank: int, number: int = 0, **changes) -> NewResponsible:
    facts = {
        "division": division,
        "rank": rank,
        "post": "镇长" if rank == 1 else "副镇长",
        "post_en": "Town head" if rank == 1 else "Deputy head",
        "name": f"示例{rank}号",
        "phone": generated_phone(number or int(division[6:9]) * 10 + rank),
        "valid_from": DAY,
    }
    return NewResponsible(**(facts | changes))


def appoint(session: Session, officer: Scope, new: NewResponsible, *, source="generated") -> str:
    """Enter a person and return his id."""
    from relief.offices.roster import standing_entries

    enter(session, officer, make.stamp(source=source), new)
    entry = standing_entries(session, [new.division], new.valid_from)[new.division, new.rank]
    return entry.person_id or ""


def fictitious(number: int) -> str:
    """Return a number that looks real: 555-01xx is kept free for stories."""
    return f"+120255501{number:02d}"


def desk(session: Session, ranks: int = 2, *, real: bool = False) -> Desk:
    """Seat the 积石山 desk with `ranks` persons in each of two townships.

    With `real` they have numbers that a real gateway takes (and nobody has).
    """
    source = "test" if real else "generated"
    incident = make.earthquake(session)
    officer = make.account(session, "officer")
    town = make.account(session, "town", make.DAHEJIA, "镇长", ("township_official",))
    people = {}
    for place, code in enumerate(TOWNSHIPS):
        for rank in range(1, ranks + 1):
            changes = {"phone": fictitious(10 * place + rank)} if real else {}
            new = responsible(code, rank, **changes)
            people[code, rank] = appoint(session, officer, new, source=source)
    return Desk(incident, officer, town, people)


def alerted_townships(session: Session, count: int) -> str:
    """Seat one person with a number of his own in each of so many townships and alert them all."""
    incident = make.earthquake(session)
    officer = make.account(session, "officer")
    codes = [f"6229272{place:02d}000" for place in range(count)]
    session.add_all(
        Division(
            code=code,
            name=f"示例{code[7:9]}乡",
            level="township",
            parent_code=make.JISHISHAN,
            pinyin=code,
            initials=code,
        )
        for code in codes
    )
    session.flush()
    new = [responsible(code, 1, phone=fictitious(n)) for n, code in enumerate(codes)]
    enter_all(session, officer, make.stamp(), new)
    return released(session, Desk(incident, officer, officer, {}), *codes)


def wish(seat: Desk, *divisions: str, **changes) -> NewAlert:
    facts = {
        "incident_id": seat.incident,
        "office_division": make.JISHISHAN,
        "kind": "roll_call",
        "divisions": divisions or TOWNSHIPS,
        "text": TEXT,
    }
    return NewAlert(**(facts | changes))


def issued(session: Session, seat: Desk, *divisions: str, minutes: float = 0) -> str:
    return issue_alert(session, seat.officer, later(minutes), wish(seat, *divisions))


def released(session: Session, seat: Desk, *divisions: str, minutes: float = 0) -> str:
    """Issue an alert and let it leave at once."""
    alert_id = issued(session, seat, *divisions, minutes=minutes)
    release_alert(session, later(minutes), alert_id)
    return alert_id


def send_all(
    database: Database, gateway: Gateway | None = None, *, lease: timedelta = LEASE
) -> RecordingGateway:
    """Send what is due, each in transactions of its own; return the gateway."""
    used = gateway or RecordingGateway()
    while True:
        with database.write() as session:
            claimed = claim(session, at(1), lease)
        if claimed is None:
            return used
        carried = carry(used, claimed, "https://desk.example")
        with database.write() as session:
            record(session, at(1), carried)
