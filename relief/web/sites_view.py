"""What the page of resettlement sites shows, put together so that the template does not compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relief.geography.rows import DivisionRow
from relief.shelters.queries import Resettled, SiteRow


@dataclass(frozen=True, slots=True)
class SiteSums:
    """Sums below the sites, over those that are known; the others are counted in `…_open`."""

    capacity: int
    capacity_open: int
    people: int
    people_open: int
    over: int


@dataclass(frozen=True, slots=True)
class RelativesRow:
    """One township's resettled people; None is 待核."""

    code: str
    name: str
    at_sites: int | None
    with_relatives: int | None
    people: int | None
    generated: bool


def site_sums(rows: Sequence[SiteRow]) -> SiteSums:
    """Return the sums of the sites."""
    return SiteSums(
        capacity=sum(row.capacity or 0 for row in rows),
        capacity_open=sum(row.capacity is None for row in rows),
        people=sum(row.people or 0 for row in rows),
        people_open=sum(row.people is None for row in rows),
        over=sum(row.over for row in rows),
    )


def relatives_rows(
    towns: Iterable[DivisionRow], people: Mapping[str, Resettled]
) -> list[RelativesRow]:
    """Return every township, those with people first, the most people on top."""
    rows = []
    for town in towns:
        held = people.get(town.code, Resettled())
        rows.append(
            RelativesRow(
                code=town.code,
                name=town.name,
                at_sites=held.at_sites,
                with_relatives=held.with_relatives,
                people=held.people,
                generated=held.generated,
            )
        )
    return sorted(rows, key=lambda row: (row.people is None, -(row.people or 0), row.code))
