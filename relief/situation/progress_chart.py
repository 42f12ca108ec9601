"""The curves of a progress report: households by week against need and deadlines. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from relief.situation.drawing import (
    ALARM,
    INK_2,
    LINE,
    STEPS,
    Drawing,
    Label,
    Line,
    Mark,
    text_width,
)
from relief.situation.progress import Counts, CurvePoint, Milestone, ProgressReport
from relief.situation.progress_words import (
    MILESTONE_NAMES,
    NEED,
    short_day,
)
from relief.situation.sheet_words import Words

WIDTH = 480.0
_LEFT, _RIGHT, _PLOT_HEIGHT, _FOOT = 40.0, 388.0, 192.0, 24.0
_SMALL, _SIZE = 10.0, 11.0
_GAP = 13.0
_MOST_TICKS = 5
_MOST_MONTHS = 10
_LABEL_HEIGHT, _MOST_NAMES = 13.0, 2


@dataclass(frozen=True, slots=True)
class _Look:
    """How a milestone's curve is drawn, and the colour of the word at its end."""

    milestone: Milestone
    colour: str
    width: float
    dash: tuple[float, ...]
    ink: str


CURVES = (
    _Look("started", STEPS[2], 2.0, (), STEPS[3]),
    _Look("completed", STEPS[3], 2.0, (6.0, 3.0), STEPS[3]),
    _Look("moved_in", STEPS[4], 2.4, (), STEPS[4]),
)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where days and households lie on the paper; `top` leaves room for the deadlines' words."""

    first: date
    last: date
    most: int
    top: float = 0.0

    @property
    def bottom(self) -> float:
        return self.top + _PLOT_HEIGHT

    def x(self, on: date) -> float:
        days = max(1, (self.last - self.first).days)
        return round(_LEFT + (_RIGHT - _LEFT) * (on - self.first).days / days, 1)

    def y(self, households: int) -> float:
        return round(self.bottom - _PLOT_HEIGHT * households / self.most, 1)


@dataclass(frozen=True, slots=True)
class _Word:
    """A deadline's word over the curves: where it begins, and in which row from the top."""

    on: date
    text: str
    left: float
    row: int


def curve_drawing(report: ProgressReport, w: Words) -> Drawing | None:
    """Return started, completed and moved in by week, against need and deadlines; None: nothing."""
    if not report.curve:
        return None
    last = max([report.as_of, *(due.on for mode in report.modes for due in mode.dues)])
    flat = _Scale(report.curve[0].on, last, _top(report.total.need))
    dues = _words_of(report, flat, w)
    rows = max((due.row for due in dues), default=0) + 1
    scale = replace(flat, top=_LABEL_HEIGHT * rows + 12)
    marks = [
        *_grid(scale, w),
        *_deadlines(dues, scale),
        Line(((_LEFT, scale.y(report.total.need)), (_RIGHT, scale.y(report.total.need))), INK_2, 1),
        *(_curve(report.curve, scale, look) for look in CURVES),
        *_ends(report, scale, w),
    ]
    title = w("重建进度曲线（户，按周累计）", "Rebuilding by week (households, cumulated)")
    return Drawing(title, _says(report, w), WIDTH, scale.bottom + _FOOT, tuple(marks))


def _top(need: int) -> int:
    step = _tick(max(need, 1))
    return -(-max(need, 1) // step) * step


def _tick(most: int) -> int:
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= factor * size * _MOST_TICKS:
                return factor * size
        size *= 10


def _grid(scale: _Scale, w: Words) -> list[Mark]:
    marks: list[Mark] = []
    for value in range(0, scale.most + 1, _tick(scale.most)):
        y = scale.y(value)
        marks.append(Line(((_LEFT, y), (_RIGHT, y)), INK_2 if value == 0 else LINE, 0.5))
        marks.append(Label(_LEFT - 5, y + 3.5, f"{value:,}", _SMALL, "end", INK_2))
    months = _months(scale.first, scale.last)
    every = -(-len(months) // _MOST_MONTHS)
    for month in months[::every]:
        x = scale.x(month)
        marks.append(Line(((x, scale.bottom), (x, scale.bottom + 4)), INK_2, 0.5))
        marks.append(Label(x, scale.bottom + 15, _month(month, w), _SMALL, "middle", INK_2))
    return marks


def _months(first: date, last: date) -> list[date]:
    found, month = [], first.replace(day=1)
    while month <= last:
        if month >= first:
            found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _month(month: date, w: Words) -> str:
    year = month.month == 1
    return w(
        f"{month.year}年" if year else f"{month.month}月", f"{month:%Y}" if year else f"{month:%b}"
    )


def _words_of(report: ProgressReport, scale: _Scale, w: Words) -> list[_Word]:
    found: list[_Word] = []
    ends: list[float] = []
    for on, names in sorted(_by_day(report, w).items()):
        text = f"{_few(names, w)} {short_day(on, w)}"
        width = text_width(text, _SMALL)
        left = max(0.0, min(scale.x(on) - width / 2, WIDTH - width))
        row = next((r for r, end in enumerate(ends) if left >= end + 4), len(ends))
        ends[row : row + 1] = [left + width]
        found.append(_Word(on, text, left, row))
    return found


def _deadlines(dues: Sequence[_Word], scale: _Scale) -> list[Mark]:
    marks: list[Mark] = []
    for due in dues:
        x, top = scale.x(due.on), _LABEL_HEIGHT * due.row
        marks.append(Line(((x, 14 + top), (x, scale.bottom)), ALARM, 0.8, (3.0, 3.0)))
    # Words last: no line runs through them.
    for due in dues:
        at = _LABEL_HEIGHT * due.row + 10
        marks.append(Label(due.left, at, due.text, _SMALL, "start", ALARM, box=True))
    return marks


def _by_day(report: ProgressReport, w: Words) -> dict[date, list[str]]:
    days: dict[date, list[str]] = {}
    for mode in report.modes:
        for due in mode.dues:
            name = f"{due.place} {w.of(mode.name)}".strip()
            days.setdefault(due.on, []).append(name)
    return days


def _few(names: list[str], w: Words) -> str:
    text = w("、", ", ").join(names[:_MOST_NAMES])
    return text if len(names) <= _MOST_NAMES else text + w("等", " …")


def _curve(points: Sequence[CurvePoint], scale: _Scale, look: _Look) -> Line:
    corners = tuple((scale.x(p.on), scale.y(getattr(p, look.milestone))) for p in points)
    return Line(corners, look.colour, look.width, look.dash)


def _ends(report: ProgressReport, scale: _Scale, w: Words) -> list[Mark]:
    total = report.total
    # The table's own counts stand at the ends of the curves: one figure, said once.
    wanted = [
        (scale.y(total.reached(look.milestone)), _end(total, look.milestone, w), look.ink)
        for look in CURVES
    ]
    placed = _apart(sorted(wanted, key=lambda end: end[0]), scale.bottom)
    x = scale.x(report.as_of) + 5
    labels: list[Mark] = [
        Label(x, y + 3.5, text, _SIZE, fill=ink, box=True) for y, text, ink in placed
    ]
    need = Label(_RIGHT + 5, scale.y(total.need) + 3.5, f"{w.of(NEED)} {total.need:,}", _SIZE)
    return [*labels, need]


def _end(total: Counts, milestone: Milestone, w: Words) -> str:
    return f"{w.of(MILESTONE_NAMES[milestone])} {total.reached(milestone):,}"


def _apart(ends: list[tuple[float, str, str]], bottom: float) -> list[tuple[float, str, str]]:
    heights = [end[0] for end in ends]
    for upper, lower in pairwise(range(len(heights))):
        heights[lower] = max(heights[lower], heights[upper] + _GAP)
    shift = max(0.0, heights[-1] - bottom)
    return [(y - shift, text, ink) for y, (_y, text, ink) in zip(heights, ends, strict=True)]


def _says(report: ProgressReport, w: Words) -> str:
    parts = [f"{w.of(NEED)} {report.total.need:,}"]
    parts += [_end(report.total, look.milestone, w) for look in CURVES]
    return w("；", "; ").join(parts)
