"""The refusal of a move that would take more than there is."""

from dataclasses import dataclass

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.supplies.catalogue import find_item
from relief.supplies.ledger import Shortfall
from relief.supplies.places import kind_of

WHERE = {
    "depot": Bilingual("仓库", "the depot"),
    "reserved": Bilingual("本单预留", "the order's reservation"),
    "road": Bilingual("本单在途", "the order's goods on the road"),
    "township": Bilingual("乡镇库存", "the township"),
    "households": Bilingual("已发放到户", "the households"),
    "lost": Bilingual("损失", "what was lost"),
    "unknown": Bilingual("去向待核", "what is unaccounted for"),
}


@dataclass
class NotEnough(Refused):
    """More was asked of a place than it has on some day: nothing was moved.

    Fields:
        short: which place, item, batch and day, what it has and what was asked.
    """

    short: Shortfall | None = None

    @classmethod
    def of(cls, short: Shortfall) -> "NotEnough":
        """Return the refusal that states these facts."""
        item, where = find_item(short.item), WHERE[kind_of(short.place)]
        reason = Bilingual(
            f"{item.name.zh}不足：{where.zh} {short.on_date} 有 {short.have:,} {item.unit.zh}，"
            f"要用 {short.asked:,} {item.unit.zh}；未作任何改动",
            f"Not enough of {item.name.en}: {where.en} has {short.have:,} {item.unit.en} on "
            f"{short.on_date}, {short.asked:,} asked; nothing was changed",
        )
        return cls(reason, short.item, short)
