"""A bar a division: of its need, what is started, completed and moved in. Pure."""

from collections.abc import Sequence

from relief.core.division_code import level_of
from relief.geography.names import county_stem
from relief.situation.drawing import (
    INK,
    INK_2,
    LINE,
    PAPER,
    STEPS,
    Area,
    Drawing,
    Label,
    Mark,
    text_width,
)
from relief.situation.progress import Counts, Milestone, ProgressReport, ProgressRow
from relief.situation.progress_words import MILESTONE_NAMES, RATE_NAMES, percent_text
from relief.situation.sheet_words import Words

WIDTH = 480.0
MOST_BARS = 28
"""A longer list goes on in a second drawing, so that each fits a sheet."""
_LEFT, _RIGHT, _ROW, _HEAD, _THICK = 118.0, 400.0, 17.0, 26.0, 10.0
_SIZE, _SMALL = 10.5, 10.0
_LONGEST_NAME = 104.0
_HUNDRED = 100
SHARES: tuple[tuple[Milestone, str], ...] = (
    ("started", STEPS[1]),
    ("completed", STEPS[2]),
    ("moved_in", STEPS[4]),
)


def bar_drawings(report: ProgressReport, w: Words) -> tuple[Drawing, ...]:
    """Return the bars of every division with houses in need, a sheet at a time."""
    rows = [(row, row.counts) for row in report.rows if row.counts is not None and row.counts.need]
    chunks = [rows[at : at + MOST_BARS] for at in range(0, len(rows), MOST_BARS)]
    return tuple(_bars(chunk, w) for chunk in chunks)


def _bars(rows: Sequence[tuple[ProgressRow, Counts]], w: Words) -> Drawing:
    marks = _key(w)
    for index, (row, counts) in enumerate(rows):
        marks += _bar(_short(row), counts, _HEAD + _ROW * index)
    title = w("各地进度（占需重建修缮户）", "Progress by division (of households in need)")
    said = w("；", "; ").join(_said(row.name, counts, w) for row, counts in rows)
    return Drawing(title, said, WIDTH, _HEAD + 4 + _ROW * len(rows), tuple(marks))


def _key(w: Words) -> list[Mark]:
    marks: list[Mark] = []
    x = _LEFT
    for milestone, colour in SHARES:
        text = w.of(MILESTONE_NAMES[milestone])
        marks += [_box(x, 6.0, _THICK, colour), Label(x + 14, 15, text, _SMALL, "start", INK_2)]
        x += 26 + text_width(text, _SMALL)
    name = w.of(RATE_NAMES["moved_in"])
    marks.append(Label(_RIGHT + 8, 15, name, _SMALL, "start", INK_2))
    return marks


def _bar(name: str, counts: Counts, top: float) -> list[Mark]:
    baseline = top + _THICK - 1.0
    marks: list[Mark] = [
        Label(_LEFT - 6, baseline, _fitting(name), _SIZE, "end", INK),
        _box(_LEFT, top, _RIGHT - _LEFT, PAPER),
    ]
    for milestone, colour in SHARES:
        share = counts.rate(milestone).percent
        if share:
            marks.append(_box(_LEFT, top, (_RIGHT - _LEFT) * float(share) / _HUNDRED, colour))
    text = percent_text(counts.rate("moved_in"))
    marks.append(Label(_RIGHT + 8, baseline, text, _SIZE, "start", INK))
    return marks


def _short(row: ProgressRow) -> str:
    return county_stem(row.name) if level_of(row.code) == "county" else row.name


def _fitting(name: str) -> str:
    while text_width(name, _SIZE) > _LONGEST_NAME:
        name = name.removesuffix("…")[:-1] + "…"
    return name


def _said(name: str, counts: Counts, w: Words) -> str:
    parts = [f"{w.of(MILESTONE_NAMES[m])} {percent_text(counts.rate(m))}" for m, _colour in SHARES]
    return f"{name} {w('，', ', ').join(parts)}"


def _box(x: float, y: float, width: float, fill: str) -> Area:
    right, below = round(x + width, 1), y + _THICK
    return Area(((x, y), (right, y), (right, below), (x, below)), fill, LINE, 0.4)
