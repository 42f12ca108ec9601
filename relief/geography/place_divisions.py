"""The divisions that a file of places names: a former code is taken as today's, and said so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.wording import Bilingual
from relief.geography.former_queries import with_leads
from relief.geography.place_lines import PlaceLine, once_each, place_id
from relief.geography.place_staging import SAME_DEG
from relief.geography.queries import divisions, valid_codes
from relief.geography.row_divisions import RowDivisions
from relief.geography.tables import Place

_OF_DESK = Bilingual("区划表里", "in the table of divisions")


def lines_of_today(session: Session, lines: Sequence[PlaceLine]) -> list[PlaceLine]:
    """Return the lines with today's codes; what then stands twice is marked.

    A code that is closed and leads nowhere stays as it is said. A handful of statements a file.
    """
    said = {line.division_code for line in lines if not _is_at_fault(line)}
    former = said - valid_codes(session, said)
    if not former:
        return once_each(lines)
    leads = with_leads(session, RowDivisions({}, _OF_DESK), [(code, "") for code in former]).leads
    ends = {code for into in leads.codes.values() for code in into}
    names = {row.code: (row.name,) for row in divisions(session, ends).values()}
    today = RowDivisions(names, _OF_DESK, leads=leads)
    here = _standing(session, [line for line in lines if line.division_code in leads.codes])
    return once_each(
        line if line.row in here else _of_today(line, today, leads.codes) for line in lines
    )


def _standing(session: Session, lines: Sequence[PlaceLine]) -> set[int]:
    """Return the rows that say a place where it stands: what the desk wrote comes back as it is."""
    rows = select(Place.id, Place.division_code, Place.geometry).where(
        Place.id.in_({line.place_id for line in lines})
    )
    places = {row.id: row for row in session.execute(rows)}
    return {
        line.row
        for line in lines
        if line.point is not None
        and (place := places.get(line.place_id)) is not None
        and place.division_code == line.division_code
        and line.point.dwithin(place.geometry, SAME_DEG)
    }


def _of_today(
    line: PlaceLine, today: RowDivisions, leads: Mapping[str, tuple[str, ...]]
) -> PlaceLine:
    said = line.division_code
    if said not in leads or _is_at_fault(line):
        return line
    meant = today.meant(said, "", line.row)
    if meant.fault is not None:
        return replace(line, faults=(*line.faults, ("division", meant.fault[1])))
    own = place_id(line.kind, said, line.name)
    by_division = line.place_id == own
    return replace(
        line,
        place_id=place_id(line.kind, meant.division, line.name) if by_division else line.place_id,
        division_code=meant.division,
        former=said,
        moved=meant.note,
    )


def _is_at_fault(line: PlaceLine) -> bool:
    return any(column == "division" for column, _reason in line.faults)
