"""The audit log and its hash chain (DESIGN, law 16)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from relief.core.clock import SystemClock
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.db.tables import AuditRow, AuditSeal, AuditSealed

FIRST_LINK = b"\x00" * 32
MOST_ROWS_A_SEAL = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `audit verify` found.

    Fields:
        sealed: rows the chain covers.
        unsealed: numbers of rows not sealed yet, ascending.
        broken_seal: number of the first seal that does not fit, None when all do.
    """

    sealed: int
    unsealed: tuple[int, ...]
    broken_seal: int | None


def write_audit(
    session: Session, account_id: str, action: str, subject: str, detail: Mapping[str, Any]
) -> None:
    """Append an audit row in the transaction of its cause, with the machine's own time."""
    session.add(
        AuditRow(
            at=SystemClock().now(),
            account_id=account_id,
            action=action,
            subject=subject,
            detail=dict(detail),
        )
    )


def seal(session: Session) -> int:
    """Seal the rows not sealed yet, at most 1,000, and return how many.

    Two leaders sealing at once: the unique `previous` lets only one link follow each link.
    """
    # An anti-join, never "number greater than": on PostgreSQL a lower number may commit later.
    rows = session.scalars(
        select(AuditRow)
        .outerjoin(AuditSealed, AuditSealed.audit_number == AuditRow.number)
        .where(AuditSealed.audit_number.is_(None))
        .order_by(AuditRow.number)
        .limit(MOST_ROWS_A_SEAL)
    ).all()
    if not rows:
        return 0
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))
    previous = last.digest if last else FIRST_LINK
    link = AuditSeal(previous=previous, digest=_link(previous, rows), sealed_at=SystemClock().now())
    session.add(link)
    session.flush()
    session.add_all(AuditSealed(audit_number=r.number, seal_number=link.number) for r in rows)
    session.flush()
    return len(rows)


def verify(session: Session) -> Verdict:
    """Return whether every seal still fits the rows it covers, and which rows have none."""
    rows = {row.number: row for row in session.scalars(select(AuditRow))}
    sealed: dict[int, list[int]] = {}
    for line in session.scalars(select(AuditSealed).order_by(AuditSealed.audit_number)):
        sealed.setdefault(line.seal_number, []).append(line.audit_number)
    previous, covered = FIRST_LINK, set[int]()
    for item in session.scalars(select(AuditSeal).order_by(AuditSeal.number)):
        numbers = sealed.get(item.number, [])
        known = [rows[number] for number in numbers if number in rows]
        whole = len(known) == len(numbers) and item.previous == previous
        if not whole or item.digest != _link(previous, known):
            return Verdict(len(covered), _rest(rows, covered), item.number)
        covered.update(numbers)
        previous = item.digest
    return Verdict(len(covered), _rest(rows, covered), None)


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the chain ends: the last seal and its hour, None before the first; rows after it."""

    seal: int | None
    sealed_at: datetime | None
    unsealed: int


def tail(session: Session) -> Tail:
    """Return where the chain ends, without reading the chain itself."""
    last = session.execute(
        select(AuditSeal.number, AuditSeal.sealed_at).order_by(AuditSeal.number.desc()).limit(1)
    ).one_or_none()
    open_rows = (
        select(func.count())
        .select_from(AuditRow)
        .outerjoin(AuditSealed, AuditSealed.audit_number == AuditRow.number)
        .where(AuditSealed.audit_number.is_(None))
    )
    unsealed = session.scalar(open_rows) or 0
    return Tail(last.number, last.sealed_at, unsealed) if last else Tail(None, None, unsealed)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One audit row as the log's page shows it."""

    number: int
    at: datetime
    account_id: str
    action: str
    subject: str


def audit_page(
    session: Session, accounts: Sequence[str], *, text: str, page: int
) -> Page[AuditEntry]:
    """Return a page of the rows of the given accounts whose action or subject holds `text`."""
    wanted = select(AuditRow).where(AuditRow.account_id.in_(accounts))
    if text:
        like = f"%{text}%"
        wanted = wanted.where(or_(AuditRow.action.like(like), AuditRow.subject.like(like)))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    number = max(1, min(page, pages_for(total)))
    rows = session.scalars(
        wanted.order_by(AuditRow.number.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    )
    items = tuple(AuditEntry(r.number, r.at, r.account_id, r.action, r.subject) for r in rows)
    return Page(items, number, pages_for(total), total)


def _rest(rows: Mapping[int, AuditRow], covered: set[int]) -> tuple[int, ...]:
    return tuple(sorted(set(rows) - covered))


def _link(previous: bytes, rows: Sequence[AuditRow]) -> bytes:
    digest = hashlib.sha256(previous)
    for row in rows:
        facts = [row.number, row.at.isoformat(), row.account_id, row.action, row.subject]
        digest.update(json.dumps([*facts, row.detail], sort_keys=True).encode())
    return digest.digest()
