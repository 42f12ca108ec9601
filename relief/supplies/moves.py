"""Which moves there are: from which kinds of place to which; one table for service and tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.supplies.catalogue import find_item
from relief.supplies.places import PlaceKind, StockPlace

MoveKind = Literal[
    "opening",
    "supplied",
    "donated",
    "counted_more",
    "counted_less",
    "reserved",
    "released",
    "dispatched",
    "received",
    "surplus",
    "lost",
    "unaccounted",
    "found",
    "distributed",
    "returned",
]
_Ends = tuple[frozenset[PlaceKind], frozenset[PlaceKind]]


def _ends(start: tuple[PlaceKind, ...], end: tuple[PlaceKind, ...]) -> _Ends:
    return frozenset(start), frozenset(end)


ENDS: Mapping[MoveKind, _Ends] = {
    "opening": _ends(("outside",), ("depot",)),
    "supplied": _ends(("outside",), ("depot",)),
    "donated": _ends(("outside",), ("depot", "township")),
    "counted_more": _ends(("outside",), ("depot", "township")),
    "counted_less": _ends(("depot", "township"), ("lost",)),
    "reserved": _ends(("depot",), ("reserved",)),
    "released": _ends(("reserved",), ("depot",)),
    "dispatched": _ends(("reserved",), ("road",)),
    "received": _ends(("road",), ("township",)),
    "surplus": _ends(("outside",), ("township",)),
    "lost": _ends(("road",), ("lost",)),
    "unaccounted": _ends(("road",), ("unknown",)),
    "found": _ends(("unknown",), ("township", "depot")),
    "distributed": _ends(("township",), ("households",)),
    "returned": _ends(("township",), ("depot",)),
}
NAMES: Mapping[MoveKind, Bilingual] = {
    "opening": Bilingual("期初", "Opening"),
    "supplied": Bilingual("购入", "Supplied"),
    "donated": Bilingual("捐赠", "Donated"),
    "counted_more": Bilingual("盘盈", "Counted more"),
    "counted_less": Bilingual("盘亏", "Counted less"),
    "reserved": Bilingual("预留", "Reserved"),
    "released": Bilingual("释放预留", "Released"),
    "dispatched": Bilingual("发出", "Dispatched"),
    "received": Bilingual("收到", "Received"),
    "surplus": Bilingual("多到", "Surplus"),
    "lost": Bilingual("损失", "Lost"),
    "unaccounted": Bilingual("去向待核", "Whereabouts unknown"),
    "found": Bilingual("找回", "Found"),
    "distributed": Bilingual("发放到户", "Distributed"),
    "returned": Bilingual("退回", "Returned"),
}
NEEDS_REASON: frozenset[MoveKind] = frozenset(
    {"counted_more", "counted_less", "surplus", "lost", "unaccounted", "found"}
)


@dataclass(frozen=True, slots=True)
class NewMove:
    """Units of one item and batch that go from one place to another.

    Fields:
        units: base units, above 0, a whole number.
        occurred_at: when it happened in the world, aware; its Beijing day is the ledger's day.
        order_id: the order it belongs to, empty for none.
    """

    kind: MoveKind
    item: str
    units: int
    start: StockPlace
    end: StockPlace
    occurred_at: datetime
    batch: str = ""
    incident_id: str | None = None
    order_id: str = ""
    reason: str = ""


def whole_units(value: object, path: str = "units") -> int:
    """Return `value` when it is a whole number above 0.

    Raises:
        Refused: zero, negative, fractional, or no number.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise Refused(
        Bilingual(
            f"数量“{value}”无效：应为大于 0 的整数",
            f"“{value}”: a whole number above 0 is expected",
        ),
        path,
    )


def read_units(text: str, path: str = "units") -> int:
    """Return the units typed: digits, spaces and thousands commas allowed, above 0.

    Raises:
        Refused: zero, negative, fractional, or no number.
    """
    digits = text.strip().replace(",", "").replace("，", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits) == 0:
        raise Refused(
            Bilingual(
                f"数量“{text.strip()}”无效：应为大于 0 的整数",
                f"“{text.strip()}”: a whole number above 0 is expected",
            ),
            path,
        )
    return int(digits)


def check_move(new: NewMove, recorded_at: datetime) -> None:
    """Pass when the move is one the table has, of a known item, in whole units, not in the future.

    Raises:
        Refused: otherwise.
    """
    find_item(new.item)
    whole_units(new.units)
    starts, ends = ENDS[new.kind]
    if new.start.kind not in starts or new.end.kind not in ends:
        raise Refused(
            Bilingual(
                f"“{NAMES[new.kind].zh}”不能从 {new.start.kind} 到 {new.end.kind}",
                f"“{NAMES[new.kind].en}” does not go from {new.start.kind} to {new.end.kind}",
            ),
            "kind",
        )
    if new.kind in NEEDS_REASON and not new.reason.strip():
        raise Refused(
            Bilingual(
                f"“{NAMES[new.kind].zh}”须写明原因", f"“{NAMES[new.kind].en}” needs a reason"
            ),
            "reason",
        )
    if new.occurred_at > recorded_at:
        at = f"{beijing(new.occurred_at):%Y-%m-%d %H:%M}"
        raise Refused(Bilingual(f"时间 {at} 晚于现在", f"{at} lies in the future"), "occurred_at")
