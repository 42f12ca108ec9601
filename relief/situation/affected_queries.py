"""Reads what lies under a version of an incident's footprint, as this desk knew it at an hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from relief.core.division_code import NATION, chain
from relief.core.scope import Scope
from relief.damage.houses_reported import houses_by_village
from relief.geography.footprint_check import zone_areas
from relief.geography.footprint_queries import listings, versions, zone_counts, zone_shapes
from relief.geography.overlay import VillageUnder
from relief.geography.overlay_queries import Overlay, Zones, overlay, places_under
from relief.geography.population_queries import populations_within
from relief.geography.queries import divisions
from relief.geography.rows import Listing, VersionRow, ZoneCount, ZoneShape
from relief.geography.sketch import Sketch
from relief.incidents.queries import IncidentRow
from relief.situation.affected import (
    Facts,
    Standing,
    ZoneSum,
    by_rank,
    how_known,
    how_of,
    share_of,
)

_STANDING = ("depot", "site")


@dataclass(frozen=True, slots=True)
class Affected:
    """Everything the page and the workbook show of one version.

    Fields:
        versions: all known, the newest first; `chosen` is the one the answer is about.
        villages: of every county touched, each with its verdict.
        open: villages nothing decides yet.
    """

    versions: tuple[VersionRow, ...]
    chosen: VersionRow
    zones: tuple[ZoneSum, ...]
    villages: tuple[VillageUnder, ...]
    facts: Facts
    names: Mapping[str, str]
    standing_open: tuple[Standing, ...]

    @property
    def open(self) -> int:
        """Return how many villages are open."""
        return sum(how_of(village)[0] == "open" for village in self.villages)


def affected(
    session: Session,
    scope: Scope,
    incident: IncidentRow,
    *,
    at: datetime | None = None,
    version_id: str = "",
) -> Affected | None:
    """Return what lies under the version in force at `at`, or under one named; None without any.

    Villages and their people are of every division touched, within scope or not: zones are
    published. Houses, depots and sites are only those within scope (law 7).
    """
    known = versions(session, incident.footprint_id, at)
    chosen = next((row for row in known if row.id == version_id), known[0] if known else None)
    if chosen is None or incident.footprint_id is None:
        return None
    shapes = zone_shapes(session, incident.footprint_id, version_id=chosen.id)
    named = listings(session, incident.footprint_id, version_id=chosen.id)
    counted = zone_counts(session, incident.footprint_id, version_id=chosen.id)
    zones = Zones([s for s in shapes if s.quality == "published"], shapes, named, at)
    found = overlay(session, zones)
    villages = found.villages
    houses = houses_by_village(session, incident.id, scope.ranges(), at)
    facts = Facts(populations_within(session, found.ranges, at), houses)
    standing = _standing(session, scope, zones, found)
    return Affected(
        versions=tuple(known),
        chosen=chosen,
        zones=_zone_sums(shapes, named, counted, villages, facts, standing),
        villages=villages,
        facts=facts,
        names=_names(session, villages, counted),
        standing_open=tuple(row for row in standing if row.how == "open"),
    )


def _zone_sums(  # noqa: PLR0913, PLR0917 (a zone is what was drawn, named, counted and found)
    shapes: Sequence[ZoneShape],
    named: Sequence[Listing],
    counted: Sequence[ZoneCount],
    villages: Sequence[VillageUnder],
    facts: Facts,
    standing: Sequence[Standing],
) -> tuple[ZoneSum, ...]:
    sure, estimate = by_rank(villages, "sure"), by_rank(villages, "estimate")
    areas = zone_areas([Sketch(s.rank, s.label, s.geometry) for s in shapes])
    labels = {s.rank: s for s in shapes}
    ranks = sorted({*labels, *(row.rank for row in named)}, reverse=True)
    sums = []
    for rank in ranks:
        shape = labels.get(rank)
        here = [row for row in standing if row.rank == rank]
        held = sure.get(rank, [])
        sums.append(
            ZoneSum(
                rank=rank,
                label=shape.label if shape else str(rank),
                quality=shape.quality if shape else "published",
                area_km2=shape.area_km2 if shape else None,
                measured_km2=areas.get(rank),
                sure=share_of(held, facts),
                estimate=share_of(estimate.get(rank, []), facts),
                townships=len({village.township for village in held}),
                counted=tuple((c.division_code, c.townships) for c in counted if c.rank == rank),
                depots=tuple(row for row in here if row.kind == "depot"),
                sites=tuple(row for row in here if row.kind == "site"),
            )
        )
    return tuple(sums)


def _standing(session: Session, scope: Scope, zones: Zones, found: Overlay) -> list[Standing]:
    rows = []
    for held in places_under(session, zones, found, _STANDING):
        how, rank = how_known(held.sure, held.estimate)
        place = held.place
        if how != "outside" and scope.covers(place.division_code):
            rows.append(Standing(place.id, place.kind, place.name, place.division_code, rank, how))
    return rows


def _names(
    session: Session, villages: Sequence[VillageUnder], counted: Sequence[ZoneCount]
) -> dict[str, str]:
    codes = {village.township for village in villages} | {row.division_code for row in counted}
    codes |= {outer for code in codes for outer in chain(code)}
    return {code: row.name for code, row in divisions(session, codes - {NATION}).items()}
