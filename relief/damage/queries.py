"""Reads of the damage: what each source last said of each division, sources never added."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.queries import SpokenFigure, call_figures
from relief.core.division_code import contains, level_of
from relief.damage.projections import DRAFT, derive_figures
from relief.damage.report_queries import ReportRow, ReportView, report, reports
from relief.damage.tables import FigureNow
from relief.incidents.ground import ground_of
from relief.incidents.queries import find_incident

__all__ = [
    "ReportRow",
    "ReportView",
    "SourceKind",
    "SourcedFigure",
    "figures",
    "official_totals",
    "report",
    "reports",
]

SourceKind = Literal["report", "draft", "call"]


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """One source's last word on one figure of one division.

    Fields:
        reporter: 12-digit code of the office that reports; empty for a telephone slip.
        value: None is 待核.
        previous_value: what the same source said before (for a draft: what its office released).
        as_of: the 截至 of the report, or when the telephone rang.
        origin: the slip, cell or notice it was read in.
        entry_id: the report or the slip.
    """

    division: str
    reporter: str
    kind: SourceKind
    indicator: str
    value: Decimal | None
    previous_value: Decimal | None
    as_of: datetime
    recorded_at: datetime
    origin: str
    entry_id: str


def figures(session: Session, incident_id: str, at: datetime | None = None) -> list[SourcedFigure]:
    """Return every source's last figures in an incident, as this desk knew them at `at`.

    Ordered by division, indicator, then reports before drafts before calls.
    """
    rows = [
        *_from_reports(session, incident_id, at),
        *_from_calls(call_figures(session, incident_id, at)),
    ]
    rank = {"report": 0, "draft": 1, "call": 2}
    return sorted(rows, key=lambda f: (f.division, f.indicator, rank[f.kind], f.reporter))


def official_totals(
    session: Session, incident_id: str, division: str, at: datetime | None = None
) -> dict[str, SourcedFigure]:
    """Return a division's figures as its own office last released them, by indicator.

    A county that reports by township has a total where every township struck has a known figure in
    its releases; it is the sum of one source, and one township 待核 leaves the total 待核 (absent).
    Readable by every desk of the incident (law 7).
    """
    released = [
        figure
        for figure in _from_reports(session, incident_id, at)
        if figure.kind == "report" and figure.reporter == division
    ]
    totals = {figure.indicator: figure for figure in released if figure.division == division}
    for figure in _sums(session, incident_id, division, released):
        totals.setdefault(figure.indicator, figure)
    return totals


def _from_reports(
    session: Session, incident_id: str, at: datetime | None
) -> Iterator[SourcedFigure]:
    rows: Iterable[Any]
    if at is None:
        table = FigureNow.__table__
        rows = session.execute(select(table).where(FigureNow.incident_id == incident_id)).mappings()
    else:
        rows = derive_figures(session, incident_id, at=at)
    for row in rows:
        reporter = row["reporter"]
        yield SourcedFigure(
            division=row["division_code"],
            reporter=reporter.removeprefix(DRAFT),
            kind="draft" if reporter.startswith(DRAFT) else "report",
            indicator=row["indicator"],
            value=row["value"],
            previous_value=row["previous_value"],
            as_of=row["as_of"],
            recorded_at=row["recorded_at"],
            origin=row["origin"],
            entry_id=row["entry_id"],
        )


def _from_calls(spoken: Iterable[SpokenFigure]) -> Iterator[SourcedFigure]:
    """Yield the newest word of each division and figure, with the word before as the previous one.

    The rows come newest first within a division and figure.
    """
    newest: dict[tuple[str, str], SpokenFigure] = {}
    before: dict[tuple[str, str], Decimal | None] = {}
    for row in spoken:
        key = (row.division, row.indicator)
        if key not in newest:
            newest[key] = row
        else:
            before[key] = row.value
    for key, row in newest.items():
        yield SourcedFigure(
            division=row.division,
            reporter="",
            kind="call",
            indicator=row.indicator,
            value=row.value,
            previous_value=before.get(key),
            as_of=row.occurred_at,
            recorded_at=row.recorded_at,
            origin=f"call:{row.call_id}",
            entry_id=row.call_id,
        )


def _sums(
    session: Session, incident_id: str, division: str, released: list[SourcedFigure]
) -> Iterator[SourcedFigure]:
    incident = find_incident(session, incident_id)
    if incident is None or not released:
        return
    counties = [code for code in incident.counties if contains(division, code)]
    ground = ground_of(session, incident, counties)
    townships = [row.code for row in ground.rows]
    parts: dict[str, list[SourcedFigure]] = {}
    for figure in ground.current(released):
        if level_of(figure.division) == "township" and figure.value is not None:
            parts.setdefault(figure.indicator, []).append(figure)
    for indicator, known in sorted(parts.items()):
        if ground.is_whole({figure.division for figure in known}, townships):
            yield _summed(division, indicator, known)


def _summed(division: str, indicator: str, parts: list[SourcedFigure]) -> SourcedFigure:
    last = max(parts, key=lambda figure: (figure.as_of, figure.recorded_at, figure.division))
    before = [figure.previous_value for figure in parts if figure.previous_value is not None]
    return SourcedFigure(
        division=division,
        reporter=division,
        kind="report",
        indicator=indicator,
        value=sum((figure.value or Decimal(0) for figure in parts), Decimal(0)),
        previous_value=sum(before, Decimal(0)) if len(before) == len(parts) else None,
        as_of=last.as_of,
        recorded_at=last.recorded_at,
        origin="sum of townships",
        entry_id=last.entry_id,
    )
