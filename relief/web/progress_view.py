"""What the page of rebuilding is given, and the map's layer of it: the report's own figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from relief.core.paging import PAGE_SIZE, pages_for
from relief.core.wording import Bilingual
from relief.situation.drawing import Drawing, step_of
from relief.situation.progress import (
    MILESTONES,
    Counts,
    Milestone,
    ProgressReport,
    fold_rows,
)
from relief.situation.progress_chart import curve_drawing
from relief.situation.progress_ground import Ground
from relief.situation.progress_map import map_drawing
from relief.situation.progress_sheet import as_of_line, published_line
from relief.situation.progress_tables import dues_text, share_head
from relief.situation.progress_words import (
    BY_HEADS,
    MILESTONE_NAMES,
    RATE_NAMES,
    percent_text,
    rate_text,
)
from relief.situation.sheet_words import Words, words

_STEP_WORDS = ("0–20%", "20–40%", "40–60%", "60–80%", "80–100%")
LAYER_FIGURES: tuple[Milestone, ...] = ("moved_in", "completed", "started")


@dataclass(frozen=True, slots=True)
class Share:
    """A milestone in one cell: the count, its rate, and the bar's length out of 100."""

    milestone: Milestone
    count: int
    percent: str
    bar: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; `shares` empty: nothing known there (待核); `dues` of a way alone."""

    code: str
    name: str
    dues: str
    counts: Counts | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ProgressScreen:
    """The page.

    Fields:
        as_of: which day, recorded by when.
        heads: the milestones' names, their rates' names, and the word over a column of shares.
        first, last: the days that may be asked for.
        query: what keeps a link within this question.
        pages: of the overdue list; number: the page shown.
    """

    report: ProgressReport
    as_of: str
    first_head: Bilingual
    heads: tuple[tuple[Bilingual, Bilingual, Bilingual], ...]
    total: Line
    lines: tuple[Line, ...]
    modes: tuple[Line, ...]
    curve: Drawing | None
    map: Drawing | None
    published: tuple[str, ...]
    first: str
    last: str
    query: Mapping[str, str]
    number: int
    pages: int
    page_size: int


@dataclass(frozen=True, slots=True)
class Around:
    """What the page needs beside the report.

    Fields:
        first, last: the days that may be asked for.
        back: keeps a link within the hour wound back to.
        number: the page of the overdue list.
    """

    first: date
    last: date
    back: Mapping[str, str]
    number: int
    language: str


def screen(report: ProgressReport, ground: Ground | None, around: Around) -> ProgressScreen:
    """Return the page of a report in the language of the request."""
    w = words(around.language)
    return ProgressScreen(
        report=report,
        as_of=as_of_line(report, w),
        first_head=BY_HEADS[report.by],
        heads=tuple((MILESTONE_NAMES[m], RATE_NAMES[m], share_head(m)) for m in MILESTONES),
        total=Line("", "", "", report.total, _shares(report.total, w)),
        lines=tuple(
            Line(row.code, row.name, "", row.counts, _shares(row.counts, w)) for row in report.rows
        ),
        modes=tuple(
            Line(
                mode.mode, w.of(mode.name), dues_text(mode, w), mode.counts, _shares(mode.counts, w)
            )
            for mode in report.modes
        ),
        curve=curve_drawing(report, w),
        map=map_drawing(report, ground, w),
        published=tuple(published_line(total, w) for total in report.published),
        first=around.first.isoformat(),
        last=around.last.isoformat(),
        query={**_query(report), **around.back},
        number=around.number,
        pages=pages_for(report.overdue_total),
        page_size=PAGE_SIZE,
    )


def layer_feed(report: ProgressReport, language: str) -> Mapping[str, object]:
    """Return the map's layer: the share of each milestone, by township and by county."""
    w = words(language)
    about = [as_of_line(report, w)]
    if report.demo:
        about.append(_("示例"))
    return {
        "about": about,
        "groups": {"rebuild": _("重建")},
        "figures": [
            {
                "key": milestone,
                "group": "rebuild",
                "label": w.of(RATE_NAMES[milestone]),
                "title": _("%(rate)s（占需重建修缮户）", rate=w.of(RATE_NAMES[milestone])),
                "steps": list(_STEP_WORDS),
            }
            for milestone in LAYER_FIGURES
        ],
        "townships": _answers(fold_rows(report.rows, "township"), w),
        "counties": _answers(fold_rows(report.rows, "county"), w),
    }


def _answers(counts: Mapping[str, Counts], w: Words) -> dict[str, object]:
    return {
        code: {milestone: _answer(held, milestone, w) for milestone in LAYER_FIGURES}
        for code, held in counts.items()
    }


def _answer(counts: Counts, milestone: Milestone, w: Words) -> dict[str, object]:
    rate = counts.rate(milestone)
    step = None if rate.percent is None else step_of(float(rate.percent)) + 1
    said = rate_text(rate, w)
    return {"step": step, "text": percent_text(rate), "sure": True, "said": said}


def _shares(counts: Counts | None, w: Words) -> tuple[Share, ...]:
    if counts is None:
        return ()
    rates = [counts.rate(milestone) for milestone in MILESTONES]
    return tuple(
        Share(r.milestone, r.part, percent_text(r), str(r.percent or 0), rate_text(r, w))
        for r in rates
    )


def _query(report: ProgressReport) -> dict[str, str]:
    query = {"on": f"{report.as_of:%Y-%m-%d}", "by": report.by}
    return {**query, "corrected": "1"} if report.corrected else query
