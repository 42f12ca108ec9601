"""The refusal of a plan whose stock has moved since it was made. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relief.allocation.planning import Stock
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.supplies.catalogue import find_item

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """A position that is no longer what the plan was made on, in units."""

    depot: str
    item: str
    then: int
    now: int


@dataclass
class StaleStock(Refused):
    """The plan rests on stock that has moved: nothing was approved, a new plan is offered.

    Fields:
        moved: every position that differs.
    """

    moved: tuple[Moved, ...] = ()

    @classmethod
    def of(cls, moved: Sequence[Moved], depots: Mapping[str, Any]) -> "StaleStock":
        """Return the refusal that names the first positions that moved."""
        named = moved[:_MOST_NAMED]
        zh = "；".join(
            f"{depots[m.depot]['name']} {find_item(m.item).name.zh} {m.then:,} → {m.now:,}"
            for m in named
        )
        en = "; ".join(
            f"{depots[m.depot]['name']} {find_item(m.item).name.en} {m.then:,} → {m.now:,}"
            for m in named
        )
        reason = Bilingual(
            f"方案编制后库存已变动（{zh}），未批准、未作改动；请重新编制方案",
            f"Stock has moved since the plan was made ({en}); nothing was approved or changed: "
            "make the plan anew",
        )
        return cls(reason, "stock", tuple(moved))


def moved_since(then: Stock, now: Stock) -> tuple[Moved, ...]:
    """Return the positions that differ, by depot and item."""
    keys = sorted({(d, i) for goods in (then, now) for d, items in goods.items() for i in items})
    found = [Moved(d, i, then.get(d, {}).get(i, 0), now.get(d, {}).get(i, 0)) for d, i in keys]
    return tuple(moved for moved in found if moved.then != moved.now)
