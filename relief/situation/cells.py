"""Which source's word stands in a cell of the table: the official one, the others beside it. Pure.

Figures of different sources are never added (DESIGN, law 3). A county without a line of its own
shows the sum over its townships of one released report, and only where each has a known line.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from relief.core.division_code import contains, prefix_of
from relief.core.scope import Scope
from relief.damage.queries import SourcedFigure
from relief.incidents.ground import Ground
from relief.situation.picture import FIVE_FIGURES, Cell, Sourced

REPORT = "report"
UNKNOWN = Cell(official=None, beside=())
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FigureBook:
    """The latest word of every source, by division and indicator."""

    words: Mapping[Key, tuple[SourcedFigure, ...]]

    @classmethod
    def of(cls, figures: Iterable[SourcedFigure], scope: Scope) -> "FigureBook":
        """Return the figures this scope may see: released ones, and its own slips and drafts."""
        words: dict[Key, list[SourcedFigure]] = defaultdict(list)
        for figure in figures:
            if _visible(figure, scope):
                words[figure.division, figure.indicator].append(figure)
        return cls({key: tuple(found) for key, found in words.items()})

    def cells(self, division: str) -> dict[str, Cell]:
        """Return the five cells of a division from the words about it alone."""
        return {code: self.cell(division, code) for code in FIVE_FIGURES}

    def cell(self, division: str, indicator: str) -> Cell:
        """Return the official word about one figure, and the newer ones that differ."""
        found = sorted(self.words.get((division, indicator), ()), key=_age, reverse=True)
        official = _official(division, [f for f in found if f.kind == REPORT])
        beside = tuple(_sourced(f) for f in found if f is not official and _differs(f, official))
        return Cell(_sourced(official) if official else None, beside)

    def published(self, division: str) -> dict[str, Cell]:
        """Return what the office of a division published as its own total, and nothing else."""
        cells = {}
        for code in FIVE_FIGURES:
            words = self.words.get((division, code), ())
            own = [f for f in words if f.kind == REPORT and f.reporter == division]
            last = max(own, key=_age, default=None)
            cells[code] = Cell(_sourced(last), ()) if last else UNKNOWN
        return cells

    def county(self, county: str, townships: Sequence[str], ground: Ground) -> dict[str, Cell]:
        """Return a county's five cells: its own line, else the sum of one report's lines."""
        own = self.cells(county)
        return {
            code: cell if cell.official else self._sum(county, townships, ground, code, cell)
            for code, cell in own.items()
        }

    def _sum(
        self, county: str, townships: Sequence[str], ground: Ground, indicator: str, own: Cell
    ) -> Cell:
        words = {code: self.words.get((code, indicator), ()) for code in townships}
        lines = {
            code: figure
            for code, found in words.items()
            for figure in found
            if figure.kind == REPORT and figure.reporter == county
        }
        if not lines:
            return own
        last = max(lines.values(), key=_age)
        of_one = [f for f in lines.values() if f.entry_id == last.entry_id]
        known = {f.division: f.value for f in of_one if f.value is not None}
        part = sum(known.values(), Decimal(0))
        whole = ground.is_whole(known, townships)
        total = Sourced(
            value=part if whole else None,
            kind="report",
            reporter=county,
            as_of=last.as_of,
            recorded_at=last.recorded_at,
            change=None,
            origin=last.origin,
        )
        return Cell(total, own.beside, None if whole or not known else part)


def _visible(figure: SourcedFigure, scope: Scope) -> bool:
    # Officially released totals are readable by every desk of the incident (law 7); the lines below
    # a total, drafts and telephone slips belong to the desks above them.
    if figure.kind == REPORT and figure.division == figure.reporter:
        return True
    own = scope.covers(figure.division)
    return own and (figure.kind != "draft" or scope.covers(figure.reporter))


def _official(division: str, reports: Sequence[SourcedFigure]) -> SourcedFigure | None:
    # The narrowest office above the division answers for it; a wider one's word stands beside.
    inside = [f for f in reports if contains(f.reporter, division)]
    return max(inside, key=lambda f: (len(prefix_of(f.reporter)), *_age(f)), default=None)


def _differs(figure: SourcedFigure, official: SourcedFigure | None) -> bool:
    if official is None:
        return figure.value is not None  # asked and not known differs in nothing from 待核
    newer = _age(figure) > _age(official) or figure.kind == REPORT
    return newer and figure.value != official.value


def _age(figure: SourcedFigure) -> tuple[datetime, str]:
    return figure.recorded_at, figure.entry_id


def _sourced(figure: SourcedFigure) -> Sourced:
    change = (
        figure.value - figure.previous_value
        if figure.value is not None and figure.previous_value is not None
        else None
    )
    return Sourced(
        value=figure.value,
        kind=figure.kind,
        reporter=figure.reporter,
        as_of=figure.as_of,
        recorded_at=figure.recorded_at,
        change=change,
        origin=figure.origin,
    )
