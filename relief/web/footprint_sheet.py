"""The footprint's tables as a workbook: the page's own figures, cell by cell. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from relief.core.clock import beijing
from relief.core.division_code import at_level
from relief.core.sheets import CellValue, RawSheet
from relief.situation.affected import (
    By,
    DivisionSum,
    How,
    People,
    Share,
    Village,
    ZoneSum,
    divisions_of,
    listed,
)
from relief.situation.affected_queries import Affected

SHEET = "影响范围"
Cells = tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the head of the sheet says: the incident, the hour, and whether it is wound back."""

    incident: str
    at: datetime
    replay: bool


def sheet_of(found: Affected, about: About, by: By, how: How | None, within: str) -> RawSheet:
    """Return the zones and all rows of the listing asked for, unknown figures as 待核."""
    labels = {zone.rank: zone.label for zone in found.zones}
    rows = [*_head(found, about), (), _zone_heads(), *map(_zone, found.zones), ()]
    if how is not None:
        villages = listed(found.villages, found.facts, how, within)
        rows += [_village_heads(), *(_village(row, found, labels) for row in villages)]
    else:
        inside = [village for village in found.villages if village.code.startswith(within)]
        sums = divisions_of(inside, found.facts, found.names, by)
        rows += [_division_heads(by), *(_division(row, labels) for row in sums)]
    widest = max(map(len, rows))
    return RawSheet(tuple(row + (None,) * (widest - len(row)) for row in rows))


def _source(named: str) -> str:
    return str(_("本台")) if named == "desk" else named


def _head(found: Affected, about: About) -> list[Cells]:
    chosen = found.chosen
    hour = f"{beijing(about.at):%Y-%m-%d %H:%M}"
    said = _("回放：当时所知，%(at)s", at=hour) if about.replay else _("数据截至 %(at)s", at=hour)
    version = _("第 %(number)s 版", number=chosen.number)
    return [
        (f"{about.incident} · {_('影响范围')}",),
        (str(said),),
        (f"{version} · {chosen.publisher} · {_('来源')} {_source(chosen.source)}",),
        (
            str(
                _(
                    "确定、估算、待核分开列，不相加；人口只含已有数的村，"
                    "各来源不相加；房屋、仓库、安置点只列本辖区。"
                )
            ),
        ),
    ]


def _zone_heads() -> Cells:
    return _texts(
        *(_("区"), _("性质"), _("面积（平方公里）"), _("面积依据"), _("乡镇"), _("村")),
        *_people_heads(),
        *(_("已报房屋（处）"), _("已报房屋（户）"), _("仓库、安置点")),
        *(_("另：估算村"), _("另：估算村的人")),
    )


def _zone(zone: ZoneSum) -> Cells:
    area: CellValue = _unknown()
    basis: CellValue = None
    if zone.area_km2 is not None:
        area, basis = float(zone.area_km2), str(_("公布"))
    elif zone.measured_km2 is not None:
        area, basis = round(zone.measured_km2, 1), str(_("按图形量算"))
    standing = "、".join(held.name for held in (*zone.depots, *zone.sites)) or None
    beside = zone.estimate
    return (
        *(zone.label, _quality(zone.quality), area, basis, zone.townships, zone.sure.villages),
        *_people(zone.sure),
        *(zone.sure.houses.houses, zone.sure.houses.households, standing),
        *(beside.villages or None, _known(beside.people) if beside.villages else None),
    )


def _division_heads(by: By) -> Cells:
    name = _("乡镇") if by == "township" else _("县")
    return _texts(
        *(_("区划代码"), name, _("县"), _("最高区"), _("性质"), _("村：在内"), _("村：全部")),
        *(_("村占比"), *_people_heads(), _("人占比")),
        *(_("已报房屋（处）"), _("已报房屋（户）"), _("另：估算村"), _("待核村")),
    )


def _division(row: DivisionSum, labels: dict[int, str]) -> Cells:
    rank = row.rank if row.rank is not None else row.estimate_rank
    how = _sure_word(row.rank is not None, row.estimate_rank is not None)
    inside = row.sure.villages > 0
    return (
        *(row.code, row.name, row.within or None),
        *(_unknown() if rank is None else labels.get(rank, str(rank)), how),
        *(row.sure.villages, row.whole.villages, _share(row.village_share, inside)),
        *_people(row.sure),
        _share(row.people_share, inside),
        *(row.sure.houses.houses, row.sure.houses.households),
        *(row.estimate.villages or None, row.open or None),
    )


def _village_heads() -> Cells:
    return _texts(
        *(_("区划代码"), _("村"), _("乡镇"), _("县"), _("区"), _("性质"), _("依据")),
        *(_("人"), _("人口性质"), _("人口来源")),
    )


def _village(row: Village, found: Affected, labels: dict[int, str]) -> Cells:
    names = [found.names.get(at_level(row.code, level)) for level in ("township", "county")]
    people = found.facts.people.get(row.code)
    return (
        *(row.code, row.name, *names),
        _unknown() if row.rank is None else labels.get(row.rank, str(row.rank)),
        *(_sure_word(row.how == "sure", row.how == "estimate"), str(BASES[row.basis]())),
        *((row.people, _quality(people.quality), people.told) if people else (_unknown(),)),
    )


BASES: dict[str, Callable[[], str]] = {
    "listed": lambda: _("公布名单"),
    "village": lambda: _("本村位置"),
    "township": lambda: _("乡镇驻地位置"),
    "county": lambda: _("全县在内"),
    "open": lambda: _("没有真实位置"),
}
"""What a village's verdict rests on, in words."""


def _people_heads() -> tuple[str, ...]:
    return _("人（已有数的村）"), _("人口待核的村"), _("人口性质"), _("人口来源")


def _people(share: Share) -> Cells:
    """Return the people of some villages as the page has them: 待核 without a figure, never 0."""
    people = share.people
    if not share.villages:
        return 0, 0, None, None
    sources = [source for source, _count in sorted(people.by_source, key=lambda held: -held[1])]
    others = "；".join(f"{source} {count:,}" for source, count in people.others)
    quality = None if people.known is None else str(_("估算") if people.estimated else _("公布"))
    beside = str(_("另据"))
    named = f"{sources[0]}；{beside} {others}" if others else sources[0] if sources else None
    return _known(people), people.unknown, quality, named


def _known(people: People) -> CellValue:
    return _unknown() if people.known is None else people.known


def _share(value: float | None, inside: bool) -> CellValue:  # noqa: FBT001 (a column's own fact)
    return None if value is None or not inside else f"{value * 100:.1f}%"


def _sure_word(sure: bool, estimate: bool) -> str:  # noqa: FBT001 (two facts of one row)
    return str(_("确定在内") if sure else _("估算") if estimate else _("待核"))


def _quality(quality: str) -> str:
    return str(_("估算") if quality == "estimate" else _("公布"))


def _unknown() -> str:
    return str(_("待核"))


def _texts(*heads: str) -> Cells:
    return tuple(str(head) for head in heads)
