"""What the desk's screen shows, as types. No I/O; templates do no arithmetic."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from relief.allocation.position import ItemPosition, NeedWish, Total
from relief.core.wording import Bilingual

FIVE_FIGURES = ("deaths", "missing", "injured", "resettled", "rooms_collapsed")

SourceKind = Literal["report", "draft", "call"]


@dataclass(frozen=True, slots=True)
class Sourced:
    """One source's last word on one figure.

    Fields:
        value: the number, None for 待核.
        kind: a released report, the open draft, or a telephone slip.
        reporter: 12-digit code of the office that reported, empty for a call.
        as_of: the 截至 the figure states, aware UTC.
        recorded_at: when this desk learnt it.
        change: value minus the same source's value before, None when there was none.
        origin: the slip, cell or notice it was read in.
    """

    value: Decimal | None
    kind: SourceKind
    reporter: str
    as_of: datetime
    recorded_at: datetime
    change: Decimal | None
    origin: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure on the screen: the official source first, the others beside it, never added.

    Fields:
        official: the last released report; None when nothing was released: the screen says 待核.
        beside: newer words that differ (draft, call, another office's report), newest first.
        known_part: set only when `official` is a sum over the lines of one report with an unknown
            term: the sum is then 待核 and this is its known part, shown beside it.
    """

    official: Sourced | None
    beside: tuple[Sourced, ...]
    known_part: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """The intensity zone of a township.

    Fields:
        label: "Ⅷ", or None while the zone is 待核.
        basis: "published" (named in the list), or "unknown".
    """

    label: str | None
    basis: Literal["published", "unknown"]


@dataclass(frozen=True, slots=True)
class Due:
    """A report that is due.

    Fields:
        kind: "initial" (初报), "follow_up" (续报), "final" (核报).
        division: who owes it (12 digits) and its name.
        due_at: aware UTC.
        minutes_left: whole minutes from the desk's present, negative when overdue.
        rule: where the clock comes from (source id), and whether it is verified.
        without_notice: years counted through whose work calendar this desk does not have.
    """

    kind: Literal["initial", "follow_up", "final"]
    division: str
    division_name: str
    due_at: datetime
    minutes_left: int
    rule: str
    verified: bool
    without_notice: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the desk's table: a township, or a county in a wider view.

    Fields:
        cells: by indicator code, the five figures.
        heard_at: last heard from, None when silent.
        people: estimated or published population, None unknown.
        people_estimated: True for 估算.
        tents: 12 m² tents lacking, as the page of needs has them: of a county the sum.
    """

    code: str
    name: str
    county_name: str
    level: Literal["township", "county"]
    zone: Zone
    cells: dict[str, Cell]
    heard_at: datetime | None
    due: Due | None
    tents: ItemPosition | Total
    people: int | None
    people_estimated: bool


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A total as one office published it for its own division; totals of offices are not added."""

    code: str
    name: str
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class SilentTownship:
    """The villages of one township that nobody has spoken for.

    Fields:
        villages: their names, in the order of their codes.
        of: how many villages the township has.
        people: who live in the silent ones; None when one of them is unknown.
        estimated: True when a term of `people` is an estimate (约).
    """

    code: str
    name: str
    county_name: str
    villages: tuple[str, ...]
    of: int
    people: int | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class Tier:
    """One response in force as the strip and the ladder name it."""

    division: str
    division_name: str
    response: str
    level: int
    label: str
    received: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The line on top of every screen.

    Fields:
        tiers: responses in force, widest division first.
        next_due: the next thing due, None when nothing is.
        silent_villages, silent_people: villages under the footprint not heard from; people are
            an estimate (约), None when unknown.
        latest_change: the number `/changes` counts from.
    """

    incident_name: str
    tiers: tuple[Tier, ...]
    next_due: Due | None
    silent_villages: int
    silent_people: int | None
    latest_change: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the time slider: a call, an answer to an alert, a report, decision or brief."""

    at: datetime
    kind: Literal["call", "answer", "report", "decision", "brief"]
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole screen as of one moment.

    Fields:
        at: the desk's present, or the hour wound back to.
        replay: True when wound back: typing and sending are off.
        rows: townships, or counties in a wider view (`by` says which), in the order of their codes.
        totals: the total of the desk's own division; every cell 待核 for a scope that is no one
            division with an office of its own.
        totals_by: that total and those published by the provinces above or below, each by itself.
        silent: villages under the footprint nobody has spoken for, by township.
        dues: everything due within the scope, the most urgent first.
        wish: the days, season and standard behind what is short.
        ground: what became of townships that were closed since the disaster struck; `closed` are
            their codes.
    """

    at: datetime
    replay: bool
    by: Literal["township", "county"]
    rows: tuple[Row, ...]
    totals: dict[str, Cell]
    strip: Strip
    ticks: tuple[Tick, ...]
    wish: NeedWish
    totals_by: tuple[TotalRow, ...] = ()
    silent: tuple[SilentTownship, ...] = ()
    dues: tuple[Due, ...] = ()
    ground: tuple[Bilingual, ...] = ()
    closed: frozenset[str] = frozenset()
