"""Reads of entitlements and instalments, in sets; the caller has checked the scope."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from relief.aid.catalogue import load_shares
from relief.aid.rows import EntitlementRow, InstalmentRow, InstalmentState
from relief.aid.tables import Entitlement, InstalmentNow
from relief.core.wording import Bilingual
from relief.offices.queries import account_names

_STATES: dict[str, InstalmentState] = {
    "planned": "planned",
    "released": "released",
    "paid": "paid",
    "returned": "returned",
    "cancelled": "cancelled",
}


def instalments(
    session: Session, subjects: Collection[str]
) -> dict[str, tuple[InstalmentRow, ...]]:
    """Return the instalments of each subject, paid ones first, then by milestone.

    Every subject asked for is a key; cancelled ones are listed last.
    """
    chosen = select(InstalmentNow).where(InstalmentNow.subject.in_(set(subjects)))
    found: dict[str, list[InstalmentNow]] = {subject: [] for subject in subjects}
    for row in session.scalars(chosen):
        found[row.subject].append(row)
    names = account_names(session, {row.changed_by for rows in found.values() for row in rows})
    return {
        subject: tuple(_row(row, names) for row in sorted(listed, key=_order))
        for subject, listed in found.items()
    }


def entitlements(session: Session, subjects: Collection[str]) -> dict[str, EntitlementRow]:
    """Return what each subject is entitled to; one without an approval is left out."""
    paid = paid_fen(session, subjects)
    return {
        subject: _entitlement(entry, paid.get(subject, 0))
        for subject, entry in standing_entitlements(session, subjects).items()
    }


def standing_entitlements(session: Session, subjects: Collection[str]) -> dict[str, Entitlement]:
    """Return the last entry about each subject's entitlement; for this room's own services."""
    later = aliased(Entitlement)
    rows = session.scalars(
        select(Entitlement)
        .outerjoin(later, later.follows == Entitlement.id)
        .where(Entitlement.subject.in_(set(subjects)), later.id.is_(None))
    )
    return {row.subject: row for row in rows}


def paid_fen(session: Session, subjects: Collection[str]) -> dict[str, int]:
    """Return what stands as paid, by subject; one with nothing paid is left out."""
    rows = session.execute(
        select(InstalmentNow.subject, func.sum(InstalmentNow.amount_fen).label("fen"))
        .where(InstalmentNow.subject.in_(set(subjects)), InstalmentNow.state == "paid")
        .group_by(InstalmentNow.subject)
    )
    return {row.subject: int(row.fen) for row in rows}


def lacking(session: Session, subjects: Collection[str]) -> dict[str, Bilingual]:
    """Return what the money of each subject still lacks; one that is paid up is left out."""
    known = entitlements(session, subjects)
    owed: dict[str, int] = {}
    for subject, rows in instalments(session, subjects).items():
        owed[subject] = sum(row.state not in {"paid", "cancelled"} for row in rows)
    found = {}
    for subject in subjects:
        entry = known.get(subject)
        if entry is None or entry.total_fen is None:
            found[subject] = Bilingual(
                "补助金额待核，请财务录入金额和依据文件",
                "The amount of aid is not known: finance enters it with its document",
            )
        elif owed[subject]:
            found[subject] = Bilingual(
                f"还有 {owed[subject]} 笔补助未拨付", f"{owed[subject]} instalments are not paid"
            )
    return found


def _order(row: InstalmentNow) -> tuple[bool, bool, int, str]:
    return row.state == "cancelled", row.state != "paid", row.position, row.instalment_id


def _row(row: InstalmentNow, names: Mapping[str, str]) -> InstalmentRow:
    return InstalmentRow(
        id=row.instalment_id,
        subject=row.subject,
        division_code=row.division_code,
        milestone=row.milestone,
        amount_fen=row.amount_fen,
        state=_STATES[row.state],
        released_on=row.released_on,
        paid_on=row.paid_on,
        document=row.document,
        entry_id=row.entry_id,
        changed_at=row.changed_at,
        changed_by=names[row.changed_by],
        generated=row.generated,
    )


def _entitlement(entry: Entitlement, paid: int) -> EntitlementRow:
    return EntitlementRow(
        id=entry.id,
        subject=entry.subject,
        mode=entry.mode,
        total_fen=entry.total_fen,
        loan_fen=entry.loan_fen,
        standard=entry.standard,
        document=entry.document,
        source=entry.amount_source,
        verified=entry.verified,
        shares_verified=load_shares()[entry.mode].verified,
        cancelled=entry.cancelled,
        paid_fen=paid,
    )
