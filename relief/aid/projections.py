"""Where each instalment stands, derived from entitlements, milestones reached and payments."""

from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, select, true
from sqlalchemy.orm import Session, aliased

from relief.aid.rows import InstalmentState
from relief.aid.tables import Entitlement, Instalment, InstalmentNow, Payment, Release
from relief.db.projections import Projection, Row
from relief.db.upsert import upsert

GENERATED = "generated"


def derive_instalments(
    session: Session, subjects: Collection[str] | None = None
) -> Iterable[dict[str, Any]]:
    """Yield the projection's rows from the ledger: of these subjects, or all of them."""
    later, after = aliased(Entitlement), aliased(Payment)
    standing = aliased(Entitlement)
    followed = select(later.id).where(later.follows == standing.id).exists()
    repaid = select(after.id).where(after.follows == Payment.id).exists()
    released = and_(
        Release.root_id == Entitlement.root_id, Release.milestone == Instalment.milestone
    )
    chosen = (
        select(Instalment, Entitlement, standing, Release, Payment)
        .join(Entitlement, Entitlement.id == Instalment.entitlement_id)
        .join(standing, and_(standing.subject == Entitlement.subject, ~followed))
        .outerjoin(Release, released)
        .outerjoin(Payment, and_(Payment.instalment_id == Instalment.id, ~repaid))
        .where(_of(subjects))
    )
    for line, own, last, release, payment in session.execute(chosen):
        yield _row(line, own, last, release, payment)


def refresh(session: Session, subjects: Collection[str]) -> None:
    """Write the projection's rows of these subjects anew, in this transaction."""
    upsert(session, InstalmentNow, list(derive_instalments(session, subjects)))


def _of(subjects: Collection[str] | None) -> ColumnElement[bool]:
    return true() if subjects is None else Entitlement.subject.in_(set(subjects))


def _row(
    line: Instalment,
    own: Entitlement,
    last: Entitlement,
    release: Release | None,
    payment: Payment | None,
) -> dict[str, Any]:
    void = own.id != last.id or last.cancelled
    state = _state(release, payment, void=void)
    entry: Entitlement | Release | Payment = own
    if state in {"paid", "returned"} and payment is not None:
        entry = payment
    elif state == "released" and release is not None:
        entry = release
    elif state == "cancelled":
        entry = last
    return {
        "instalment_id": line.id,
        "subject": own.subject,
        "incident_id": own.incident_id,
        "division_code": own.division_code,
        "position": line.position,
        "milestone": line.milestone,
        "amount_fen": line.amount_fen,
        "state": state,
        "released_on": release.reached_on if release else None,
        "paid_on": payment.paid_on if payment and state == "paid" else None,
        "document": payment.document if payment and state == "paid" else "",
        "entry_id": entry.id,
        "generated": own.source == GENERATED,
        "changed_at": entry.recorded_at,
        "changed_by": entry.recorded_by,
    }


def _state(release: Release | None, payment: Payment | None, *, void: bool) -> InstalmentState:
    if payment is not None and payment.state == "paid":
        return "paid"
    if void:
        return "cancelled"
    if payment is not None:
        return "returned"
    return "released" if release is not None else "planned"


def _instalments_now(session: Session) -> Iterable[Row]:
    return derive_instalments(session)


PROJECTIONS = (Projection(cast("Table", InstalmentNow.__table__), _instalments_now),)
