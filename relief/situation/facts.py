"""What a screen of one moment rests on, read in sets: statements do not grow with the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from relief.alerts.queries import HeardRow, heard
from relief.alerts.roll_call import under_footprint
from relief.allocation.people import by_township
from relief.allocation.position import Goods, goods_of
from relief.allocation.township_needs import Known
from relief.core.division_code import NATION, at_level, chain, prefix_of
from relief.core.scope import Scope
from relief.damage.office_now import Standing, standings
from relief.damage.queries import SourcedFigure, figures
from relief.damage.stability import stable_since
from relief.db.changes import latest_change
from relief.geography.footprint_queries import zones_of
from relief.geography.queries import divisions, populations
from relief.geography.rows import DivisionRow, PopulationRow, ZoneRow
from relief.incidents.ground import Ground, ground_of, villages_struck
from relief.incidents.queries import IncidentRow
from relief.response.queries import LevelRow, levels_now
from relief.shelters.queries import Resettled, resettled
from relief.supplies.queries import stock


@dataclass(frozen=True, slots=True)
class Facts:
    """What the desk knew at one moment, as far as this scope may see it.

    Fields:
        at: the desk's present, or the hour wound back to.
        counties: the incident's counties within the scope, or around a narrower one.
        townships: within the scope, in the order of their codes.
        ground: what became of the counties' townships since the disaster struck.
        villages: by township, of the townships named for a zone of the footprint.
        names: of every division mentioned.
        heard: by division, when last heard from.
        zones: as the footprint's publisher named them.
        register: who is at sites and with relatives, by township.
        goods: what stands at the townships and is on its way to them.
        offices: where each office stands with its reports, by its division.
        stable: since when each division is declared stable; others are absent.
    """

    at: datetime
    replay: bool
    scope: Scope
    incident: IncidentRow
    counties: tuple[str, ...]
    townships: tuple[DivisionRow, ...]
    ground: Ground
    villages: Mapping[str, Sequence[DivisionRow]]
    names: Mapping[str, DivisionRow]
    heard: Mapping[str, HeardRow]
    zones: Mapping[str, ZoneRow]
    people: Mapping[str, PopulationRow]
    figures: tuple[SourcedFigure, ...]
    levels: tuple[LevelRow, ...]
    register: Mapping[str, Resettled]
    goods: Goods
    offices: Mapping[str, Standing]
    stable: Mapping[str, datetime]
    latest_change: int

    def known(self) -> Known:
        """Return what the needs of the townships follow from."""
        return Known(self.register, by_township(self.figures), self.goods)

    def name(self, code: str) -> str:
        """Return a division's name; one the table does not have is named by its code."""
        if code == NATION:
            return "全国"
        row = self.names.get(code)
        return row.name if row else code


def read_facts(
    session: Session, scope: Scope, incident: IncidentRow, *, at: datetime, replay: bool
) -> Facts:
    """Return what the desk knew at `at`; wound back, only what was recorded by then."""
    as_of = at if replay else None
    counties = counties_in(scope, incident)
    ground = ground_of(session, incident, counties)
    townships = tuple(row for row in ground.rows if scope.covers(row.code))
    codes = [row.code for row in townships]
    known = incident.footprint_id
    zones = zones_of(session, known, codes, as_of) if known else {}
    struck = under_footprint(codes, zones)
    villages = villages_struck(session, ground, struck)
    inside = [row.code for rows in villages.values() for row in rows]
    levels = tuple(levels_now(session, incident.id, as_of))
    return Facts(
        at=at,
        replay=replay,
        scope=scope,
        incident=incident,
        counties=counties,
        townships=townships,
        ground=ground,
        villages=villages,
        names=divisions(session, _named(incident, codes, levels)),
        heard=ground.heard(heard(session, incident.id, as_of)),
        zones=zones,
        people=populations(session, [*counties, *codes, *inside]),
        figures=tuple(ground.current(figures(session, incident.id, as_of))),
        levels=levels,
        register=resettled(session, incident.id, as_of),
        goods=goods_of(stock(session, ranges=scope.ranges(), at=as_of)),
        offices=standings(session, incident.id, as_of),
        stable=stable_since(session, incident.id, as_of),
        latest_change=latest_change(session),
    )


def counties_in(scope: Scope, incident: IncidentRow) -> tuple[str, ...]:
    """Return the incident's counties that lie within the scope, or around it, sorted."""
    return tuple(
        sorted(
            county
            for county in incident.counties
            if scope.covers(county)
            or any(prefix.startswith(prefix_of(county)) for prefix in scope.prefixes)
        )
    )


def provinces_of(incident: IncidentRow) -> tuple[str, ...]:
    """Return the provinces the incident touches, in the order of their codes."""
    return tuple(sorted({at_level(county, "province") for county in incident.counties}))


def _named(incident: IncidentRow, codes: Sequence[str], levels: Sequence[LevelRow]) -> list[str]:
    above = {code for county in incident.counties for code in chain(county)}
    return sorted({*above, *codes, *(row.division for row in levels)} - {NATION})
