"""What the desk's page is given: picture, time slider, the map's numbers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _

from relief.damage.queries import SourcedFigure
from relief.geography.names import county_stem
from relief.situation.cells import FigureBook
from relief.situation.facts import Facts
from relief.situation.picture import FIVE_FIGURES, Cell, Picture, Row, Sourced, Tick

SLIDER_WIDTH = 1000
_MINUTE = timedelta(minutes=1)
# A call is one of hundreds, a decision one of few: the rarer the mark the taller.
_TICK_HEIGHTS = {"call": 6, "answer": 8, "report": 10, "brief": 13, "decision": 16}
_TICK_FLOOR = 16


@dataclass(frozen=True, slots=True)
class Column:
    """A figure's column: the word in the head, the whole name, the unit."""

    code: str
    short: str
    full: str
    unit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick of the slider; `x` runs from 0 to 1000, `y` and `height` within 16."""

    x: int
    y: int
    height: int
    kind: str
    at: datetime
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Slider:
    """The time slider, in whole minutes from the disaster to the desk's present."""

    first: datetime
    present: datetime
    minutes: int
    value: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The desk's page.

    Fields:
        editable: True when figures may be typed into the table.
        many_counties: True when the rows lie in several counties, so that each names its own.
        map: what the map draws, as the page's JSON.
        back: the query that keeps a link within the hour wound back to.
    """

    picture: Picture
    columns: tuple[Column, ...]
    slider: Slider
    editable: bool
    many_counties: bool
    map: Mapping[str, object]
    back: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Word:
    """One source's word on one figure, as the drawer lists it."""

    kind: str
    reporter_name: str
    value: Decimal | None
    change: Decimal | None
    as_of: datetime
    recorded_at: datetime
    origin: str
    official: bool


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """A figure and every source that spoke of it, the newest first."""

    column: Column
    words: tuple[Word, ...]


def columns() -> tuple[Column, ...]:
    """Return the five figures' columns in the language of the request."""
    people, rooms = _("人"), _("间")
    return (
        Column("deaths", _("亡"), _("因灾死亡人口"), people),
        Column("missing", _("失"), _("因灾失踪人口"), people),
        Column("injured", _("伤"), _("因灾受伤人口"), people),
        Column("resettled", _("转"), _("紧急转移安置人口"), people),
        Column("rooms_collapsed", _("倒"), _("倒塌房屋间数"), rooms),
    )


def screen(
    picture: Picture,
    counties: Sequence[Row],
    *,
    occurred_at: datetime,
    present: datetime,
    may_type: bool,
) -> Screen:
    """Return the page of a picture.

    Args:
        picture: as of the moment shown.
        counties: the same moment's rows by county, which the map fills.
        occurred_at: where the slider begins.
        present: where it ends: the desk's present, not the hour wound back to.
        may_type: the role's right; replay and county rows withhold it.
    """
    ordered = replace(
        picture,
        rows=tuple(sorted(picture.rows, key=_overdue_first)),
        totals_by=tuple(replace(t, name=county_stem(t.name)) for t in picture.totals_by),
    )
    return Screen(
        picture=ordered,
        columns=columns(),
        slider=slider(picture, occurred_at, present),
        editable=may_type and not picture.replay and picture.by == "township",
        many_counties=len({row.county_name for row in picture.rows}) > 1,
        map=map_numbers(picture, counties),
        back={"at": picture.at.isoformat()} if picture.replay else {},
    )


def slider(picture: Picture, first: datetime, present: datetime) -> Slider:
    """Return the slider with its ticks; marks before the disaster stand at its start."""
    minutes = max(1, (present - first) // _MINUTE)
    value = min(minutes, max(0, (picture.at - first) // _MINUTE))
    marks = tuple(_mark(tick, first, minutes) for tick in picture.ticks)
    return Slider(first, present, minutes, value if picture.replay else minutes, marks)


def map_numbers(picture: Picture, counties: Iterable[Row]) -> dict[str, object]:
    """Return what the map draws: townships as points, counties as areas."""
    townships = picture.rows if picture.by == "township" else ()
    return {
        "at": picture.at.isoformat(),
        "townships": {row.code: _drawn(row) for row in townships},
        "counties": {row.code: _drawn(row) for row in counties},
    }


def groups(facts: Facts, code: str, cells: Mapping[str, Cell]) -> tuple[FigureGroup, ...]:
    """Return every word of every source about a division, by figure."""
    book = FigureBook.of(facts.figures, facts.scope)
    return tuple(
        FigureGroup(
            column,
            tuple(
                _word(facts, figure, cells[column.code].official)
                for figure in sorted(book.words.get((code, column.code), ()), key=_newest_first)
            ),
        )
        for column in columns()
    )


def _overdue_first(row: Row) -> tuple[bool, int, str]:
    late = row.due is not None and row.due.minutes_left < 0
    return (not late, row.due.minutes_left if row.due and late else 0, row.code)


def _mark(tick: Tick, first: datetime, minutes: int) -> Mark:
    x = min(SLIDER_WIDTH, max(0, (tick.at - first) // _MINUTE * SLIDER_WIDTH // minutes))
    height = _TICK_HEIGHTS[tick.kind]
    return Mark(x, _TICK_FLOOR - height, height, tick.kind, tick.at, tick.label_zh, tick.label_en)


def _drawn(row: Row) -> dict[str, object]:
    values = {code: _best(row.cells[code]) for code in FIVE_FIGURES}
    return {
        "name": row.name,
        "short": county_stem(row.name),
        "zone": row.zone.label,
        "heard": row.heard_at.isoformat() if row.heard_at else None,
        "due": row.due.minutes_left if row.due else None,
        "values": {code: value for code, (value, _sure) in values.items()},
        "sure": {code: sure for code, (_value, sure) in values.items()},
    }


def _best(cell: Cell) -> tuple[int | None, bool]:
    """Return the official value, else the newest word beside it, and whether it is official."""
    if cell.official is not None and cell.official.value is not None:
        return int(cell.official.value), True
    beside = next((word.value for word in cell.beside if word.value is not None), None)
    return (None, False) if beside is None else (int(beside), False)


def _newest_first(figure: SourcedFigure) -> tuple[float, str]:
    return -figure.recorded_at.timestamp(), figure.entry_id


def _word(facts: Facts, figure: SourcedFigure, official: Sourced | None) -> Word:
    before = figure.previous_value
    known = figure.value is not None and before is not None
    return Word(
        kind=figure.kind,
        reporter_name=facts.name(figure.reporter) if figure.reporter else "",
        value=figure.value,
        change=figure.value - before
        if known and figure.value is not None and before is not None
        else None,
        as_of=figure.as_of,
        recorded_at=figure.recorded_at,
        origin=figure.origin,
        official=_is(figure, official),
    )


def _is(figure: SourcedFigure, official: Sourced | None) -> bool:
    return official is not None and (
        figure.kind,
        figure.reporter,
        figure.recorded_at,
        figure.value,
    ) == (official.kind, official.reporter, official.recorded_at, official.value)
