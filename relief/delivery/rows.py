"""The rows the delivery room gives out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """What became of one item of an order, base units.

    Fields:
        unsent: of what was ordered, given back to the depot: refused, voided, expired, or left
            behind by the keeper.
        arrived: None while nobody has said (`answered` False), or nobody knows (待核).
        left: of what arrived, still at the township.
    """

    item: str
    ordered: int
    dispatched: int
    unsent: int
    arrived: int | None
    answered: bool
    lost: int
    unknown: int
    distributed: int
    returned: int
    left: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as the screens show it.

    Fields:
        number: of the incident, from 1.
        step_id: its last step; a step taken from the screen names it, so that a second one loses.
        office: the authority that ordered.
        generated: made for the demo, shown as 示例.
    """

    id: str
    number: int
    incident_id: str
    state: str
    step_id: str
    origin: str
    origin_name: str
    origin_division: str
    destination: str
    destination_name: str
    push: bool
    plan_line: str
    office: str
    note: str
    valid_until: datetime | None
    ordered_at: datetime
    ordered_by: str
    changed_at: datetime
    changed_by: str
    reason: str
    generated: bool
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of an order: what, why, when it happened and when and by whom it was recorded."""

    id: str
    state: str
    reason: str
    vehicle: str
    occurred_at: datetime
    recorded_at: datetime
    recorded_by: str
    source: str
