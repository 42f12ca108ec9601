"""The demo's incident and its footprint, from the published facts."""

from decimal import Decimal

from relief.core.clock import parse_time
from relief.demo.samples import read_sample
from relief.geography.ellipse import Ellipse
from relief.geography.rows import Listing, NewFootprint, NewZone, ZoneCount
from relief.geography.shapes import multi
from relief.incidents.service import NewIncident

SLUG = "jishishan-2023"
FOOTPRINT_ID = "jishishan-2023-intensity"
PROVINCES = ("62", "63")
# The six counties the published list names, by township (Ⅷ) or by a count of townships (Ⅶ). The
# others of the 118 townships in Ⅵ and above were published as totals of a province only.
COUNTIES = (
    "622921000000",
    "622923000000",
    "622927000000",
    "630222000000",
    "630224000000",
    "630225000000",
)
_EPICENTRE = (102.79, 35.70)
_AXES_KM = (124.0, 85.0)
_NNW_DEG = 337.5
_SOURCE = "E3"
PUBLISHER = "中国地震局"
RECORDED_BY = "demo"


def outer_isoseismal() -> Ellipse:
    """Return the ellipse around zone Ⅵ: published axes and strike, centred on the epicentre.

    Source: long and short axis 124/85 km, NNW strike (E3); that its centre is the epicentre is an
    estimate.
    """
    return Ellipse(*_EPICENTRE, *_AXES_KM, _NNW_DEG)


def footprint() -> NewFootprint:
    """Return the footprint: zones as rings by geometry (estimate), and as published."""
    rows = read_sample("zones")
    areas = {int(row["rank"]): row for row in rows if row["kind"] == "area"}
    return NewFootprint(
        id=FOOTPRINT_ID,
        name="积石山6.2级地震烈度",
        hazard="earthquake",
        source=_SOURCE,
        zones=tuple(_zones({rank: Decimal(row["area_km2"]) for rank, row in areas.items()}, areas)),
        listed=tuple(
            Listing(row["division"], int(row["rank"]), row["published_name"], row["source"])
            for row in rows
            if row["kind"] == "listed" and row["division"]
        ),
        counts=tuple(
            ZoneCount(row["division"], int(row["rank"]), int(row["townships"]), row["source"])
            for row in rows
            if row["kind"] == "count"
        ),
    )


def left_out() -> list[str]:
    """Return the published names that have no code in the 2023 table and are therefore not kept."""
    rows = read_sample("zones")
    return [
        row["published_name"] for row in rows if row["kind"] == "listed" and not row["division"]
    ]


def _zones(areas: dict[int, Decimal], rows: dict[int, dict[str, str]]) -> list[NewZone]:
    zones, inner, enclosed = [], None, Decimal(0)
    for rank in sorted(areas, reverse=True):
        enclosed += areas[rank]
        outer = outer_isoseismal()
        if rank != min(areas):  # the outer one keeps the published axes
            outer = outer.scaled_to(float(enclosed))
        shape = outer.polygon()
        ring = shape.difference(inner) if inner is not None else shape
        label, source = rows[rank]["label"], rows[rank]["source"]
        zones.append(NewZone(rank, label, areas[rank], "estimate", source, multi(ring)))
        inner = shape
    return zones


def new_incident() -> NewIncident:
    """Return the incident as published: M6.2, 10 km deep, 2023-12-18 23:59 Beijing time."""
    lon, lat = _EPICENTRE
    return NewIncident(
        slug=SLUG,
        name="积石山6.2级地震",
        name_en="Jishishan M6.2 earthquake",
        hazard="earthquake",
        occurred_at=parse_time("2023-12-18T23:59:00+08:00"),
        counties=COUNTIES,
        source=_SOURCE,
        magnitude="6.2",
        lon=f"{lon:.2f}",
        lat=f"{lat:.2f}",
        depth_km="10",
        footprint_id=FOOTPRINT_ID,
        demo=True,
    )
