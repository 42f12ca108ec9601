"""Reads which of the nation's villages lie under a version of a footprint."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from relief.core.division_code import NATION, at_level, level_of, prefix_of
from relief.core.scope import CodeRange, range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.overlay import Known, Verdict, VillageUnder, cut, decide, judge
from relief.geography.place_queries import places
from relief.geography.place_then import places_then
from relief.geography.rows import Listing, PlaceRow
from relief.geography.tables import Division, Place
from relief.geography.under import Ranked, rank_at, ranks_under
from relief.geography.zones import highest_listed

_KINDS = ("village", "township")
_REAL = (Place.quality != "indicative", Place.ended_on.is_(None))
_MOST_RANGES = 200
"""More counties than so many are read as the whole table: the statement stays short."""


@dataclass(frozen=True, slots=True)
class Zones:
    """The shapes and names a question is asked about.

    Fields:
        published: shapes that decide; every: with the desk's own estimates.
        at: places are those this desk knew then, None for now.
    """

    published: Sequence[Ranked]
    every: Sequence[Ranked]
    listed: Sequence[Listing]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """The answer: verdicts on villages, and what they rest on.

    Fields:
        ranges: the codes of all divisions touched or named.
        listed: highest rank each division was named for.
        sure: what published shapes say; every: what all shapes say.
    """

    villages: tuple[VillageUnder, ...]
    ranges: tuple[CodeRange, ...]
    listed: Mapping[str, int]
    sure: Known
    every: Known


@dataclass(frozen=True, slots=True)
class PlaceUnder:
    """A depot or a site with the verdicts on it, as `VillageUnder`."""

    place: PlaceRow
    sure: Verdict
    estimate: Verdict


def overlay(session: Session, zones: Zones) -> Overlay:
    """Return every village of the counties touched with its verdict, in the order of codes.

    A handful of statements, however many villages: the counties the shapes touch, the real points
    under them, and the villages of those counties and of the divisions named.
    """
    then = _then(session, zones, _KINDS)
    every, touched = _known(session, zones.every, then)
    all_decide = len(zones.published) == len(zones.every)
    sure = every if all_decide else _known(session, zones.published, then)[0]
    listed = highest_listed(zones.listed)
    ranges = _ranges({*touched, *listed})
    villages = judge(_villages(session, ranges), listed, sure, every)
    return Overlay(tuple(villages), tuple(ranges), listed, sure, every)


def places_under(
    session: Session, zones: Zones, found: Overlay, kinds: Sequence[str]
) -> list[PlaceUnder]:
    """Return the places of these kinds in the divisions touched, each with its verdicts.

    A name on the list outranks the place's own real point, as for villages.
    """
    then = _then(session, zones, kinds)
    rows = [p for p in places(session, kinds, found.ranges, standing=True) if p.id not in then]
    rows += [p for p in then.values() if p and not p.ended_on and _inside(p, found.ranges)]
    every = _ranks(session, zones.every, kinds, then)
    sure = _ranks(session, zones.published, kinds, then)
    return [
        PlaceUnder(
            row,
            _own(row, found.listed, found.sure, sure if zones.published else None),
            _own(row, found.listed, found.every, every if zones.every else None),
        )
        for row in rows
    ]


def _own(
    row: PlaceRow, listed: Mapping[str, int], known: Known, ranks: Mapping[str, int] | None
) -> Verdict:
    verdict = decide(row.division_code, listed, known)
    if verdict.basis == "listed" or row.quality == "indicative" or ranks is None:
        return verdict
    return Verdict(ranks.get(row.id), "village")


def real_points(session: Session, ranges: Sequence[CodeRange]) -> dict[str, str]:
    """Return the divisions of villages and townships with a real position, by the place's id."""
    chosen = select(Place.id, Place.division_code).where(Place.kind.in_(_KINDS), *_REAL)
    return {row[0]: row[1] for row in _by_range(session, chosen, Place.division_code, ranges)}


def _then(session: Session, zones: Zones, kinds: Sequence[str]) -> Mapping[str, PlaceRow | None]:
    return {} if zones.at is None else places_then(session, kinds, zones.at)


def _ranks(
    session: Session,
    zones: Sequence[Ranked],
    kinds: Sequence[str],
    then: Mapping[str, PlaceRow | None],
) -> dict[str, int]:
    """Return the rank of every real place under the zones, those of `then` where they were."""
    real = [_is(kinds), *_REAL]
    found = ranks_under(session, Place.geometry, zones, key=Place.id, where=real)
    kept = {key: rank for key, rank in found.items() if key not in then}
    for place in then.values():
        rank = rank_at(zones, place.lon, place.lat) if place and _is_real(place) else None
        if place and rank is not None:
            kept[place.id] = rank
    return kept


def _known(
    session: Session, zones: Sequence[Ranked], then: Mapping[str, PlaceRow | None]
) -> tuple[Known, set[str]]:
    """Return what shapes say about points and counties, and the counties they touch."""
    if not zones:
        return Known({}, {}), set()
    ranks = _ranks(session, zones, _KINDS, then)
    counties = _counties(session, zones)
    found = cut(counties, zones)
    ranges = _ranges(set(counties))
    points = {k: code for k, code in real_points(session, ranges).items() if k not in then}
    points |= {
        p.id: p.division_code
        for p in then.values()
        if p and _is_real(p) and (p.id in ranks or _inside(p, ranges))
    }
    away = [key for key in ranks if key not in points]
    if away:  # beyond every county that is touched: the line and the point disagree
        rows = session.execute(select(Place.id, Place.division_code).where(Place.id.in_(away)))
        points |= {row[0]: row[1] for row in rows}
    under = {points[key] for key in ranks}
    touched = {code for code in counties if found.get(code, 0) is not None}
    touched |= {at_level(code, "county") for code in under}
    return Known({code: ranks.get(key) for key, code in points.items()}, found), touched


def _is_real(place: PlaceRow) -> bool:
    return place.quality != "indicative" and place.ended_on is None


def _inside(place: PlaceRow, ranges: Sequence[CodeRange]) -> bool:
    return any(first <= place.division_code <= last for first, last in ranges)


def _counties(session: Session, zones: Sequence[Ranked]) -> dict[str, BaseGeometry]:
    bounds = shapely.total_bounds([zone.geometry for zone in zones])
    west, south, east, north = (float(edge) for edge in bounds)
    whole = [range_of(prefix_of(NATION))]
    rows = boundary_shapes(session, whole, ("county",), (west, south, east, north))
    return {row.code: row.geometry for row in rows}


def _ranges(codes: Collection[str]) -> list[CodeRange]:
    prefixes = sorted({prefix_of(at_level(code, "county")) for code in codes if _is_lower(code)})
    wider = sorted(prefix_of(code) for code in codes if not _is_lower(code))
    if len(prefixes) > _MOST_RANGES:
        return [range_of(prefix_of(NATION))]
    return [range_of(prefix) for prefix in (*prefixes, *wider)]


def _is_lower(code: str) -> bool:
    return level_of(code) in {"county", "township", "village"}


def _is(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Return that a place is of these kinds, asked of each row and never of the kinds' index.

    The zones' box is narrower than a kind: SQLite would read all villages of the nation.
    """
    return Place.kind.concat("").in_(kinds)


def _villages(session: Session, ranges: Sequence[CodeRange]) -> list[tuple[str, str]]:
    chosen = select(Division.code, Division.name).where(
        Division.level == "village", Division.valid_to.is_(None)
    )
    rows = _by_range(session, chosen, Division.code, ranges)
    return sorted({row[0]: row[1] for row in rows}.items())


def _by_range(
    session: Session,
    chosen: Select[str, str],
    code: InstrumentedAttribute[str],
    ranges: Sequence[CodeRange],
) -> Sequence[Any]:
    """Return the rows of each range, read as a statement of its own in one union.

    Ranges in an OR make SQLite walk the whole nation's index (0.3 s); one range is one stretch of
    it. Ranges may overlap: a row can come twice.
    """
    if not ranges:
        return []
    return session.execute(union_all(*(chosen.where(code.between(*r)) for r in ranges))).all()
