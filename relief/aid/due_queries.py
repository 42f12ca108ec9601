"""Reads of what is to be paid: released instalments and those the bank sent back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from relief.aid.rows import InstalmentRow
from relief.aid.tables import InstalmentNow
from relief.core.division_code import LEVEL_LENGTHS, pad, prefix_of
from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import CodeRange, range_of
from relief.geography.queries import within_ranges
from relief.offices.queries import account_names

DUE = ("released", "returned")
EVERY = 0


@dataclass(frozen=True, slots=True)
class DueTotal:
    """The money of one township.

    Fields:
        due, due_fen: instalments to be paid; paid, paid_fen: those that were.
        planned_fen: of those no milestone has released yet.
        generated: every one was made for the demo (示例).
    """

    township: str
    due: int
    due_fen: int
    paid: int
    paid_fen: int
    planned_fen: int
    generated: bool


def due(
    session: Session,
    ranges: Sequence[CodeRange],
    incident_id: str,
    *,
    division: str = "",
    page: int = 1,
) -> Page[InstalmentRow]:
    """Return a page of what is to be paid, the longest waiting first; page 0 is all of it."""
    chosen = [_inside(ranges, incident_id), InstalmentNow.state.in_(DUE)]
    if division:
        first, last = range_of(prefix_of(division))
        chosen.append(InstalmentNow.division_code.between(first, last))
    total = session.scalar(select(func.count()).select_from(InstalmentNow).where(*chosen)) or 0
    number = max(1, min(page, pages_for(total)))
    listed = (
        select(InstalmentNow)
        .where(*chosen)
        .order_by(
            InstalmentNow.released_on, InstalmentNow.division_code, InstalmentNow.instalment_id
        )
    )
    if page != EVERY:
        listed = listed.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    rows = session.scalars(listed).all()
    names = account_names(session, {row.changed_by for row in rows})
    pages = 1 if page == EVERY else pages_for(total)
    return Page(tuple(_row(row, names[row.changed_by]) for row in rows), number, pages, total)


def due_totals(
    session: Session, ranges: Sequence[CodeRange], incident_id: str
) -> tuple[DueTotal, ...]:
    """Return the money by township, in the order of their codes; one statement."""
    length = LEVEL_LENGTHS["township"]
    township = func.substr(InstalmentNow.division_code, 1, length)
    sums = [_sum(DUE), _sum(("paid",)), _sum(("planned",))]
    counts = [_count(DUE), _count(("paid",))]
    made = func.min(case((InstalmentNow.generated, 1), else_=0))
    rows = session.execute(
        select(township, *counts, *sums, made)
        .where(_inside(ranges, incident_id))
        .group_by(township)
        .order_by(township)
    )
    return tuple(
        DueTotal(
            township=pad(code),
            due=due_count,
            due_fen=int(due_fen),
            paid=paid,
            paid_fen=int(paid_fen),
            planned_fen=int(planned_fen),
            generated=bool(generated),
        )
        for code, due_count, paid, due_fen, paid_fen, planned_fen, generated in rows
    )


def _inside(ranges: Sequence[CodeRange], incident_id: str) -> ColumnElement[bool]:
    return (InstalmentNow.incident_id == incident_id) & within_ranges(
        InstalmentNow.division_code, ranges
    )


def _sum(states: Sequence[str]) -> ColumnElement[int]:
    held = case((InstalmentNow.state.in_(states), InstalmentNow.amount_fen), else_=0)
    return func.coalesce(func.sum(held), 0)


def _count(states: Sequence[str]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((InstalmentNow.state.in_(states), 1), else_=0)), 0)


def _row(row: InstalmentNow, by: str) -> InstalmentRow:
    held = {
        field.name: getattr(row, field.name)
        for field in fields(InstalmentRow)
        if field.name not in {"id", "changed_by"}
    }
    return InstalmentRow(id=row.instalment_id, changed_by=by, **held)
