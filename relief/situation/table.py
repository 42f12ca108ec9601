"""The rows of the desk's table: townships, or counties in a wider view. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relief.allocation.position import ItemPosition, NeedWish, Total, TownshipNeed, totals_of
from relief.allocation.township_needs import township_needs
from relief.core.division_code import NATION, at_level
from relief.needs.needs import TENT
from relief.situation.cells import UNKNOWN, FigureBook
from relief.situation.deadlines import (
    due_of,
    last_words,
    latest_within,
    own_division,
    released,
)
from relief.situation.facts import Facts, provinces_of
from relief.situation.picture import (
    FIVE_FIGURES,
    Cell,
    Due,
    Row,
    TotalRow,
    Zone,
)
from relief.situation.silence import ESTIMATE

By = Literal["township", "county"]
PUBLISHED = "published"
NO_ZONE = Zone(label=None, basis="unknown")


def default_by(facts: Facts) -> By:
    """Return counties for a scope wider than one county of the incident, else townships."""
    return "county" if len(facts.counties) > 1 else "township"


def rows(facts: Facts, book: FigureBook, wish: NeedWish, by: By) -> tuple[Row, ...]:
    """Return the rows of the table, in the order of their codes."""
    found = township_needs(facts.townships, facts.names, facts.known(), facts.scope, wish)
    needs = {row.code: row for row in found}
    grid = _Grid(facts, book, wish, needs, last_words(facts))
    if by == "county":
        offices = released(facts)
        return tuple(grid.county(code, offices.get(code)) for code in facts.counties)
    return tuple(grid.township(row.code) for row in facts.townships)


def totals_by(facts: Facts, book: FigureBook) -> tuple[TotalRow, ...]:
    """Return the totals to stand under the table, each as its own office published it.

    The desk's own division comes first (its single county's total where that is the desk), then
    the provinces of the incident. Totals of several offices are never added.
    """
    own = own_division(facts.scope)
    listed = []
    if own != NATION:
        listed.append(TotalRow(own, facts.name(own), own_total(facts, book)))
    listed += [
        TotalRow(code, facts.name(code), book.published(code))
        for code in provinces_of(facts.incident)
        if code != own and _speaks_to(facts, code)
    ]
    return tuple(listed)


def own_total(facts: Facts, book: FigureBook) -> dict[str, Cell]:
    """Return the total of the desk's own division; every cell 待核 when it has none."""
    own = own_division(facts.scope)
    if own == NATION:
        return dict.fromkeys(FIVE_FIGURES, UNKNOWN)
    if own in facts.counties:
        return book.county(own, [row.code for row in facts.townships], facts.ground)
    return book.cells(own)


def _speaks_to(facts: Facts, province: str) -> bool:
    # A county desk reads its own province's published total; a national desk reads all of them.
    county = next(iter(facts.counties), NATION)
    inside = at_level(county, "province") == province
    return inside or facts.scope.covers(province)


@dataclass(frozen=True, slots=True)
class _Grid:
    """What every row is made from."""

    facts: Facts
    book: FigureBook
    wish: NeedWish
    needs: Mapping[str, TownshipNeed]
    words: Mapping[str, datetime]

    def township(self, code: str) -> Row:
        """Return the row of a township."""
        heard_at = self.words.get(code)
        due = due_of(self.facts, code, heard_at)
        return self._row([code], "township", self.book.cells(code), heard_at, due)

    def county(self, code: str, last_release_at: datetime | None) -> Row:
        """Return the row of a county."""
        townships = self.facts.townships
        inside = [row.code for row in townships if at_level(row.code, "county") == code]
        heard_at = latest_within(self.words, [code, *inside])
        due = due_of(self.facts, code, last_release_at)
        cells = self.book.county(code, inside, self.facts.ground)
        return self._row([code, *inside], "county", cells, heard_at, due)

    def _row(
        self,
        codes: Sequence[str],
        level: By,
        cells: dict[str, Cell],
        heard_at: datetime | None,
        due: Due | None,
    ) -> Row:
        code = codes[0]
        people = self.facts.people.get(code)
        return Row(
            code=code,
            name=self.facts.name(code),
            county_name=self.facts.name(at_level(code, "county")),
            level=level,
            zone=_zone(self.facts, code),
            cells=cells,
            heard_at=heard_at,
            due=due,
            tents=self._tents(codes, level),
            people=people.people if people else None,
            people_estimated=people is not None and people.quality == ESTIMATE,
        )

    def _tents(self, codes: Sequence[str], level: By) -> ItemPosition | Total:
        if level == "township":
            return self.needs[codes[0]].of(TENT)
        inside = [self.needs[code] for code in codes[1:]]
        return next(total for total in totals_of(self.wish, inside) if total.item == TENT)


def _zone(facts: Facts, code: str) -> Zone:
    zone = facts.zones.get(code)
    if zone is None or zone.basis != PUBLISHED:
        return NO_ZONE
    return Zone(label=zone.label, basis="published")
