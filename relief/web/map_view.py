"""What one view of the map is answered with: outlines, points by column, counts, words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from flask_babel import gettext as _

from relief.core.division_code import Level
from relief.geography.outlines import Area, Tier
from relief.geography.point_columns import PointColumns
from relief.geography.view_queries import Cluster

DEGREE_PARTS = 100_000
"""Coordinates travel as whole hundred-thousandths of a degree, about a metre."""
TOWNSHIP_FROM, VILLAGE_FROM, HOUSE_FROM = 8.0, 11.0, 13.0
MOST_POINTS = 50_000
"""More points of a view than this are counted by division. So many are half a megabyte on the line,
and 0.1 s on the canvas: decision 35."""
MOST_CLUSTERS = 2_000


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a kind is in the view: in all, drawn one by one, with a position invented."""

    kind: str
    total: int
    shown: int
    indicative: int


def kinds_at(zoom: float) -> tuple[str, ...]:
    """Return the divisions and houses that have points of their own at a zoom, widest first."""
    listed = (("township", TOWNSHIP_FROM), ("village", VILLAGE_FROM), ("house", HOUSE_FROM))
    return tuple(kind for kind, least in listed if zoom >= least)


def counted_by(tier: Tier, kind: str) -> Level:
    """Return the level whose divisions stand for points that are too many to draw."""
    if tier in {"province", "prefecture"}:
        return "prefecture" if tier == "prefecture" else "province"
    if kind == "house":
        return "village"
    return "county" if tier == "county" else "township"


def columns(points: PointColumns, zones: Mapping[str, str | None]) -> str:
    """Return points by column as JSON text: words once in a list, then numbers into it.

    Positions are whole `DEGREE_PARTS` from the corner `x0`, `y0`: short numbers for a thin line.
    `zones` names the intensity of divisions.
    """
    whole = np.rint(points.lonlat * DEGREE_PARTS).astype(np.int64)
    corner = whole.min(axis=0) if len(whole) else np.zeros(2, dtype=np.int64)
    offset = whole - corner
    rest = {
        "n": len(points.mark),
        "marks": [[mark.kind, mark.quality, mark.generated] for mark in points.marks],
        "mark": points.mark,
        "codes": points.codes,
        "code": points.code,
        "x0": int(corner[0]),
        "y0": int(corner[1]),
        "x": offset[:, 0].tolist(),
        "y": offset[:, 1].tolist(),
        "zones": {code: label for code, label in zones.items() if label},
    }
    return f'{{"name":{points.names},{_json(rest)[1:]}'


def counts(points: Iterable[PointColumns], clusters: Iterable[Cluster]) -> list[Counted]:
    """Return how much of each kind the view holds, in the order it was found."""
    found: dict[str, list[int]] = {}
    for held in points:
        counted = np.bincount(held.mark, minlength=len(held.marks)) if held.marks else ()
        for mark, count in zip(held.marks, map(int, counted), strict=True):
            row = found.setdefault(mark.kind, [0, 0, 0])
            row[0] += count
            row[1] += count
            row[2] += count if mark.quality == "indicative" else 0
    for cluster in clusters:
        row = found.setdefault(cluster.kind, [0, 0, 0])
        row[0] += cluster.count
        row[2] += cluster.indicative
    return [Counted(kind, *row) for kind, row in found.items()]


def kind_names() -> dict[str, str]:
    """Return what kinds of points are called, in the language of the request."""
    return {
        "township": _("乡镇"),
        "village": _("村"),
        "house": _("房屋"),
        "depot": _("仓库"),
        "site": _("安置点"),
        "shelter": _("避难场所"),
        "road": _("中断道路"),
    }


def body(
    areas: Sequence[Area],
    struck: frozenset[str],
    points: Iterable[str],
    rest: Mapping[str, object],
) -> str:
    """Return the answer as JSON text; outlines and points go in as the text they already are."""
    listed = ",".join(_area(area, struck) for area in areas)
    return f'{{"areas":[{listed}],"points":[{",".join(points)}],{_json(rest)[1:]}'


def _area(area: Area, struck: frozenset[str]) -> str:
    facts = {
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "filled": area.filled,
        "struck": area.code in struck,
    }
    return f'{{"type":"Feature","properties":{_json(facts)},"geometry":{area.geometry}}}'


def _json(facts: Mapping[str, object]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
