"""One geometry column for two databases, and the predicates that use its index.

GeoPackage blob with an R*Tree on SQLite, `geometry(…,4326)` with GiST on PostGIS.
"""

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Dialect, Table, TableClause, func, literal, select
from sqlalchemy import column as sqlalchemy_column
from sqlalchemy import table as sqlalchemy_table
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import UserDefinedType

from relief.db.geopackage import WGS84, from_blob, to_blob

Bounds = tuple[float, float, float, float]


class Geometry(UserDefinedType[BaseGeometry]):
    """A shapely geometry in longitude and latitude, degrees, WGS84/CGCS2000."""

    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY", *, indexed: bool = True) -> None:
        """Keep the geometry kind (POINT, MULTIPOLYGON …) and whether its table has a spatial index.

        A ledger's geometries are read by id alone; the projection beside it is searched by place.
        """
        self.kind = kind
        self.indexed = indexed

    def get_col_spec(self, **_options: Any) -> str:
        """Return the SQLite column type, which GeoPackage readers expect."""
        return self.kind

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return the function that makes the stored form."""
        if dialect.name == "postgresql":
            return lambda shape: None if shape is None else _ewkb(shape)
        return lambda shape: None if shape is None else to_blob(shape)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Return the function that makes a shapely geometry."""
        del coltype
        if dialect.name == "postgresql":
            return lambda value: None if value is None else shapely.from_wkb(value)
        return lambda value: None if value is None else from_blob(value)


def _ewkb(shape: BaseGeometry) -> str:
    return str(shapely.to_wkb(shapely.set_srid(shape, WGS84), hex=True, include_srid=True))


def within_bbox(
    column: InstrumentedAttribute[Any], bounds: Bounds, *, dialect: str
) -> ColumnElement[bool]:
    """Return a condition: the geometry's box touches `bounds` (west, south, east, north, degrees).

    The column's table has an integer key `fid` and the index of `index_statements`.
    """
    west, south, east, north = bounds
    if dialect == "postgresql":
        return column.op("&&")(func.ST_MakeEnvelope(west, south, east, north, WGS84))
    table: Table = column.class_.__table__
    tree = tree_of(column).c
    inside = select(tree.id).where(
        tree.maxx >= west, tree.minx <= east, tree.maxy >= south, tree.miny <= north
    )
    return table.c.fid.in_(inside)


def intersects(
    column: InstrumentedAttribute[Any], shape: BaseGeometry, *, dialect: str
) -> ColumnElement[bool]:
    """Return a condition: the geometry has a point in common with `shape` (box first)."""
    bound = literal(shape, Geometry())
    exact = func.ST_Intersects(bound, column)
    condition = exact if dialect == "postgresql" else exact == 1
    return within_bbox(column, shape.bounds, dialect=dialect) & condition


def tree_of(column: InstrumentedAttribute[Any]) -> TableClause:
    """Return the R*Tree beside a SQLite geometry column: id, minx, maxx, miny, maxy (degrees)."""
    name = tree_name(column.class_.__table__.name, column.key)
    return sqlalchemy_table(
        name, *(sqlalchemy_column(bound) for bound in ("id", "minx", "maxx", "miny", "maxy"))
    )


def tree_name(table: str, column: str) -> str:
    """Return the name of the R*Tree beside a SQLite geometry column (GeoPackage's own rule)."""
    return f"rtree_{table}_{column}"


def index_statements(dialect: str, table: str, column: str) -> list[str]:
    """Return the statements that index a geometry column: GiST, or an R*Tree kept by triggers."""
    if dialect == "postgresql":
        return [f"CREATE INDEX ix_{table}_{column} ON {table} USING gist ({column})"]
    tree = tree_name(table, column)
    box = ", ".join(f"{f}(NEW.{column})" for f in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"))
    fill = (
        f"INSERT OR REPLACE INTO {tree} SELECT NEW.fid, {box} "
        f"WHERE NEW.{column} IS NOT NULL AND NOT ST_IsEmpty(NEW.{column})"
    )
    return [
        f"CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy)",
        f"CREATE TRIGGER {tree}_insert AFTER INSERT ON {table} BEGIN {fill}; END",
        f"CREATE TRIGGER {tree}_update AFTER UPDATE ON {table} "
        f"BEGIN DELETE FROM {tree} WHERE id = OLD.fid; {fill}; END",
        f"CREATE TRIGGER {tree}_delete AFTER DELETE ON {table} "
        f"BEGIN DELETE FROM {tree} WHERE id = OLD.fid; END",
    ]


@compiles(Geometry, "postgresql")
def _postgis_type(kind: Geometry, _compiler: Any, **_options: Any) -> str:
    return f"geometry({kind.kind},{WGS84})"
