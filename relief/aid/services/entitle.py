"""What the reconstruction room tells this one: approved, a milestone reached, closed.

These are part of its own deed, in its transaction: the caller has asked who may do it, and where.
Each is done in sets, and what is already so stays so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.aid.catalogue import amount_for, load_shares
from relief.aid.instalments import split
from relief.aid.projections import refresh
from relief.aid.queries import paid_fen, standing_entitlements
from relief.aid.tables import Entitlement, Instalment, Release
from relief.core.errors import NotFound
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.incidents.queries import find_incident

ROOM = "aid"


@dataclass(frozen=True, slots=True)
class Approved:
    """A case the county has approved: its way of rebuilding and where it lies."""

    subject: str
    incident_id: str
    division: str
    mode: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone a case has reached, and the local day of it."""

    subject: str
    milestone: str
    reached_on: date


def entitle(session: Session, wishes: Sequence[tuple[Stamp, Approved]]) -> None:
    """Write what each approved case is entitled to; an amount nobody knows stays 待核.

    Raises:
        NotFound: no such incident.
    """
    before = _held(session, [new.subject for _stamp, new in wishes])
    paid = paid_fen(session, [new.subject for _stamp, new in wishes])
    slugs = {i: _slug(session, i) for i in {new.incident_id for _stamp, new in wishes}}
    entries = []
    for stamp, new in wishes:
        known = amount_for(slugs[new.incident_id], new.mode, new.division)
        entry_id = new_id()
        last = before.get(new.subject)
        entry = Entitlement(
            **stamped(derived(stamp, "entitled")),
            id=entry_id,
            root_id=entry_id,
            incident_id=new.incident_id,
            subject=new.subject,
            division_code=new.division,
            mode=new.mode,
            standard=known.standard if known else "",
            total_fen=known.total_fen if known else None,
            loan_fen=known.loan_fen if known else None,
            document="",
            amount_source=known.source if known else "",
            verified=known.verified if known else False,
            cancelled=False,
            reason="",
            follows=last.id if last else f"subject:{new.subject}",
        )
        entries.append(entry)
    write_entitlements(session, entries, paid)
    _written(session, [new.subject for _stamp, new in wishes])


def cancel(session: Session, wishes: Sequence[tuple[Stamp, str, str]]) -> None:
    """Cancel what was not paid of these subjects, each with its reason; paid stays paid."""
    before = _held(session, [subject for _stamp, subject, _reason in wishes])
    standing = [
        (stamp, before[subject], reason)
        for stamp, subject, reason in wishes
        if subject in before and not before[subject].cancelled
    ]
    entries = [
        following(stamp, "cancelled", last, cancelled=True, reason=reason)
        for stamp, last, reason in standing
    ]
    write_entitlements(session, entries, {})
    _written(session, [last.subject for _stamp, last, _reason in standing])


def release(session: Session, wishes: Sequence[tuple[Stamp, Reached]]) -> None:
    """Note the milestones that release an instalment under the approval that stands."""
    before = _held(session, [reached.subject for _stamp, reached in wishes])
    roots = [entry.root_id for entry in before.values()]
    known = {
        (row.root_id, row.milestone)
        for row in session.execute(
            select(Release.root_id, Release.milestone).where(Release.root_id.in_(roots))
        )
    }
    written = []
    for stamp, reached in wishes:
        last = before.get(reached.subject)
        if last is None or last.cancelled or not _releases(last.mode, reached.milestone):
            continue
        if (last.root_id, reached.milestone) in known:
            continue
        session.add(
            Release(
                **stamped(derived(stamp, "released")),
                id=new_id(),
                root_id=last.root_id,
                subject=reached.subject,
                milestone=reached.milestone,
                reached_on=reached.reached_on,
            )
        )
        written.append(reached.subject)
    _written(session, written)


def derived(stamp: Stamp, deed: str) -> Stamp:
    """Return the stamp of what follows from a command: the same command again is the same."""
    return replace(stamp, command_id=f"{stamp.command_id}:{deed}")


def following(stamp: Stamp, deed: str, last: Entitlement, **changed: Any) -> Entitlement:
    """Return the entry that follows one, with the same facts save the changed ones; not added."""
    same = ("root_id", "incident_id", "subject", "division_code", "mode", "standard", "total_fen")
    more = ("loan_fen", "document", "amount_source", "verified", "cancelled", "reason")
    facts = {name: getattr(last, name) for name in (*same, *more)} | changed
    own = derived(stamp, deed)
    return Entitlement(**stamped(own), id=new_id(), follows=last.id, corrects=last.id, **facts)


def write_entitlements(
    session: Session, entries: Sequence[Entitlement], paid: Mapping[str, int]
) -> None:
    """Write entitlements with their instalments; what was paid before is taken off them."""
    session.add_all(entries)
    session.flush()
    session.add_all(
        Instalment(
            id=new_id(),
            entitlement_id=entry.id,
            position=position,
            milestone=milestone,
            amount_fen=amount,
        )
        for entry in entries
        if entry.total_fen is not None and not entry.cancelled
        for position, (milestone, amount) in enumerate(
            split(entry.total_fen, load_shares()[entry.mode].parts, paid.get(entry.subject, 0))
        )
    )
    session.flush()


def _held(session: Session, subjects: Sequence[str]) -> Mapping[str, Entitlement]:
    for subject in sorted(set(subjects)):
        take_turn(session, f"aid|{subject}")
    return standing_entitlements(session, subjects)


def _releases(mode: str, milestone: str) -> bool:
    return any(part.milestone == milestone for part in load_shares()[mode].parts)


def _written(session: Session, subjects: Sequence[str]) -> None:
    if not subjects:
        return
    session.flush()
    refresh(session, subjects)
    note_change(session, ROOM)


def _slug(session: Session, incident_id: str) -> str:
    incident = find_incident(session, incident_id)
    if incident is None:
        raise NotFound("灾害事件 incident", incident_id)
    return incident.slug
