"""An alert is issued: its messages are written and held, so that it can still be stopped."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from relief.alerts.alert import KINDS, NewAlert
from relief.alerts.alert_projections import division_rows
from relief.alerts.alert_tables import Alert, AlertDivision
from relief.alerts.catalogue import load_ladder
from relief.alerts.climbing import Reached, first_rung
from relief.alerts.services.divisions import keep_divisions
from relief.alerts.services.outbox import NewMessage, write_messages
from relief.alerts.sms import MOST_PARTS, sms_size
from relief.core.clock import SystemClock, beijing
from relief.core.division_code import contains
from relief.core.errors import Refused, RefusedRows
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.geography.queries import divisions
from relief.incidents.closed import require_open
from relief.incidents.queries import IncidentRow
from relief.offices.roster import Responsible, responsibles

ISSUE = "alerts.issue"
MOST_DIVISIONS = 2_000


def issue_alert(session: Session, scope: Scope, stamp: Stamp, new: NewAlert) -> str:
    """Return the id of the alert, held for its count-down; the same command again gets the first's.

    Who is asked is read from the roster now and stands in the messages from the beginning: what
    the screen shows is what leaves.

    Raises:
        OutOfScope: a division, or the office, that is not this desk's.
        NotFound, Refused: no such incident, or a closed one.
        RefusedRows: no division, a division outside the incident, an empty or too long text.
    """
    for division in (new.office_division, *new.divisions):
        scope.require(ISSUE, division)
    if known := find_by_command(session, Alert, stamp.command_id):
        return known
    incident = require_open(session, new.incident_id)
    if found := list(_faults(session, incident, new)):
        raise RefusedRows(found)
    entry = _entry(stamp, new)
    if not append(session, entry):  # a double click: the first one has been committed meanwhile
        return find_by_command(session, Alert, stamp.command_id) or ""
    codes = tuple(dict.fromkeys(new.divisions))
    session.add_all(AlertDivision(alert_id=entry.id, division_code=code) for code in codes)
    session.flush()
    roster = responsibles(session, codes, beijing(stamp.recorded_at).date())
    _write(session, stamp, entry, roster)
    facts = {"kind": new.kind, "divisions": list(codes)}
    write_audit(session, scope.account_id, ISSUE, entry.id, facts)
    return entry.id


def _entry(stamp: Stamp, new: NewAlert) -> Alert:
    hold = timedelta(seconds=load_ladder().hold_seconds)
    return Alert(
        **stamped(stamp),
        id=new_id(),
        incident_id=new.incident_id,
        office_division=new.office_division,
        kind=new.kind,
        text=new.text.strip(),
        held_until=SystemClock().now() + hold,
    )


def _write(
    session: Session, stamp: Stamp, entry: Alert, roster: dict[str, tuple[Responsible, ...]]
) -> None:
    ladder = load_ladder()
    first = {code: first_rung(ladder, rows) for code, rows in roster.items()}
    messages = [wish for code, reached in first.items() for wish in messages_of(code, reached)]
    write_messages(session, stamp, (entry.id, entry.incident_id), messages, "held")
    keep_divisions(session, division_rows(session, [entry.id]))


def messages_of(division: str, reached: Reached) -> Sequence[NewMessage]:
    """Return the messages of a rung as they are written."""
    return [
        NewMessage(division, reached.rung, wish.channel, wish.person_id)
        for wish in reached.messages
    ]


def _faults(session: Session, incident: IncidentRow, new: NewAlert) -> Iterator[Refused]:
    if new.kind not in KINDS:
        yield _refused("kind", "请选择叫应种类", "Choose what kind of alert it is")
    yield from _division_faults(session, incident, new)
    size = sms_size(new.text.strip())
    if size.parts == 0:
        yield _refused("text", "请写叫应内容", "Write what is sent")
    elif size.parts > MOST_PARTS:
        yield _refused(
            "text",
            f"内容过长：{size.characters} 字，合 {size.parts} 条短信，最多 {MOST_PARTS} 条",
            f"Too long: {size.characters} characters are {size.parts} messages, at most "
            f"{MOST_PARTS}",
        )


def _division_faults(session: Session, incident: IncidentRow, new: NewAlert) -> Iterator[Refused]:
    if not new.divisions:
        yield _refused("divisions", "请选择叫应对象", "Choose whom to alert")
    if len(new.divisions) > MOST_DIVISIONS:
        yield _refused(
            "divisions",
            f"一次最多叫应 {MOST_DIVISIONS} 个单位",
            f"At most {MOST_DIVISIONS} divisions at once",
        )
        return
    known = divisions(session, new.divisions)
    for code in new.divisions:
        struck = any(contains(county, code) for county in incident.counties)
        if code not in known or not struck:
            yield _refused(
                f"divisions.{code}",
                f"“{code}”不在本次灾害涉及的县内",
                f"“{code}” does not lie in the counties this incident struck",
            )


def _refused(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)
