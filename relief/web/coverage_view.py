"""Coverage as pages, map and workbook show it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from relief.core.clock import beijing
from relief.core.sheets import CellValue, RawSheet
from relief.situation.coverage import CoverageRow, GapRow, Known, step_of
from relief.web.language import number

SHEET = "缺口"
MOST_ROWS = 20_000
_BAR = 200


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: what it stands for, where it begins and how wide it is, of 200."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """An area with the bar of its villages' positions."""

    row: CoverageRow
    segments: tuple[Segment, ...]


def bars(rows: Sequence[CoverageRow]) -> list[Bar]:
    """Return the rows with their bars: surveyed, gazetteer, indicative, none."""
    return [Bar(row, _segments(row.villages)) for row in rows]


def _segments(known: Known) -> tuple[Segment, ...]:
    if not known.total:
        return ()
    parts = (
        ("surveyed", known.surveyed),
        ("gazetteer", known.gazetteer),
        ("indicative", known.indicative),
        ("none", known.without),
    )
    found, at = [], 0.0
    for kind, count in parts:
        width = round(_BAR * count / known.total, 2)
        if width:
            found.append(Segment(kind, round(at, 2), width))
        at += width
    return tuple(found)


def feed(rows: Sequence[CoverageRow]) -> dict[str, object]:
    """Return the map's layer: of each county the share that is known, the darker the less."""
    steps = ["100%", "75–99%", "50–74%", "1–49%", "0%"]
    figures = [
        ("villages_real", _("村"), _("有实测或地名库位置的村")),
        ("villages_any", _("村（含示意）"), _("有位置的村（含示意坐标）")),
        ("townships_real", _("乡镇"), _("有实测或地名库位置的乡镇")),
        ("officials", _("责任人"), _("有能联系上的责任人的乡镇")),
        ("people", _("人口"), _("有人口数的村")),
    ]
    return {
        "about": [_("越深越缺；示意坐标不算实有位置")],
        "groups": {"share": _("底数")},
        "figures": [
            {"key": key, "group": "share", "label": label, "title": title, "steps": steps}
            for key, label, title in figures
        ],
        "townships": {},
        "counties": {row.code: _shares(row) for row in rows},
    }


def _shares(row: CoverageRow) -> dict[str, object]:
    villages, townships = row.villages, row.townships
    return {
        "villages_real": _share(villages.real, villages.total),
        "villages_any": _share(villages.real + villages.indicative, villages.total),
        "townships_real": _share(townships.real, townships.total),
        "officials": _share(townships.official, townships.total),
        "people": _share(villages.people, villages.total),
    }


def _share(have: int, total: int) -> dict[str, object]:
    share = have / total if total else None
    text = number(None) if share is None else f"{int(share * 100)}%"
    said = _("%(have)s / %(total)s", have=number(have), total=number(total))
    return {"step": step_of(share), "text": text, "sure": True, "said": said}


def sheet_of(rows: Sequence[GapRow], total: int, at: datetime) -> RawSheet:
    """Return the list of gaps as a sheet: a line that says of when and how many, headings, rows."""
    when = f"{beijing(at):%Y-%m-%d %H:%M}"
    if total > len(rows):
        head = _(
            "数据截至 %(at)s，共 %(total)s 行，本表为前 %(count)s 行；请按县筛选后再导出",
            at=when,
            total=number(total),
            count=number(len(rows)),
        )
    else:
        head = _("数据截至 %(at)s，共 %(total)s 行", at=when, total=number(total))
    headings = (_("区划代码"), _("名称"), _("县"), _("位置"), _("人口"), _("责任人"), _("副职"))
    wide: list[tuple[CellValue, ...]] = [(head, *[None] * 6), tuple(map(str, headings))]
    return RawSheet(tuple(wide + [_cells(row) for row in rows]))


def _cells(row: GapRow) -> tuple[CellValue, ...]:
    has, lacks = str(_("有")), str(_("缺"))
    said = [has if known else lacks for known in (row.people, row.official, row.deputy)]
    return (row.code, row.name, row.county_name, quality_word(row.quality), *said)


def quality_word(quality: str | None) -> str:
    """Return how good a position is, in the language of the request; None is none."""
    words = {"surveyed": _("实测"), "gazetteer": _("地名库"), "indicative": _("示意坐标")}
    return str(words[quality] if quality else _("无位置"))
