"""Reads of the divisions' polygons."""

from collections.abc import Iterable, Sequence

from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.division_code import Level
from relief.core.scope import CodeRange
from relief.db.geometry import Bounds, within_bbox
from relief.geography.queries import within_ranges
from relief.geography.rows import BoundaryShape
from relief.geography.tables import Boundary


def boundary_shapes(
    session: Session,
    prefixes: Sequence[CodeRange],
    levels: Sequence[Level] = ("county",),
    bounds: Bounds | None = None,
) -> list[BoundaryShape]:
    """Return the polygons of these levels within code ranges and, where given, a box."""
    conditions = [within_ranges(Boundary.division_code, prefixes), Boundary.level.in_(levels)]
    if bounds is not None:
        conditions.append(
            within_bbox(Boundary.geometry, bounds, dialect=session.get_bind().dialect.name)
        )
    rows = session.execute(
        select(
            Boundary.division_code,
            Boundary.name,
            Boundary.level,
            Boundary.source,
            Boundary.geometry,
        )
        .where(*conditions)
        .order_by(Boundary.division_code)
    )
    return [BoundaryShape(*row) for row in rows]


def count_boundaries(session: Session) -> int:
    """Return how many polygons this desk has."""
    return session.scalar(select(func.count()).select_from(Boundary)) or 0


def areas(session: Session, codes: Iterable[str]) -> dict[str, BaseGeometry]:
    """Return the polygons of these divisions by code; one without a polygon is left out."""
    rows = session.execute(
        select(Boundary.division_code, Boundary.geometry).where(
            Boundary.division_code.in_(set(codes))
        )
    )
    return {row.division_code: row.geometry for row in rows}
