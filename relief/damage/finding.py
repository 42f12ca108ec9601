"""A situation report as the checks see it, and what they find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from relief.core.wording import Bilingual

Figure = int | Decimal
"""Whole numbers, or decimal figures (areas in ha, lengths in km, loss in 万元)."""

Figures = Mapping[str, Figure | None]
"""Figures by indicator code; None, and a code that is absent, is unknown (待核)."""

ReportKind = Literal["initial", "follow_up", "final", "zero"]
Severity = Literal["error", "warning"]
PHOTOS = "photos"
"""Stands among the explanations for why a report has fewer photos than are due."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The report before: its figures, and what else is known of it."""

    values: Figures
    as_of: datetime | None = None
    kind: ReportKind | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One situation report to check.

    Fields:
        as_of: the 截至 its figures state, aware; None when it states none.
        explanations: written reasons for a fall or a sharp change, by indicator code.
        photos: how many came with it, None when nobody counted.
    """

    division: str
    kind: ReportKind
    values: Figures
    as_of: datetime | None = None
    previous: Previous | None = None
    explanations: Mapping[str, str] = field(default_factory=dict)
    photos: int | None = None
    response_is_on: bool = False

    def explains(self, *codes: str) -> bool:
        """Return whether one of the indicators has an explanation that is not blank."""
        return any(self.explanations.get(code, "").strip() for code in codes)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a report contradicts itself, its predecessor or the regulation.

    Fields:
        rule: "3.4.N" or "3.2.…" of the domain facts, "3.3.totals" for published totals.
        expected, found: what was compared, times as Beijing ISO text; None where there is none.
    """

    rule: str
    severity: Severity
    indicators: tuple[str, ...]
    expected: Figure | str | None
    found: Figure | str | None
    message: Bilingual

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as the command line prints it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "indicators": list(self.indicators),
            "expected": printed(self.expected),
            "found": printed(self.found),
            "message": self.message.as_dict(),
        }


def printed(value: Figure | str | None) -> int | str | None:
    """Return a figure as JSON carries it: counts as integers, decimals as plain digit strings."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


def all_known(values: Figures, codes: Sequence[str]) -> list[Figure] | None:
    """Return the figures of the codes in their order, or None when one of them is unknown."""
    found = [value for code in codes if (value := values.get(code)) is not None]
    return found if len(found) == len(codes) else None


def sum_of(values: Figures, codes: Sequence[str], published: str) -> Figure | None:
    """Return the sum of the codes, else the total published for them, else None."""
    parts = all_known(values, codes)
    return values.get(published) if parts is None else total(parts)


def total(figures: Sequence[Figure]) -> Figure:
    """Return the exact sum; whole numbers stay whole."""
    if any(isinstance(figure, Decimal) for figure in figures):
        return sum((Decimal(figure) for figure in figures), Decimal(0))
    return sum(int(figure) for figure in figures)
