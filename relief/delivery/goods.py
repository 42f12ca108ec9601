"""What an order holds, what of it arrived, and how units are taken from batches; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.supplies.catalogue import find_item
from relief.supplies.moves import whole_units
from relief.supplies.rows import StockRow

Missing = Literal["lost", "unknown"]


@dataclass(frozen=True, slots=True)
class Line:
    """Units of an item."""

    item: str
    units: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be given.

    Fields:
        origin: the depot's place id; destination: a township's code.
        lines: each item once, in whole packs.
        push: sent without figures of need; plan_line: the line of a plan it carries out.
        valid_until: when a reservation not dispatched may be given back; None is never.
    """

    incident_id: str
    origin: str
    destination: str
    lines: tuple[Line, ...]
    push: bool = False
    plan_line: str = ""
    note: str = ""
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrived of one item.

    Fields:
        units: counted, 0 or more; None when nobody knows (待核): all of it is unaccounted for.
        missing: where units that did not arrive are booked.
    """

    item: str
    units: int | None
    reason: str = ""
    missing: Missing = "lost"


def check_lines(lines: Sequence[Line]) -> None:
    """Pass when there are goods, each item once, in whole packs above 0.

    Raises:
        RefusedRows: otherwise, every fault with its item.
    """
    if not lines:
        raise Refused(Bilingual("请填写物资和数量", "Say which goods, and how many"), "units")
    faults = [fault for line in lines if (fault := _fault(line))]
    items = [line.item for line in lines]
    faults += [
        Refused(Bilingual("同一物资只写一行", "One line an item"), item)
        for item in sorted({item for item in items if items.count(item) > 1})
    ]
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedRows(faults)


def _fault(line: Line) -> Refused | None:
    try:
        pack = find_item(line.item).pack
        whole_units(line.units, line.item)
    except Refused as error:
        return error
    if line.units % pack == 0:
        return None
    item = find_item(line.item)
    less = line.units // pack * pack
    near = f"{less} / {less + pack}" if less else f"{pack}"
    return Refused(
        Bilingual(
            f"{item.name.zh}整件发运，每件 {pack} {item.unit.zh}：可填 {near}",
            f"{item.name.en} travels in packs of {pack}: {near}",
        ),
        line.item,
    )


def check_load(held: Mapping[str, int], lines: Sequence[Line], reason: str) -> None:
    """Pass when what is to leave is a part of what is reserved, in whole packs.

    Args:
        held: units reserved for the order, by item.
        lines: what leaves; an item not named stays behind, and one of 0 units.
        reason: why less leaves than was ordered.

    Raises:
        RefusedRows: otherwise, every fault with its item.
    """
    leaving = [line for line in lines if line.units != 0]
    if not leaving:
        raise Refused(
            Bilingual(
                "请填写发出数量；一件也不发的，请下达单位作废",
                "Say how much leaves; if nothing does, the desk that ordered voids it",
            ),
            "units",
        )
    check_lines(leaving)
    faults = [
        Refused(_more_than_reserved(line, held.get(line.item, 0)), line.item)
        for line in leaving
        if line.units > held.get(line.item, 0)
    ]
    if faults:
        raise faults[0] if len(faults) == 1 else RefusedRows(faults)
    sent = {line.item: line.units for line in leaving}
    if any(sent.get(item, 0) < units for item, units in held.items()) and not reason.strip():
        raise Refused(
            Bilingual(
                "发出少于下达，须写明原因；未发部分退回库存",
                "Less leaves than was ordered: give the reason; the rest goes back to the depot",
            ),
            "reason",
        )


def _more_than_reserved(line: Line, held: int) -> Bilingual:
    name = find_item(line.item).name
    return Bilingual(
        f"{name.zh}本单预留 {held:,}，不能发出 {line.units:,}",
        f"{held:,} of {name.en} are reserved for this order, {line.units:,} asked",
    )


def take(batches: Iterable[StockRow], units: int) -> list[tuple[str, int]]:
    """Return (batch, units) that add up to `units`, the first batches first.

    What the batches do not hold is asked of none: the sum is then less than `units`.
    """
    taken, left = [], units
    for row in batches:
        part = min(left, row.units)
        if part:
            taken.append((row.batch, part))
            left -= part
    return taken


def check_arrival(sent: Mapping[str, int], arrived: Sequence[Arrived]) -> None:
    """Pass when every item sent is answered once, and what differs from it has a reason.

    Args:
        sent: units on the road by item.
        arrived: what the receiver says.

    Raises:
        RefusedRows: otherwise, every fault with its item.
    """
    faults = [fault for line in arrived if (fault := _arrival_fault(sent, line))]
    answered = {line.item for line in arrived}
    faults += [
        Refused(Bilingual("请填写到货数量或选“待核”", "Say what arrived, or choose unknown"), item)
        for item in sorted(sent.keys() - answered)
    ]
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedRows(faults)


def _arrival_fault(sent: Mapping[str, int], line: Arrived) -> Refused | None:
    if line.item not in sent:
        return Refused(Bilingual("本单没有此物资", "Not on this order"), line.item)
    if line.units is not None and (isinstance(line.units, bool) or line.units < 0):
        return Refused(Bilingual("到货数量不能为负", "Arrivals are not negative"), line.item)
    if line.units == sent[line.item] or line.reason.strip():
        return None
    item = find_item(line.item)
    said = "待核" if line.units is None else f"{line.units:,}"
    return Refused(
        Bilingual(
            f"{item.name.zh}发出 {sent[line.item]:,}、到货 {said}，不一致须写明原因",
            f"{item.name.en}: {sent[line.item]:,} sent, {said} arrived: give the reason",
        ),
        line.item,
    )
