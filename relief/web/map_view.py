"""What one view of the map is answered with: outlines, points by column, counts, words."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from flask_babel import gettext as _

from relief.core.division_code import Level
from relief.geography.outlines import Area, Tier
from relief.geography.view_queries import Cluster, PointColumns

DEGREE_PARTS = 100_000
"""Coordinates travel as whole hundred-thousandths of a degree, about a metre."""
TOWNSHIP_FROM, VILLAGE_FROM, HOUSE_FROM = 8.0, 11.0, 13.0
MOST_POINTS = 50_000
"""More points of a view than this are counted by division. So many are half a megabyte on the line,
and 0.1 s on the canvas: decision 35."""
MOST_CLUSTERS = 2_000
_QUALITY = {"surveyed": "s", "gazetteer": "g", "indicative": "i"}


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


def columns(points: PointColumns, zones: Mapping[str, str | None]) -> dict[str, object]:
    """Return points by column: words once in a list, then numbers into it.

    `zones` names the intensity of divisions. Ids stay here: fifty thousand of them are half a view.
    """
    whole = np.rint(points.lonlat * DEGREE_PARTS).astype(np.int64)
    kinds, kind = _worded(points.kind)
    codes, code = _worded(points.code)
    return {
        "n": len(points.code),
        "kinds": kinds,
        "kind": kind,
        "codes": codes,
        "code": code,
        "name": points.name,
        "lon": whole[:, 0].tolist() if len(whole) else [],
        "lat": whole[:, 1].tolist() if len(whole) else [],
        "quality": "".join(map(_QUALITY.__getitem__, points.quality)),
        "generated": "".join(map("01".__getitem__, points.generated)),
        "zones": {code: label for code, label in zones.items() if label},
    }


def _worded(values: Sequence[str]) -> tuple[list[str], list[int]]:
    places = {value: number for number, value in enumerate(dict.fromkeys(values))}
    return list(places), list(map(places.__getitem__, values))


def counts(points: Iterable[PointColumns], clusters: Iterable[Cluster]) -> list[Counted]:
    """Return how much of each kind the view holds, in the order it was found."""
    found: dict[str, list[int]] = {}
    for held in points:
        tally = Counter(zip(held.kind, held.quality, strict=True))
        for (kind, quality), count in tally.items():
            row = found.setdefault(kind, [0, 0, 0])
            row[0] += count
            row[1] += count
            row[2] += count if quality == "indicative" else 0
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


def body(areas: Sequence[Area], struck: frozenset[str], rest: Mapping[str, object]) -> str:
    """Return the answer as JSON text; outlines go in as the text they are kept in."""
    listed = ",".join(_area(area, struck) for area in areas)
    return f'{{"areas":[{listed}],{_json(rest)[1:]}'


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
