"""Reads of how many people live in divisions, now or as this desk knew it, and how that came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from relief.core.division_code import chain, level_of, prefix_of
from relief.core.scope import CodeRange, range_of
from relief.geography.place_loading import SET_UP
from relief.geography.population_tables import PopulationEntry
from relief.geography.queries import within_ranges
from relief.geography.rows import PopulationRow
from relief.geography.tables import Division, Population

_MOST_INNER = 3


@dataclass(frozen=True, slots=True)
class PopulationChange:
    """An entry of a division's history; `people` is None where the figure was taken back."""

    id: str
    people: int | None
    kind: str
    year: int | None
    quality: str
    origin: str
    note: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Around:
    """A division around another or within it, with its people."""

    code: str
    name: str
    people: int
    outer: bool


def populations_within(
    session: Session, ranges: Sequence[CodeRange], at: datetime | None = None
) -> dict[str, PopulationRow]:
    """Return how many people live in each division of the ranges; without a figure none (待核).

    `at` asks what this desk knew then: figures entered since are set back. What it was set up with
    counts as known at every hour.
    """
    columns = (Population.division_code, *_COLUMNS)
    rows = session.execute(select(*columns).where(within_ranges(Population.division_code, ranges)))
    found = {row[0]: PopulationRow(*row[1:]) for row in rows}
    for code, then in ({} if at is None else _then(session, ranges, at)).items():
        found.pop(code, None)
        if then is not None:
            found[code] = then
    return found


_COLUMNS = (
    Population.people,
    Population.quality,
    Population.source,
    Population.kind,
    Population.year,
)


def _then(
    session: Session, ranges: Sequence[CodeRange], at: datetime
) -> dict[str, PopulationRow | None]:
    entry = PopulationEntry
    inside = within_ranges(entry.division_code, ranges)
    first = and_(entry.recorded_by == SET_UP, entry.corrects.is_(None))
    changed = select(entry.division_code).where(inside, entry.recorded_at > at, ~first)
    found: dict[str, PopulationRow | None] = dict.fromkeys(session.scalars(changed))
    if not found:
        return {}
    before = select(entry).where(
        entry.division_code.in_(changed), or_(entry.recorded_at <= at, first)
    )
    rows = list(session.scalars(before.order_by(entry.recorded_at, entry.id)))
    corrected = {row.corrects for row in rows}
    for row in rows:
        if row.id not in corrected and row.people is not None:
            kept = PopulationRow(row.people, row.quality, row.origin, row.kind, row.year)
            found[row.division_code] = kept
    return found


def population_history(session: Session, code: str) -> list[PopulationChange]:
    """Return what was ever known of a division's people, the newest first."""
    entry = PopulationEntry
    rows = session.scalars(
        select(entry)
        .where(entry.division_code == code)
        .order_by(entry.recorded_at.desc(), entry.id.desc())
    )
    return [
        PopulationChange(
            *(row.id, row.people, row.kind, row.year, row.quality, row.origin, row.note),
            *(row.recorded_at, row.recorded_by),
        )
        for row in rows
    ]


def around(session: Session, code: str) -> list[Around]:
    """Return the divisions around one that have a figure, and the largest within it."""
    outer = [held for held in chain(code) if held != code]
    columns = (Division.code, Division.name, Population.people)
    joined = select(*columns).join(Population, Population.division_code == Division.code)
    rows = session.execute(joined.where(Division.code.in_(outer)).order_by(Division.code.desc()))
    found = [Around(*row, outer=True) for row in rows]
    if level_of(code) == "village":
        return found
    inner = joined.where(
        Division.code.between(*range_of(prefix_of(code))), Division.code != code
    ).order_by(Population.people.desc(), Division.code)
    return found + [Around(*row, outer=False) for row in session.execute(inner.limit(_MOST_INNER))]


def people_inside(session: Session, code: str) -> tuple[int, int]:
    """Return how many divisions lie directly within one, and how many of them have a figure."""
    inner = select(Division.code).where(
        Division.parent_code == code, Division.code != code, Division.valid_to.is_(None)
    )
    total = session.scalar(select(func.count()).select_from(inner.subquery())) or 0
    known = select(func.count()).where(Population.division_code.in_(inner))
    return total, session.scalar(known) or 0
