"""A situation report as it is drafted: its lines, its place in the sequence, what refuses it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import get_args

from relief.core.division_code import contains
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.damage.catalogue import IndicatorCatalogue
from relief.damage.finding import Figures, ReportKind

DRAFTED_FROM = frozenset({"calls", "workbook", "typed", "published", "generated"})
WORDS = ("spoken", "signed")
CARRIED = "carried:"
"""An origin that begins so stands in the report before and nobody has said it anew."""

LARGEST_FIGURE = Decimal(10_000_000_000)
DECIMAL_PLACES = 4
MOST_LINES = 20_000
KIND_NAMES: Mapping[str, Bilingual] = {
    "initial": Bilingual("初报", "Initial report"),
    "follow_up": Bilingual("续报", "Follow-up report"),
    "final": Bilingual("核报", "Final report"),
    "zero": Bilingual("零报告", "Zero report"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a report.

    Fields:
        value: None is 待核.
        origin: "call:ID", "cell:D7", "typed", "carried:REPORT", or a source id.
        explanation: the written reason for a fall or a sharp change, else empty.
    """

    division: str
    indicator: str
    value: Decimal | None
    origin: str = "typed"
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class NewReport:
    """A version of a report.

    Fields:
        division: the office that reports: a county, a province.
        as_of: the 截至 its figures state, aware.
        photos: how many were sent beside this desk.
        corrects: id of the draft this version replaces.
        files: SHA-256 of the photos kept here that go with it.
        photos_reason: why there are fewer photos than are due, empty when nobody said.
    """

    incident_id: str
    division: str
    kind: str
    as_of: datetime
    drafted_from: str
    note: str = ""
    photos: int = 0
    lines: tuple[Line, ...] = ()
    corrects: str | None = None
    files: tuple[str, ...] = ()
    photos_reason: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a draft is checked against.

    Fields:
        present: the desk's present.
        occurred_at: when the disaster began.
        closed: the refusal of a closed incident, None while it is open.
        counties: the counties it struck.
        known: codes the division table has.
        released: kinds of the office's released reports, oldest first.
    """

    present: datetime
    occurred_at: datetime
    closed: Refused | None
    counties: tuple[str, ...]
    known: Collection[str]
    released: tuple[str, ...]


def next_kind(released: Sequence[str]) -> ReportKind:
    """Return the kind a new report has unless somebody says otherwise."""
    return "follow_up" if released else "initial"


def merged(base: Sequence[Line], newer: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of `base` with those of `newer` in their place or after them, by code."""
    lines = {(line.division, line.indicator): line for line in base}
    lines.update({(line.division, line.indicator): line for line in newer})
    return tuple(lines[key] for key in sorted(lines))


def by_division(lines: Sequence[Line]) -> dict[str, Figures]:
    """Return the figures of each division, whole numbers as integers."""
    found: dict[str, dict[str, int | Decimal | None]] = {}
    for line in lines:
        found.setdefault(line.division, {})[line.indicator] = as_figure(line.value)
    return dict(found)


def as_figure(value: Decimal | None) -> int | Decimal | None:
    """Return a whole decimal as an integer, so that messages print it as one."""
    whole = value is not None and value == value.to_integral_value()
    return int(value) if whole and value is not None else value


def touches_incident(division: str, counties: Sequence[str]) -> bool:
    """Return whether a division lies in a county struck, or a county struck lies in it."""
    return any(contains(county, division) or contains(division, county) for county in counties)


def sequence_faults(kind: str, released: Sequence[str], note: str) -> list[Refused]:
    """Return why a report of this kind cannot follow those released; empty when it can.

    Source:
        DOMAIN 3.2 (T4): one process is one 初报, any number of 续报, one 核报.
    """
    if kind not in get_args(ReportKind):
        return [_refused("kind", f"没有报告种类“{kind}”", f"No kind of report “{kind}”")]
    if kind == "initial" and released:
        zh, en = "初报只有一次，已经签发", "The one initial report has been released"
        return [_refused("kind", zh, en)]
    if kind != "initial" and not released:
        return [_refused("kind", "应先报初报", "The initial report comes first")]
    if "final" in released and not (kind == "final" and note.strip()):
        zh = "核报已签发：此后只能再出更正的核报，并说明原因"
        en = "The final report is out: only a corrected final with its reason may follow"
        return [_refused("kind", zh, en)]
    return []


def faults(new: NewReport, ground: Ground, catalogue: IndicatorCatalogue) -> list[Refused]:
    """Return why a version cannot be kept, in the order of the form; empty when it can."""
    return [
        *_report_faults(new, ground),
        *sequence_faults(new.kind, ground.released, new.note),
        *_line_faults(new, ground, catalogue),
    ]


def _report_faults(new: NewReport, ground: Ground) -> Iterator[Refused]:
    if ground.closed:
        yield ground.closed
    if not touches_incident(new.division, ground.counties):
        zh, en = "填报单位不在本次灾害范围内", "The office lies outside this incident"
        yield _refused("division", zh, en)
    if new.as_of > ground.present:
        zh, en = "数据截至时间晚于本台现在时间", "The as-of time lies after the desk's present"
        yield _refused("as_of", zh, en)
    if new.as_of < ground.occurred_at:
        zh, en = "数据截至时间早于灾害发生", "The as-of time lies before the disaster"
        yield _refused("as_of", zh, en)
    if new.drafted_from not in DRAFTED_FROM or new.photos < 0 or len(new.lines) > MOST_LINES:
        yield _refused("", "报告不完整或过大", "The report is incomplete or too large")


def _line_faults(
    new: NewReport, ground: Ground, catalogue: IndicatorCatalogue
) -> Iterator[Refused]:
    seen: set[tuple[str, str]] = set()
    for line in new.lines:
        path = f"{line.division}.{line.indicator}"
        if (line.division, line.indicator) in seen:
            yield _refused(path, "同一数字出现两次", "The same figure stands twice")
        seen.add((line.division, line.indicator))
        if line.division not in ground.known:
            yield _refused(path, "区划表中没有该区划", "The division table has no such division")
        elif not contains(new.division, line.division):
            yield _refused(path, "不属于填报单位辖区", "Not within the reporting office's area")
        elif not touches_incident(line.division, ground.counties):
            yield _refused(path, "不在本次灾害范围内", "Outside the counties this incident struck")
        reason = value_fault(line.indicator, line.value, catalogue)
        if reason is not None:
            yield Refused(reason, path)


def value_fault(
    code: str, value: Decimal | None, catalogue: IndicatorCatalogue
) -> Bilingual | None:
    """Return why a figure cannot be kept, None when it can; None (待核) always can."""
    indicator = catalogue.indicators.get(code)
    if indicator is None or value is None:
        unknown = Bilingual(f"没有指标“{code}”", f"No indicator “{code}”")
        return unknown if indicator is None else None
    if not value.is_finite() or value < 0:
        return Bilingual("不能为负数", "Below zero")
    if value > LARGEST_FIGURE:
        return Bilingual("数字过大，请核对", "The number is too large; please check")
    if indicator.unit.kind == "count" and value != value.to_integral_value():
        zh = f"{indicator.name.zh}应为整数（{indicator.unit.name.zh}）"
        return Bilingual(zh, f"{indicator.name.en}: a whole number is expected")
    if value != round(value, DECIMAL_PLACES):
        return Bilingual("最多四位小数", "At most four decimal places")
    return None


def _refused(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)
