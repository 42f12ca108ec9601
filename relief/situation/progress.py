"""重建进度 as of a day: what is needed and what is reached, each rate with its denominator. Pure.

Screen, PDF, DOCX, XLSX and JSON are all made from one `ProgressReport`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from relief.core.division_code import Level, at_level
from relief.core.wording import Bilingual

Milestone = Literal["started", "main_structure", "completed", "accepted", "moved_in"]
Denominator = Literal["need", "started", "completed"]
By = Literal["county", "township", "village"]
MILESTONES: tuple[Milestone, ...] = (
    "started",
    "main_structure",
    "completed",
    "accepted",
    "moved_in",
)
NO_CASE = ""
"""The mode of houses that need work and have no case yet."""


def percent(part: int, whole: int) -> Decimal | None:
    """Return `part` of `whole` in percent to one decimal, halves up, exactly; None of nothing.

    Raises:
        ValueError: a count below 0.
    """
    if part < 0 or whole < 0:
        message = f"{part} of {whole} is no share"
        raise ValueError(message)
    if whole == 0:
        return None
    return Decimal((2000 * part + whole) // (2 * whole)).scaleb(-1)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many households reached a milestone, and of how many of what.

    A rate without its denominator misleads (DOMAIN 6, P4: "75.1 %" of the houses to be rebuilt, not
    of those begun), so that both counts and the name of the whole always travel with it.

    Source: DOMAIN 6: 开工率 = started/need, 竣工率 = completed/need, 入住率 = moved in/need.
    """

    milestone: Milestone
    part: int
    whole: int
    of: Denominator = "need"

    @property
    def percent(self) -> Decimal | None:
        """Return the percentage to one decimal, None when the whole is nothing."""
        return percent(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Counts:
    """Households of one division or mode.

    Fields:
        need: to be repaired or rebuilt, as graded.
        started … moved_in: have reached it, whatever they reached since; a move before acceptance
            is not in `moved_in` but in `too_early`.
        overdue: not done by the deadline of their mode.
        unexplained: of those in need, with neither a case nor a reason.
        explained: not rebuilt for, each with its reason: not in need.
    """

    need: int = 0
    started: int = 0
    main_structure: int = 0
    completed: int = 0
    accepted: int = 0
    moved_in: int = 0
    too_early: int = 0
    overdue: int = 0
    unexplained: int = 0
    explained: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return both together, field by field."""
        names = [field.name for field in fields(self)]
        return Counts(*(getattr(self, name) + getattr(other, name) for name in names))

    def reached(self, milestone: Milestone) -> int:
        """Return how many households reached the milestone."""
        count: int = getattr(self, milestone)
        return count

    def rate(self, milestone: Milestone) -> Rate:
        """Return the milestone's rate, of the households in need."""
        return Rate(milestone, self.reached(milestone), self.need)


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of one division and mode as the ledger gives them; mode "" has no case yet."""

    division: str
    mode: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A division's line; counts None: this desk's ledger has no graded house there (待核)."""

    code: str
    name: str
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class ModeDue:
    """By when a way of rebuilding has to be done; `place` is empty where one day holds for all."""

    place: str
    on: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class ModeRow:
    """A way of rebuilding with its deadlines, the earliest first; none known is 待核."""

    mode: str
    name: Bilingual
    counts: Counts
    dues: tuple[ModeDue, ...]


@dataclass(frozen=True, slots=True)
class OverdueCase:
    """A house whose deadline has passed, and the person in charge of it."""

    case_id: str
    number: str
    division: str
    place: str
    mode: str
    mode_name: Bilingual
    stage: str
    stage_name: Bilingual
    due_on: date
    days_over: int
    responsible: str


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many households first reached a milestone on a day."""

    on: date
    milestone: Milestone
    households: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Households that had reached each milestone by the end of a day."""

    on: date
    started: int
    completed: int
    moved_in: int


@dataclass(frozen=True, slots=True)
class Published:
    """A total as published, beside the ledger and never added to it."""

    division: str
    scope: str
    scope_en: str
    what: str
    what_en: str
    value: int
    unit: str
    unit_en: str
    approximate: bool
    as_of: str
    reading: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport:
    """重建进度报告.

    Fields:
        as_of: the day the figures state: what happened by its end.
        known_at: what this desk had recorded by this hour, aware UTC.
        corrected: holds what was recorded after `as_of` too (as later corrected).
        replay: read on a desk wound back to an earlier hour.
        demo: generated data stand in it: says 示例.
        rows: by name of the division's code; total: their sum, one ledger's own.
        overdue: the longest first; all of them, or one page.
        overdue_total: how many there are.
    """

    office: str
    office_en: str
    incident: str
    incident_en: str
    as_of: date
    known_at: datetime
    corrected: bool
    replay: bool
    demo: bool
    by: By
    rows: tuple[ProgressRow, ...]
    total: Counts
    modes: tuple[ModeRow, ...]
    overdue: tuple[OverdueCase, ...]
    overdue_total: int
    curve: tuple[CurvePoint, ...]
    published: tuple[Published, ...]


def fold(counted: Iterable[Counted], level: Level) -> dict[str, Counts]:
    """Return the sums by the division of `level` around each, in the order of the codes."""
    sums: dict[str, Counts] = {}
    for entry in counted:
        code = at_level(entry.division, level)
        sums[code] = sums.get(code, Counts()) + entry.counts
    return dict(sorted(sums.items()))


def by_mode(counted: Iterable[Counted]) -> dict[str, Counts]:
    """Return the sums by mode, in the order they first appear; houses without a case last."""
    sums: dict[str, Counts] = {}
    for entry in counted:
        sums[entry.mode] = sums.get(entry.mode, Counts()) + entry.counts
    return dict(sorted(sums.items(), key=lambda item: (item[0] == NO_CASE,)))


def rows_of(
    sums: Mapping[str, Counts], names: Mapping[str, str], listed: Sequence[str]
) -> tuple[ProgressRow, ...]:
    """Return a row a division: those with figures and those of `listed`, by code."""
    codes = sorted({*sums, *listed})
    return tuple(ProgressRow(code, names.get(code, code), sums.get(code)) for code in codes)


def fold_rows(rows: Iterable[ProgressRow], level: Level) -> dict[str, Counts]:
    """Return the rows' sums by the division of `level` around each; unknown ones are left out."""
    known = (Counted(row.code, NO_CASE, row.counts) for row in rows if row.counts is not None)
    return fold(known, level)


def total_of(sums: Mapping[str, Counts]) -> Counts:
    """Return everything together: one desk's ledger, one source."""
    return sum(sums.values(), Counts())
