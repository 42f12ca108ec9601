"""The views GIS programs see in the desk's own database, on SQLite and on PostGIS alike.

Places, boundaries and footprints only: no person, household, account or message has a layer. A
column that is not named here does not leave, whatever is added to the tables behind.
"""

from relief.db.gpkg_catalogue import GisView

_ABOUT_ZH = (
    "救灾值班台的数据库，只读打开。图层只有界线、地点和影响范围；"
    "坐标为 CGCS2000/WGS84（EPSG:4326，经度在前）。"
    "quality=indicative 为示意坐标，generated 为真表示示例，均不作判断依据；界线仅供示意。"
)
_ABOUT_EN = (
    "The database of a relief desk: open it read-only. Its layers are boundaries, places and "
    "footprints alone, in CGCS2000/WGS84 (EPSG:4326, longitude first). Positions with "
    "quality=indicative are invented so that a point can be drawn, rows with generated=true were "
    "made for a demo: neither may decide anything. Boundaries are indicative."
)
VIEWS = (
    GisView(
        name="gis_divisions",
        select="SELECT fid, division_code AS code, name, level, source, geometry "
        "FROM geography_boundary",
        kind="MULTIPOLYGON",
        table="geography_boundary",
        title="区划界线 divisions",
        description="县级、地级界线，仅供示意 · county and prefecture lines, indicative",
    ),
    GisView(
        name="gis_places",
        select="SELECT fid, id, kind, name, division_code, quality, source, generated, geometry "
        "FROM geography_place WHERE kind <> 'house'",
        kind="POINT",
        table="geography_place",
        title="地点 places",
        description="quality=indicative 为示意坐标 · indicative positions are invented",
    ),
    GisView(
        name="gis_zones",
        select="SELECT zone.fid, now.footprint_id, footprint.name AS footprint, "
        "footprint.hazard, zone.rank, zone.label, CAST(zone.area_km2 / 10000.0 AS TEXT) AS "
        "area_km2, zone.quality, zone.source, zone.geometry FROM geography_footprint_zone AS zone "
        "JOIN geography_footprint_now AS now ON now.version_id = zone.version_id "
        "JOIN geography_footprint AS footprint ON footprint.id = now.footprint_id",
        kind="MULTIPOLYGON",
        table="geography_footprint_zone",
        title="影响范围 zones",
        description="quality=estimate 为估算 · shapes with quality=estimate are estimates",
    ),
    GisView(
        name="gis_about",
        select=f"SELECT 1 AS fid, '{_ABOUT_ZH}' AS zh, '{_ABOUT_EN}' AS en",
        kind="",
        table="",
        title="说明 about",
        description="数据说明 · what this is",
    ),
)
