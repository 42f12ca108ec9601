"""A line of a file against what the desk knows: good, wrong or the same, and what is doubtful."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapely import prepare
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.cells import cell_name, first_line
from relief.core.identity import new_id
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.geography.boundary_queries import areas
from relief.geography.place_columns import FIELDS
from relief.geography.place_import import PlaceImport
from relief.geography.place_lines import PlaceLine
from relief.geography.place_suspicions import Doubt, Elsewhere, area_code
from relief.geography.place_words import OF_A_DIVISION
from relief.geography.projecting import Projector
from relief.geography.queries import validity
from relief.geography.tables import Place
from relief.geography.vector import VectorFile

SAME_DEG = 1e-8
"""About a millimetre: what a file of nine decimals, or of metres with four, comes back to."""
_REAL = frozenset({"surveyed", "gazetteer"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the desk knows of the lines of one part.

    Fields:
        codes: their divisions that exist; `closed` are those of them that are none today.
        places: how their places stand, by id.
        doubt: what their positions are held against; `elsewhere` is where other systems would
            put them, by row.
        cells: where a column's cell is, for marks: column name to its place, from 0.
    """

    codes: frozenset[str]
    closed: frozenset[str]
    places: Mapping[str, Any]
    doubt: Doubt
    elsewhere: Mapping[int, Elsewhere]
    cells: Mapping[str, int]


def standing(
    session: Session, lines: Sequence[PlaceLine], file: VectorFile, project: Projector
) -> Standing:
    """Return what the desk knows of these lines, in three statements."""
    codes = {line.division_code for line in lines} | {line.former for line in lines if line.former}
    days = validity(session, codes)
    known = frozenset(days)
    closed = frozenset(code for code, day in days.items() if day.valid_to is not None)
    rows = session.execute(select(Place).where(Place.id.in_({line.place_id for line in lines})))
    places = {place.id: place for place in rows.scalars()}
    real = {k: Point(row.geometry.coords[0]) for k, row in places.items() if row.quality in _REAL}
    shapes = areas(session, {area_code(code) for code in known})
    for shape in shapes.values():
        prepare(shape)
    doubt = Doubt(file.system, project, shapes, real)
    moved = doubt.elsewhere([line.raw for line in lines])
    elsewhere = {line.row: found for line, found in zip(lines, moved, strict=True)}
    return Standing(known, closed, places, doubt, elsewhere, cells_of(file))


def cells_of(file: VectorFile) -> Mapping[str, int]:
    """Return the place of every known column in the sheet that answers cell by cell."""
    heads = file.columns
    if file.sheet is not None:
        heads = tuple(first_line(cell) for cell in file.sheet.rows[file.heading_row])
    at = {name.lower(): place for place, name in enumerate(heads)}
    found = {f.name: at.get(f.heading.zh, at.get(f.name, 0)) for f in FIELDS}
    names = ("经度或东坐标", "经度", "东坐标", "lon", "longitude", "easting")
    return {**found, "position": next((at[name] for name in names if name in at), 0)}


def staged_row(
    scope: Scope, job: PlaceImport, line: PlaceLine, known: Standing, file: VectorFile
) -> dict[str, Any]:
    """Return a line as a row of the staging table, with its verdict and what is said about it."""
    before = known.places.get(line.place_id)
    if before is not None and before.division_code == line.former:
        line = replace(line, division_code=line.former, former="", moved=None)  # it stands so
    faults = _faults(scope, line, known)
    row = _values(job, line, before)
    if faults:
        verdict = "wrong"
    else:
        verdict = "same" if before is not None and is_same(row, before) else "good"
    doubts = _doubts(line, known) if verdict != "same" else []
    called, at = line.name or line.place_id, _cell(line, "position", known, file)
    told = faults or _notes(line)
    warned = [[at, f"{called}：{w.zh}", f"{called}: {w.en}"] for w in doubts]
    if line.moved is not None and line.kind in OF_A_DIVISION and verdict == "good":
        # A seat said under a former code may be another seat than today's: somebody has to look.
        warned += [[_cell(line, c, known, file), w.zh, w.en] for c, w in told]
        told = []
    return {
        **row,
        "id": new_id(),
        "batch": job.command_id,
        "row": line.row,
        "verdict": verdict,
        "marks": [[_cell(line, column, known, file), w.zh, w.en] for column, w in told],
        "warnings": warned,
        "noted": bool(told or warned),
    }


def _faults(scope: Scope, line: PlaceLine, known: Standing) -> list[tuple[str, Bilingual]]:
    faults = list(line.faults)
    if not any(column == "division" for column, _reason in faults):
        faults += _division_faults(scope, line, known)
    before = known.places.get(line.place_id)
    if before is not None and before.kind != line.kind and line.kind:
        zh = f"编号 {line.place_id} 已是另一类位置"
        faults.append(("id", Bilingual(zh, f"{line.place_id} is a place of another kind")))
    return faults


def _notes(line: PlaceLine) -> list[tuple[str, Bilingual]]:
    return [("division", line.moved)] if line.moved is not None else []


def _doubts(line: PlaceLine, known: Standing) -> list[Bilingual]:
    if line.division_code not in known.codes:
        return []
    elsewhere = known.elsewhere[line.row]
    return list(
        known.doubt.suspicions(line.place_id, line.division_code, line.raw, line.point, elsewhere)
    )


def is_same(row: Mapping[str, Any], before: Place) -> bool:
    """Return whether a row says what stands already, its position to a millimetre."""
    names = ("name", "division_code", "quality", "surveyed_on", "ended_on")
    same = all(row[name] == getattr(before, name) for name in names)
    return (
        same
        and row["origin"] == before.source
        and bool(row["geometry"].dwithin(before.geometry, SAME_DEG))
    )


def _values(job: PlaceImport, line: PlaceLine, before: Place | None) -> dict[str, Any]:
    moved = before is None or line.point is None or not _stays(line.point, before)
    return {
        "place_id": line.place_id,
        "kind": line.kind,
        "name": line.name,
        "division_code": line.division_code,
        "quality": line.quality,
        "origin": line.origin or (job.name if moved or before is None else before.source),
        "surveyed_on": line.surveyed_on,
        "ended_on": line.ended_on,
        "note": line.note,
        "corrects": before.entry_id if before is not None else None,
        "geometry": line.point,
    }


def _stays(point: Point, before: Place) -> bool:
    return bool(point.dwithin(before.geometry, SAME_DEG))


def _division_faults(scope: Scope, line: PlaceLine, known: Standing) -> list[tuple[str, Bilingual]]:
    code = line.division_code
    if code not in known.codes:
        zh, en = f"没有区划 {code}", f"There is no division {code}"
        return [("division", Bilingual(zh, en))]
    if not scope.covers(code):
        zh, en = f"{code} 不在您的辖区内", f"{code} is not within your area"
        return [("division", Bilingual(zh, en))]
    before = known.places.get(line.place_id)
    if code in known.closed and (before is None or before.division_code != code):
        zh, en = f"区划 {code} 已撤销，不知并入何处", f"{code} is closed and leads nowhere"
        return [("division", Bilingual(zh, en))]
    if before is not None and not scope.covers(before.division_code):
        zh = f"{line.place_id} 属于您辖区之外的区划"
        return [("id", Bilingual(zh, f"{line.place_id} belongs to a division outside your area"))]
    return []


def _cell(line: PlaceLine, column: str, known: Standing, file: VectorFile) -> str:
    row = line.row - 1 if file.sheet is not None else line.row
    return cell_name(row, known.cells.get(column, 0))
