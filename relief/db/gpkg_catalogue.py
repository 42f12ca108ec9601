"""What a GIS program sees when it opens the desk's own database: chosen views and nothing else.

A SQLite file whose `application_id` is GPKG is opened by GDAL as a GeoPackage. GDAL lists every
table of such a file unless one table of `data_type` "attributes" is registered: then it lists
`gpkg_contents` alone (driver option LIST_ALL_TABLES, default AUTO). So the file registers its
layers as views with the columns named here, and one view of attributes that says what it is.

Source: OGC 12-128r19 (GeoPackage 1.4), annexes A and C; GDAL, "GPKG -- GeoPackage vector".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from relief.db.geometry import tree_name
from relief.db.geopackage import WGS84

APPLICATION_ID = 0x47504B47  # "GPKG"
VERSION = 10400
_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_RTREE = "http://www.geopackage.org/spec140/#extension_rtree"
_TABLES = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY "
    "KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT "
    "NOT NULL, description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, "
    "identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT "
    "(strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y "
    "DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
    "geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT "
    "NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT "
    "uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES "
    "gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys (srs_id))",
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT "
    "NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, "
    "column_name, extension_name))",
)
_SYSTEMS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, _WGS84_WKT),
)


@dataclass(frozen=True, slots=True)
class GisView:
    """A view a GIS program lists as a layer.

    Fields:
        name: of the view.
        select: its query: first `fid`, last `geometry`; the columns are what strangers may see.
        kind: geometry kind (POINT, MULTIPOLYGON), empty for a view of attributes.
        table: the table whose rows and index it shows, empty for a view of attributes.
        title, description: Chinese, then English, as the program shows them.
    """

    name: str
    select: str
    kind: str
    table: str
    title: str
    description: str


def view_statements(dialect: str, views: Sequence[GisView]) -> list[str]:
    """Return the statements that make the views and, on SQLite, register them as a GeoPackage."""
    made = [f"CREATE VIEW {view.name} AS {view.select}" for view in views]
    if dialect == "postgresql":
        return made
    return [
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {VERSION}",
        *_TABLES,
        *(_insert("gpkg_spatial_ref_sys", *row, None) for row in _SYSTEMS),
        *made,
        *(statement for view in views for statement in _registered(view)),
    ]


def _registered(view: GisView) -> list[str]:
    columns = "gpkg_contents (table_name, data_type, identifier, description, srs_id)"
    if not view.kind:
        return [_insert(columns, view.name, "attributes", view.title, view.description, 0)]
    tree, column = tree_name(view.table, "geometry"), "geometry"
    extension = "gpkg_rtree_index"
    return [
        _insert(columns, view.name, "features", view.title, view.description, WGS84),
        _insert("gpkg_geometry_columns", view.name, column, view.kind, WGS84, 0, 0),
        f"CREATE VIEW {tree_name(view.name, column)} AS SELECT * FROM {tree}",  # noqa: S608 (as below)
        _insert("gpkg_extensions", view.name, column, extension, _RTREE, "write-only"),
    ]


def _insert(into: str, *values: str | int | None) -> str:
    return f"INSERT INTO {into} VALUES ({', '.join(_literal(value) for value in values)})"  # noqa: S608 (texts of this module and of our own list of views)


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
