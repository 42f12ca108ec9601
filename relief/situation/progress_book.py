"""The workbook of a progress report: sheets of typed cells, and charts drawn from them. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from relief.situation.progress import MILESTONES, Counts, ProgressReport
from relief.situation.progress_sheet import as_of_line, published_line
from relief.situation.progress_tables import dues_text
from relief.situation.progress_words import (
    BY_HEADS,
    EXPLAINED,
    MILESTONE_NAMES,
    NEED,
    OVERDUE,
    RATE_NAMES,
    TOO_EARLY,
    UNEXPLAINED,
    WHOLES,
)
from relief.situation.sheet_words import Words, words

Value = str | int | Decimal | date | None
Kind = Literal["text", "count", "percent", "date"]


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: its head, what its cells hold, and its width in letters."""

    head: str
    kind: Kind
    width: float


@dataclass(frozen=True, slots=True)
class BookChart:
    """A native chart of a sheet's columns: the first names, the others are drawn."""

    kind: Literal["bar", "line"]
    title: str
    columns: tuple[int, ...]
    percent: bool


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet: lines over the table, then head and rows; None is 待核.

    Fields:
        totals: how many of the last rows are totals, left out of the chart.
    """

    name: str
    lines: tuple[str, ...]
    columns: tuple[BookColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    totals: int = 0
    chart: BookChart | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook; `unknown` is written where a value is None."""

    title: str
    author: str
    unknown: str
    sheets: tuple[BookSheet, ...]


def make_book(report: ProgressReport, language: str) -> Book:
    """Return the workbook of a report: the same counts and rates as its sheet."""
    w = words(language)
    title = w(
        f"{report.incident}倒损住房恢复重建进度",
        f"{report.incident_en or report.incident}: rebuilding of houses",
    )
    marks = (w("示例：含生成数据", "Example: holds generated data"),) if report.demo else ()
    lines = (title, as_of_line(report, w), *marks)
    sheets = [_divisions(report, lines, w), _modes(report, lines, w)]
    if report.curve:
        sheets.append(_curve(report, lines, w))
    sheets += [_overdue(report, lines, w), _published(report, w)]
    return Book(title, report.office, w.unknown, tuple(sheets))


def _divisions(report: ProgressReport, lines: tuple[str, ...], w: Words) -> BookSheet:
    rows: list[tuple[Value, ...]] = [
        (row.name, row.code, *_cells(row.counts)) for row in report.rows
    ]
    rows.append((w("合计", "Total"), "", *_cells(report.total)))
    columns = (
        BookColumn(w.of(BY_HEADS[report.by]), "text", 18),
        BookColumn(w("区划代码", "Code"), "text", 14),
        *_columns(w),
    )
    drawn = tuple(4 + 2 * MILESTONES.index(m) for m in ("started", "completed", "moved_in"))
    title = w("各地进度（占需重建修缮户）", "Progress by division (of households in need)")
    chart = BookChart("bar", title, (0, *drawn), percent=True)
    return BookSheet(w("进度", "Progress"), lines, columns, tuple(rows), 1, chart)


def _modes(report: ProgressReport, lines: tuple[str, ...], w: Words) -> BookSheet:
    rows = tuple(
        (
            w.of(m.name),
            "；".join(dues_text(m, w).split("\n")) if m.dues else None,
            *_cells(m.counts),
        )
        for m in report.modes
    )
    columns = (
        BookColumn(w("方式", "Way"), "text", 18),
        BookColumn(w("期限", "Deadline"), "text", 32),
        *_columns(w),
    )
    return BookSheet(w("分方式", "By way"), lines, columns, rows)


def _curve(report: ProgressReport, lines: tuple[str, ...], w: Words) -> BookSheet:
    rows = tuple(
        (p.on, report.total.need, p.started, p.completed, p.moved_in) for p in report.curve
    )
    columns = (
        BookColumn(w("截至日", "By the end of"), "date", 13),
        BookColumn(w.of(NEED), "count", 11),
        BookColumn(w.of(MILESTONE_NAMES["started"]), "count", 11),
        BookColumn(w.of(MILESTONE_NAMES["completed"]), "count", 11),
        BookColumn(w.of(MILESTONE_NAMES["moved_in"]), "count", 11),
    )
    title = w("重建进度曲线（户，按周累计）", "Rebuilding by week (households, cumulated)")
    chart = BookChart("line", title, (0, 1, 2, 3, 4), percent=False)
    return BookSheet(w("曲线", "Curve"), lines, columns, rows, 0, chart)


def _overdue(report: ProgressReport, lines: tuple[str, ...], w: Words) -> BookSheet:
    rows = tuple(
        (
            case.number,
            case.place,
            w.of(case.mode_name),
            w.of(case.stage_name),
            case.responsible or None,
            case.due_on,
            case.days_over,
        )
        for case in report.overdue
    )
    columns = (
        BookColumn(w("案号", "Case"), "text", 14),
        BookColumn(w("地点", "Place"), "text", 26),
        BookColumn(w("方式", "Way"), "text", 16),
        BookColumn(w("现阶段", "Stage"), "text", 16),
        BookColumn(w("责任人", "In charge"), "text", 16),
        BookColumn(w("期限", "Deadline"), "date", 12),
        BookColumn(w("逾期天数", "Days over"), "count", 10),
    )
    return BookSheet(w("逾期", "Overdue"), lines, columns, rows)


def _published(report: ProgressReport, w: Words) -> BookSheet:
    said = w(
        "公开发布数，与本台账并列，不相加。",
        "As published; beside this desk's ledger, never added to it.",
    )
    rows = tuple(
        (
            w(total.scope, total.scope_en),
            w(total.what, total.what_en),
            total.value,
            total.as_of,
            total.source,
            published_line(total, w),
        )
        for total in report.published
    )
    columns = (
        BookColumn(w("范围", "Where"), "text", 24),
        BookColumn(w("内容", "What"), "text", 26),
        BookColumn(w("户（约数照录）", "Households (as rounded)"), "count", 22),
        BookColumn(w("时间", "As of"), "text", 10),
        BookColumn(w("来源", "Source"), "text", 8),
        BookColumn(w("原文", "As worded"), "text", 70),
    )
    return BookSheet(w("公布数", "Published"), (said,), columns, rows)


def _columns(w: Words) -> tuple[BookColumn, ...]:
    of = w.of(WHOLES["need"])
    columns = [BookColumn(w.of(NEED), "count", 11)]
    for milestone in MILESTONES:
        rate = w.of(RATE_NAMES[milestone])
        columns.append(BookColumn(w.of(MILESTONE_NAMES[milestone]), "count", 9))
        columns.append(BookColumn(w(f"{rate}（占{of}）", f"{rate}, % of {of}"), "percent", 14))
    beside = (TOO_EARLY, OVERDUE, UNEXPLAINED, EXPLAINED)
    columns += [BookColumn(w.of(name), "count", 10) for name in beside]
    return tuple(columns)


def _cells(counts: Counts | None) -> tuple[Value, ...]:
    if counts is None:
        return (None,) * (1 + 2 * len(MILESTONES) + 4)
    pairs = [(counts.reached(m), counts.rate(m).percent) for m in MILESTONES]
    both: list[Value] = []
    for count, percent in pairs:
        both += [count, "—" if percent is None else percent]
    beside = (counts.too_early, counts.overdue, counts.unexplained, counts.explained)
    return (counts.need, *both, *beside)
