"""The house ledger beside the released figures: two sources, never added (law 3).

The ledger is not official before the final report 核报; at 核报 both have to agree (DOMAIN 3.4,
rule 13), and until then the difference is shown for what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.division_code import level_of, prefix_of
from relief.core.scope import range_of
from relief.damage.catalogue import Indicator, load_indicators
from relief.damage.house_counts import house_counts
from relief.damage.houses import GRADES, HouseCount
from relief.damage.queries import SourcedFigure, figures, official_totals
from relief.damage.tables import Report

_FINAL = "final"


@dataclass(frozen=True, slots=True)
class ParityRow:
    """One figure in both sources.

    Fields:
        ledger: households at their worst grade, or rooms, of the houses graded so far; for rooms
            also those still 待核.
        released: the last released report's, None is 待核 or never reported.
        as_of: the 截至 of that report.
        final: that report is the 核报, with which the ledger has to agree.
    """

    indicator: Indicator
    ledger: int
    released: Decimal | None
    as_of: datetime | None
    final: bool

    @property
    def difference(self) -> Decimal | None:
        """Return ledger minus released, None while one is not known."""
        return None if self.released is None else self.ledger - self.released


def parity(
    session: Session, incident_id: str, division: str, at: datetime | None = None
) -> tuple[ParityRow, ...]:
    """Return households and rooms by grade, ledger beside report, for one division."""
    counts = house_counts(session, incident_id, [range_of(prefix_of(division))], at)
    released = _released(session, incident_id, division, at)
    finals = _finals(session, released)
    known = load_indicators().indicators
    rows = []
    for grade in GRADES:
        households = sum(count.households for count in counts if count.grade == grade)
        rooms = _rooms(counts, f"rooms_{grade}")
        for code, ledger in ((f"households_{grade}", households), (f"rooms_{grade}", rooms)):
            figure = released.get(code)
            rows.append(
                ParityRow(
                    known[code],
                    ledger,
                    figure.value if figure else None,
                    figure.as_of if figure else None,
                    final=figure is not None and figure.entry_id in finals,
                )
            )
    return tuple(rows)


def _rooms(counts: Sequence[HouseCount], name: str) -> int:
    return sum(getattr(count, name) for count in counts)


def _released(
    session: Session, incident_id: str, division: str, at: datetime | None
) -> dict[str, SourcedFigure]:
    if level_of(division) not in {"township", "village"}:
        return official_totals(session, incident_id, division, at)
    said = [f for f in figures(session, incident_id, at) if f.division == division]
    return {figure.indicator: figure for figure in said if figure.kind == "report"}


def _finals(session: Session, released: Mapping[str, SourcedFigure]) -> frozenset[str]:
    ids = {figure.entry_id for figure in released.values()}
    chosen = select(Report.id).where(Report.id.in_(ids), Report.kind == _FINAL)
    return frozenset(session.scalars(chosen))
