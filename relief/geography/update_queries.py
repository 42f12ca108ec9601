"""Reads of the yearly updates: which there were, what each changes, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.geography.history_tables import Update, UpdateLine
from relief.geography.update_service import LineFilter, lines_meant

MOST_UPDATES = 50


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """A yearly update and where it stands."""

    id: str
    source: str
    cut_off: date
    provinces: tuple[str, ...]
    state: str
    filed_at: datetime
    filed_by: str
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of an update as the reviewer sees it."""

    id: int
    kind: str
    level: str
    code: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    successor: str
    why: str
    verdict: str
    decided_at: datetime | None
    decided_by: str | None
    undone_at: datetime | None
    undone_by: str | None


_LINE = tuple(getattr(UpdateLine, name) for name in LineRow.__dataclass_fields__)


def updates(session: Session) -> list[UpdateRow]:
    """Return the yearly updates, the latest first."""
    rows = session.scalars(select(Update).order_by(Update.id.desc()).limit(MOST_UPDATES))
    return [
        UpdateRow(
            row.id,
            row.source,
            row.cut_off,
            tuple(row.provinces.split()),
            row.state,
            row.filed_at,
            row.filed_by,
            row.decided_at,
            row.decided_by,
        )
        for row in rows
    ]


def lines_page(session: Session, scope: Scope, wanted: LineFilter, page: int) -> Page[LineRow]:
    """Return a page of an update's lines within scope: wide divisions first, then by code."""
    meant = lines_meant(scope, wanted)
    total = session.scalar(select(func.count()).select_from(UpdateLine).where(*meant)) or 0
    number = max(1, min(page, pages_for(total)))
    rows = session.execute(
        select(*_LINE)
        .where(*meant)
        .order_by(UpdateLine.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(tuple(LineRow(*row) for row in rows), number, pages_for(total), total)


def counts(session: Session, scope: Scope, update_id: str) -> Mapping[tuple[str, str], int]:
    """Return how many lines within scope there are by kind and verdict."""
    rows = session.execute(
        select(UpdateLine.kind, UpdateLine.verdict, func.count())
        .where(*lines_meant(scope, LineFilter(update_id)))
        .group_by(UpdateLine.kind, UpdateLine.verdict)
    )
    return {(kind, verdict): count for kind, verdict, count in rows}
