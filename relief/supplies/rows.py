"""The rows the supplies room gives out."""

from dataclasses import dataclass
from datetime import datetime

from relief.supplies.places import PlaceKind


@dataclass(frozen=True, slots=True)
class StockRow:
    """What stands at a place; a position with nothing in it is left out.

    Fields:
        place: text of the ledger; `kind` its kind, `division` whose desk sees it.
        units: base units, above 0.
    """

    place: str
    kind: PlaceKind
    division: str
    item: str
    batch: str
    units: int


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One move as the history shows it."""

    id: str
    kind: str
    item: str
    batch: str
    units: int
    start: str
    end: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    source: str
    order_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Units of an order that did not simply arrive: lost, unknown, surplus or found, and why."""

    item: str
    kind: str
    units: int
    reason: str


@dataclass(frozen=True, slots=True)
class ItemFlow:
    """What became of one item sent to the divisions asked about.

    `dispatched` = `arrived` + `on_road` + `lost` + `unknown` (what was found again has arrived);
    `surplus` arrived beyond what was sent. What arrived and the surplus stand `at_townships`, were
    `distributed`, or `returned`.

    Fields:
        arrived: units confirmed; None when only whereabouts unknown are known of it (待核).
        generated: some of it was made for the demo (示例).
    """

    item: str
    dispatched: int
    arrived: int | None
    on_road: int
    lost: int
    unknown: int
    surplus: int
    at_townships: int
    distributed: int
    returned: int
    generated: bool
