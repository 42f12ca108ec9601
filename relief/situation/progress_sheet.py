"""What a progress report says, word by word: one text for the screen, PDF and DOCX. Pure."""

from dataclasses import dataclass

from relief.core.clock import beijing
from relief.situation.drawing import Drawing
from relief.situation.progress import MILESTONES, ProgressReport, Published
from relief.situation.progress_bars import bar_drawings
from relief.situation.progress_chart import curve_drawing
from relief.situation.progress_ground import Ground
from relief.situation.progress_map import map_drawing
from relief.situation.progress_tables import (
    PaperTable,
    division_table,
    mode_table,
    overdue_table,
)
from relief.situation.progress_words import NEED, day_text, rate_text
from relief.situation.sheet import Imprint
from relief.situation.sheet_words import Words, words

MOST_LISTED = 120
"""A paper names so many overdue cases; the workbook names them all."""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A numbered section: sentences, then a table, then drawings."""

    heading: str
    paragraphs: tuple[str, ...]
    table: PaperTable | None = None
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    """The finished text of a progress report.

    Fields:
        marks: what every page has to say of itself: 回放, 示例, holds what was recorded later.
        page: "第 {n} 页 共 {m} 页", to be filled in by the renderer.
        number: empty: progress reports are not numbered.
    """

    language: str
    masthead: str
    issuer: str
    date: str
    heading: str
    as_of: str
    marks: tuple[str, ...]
    sections: tuple[PaperSection, ...]
    notes: tuple[str, ...]
    imprint: str
    page: str
    number: str = ""


def make_progress_sheet(
    report: ProgressReport, ground: Ground | None, language: str, imprint: Imprint
) -> ProgressSheet:
    """Return the sheet of a report in `language` ("en…" is English, everything else Chinese)."""
    w = words(language)
    return ProgressSheet(
        language="en" if w.english else "zh",
        masthead=w("重建进度报告", "REBUILDING PROGRESS"),
        issuer=w(report.office, report.office_en or report.office),
        date=day_text(report.as_of, w),
        heading=w(
            f"{report.incident}倒损住房恢复重建进度",
            f"{report.incident_en or report.incident}: rebuilding of houses",
        ),
        as_of=as_of_line(report, w),
        marks=_marks(report, w),
        sections=_sections(report, ground, w),
        notes=_notes(report, w),
        imprint=w(
            f"打印：{w.minute(imprint.at)}　{imprint.by}",
            f"Printed {w.minute(imprint.at)} by {imprint.by}",
        ),
        page=w("第 {n} 页　共 {m} 页", "Page {n} of {m}"),
    )


def as_of_line(report: ProgressReport, w: Words) -> str:
    """Return which day the figures state, and by when this desk had recorded them."""
    day, known = day_text(report.as_of, w), w.minute(report.known_at)
    return w(
        f"数据截至 {day}；本台 {known} 前的记录（北京时间）",
        f"As of {day}; recorded on this desk by {known} (Beijing time)",
    )


def progress_file_name(report: ProgressReport, language: str, extension: str) -> str:
    """Return the name under which the paper is downloaded."""
    w = words(language)
    stem = w("重建进度报告", "rebuilding-progress")
    replay = w("回放", "replay-") if report.replay else ""
    by = {"county": w("分县", "county"), "township": w("分乡镇", "township")}
    place = by.get(report.by, w("分村", "village"))
    return f"{replay}{stem}-{place}-{report.as_of:%Y%m%d}.{extension}"


def summary(report: ProgressReport, w: Words) -> tuple[str, ...]:
    """Return what the ledger says in sentences, each rate with its denominator."""
    total = report.total
    rates = w("；", "; ").join(rate_text(total.rate(m), w) for m in MILESTONES)
    beside = w(
        f"提前入住 {total.too_early:,} 户（验收前已入住，不计入入住率）；逾期 {total.overdue:,} "
        f"户；既无个案又无说明 {total.unexplained:,} 户；另有 {total.explained:,} "
        f"户不列入，均已说明原因。",
        f"Moved in before acceptance: {total.too_early:,} (not counted as moved in); overdue: "
        f"{total.overdue:,}; neither case nor reason: {total.unexplained:,}; besides, "
        f"{total.explained:,} not rebuilt for, each with its reason.",
    )
    return (
        w(
            f"本台账{w.of(NEED)} {total.need:,} 户。{rates}。",
            f"On this desk's ledger {total.need:,} households are in need: {rates}.",
        ),
        beside,
        *_unknown(report, w),
    )


def published_line(total: Published, w: Words) -> str:
    """Return one published total, as published, with its source."""
    about = w("约 ", "about ") if total.approximate else ""
    day = f"{total.as_of}，" if total.as_of else ""
    return w(
        f"{total.scope}{total.what} {about}{total.value:,} {total.unit}"
        f"（{day}原文“{total.reading}”，来源 {total.source}）",
        f"{total.scope_en}, {total.what_en}: {about}{total.value:,} {total.unit_en} "
        f"({total.as_of}; source {total.source})",
    )


def _unknown(report: ProgressReport, w: Words) -> tuple[str, ...]:
    names = [row.name for row in report.rows if row.counts is None]
    if not names:
        return ()
    listed = w("、", ", ").join(names)
    return (
        w(f"待核：{listed}在本台账尚无已评定的房屋。", f"待核: no graded house yet in {listed}."),
    )


def _sections(report: ProgressReport, ground: Ground | None, w: Words) -> tuple[PaperSection, ...]:
    curve = curve_drawing(report, w)
    drawn = map_drawing(report, ground, w)
    sections = [
        PaperSection(
            w("一、总体进度", "1. Overall"), summary(report, w), division_table(report, w)
        ),
        PaperSection(
            w("二、进度图", "2. Charts and map"),
            (),
            None,
            tuple(d for d in (*bar_drawings(report, w), curve, drawn) if d is not None),
        ),
        PaperSection(
            w("三、分方式进度和期限", "3. By way of rebuilding, with deadlines"),
            _deadline_words(report, w),
            mode_table(report, w),
        ),
        PaperSection(
            w("四、逾期清单", "4. Overdue"),
            _overdue_words(report, w),
            overdue_table(report, MOST_LISTED, w) if report.overdue else None,
        ),
    ]
    if report.published:
        sections.append(PaperSection(w("五、公布数", "5. As published"), _published(report, w)))
    return tuple(sections)


def _deadline_words(report: ProgressReport, w: Words) -> tuple[str, ...]:
    unverified = {due.source for mode in report.modes for due in mode.dues if not due.verified}
    if not unverified:
        return ()
    sources = "、".join(sorted(unverified))
    return (
        w(
            f"部分期限（{sources}）未核实到日。",
            f"Some deadlines ({sources}) are not verified to the day.",
        ),
    )


def _overdue_words(report: ProgressReport, w: Words) -> tuple[str, ...]:
    if not report.overdue_total:
        return (w("没有逾期的个案。", "No case is overdue."),)
    shown = min(MOST_LISTED, len(report.overdue))
    text = w(f"共 {report.overdue_total:,} 户逾期", f"{report.overdue_total:,} cases are overdue")
    if shown < report.overdue_total:
        text += w(
            f"，下列逾期最久的 {shown} 户，全部见 XLSX",
            f"; the longest {shown} are listed, all are in the workbook",
        )
    return (text + w("。", "."),)


def _published(report: ProgressReport, w: Words) -> tuple[str, ...]:
    first = w(
        "以下为公开发布数，与本台账并列，不相加。",
        "As published; beside this desk's ledger, never added to it.",
    )
    return (first, *(published_line(total, w) + w("。", ".") for total in report.published))


def _marks(report: ProgressReport, w: Words) -> tuple[str, ...]:
    marks = []
    if report.replay:
        at = w.minute(report.known_at)
        marks.append(w(f"回放 {at}：非正式文件", f"REPLAY of {at}: not an issued paper"))
    if report.corrected and beijing(report.known_at).date() != report.as_of:
        marks.append(w("含事后补录", "Holds what was recorded later"))
    if report.demo:
        marks.append(w("示例：含生成数据", "Example: holds generated data"))
    return tuple(marks)


def _notes(report: ProgressReport, w: Words) -> tuple[str, ...]:
    notes = [
        w(
            "各率分母均为需重建修缮户（已评定须重建或修缮的户）；保留一位小数，四舍五入。"
            "待核：尚未核实，不等于 0。",
            "Every rate is a share of the households in need (graded to be rebuilt or repaired), "
            "to one decimal, halves up. 待核 (unverified): not known yet, which is not 0.",
        )
    ]
    if report.demo:
        notes.append(
            w(
                "示例：演示数据，由固定种子生成。",
                "Example: demo data, generated.",
            )
        )
    return tuple(notes)
