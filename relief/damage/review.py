"""A whole report against the rules, division by division: which cell contradicts what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from relief.damage.catalogue import IndicatorCatalogue
from relief.damage.consistency import check, children_findings
from relief.damage.finding import PHOTOS, Figures, Finding, Previous, ReportKind
from relief.damage.finding import Report as CheckedReport
from relief.damage.report import Line, by_division
from relief.incidents.ground import Ground


@dataclass(frozen=True, slots=True)
class Before:
    """What the office had released before: its last figures by division, 截至 and kind."""

    figures: Mapping[str, Figures]
    as_of: datetime | None = None
    kind: ReportKind | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The report to review.

    Fields:
        division: the office that reports.
        photos: how many go with it; `photos_reason` why there are fewer than are due.
    """

    division: str
    kind: ReportKind
    as_of: datetime
    photos: int
    lines: Sequence[Line]
    photos_reason: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and the division whose figures it is about; the office for the report itself."""

    division: str
    finding: Finding


def review(
    draft: Draft,
    before: Before,
    catalogue: IndicatorCatalogue,
    *,
    ground: Ground | None,
    response_is_on: bool,
) -> list[Placed]:
    """Return what is wrong with a report: the report itself first, then division by division.

    Args:
        draft: the report with its lines.
        before: what the same office had released before it.
        catalogue: the indicators.
        ground: every township of the office; its own figures are compared with their sum
            (3.4.10) where each of them has one.
        response_is_on: whether any response is on where the damage is.
    """
    values = by_division(draft.lines)
    found = [
        Placed(draft.division, finding)
        for finding in (
            *_report(draft, values, before, catalogue, response_is_on=response_is_on),
            *_sums(values, draft.division, ground, catalogue),
        )
    ]
    for division in sorted(values.keys() - {draft.division}):
        found += [
            Placed(division, finding)
            for finding in check(
                _checked(draft, division, values[division], before),
                catalogue,
                response_is_on=False,
            )
        ]
    return found


def _report(
    draft: Draft,
    values: Mapping[str, Figures],
    before: Before,
    catalogue: IndicatorCatalogue,
    *,
    response_is_on: bool,
) -> Iterator[Finding]:
    own = values.get(draft.division, {})
    previous = None
    if before.kind is not None:
        figures = before.figures.get(draft.division, {})
        previous = Previous(figures, before.as_of, before.kind, draft.division)
    whole = CheckedReport(
        division=draft.division,
        kind=draft.kind,
        values=own,
        as_of=draft.as_of,
        previous=previous,
        explanations=_explanations(draft, draft.division) | {PHOTOS: draft.photos_reason},
        photos=draft.photos,
        response_is_on=response_is_on,
    )
    yield from check(whole, catalogue, response_is_on=response_is_on)


def _sums(
    values: Mapping[str, Figures],
    office: str,
    ground: Ground | None,
    catalogue: IndicatorCatalogue,
) -> list[Finding]:
    own = values.get(office, {})
    if not own or ground is None:
        return []
    townships = [row.code for row in ground.rows]
    known = [code for code in townships if code in values]
    below = [values[code] for code in ground.counted(known)]
    return children_findings(own, below, catalogue) if ground.is_whole(known, townships) else []


def _checked(draft: Draft, division: str, values: Figures, before: Before) -> CheckedReport:
    figures = before.figures.get(division)
    return CheckedReport(
        division=division,
        kind=draft.kind,
        values=values,
        as_of=draft.as_of,
        previous=Previous(figures) if figures is not None else None,
        explanations=_explanations(draft, division),
    )


def _explanations(draft: Draft, division: str) -> dict[str, str]:
    return {
        line.indicator: line.explanation
        for line in draft.lines
        if line.division == division and line.explanation
    }
