"""The townships an incident is counted by: those of the day it began, and what became of them.

A disaster's figures follow the divisions of the day it struck. A township that a yearly update
closes meanwhile keeps its row and what was said of it. One that was merged into a township of that
day stays beside it, counted apart. One that a township opened since replaces (another code, or
several made one) is counted until the office reports for the newer one, and then no more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import prefix_of
from relief.core.scope import range_of
from relief.core.wording import Bilingual
from relief.geography.queries import townships_of, villages_of
from relief.geography.rows import DivisionRow
from relief.geography.succession import Succession, successions
from relief.incidents.queries import IncidentRow

REPORT = "report"


class Said(Protocol):
    """A figure of a division."""

    @property
    def division(self) -> str:
        """Return whose figure it is."""

    @property
    def indicator(self) -> str:
        """Return what is counted."""

    @property
    def kind(self) -> str:
        """Return "report" for a released one."""


Figure = TypeVar("Figure", bound=Said)
Heard = TypeVar("Heard")


@dataclass(frozen=True, slots=True)
class Ground:
    """The townships of an incident, and what became of them and of their villages.

    Fields:
        day: when it began; its divisions are those of that day.
        rows: the townships of today and those closed since it began, in the order of codes.
        closed: when and into what, by code; into nothing is empty.
        later: those opened since it began.
        heirs: by a closed division's code, those opened since that stand in its place.
    """

    day: date
    rows: tuple[DivisionRow, ...]
    closed: Mapping[str, Succession]
    later: frozenset[str]
    heirs: Mapping[str, tuple[str, ...]]

    def counted(self, known: Collection[str]) -> list[str]:
        """Return those of the known townships that a sum adds up, each place once."""
        return [code for code in known if not any(h in known for h in self.heirs.get(code, ()))]

    def is_whole(self, known: Collection[str], within: Iterable[str]) -> bool:
        """Return whether every place of the incident's first day among `within` is known."""
        return all(
            code in known or any(heir in known for heir in self.heirs.get(code, ()))
            for code in within
            if code not in self.later
        )

    def current(self, figures: Iterable[Figure]) -> list[Figure]:
        """Return the figures without those of closed townships whose successor has reported."""
        said = list(figures)
        if not self.heirs:
            return said
        reported = {(f.division, f.indicator) for f in said if f.kind == REPORT}
        return [
            f
            for f in said
            if not any((h, f.indicator) in reported for h in self.heirs.get(f.division, ()))
        ]

    def heard(self, heard: Mapping[str, Heard]) -> dict[str, Heard]:
        """Return who was heard from; who spoke for a newer code spoke for the older one, too."""
        spoken = {
            code: heard[heir]
            for code, heirs in self.heirs.items()
            for heir in heirs
            if heir in heard
        }
        return {**spoken, **heard}

    def notes(self) -> tuple[Bilingual, ...]:
        """Return what became of each closed township, and how it is counted here."""
        names = {row.code: row.name for row in self.rows}
        return tuple(
            self._note(names[code], fate, names.get(fate.new, fate.new))
            for code, fate in sorted(self.closed.items())
            if code in names
        )

    def _note(self, name: str, fate: Succession, new: str) -> Bilingual:
        if not fate.new:
            return Bilingual(
                f"{name}于 {fate.on} 撤销；本次灾害已报的数字保留",
                f"{name} was closed on {fate.on}; what it reported here stays",
            )
        if fate.new in self.later:
            return Bilingual(
                f"{name}于 {fate.on} 改为{new}（{fate.new}）；{new}报送后以其为准，不重复计",
                f"{name} became {new} ({fate.new}) on {fate.on}; once {new} reports, that counts "
                "and the older figure does not",
            )
        return Bilingual(
            f"{name}于 {fate.on} 并入{new}；本次灾害按发生之日的乡镇分别填报、分别计数",
            f"{name} was merged into {new} on {fate.on}; in this disaster the two are reported and "
            "counted apart, as on the day it struck",
        )


def ground_of(
    session: Session, incident: IncidentRow, counties: Sequence[str] | None = None
) -> Ground:
    """Return the incident's townships, or those of some of its counties; two statements."""
    day = first_day(incident)
    within = incident.counties if counties is None else counties
    rows = townships_of(session, within, day)
    done = successions(session, day, [range_of(prefix_of(county)) for county in within])
    closed = {s.old: s for s in done if s.old}
    later = frozenset(s.new for s in done if s.opened)
    heirs = {code: found for code in closed if (found := _heirs(code, closed, later))}
    return Ground(day, tuple(rows), closed, later, heirs)


def villages_struck(
    session: Session, ground: Ground, townships: Sequence[str]
) -> dict[str, list[DivisionRow]]:
    """Return the villages of the incident by township, each once: under its code of the first day.

    One that only got another code since, in its own township or another, is that village still.
    """
    again = {heir for heirs in ground.heirs.values() for heir in heirs}
    found = villages_of(session, townships, ground.day)
    return {town: [row for row in rows if row.code not in again] for town, rows in found.items()}


def first_day(incident: IncidentRow) -> date:
    """Return the local day the disaster struck: its divisions are those of that day."""
    return beijing(incident.occurred_at).date()


def _heirs(code: str, closed: Mapping[str, Succession], later: Collection[str]) -> tuple[str, ...]:
    """Return the townships opened since that took the place of one, step by step."""
    found: list[str] = []
    while (fate := closed.get(code)) is not None and fate.new in later and fate.new not in found:
        code = fate.new
        found.append(code)
    return tuple(found)
