"""The progress report of a day, read in sets: statements do not grow with the cases."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from relief.core.division_code import LEVEL_LENGTHS, at_level, prefix_of
from relief.core.errors import NotFound
from relief.core.scope import CodeRange, Scope, range_of
from relief.geography.boundary_queries import boundary_shapes
from relief.geography.footprint_queries import zone_shapes
from relief.geography.names import prefecture_stem
from relief.geography.place_queries import places
from relief.geography.queries import divisions
from relief.incidents.queries import IncidentRow, find_incident
from relief.offices.queries import office_of
from relief.reconstruction.catalogue import deadlines
from relief.reconstruction.queries import milestone_days, milestones, overdue
from relief.reconstruction.rows import MilestoneCount, OverdueRow
from relief.reconstruction.stages import MODES, mode_name, name_of
from relief.situation.facts import counties_in
from relief.situation.progress import (
    NO_CASE,
    By,
    Counted,
    Counts,
    DayCount,
    ModeDue,
    ModeRow,
    OverdueCase,
    ProgressReport,
    by_mode,
    fold,
    rows_of,
    total_of,
)
from relief.situation.progress_ask import ProgressAsk
from relief.situation.progress_curve import curve
from relief.situation.progress_ground import Ground, GroundPoint, make_ground
from relief.situation.progress_published import published_totals

ALL = 0
"""The page that holds every overdue case."""
_ONE_PLACE = 1


def the_incident(session: Session, key: str) -> IncidentRow:
    """Return the incident of this id or slug.

    Raises:
        NotFound: there is none.
    """
    incident = find_incident(session, key)
    if incident is None:
        raise NotFound("灾害事件 incident", key)
    return incident


def progress_report(
    session: Session, scope: Scope, incident: IncidentRow, ask: ProgressAsk, page: int = ALL
) -> ProgressReport:
    """Return the report as far as `scope` may see; `page` of its overdue cases, 0 for all.

    Table, chart, map and papers are made of this one reading.
    """
    counties = counties_in(scope, incident)
    by = ask.by or _default_by(counties)
    counted = _read_counts(session, scope, incident, ask, by)
    days = milestone_days(session, incident.id, scope.ranges(), as_of=ask.as_of, at=ask.ledger_at)
    late = overdue(session, scope, incident.id, as_of=ask.as_of, page=page, at=ask.ledger_at)
    sums = fold(counted, by)
    listed = counties if by == "county" else ()
    above = {at_level(county, "prefecture") for county in counties}
    names = _names(session, {*sums, *listed, *above, *(row.division_code for row in late.items)})
    office = office_of(session, scope.account_id)
    return ProgressReport(
        office=office.authority,
        office_en=office.authority_en,
        incident=incident.name,
        incident_en=incident.name_en,
        as_of=ask.as_of,
        known_at=ask.known_at,
        corrected=ask.corrected,
        replay=ask.replay,
        demo=incident.demo,
        by=by,
        rows=rows_of(sums, _row_names(names, sums, by), listed),
        total=total_of(sums),
        modes=_modes(incident, counted, counties, names),
        overdue=tuple(_late(row, names) for row in late.items),
        overdue_total=late.total,
        curve=curve((DayCount(d.on, d.milestone, d.households) for d in days), ask.as_of),
        published=published_totals(incident.slug),
    )


def progress_ground(
    session: Session, scope: Scope, incident: IncidentRow, report: ProgressReport
) -> Ground | None:
    """Return the lines and points under the report's map; None where no line is at hand."""
    counties = counties_in(scope, incident)
    shapes = boundary_shapes(session, _ranges(counties), ("county",))
    known = incident.footprint_id
    zones = zone_shapes(session, known, report.known_at) if known else []
    townships = sorted({at_level(row.code, "township") for row in report.rows})
    by_county = report.by == "county"
    found = [] if by_county else places(session, ("township",), _ranges(townships))
    points = {
        place.division_code: GroundPoint(
            place.division_code, place.name, place.lon, place.lat, place.quality == "indicative"
        )
        for place in found
    }
    return make_ground(
        {shape.code: (shape.name, shape.geometry) for shape in shapes},
        {zone.label: zone.geometry for zone in zones},
        [points[code] for code in townships if code in points],
        around_points=not by_county,
    )


def _read_counts(
    session: Session, scope: Scope, incident: IncidentRow, ask: ProgressAsk, by: By
) -> list[Counted]:
    rows = milestones(
        session,
        incident.id,
        scope.ranges(),
        as_of=ask.as_of,
        at=ask.ledger_at,
        by="village" if by == "village" else "township",
    )
    return [_counted(row) for row in rows]


def _default_by(counties: Sequence[str]) -> By:
    return "county" if len(counties) > _ONE_PLACE else "township"


def _ranges(codes: Sequence[str]) -> list[CodeRange]:
    return [range_of(prefix_of(code)) for code in codes]


def _counted(row: MilestoneCount) -> Counted:
    counts = Counts(
        need=row.need,
        started=row.started,
        main_structure=row.main_structure,
        completed=row.completed,
        accepted=row.accepted,
        moved_in=row.moved_in,
        too_early=row.too_early,
        overdue=row.overdue,
        unexplained=row.unexplained,
        explained=row.explained,
    )
    return Counted(row.division_code, row.mode, counts)


def _names(session: Session, codes: set[str]) -> dict[str, str]:
    townships = {at_level(code, "township") for code in codes if _is_village(code)}
    return {code: row.name for code, row in divisions(session, codes | townships).items()}


def _is_village(code: str) -> bool:
    return code[LEVEL_LENGTHS["township"] :].strip("0") != ""


def _row_names(names: dict[str, str], sums: dict[str, Counts], by: By) -> dict[str, str]:
    if by != "village":
        return names
    return {code: _place(code, names) for code in sums}


def _place(code: str, names: dict[str, str]) -> str:
    township = at_level(code, "township")
    own = names.get(code, code)
    return own if code == township else f"{names.get(township, township)} {own}"


def _modes(
    incident: IncidentRow,
    counted: Sequence[Counted],
    counties: Sequence[str],
    names: dict[str, str],
) -> tuple[ModeRow, ...]:
    places = sorted({at_level(county, "prefecture") for county in counties})
    known = {place: deadlines(incident.slug, _ranges([place])) for place in places}
    several = len(places) > _ONE_PLACE
    rows = []
    order = [*MODES, NO_CASE]
    sums = by_mode(counted)
    for mode in sorted(sums, key=order.index):
        dues = [
            ModeDue(
                prefecture_stem(names.get(place, place)) if several else "",
                rules[mode].due_on,
                rules[mode].source,
                rules[mode].verified,
            )
            for place, rules in known.items()
            if mode in rules
        ]
        dues.sort(key=lambda due: (due.on, due.place))
        rows.append(ModeRow(mode, mode_name(mode), sums[mode], tuple(dues)))
    return tuple(rows)


def _late(row: OverdueRow, names: dict[str, str]) -> OverdueCase:
    return OverdueCase(
        case_id=row.case_id,
        number=row.number,
        division=row.division_code,
        place=_place(row.division_code, names),
        mode=row.mode,
        mode_name=mode_name(row.mode),
        stage=row.stage,
        stage_name=name_of(row.stage),
        due_on=row.due_on,
        days_over=row.days_over,
        responsible=row.responsible,
    )
