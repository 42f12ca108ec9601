"""Reads of sites, of people with relatives, and of who came and left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from relief.core.paging import PAGE_SIZE
from relief.core.scope import CodeRange
from relief.db.projections import Row
from relief.geography.place_queries import places
from relief.offices.queries import account_names
from relief.shelters.projections import GENERATED, derive_occupancy
from relief.shelters.tables import Capacity, OccupancyNow, Placement

WITH_RELATIVES = ""
SITE = "site"


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A resettlement site.

    Fields:
        capacity: people it holds; None is 待核.
        people: in it now; None while nobody has said.
        free: places left, below 0 when it is over its capacity; None where one of both is unknown.
        generated: made for the demo (示例); indicative: 示意坐标.
    """

    id: str
    name: str
    division: str
    capacity: int | None
    people: int | None
    generated: bool
    indicative: bool

    @property
    def free(self) -> int | None:
        """Return the places left."""
        return None if self.capacity is None or self.people is None else self.capacity - self.people

    @property
    def over(self) -> bool:
        """Return whether more people are in than it holds."""
        return self.free is not None and self.free < 0


@dataclass(frozen=True, slots=True)
class Resettled:
    """People resettled in one township by the register: at sites and with relatives.

    Fields:
        at_sites, with_relatives: None while nobody has recorded any there.
        generated: every entry was made for the demo (示例).
    """

    at_sites: int | None = None
    with_relatives: int | None = None
    generated: bool = False

    @property
    def people(self) -> int | None:
        """Return both together, None while neither is known."""
        known = [n for n in (self.at_sites, self.with_relatives) if n is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """One entry of the register, as the list shows it."""

    id: str
    site: str
    division: str
    people_in: int
    people_out: int
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    note: str
    generated: bool


def resettled(
    session: Session, incident_id: str, at: datetime | None = None
) -> dict[str, Resettled]:
    """Return the register's people by township; one statement."""
    sums: dict[str, dict[bool, int]] = {}
    made: dict[str, bool] = {}
    for row in _occupancy(session, incident_id, at):
        kinds = sums.setdefault(row["division_code"], {})
        kind = row["site"] != WITH_RELATIVES
        kinds[kind] = kinds.get(kind, 0) + row["people"]
        made[row["division_code"]] = made.get(row["division_code"], True) and row["generated"]
    return {
        code: Resettled(kinds.get(True), kinds.get(False), made[code])
        for code, kinds in sums.items()
    }


def sites(
    session: Session, incident_id: str, ranges: Sequence[CodeRange], at: datetime | None = None
) -> list[SiteRow]:
    """Return the sites of these divisions, by township and name."""
    rows = places(session, (SITE,), ranges)
    inside = {row["site"]: row["people"] for row in _occupancy(session, incident_id, at)}
    capacity = capacities(session, [row.id for row in rows], at)
    found = [
        SiteRow(
            id=row.id,
            name=row.name,
            division=row.division_code,
            capacity=capacity.get(row.id),
            people=inside.get(row.id),
            generated=row.generated,
            indicative=row.quality == "indicative",
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.division, row.name, row.id))


def capacities(session: Session, ids: Iterable[str], at: datetime | None = None) -> dict[str, int]:
    """Return what each site holds by the latest entry; a site nobody measured is left out."""
    chosen = select(Capacity.site, Capacity.people).where(Capacity.site.in_(list(ids)))
    if at is not None:
        chosen = chosen.where(Capacity.recorded_at <= at)
    rows = session.execute(chosen.order_by(Capacity.recorded_at, Capacity.id))
    return {site: people for site, people in rows}  # noqa: C416 (a Row is no pair to mypy)


def register(
    session: Session, incident_id: str, ranges: Sequence[CodeRange], at: datetime | None = None
) -> list[PlacementRow]:
    """Return the latest entries of the register in these divisions, newest first."""
    inside = or_(false(), *(Placement.division_code.between(low, high) for low, high in ranges))
    chosen = select(Placement).where(Placement.incident_id == incident_id, inside)
    if at is not None:
        chosen = chosen.where(Placement.recorded_at <= at)
    newest = chosen.order_by(Placement.recorded_at.desc(), Placement.id.desc()).limit(PAGE_SIZE)
    rows = session.scalars(newest).all()
    names = account_names(session, {row.recorded_by for row in rows})
    return [_placement(row, names) for row in rows]


def _occupancy(session: Session, incident_id: str, at: datetime | None) -> list[Row]:
    if at is not None:
        return list(derive_occupancy(session, incident_id, at))
    chosen = select(OccupancyNow.__table__).where(OccupancyNow.incident_id == incident_id)
    return [dict(row) for row in session.execute(chosen).mappings()]


def _placement(row: Placement, names: dict[str, Any]) -> PlacementRow:
    return PlacementRow(
        id=row.id,
        site=row.site,
        division=row.division_code,
        people_in=row.people_in,
        people_out=row.people_out,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by],
        note=row.note,
        generated=row.source == GENERATED,
    )
