"""The tables of a progress report, cell by cell. Pure."""

from dataclasses import dataclass

from relief.core.wording import Bilingual
from relief.situation.progress import MILESTONES, Counts, Milestone, ModeRow, ProgressReport
from relief.situation.progress_words import (
    BY_HEADS,
    MILESTONE_NAMES,
    OVERDUE,
    RATE_NAMES,
    count_and_rate,
)
from relief.situation.sheet_words import Words

MODE_HEAD = Bilingual("方式", "Way")
# On two lines, for narrow columns.
_NEED = Bilingual("需重建\n修缮", "In need")
_TOO_EARLY = Bilingual("提前\n入住", "In too\nearly")
_UNEXPLAINED = Bilingual("无个案\n无说明", "No case,\nno reason")


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table of a paper; a cell's second line stands under its first.

    Fields:
        totals: how many of the last rows are totals.
        shares: the columns' widths by each other.
        words: the columns (from 0) that hold words and begin on the left.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: int
    shares: tuple[float, ...]
    words: tuple[int, ...] = (0,)


def division_table(report: ProgressReport, w: Words) -> PaperTable:
    """Return a row a division and the total: counts with the share of those in need below."""
    rows = [(row.name, *_cells(row.counts, w)) for row in report.rows]
    rows.append((w("合计", "Total"), *_cells(report.total, w)))
    head = (w.of(BY_HEADS[report.by]), *_heads(w))
    return PaperTable(head, tuple(rows), 1, (2.0, 1.1, *(1.2,) * 5, 0.95, 0.95, 1.1))


def mode_table(report: ProgressReport, w: Words) -> PaperTable:
    """Return a row a way of rebuilding, with its deadline."""
    rows = tuple(
        (w.of(mode.name), dues_text(mode, w), *_cells(mode.counts, w)) for mode in report.modes
    )
    head = (w.of(MODE_HEAD), w("期限", "Deadline"), *_heads(w))
    return PaperTable(head, rows, 0, (1.7, 1.6, 1.0, *(1.2,) * 5, 0.95, 0.95, 1.1), (0, 1))


def dues_text(mode: ModeRow, w: Words) -> str:
    """Return the deadlines of a way of rebuilding, one a line; none known is 待核."""
    lines = [f"{due.place} {due.on:%Y-%m-%d}".strip() for due in mode.dues]
    return "\n".join(lines) or w.unknown


def overdue_table(report: ProgressReport, most: int, w: Words) -> PaperTable:
    """Return the overdue cases, the longest first, at most so many."""
    head = (
        w("案号", "Case"),
        w("地点", "Place"),
        w.of(MODE_HEAD),
        w("现阶段", "Stage"),
        w("责任人", "In charge"),
        w("期限", "Deadline"),
        w("逾期天数", "Days over"),
    )
    rows = tuple(
        (
            case.number,
            case.place,
            w.of(case.mode_name),
            w.of(case.stage_name),
            case.responsible or w.unknown,
            f"{case.due_on:%Y-%m-%d}",
            f"{case.days_over:,}",
        )
        for case in report.overdue[:most]
    )
    return PaperTable(head, rows, 0, (1.35, 2.5, 1.1, 1.1, 1.8, 1.2, 1.0), (0, 1, 2, 3, 4, 5))


def _heads(w: Words) -> tuple[str, ...]:
    beside = (_TOO_EARLY, OVERDUE, _UNEXPLAINED)
    return (w.of(_NEED), *(_head(m, w) for m in MILESTONES), *(w.of(head) for head in beside))


def _head(milestone: Milestone, w: Words) -> str:
    return f"{w.of(MILESTONE_NAMES[milestone])}\n{w.of(share_head(milestone))}"


def share_head(milestone: Milestone) -> Bilingual:
    """Return the word over a column of shares: of those in need, everywhere."""
    return Bilingual(RATE_NAMES[milestone].zh, "% of need")


def _cells(counts: Counts | None, w: Words) -> tuple[str, ...]:
    if counts is None:
        return (w.unknown,) * (len(MILESTONES) + 4)
    return (
        f"{counts.need:,}",
        *(count_and_rate(counts, milestone, w) for milestone in MILESTONES),
        f"{counts.too_early:,}",
        f"{counts.overdue:,}",
        f"{counts.unexplained:,}",
    )
