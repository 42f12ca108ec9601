"""What is asked of the worker when a plan is to be made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relief.allocation.position import NeedWish
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.needs.catalogue import Season, load_standard, standard_ids
from relief.needs.contracts import MOST_DAYS


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """One plan to be made, in whose name, and which townships go first."""

    incident_id: str
    account_id: str
    wish: NeedWish
    first: frozenset[str]

    def as_arguments(self) -> dict[str, Any]:
        """Return the order as the JSON values of a work row."""
        return {
            "incident_id": self.incident_id,
            "account_id": self.account_id,
            "days": self.wish.days,
            "season": self.wish.season,
            "standard": self.wish.standard.id,
            "first": sorted(self.first),
        }


def read_plan_order(arguments: Mapping[str, Any]) -> PlanOrder:
    """Return the order a work row holds.

    Raises:
        Refused: days, season or standard that do not exist.
    """
    wish = read_wish(str(arguments["days"]), str(arguments["season"]), str(arguments["standard"]))
    first = frozenset(str(code) for code in arguments["first"])
    return PlanOrder(str(arguments["incident_id"]), str(arguments["account_id"]), wish, first)


def read_wish(days: str, season: str, standard: str) -> NeedWish:
    """Return what a form or a work row asks for.

    Raises:
        Refused: days, season or standard that do not exist.
    """
    if not (days.isascii() and days.isdigit()) or not 1 <= int(days) <= MOST_DAYS:
        raise Refused(
            Bilingual(
                f"天数“{days}”应为 1 至 {MOST_DAYS}",
                f"“{days}”: days lie between 1 and {MOST_DAYS}",
            ),
            "days",
        )
    if standard not in standard_ids():
        raise Refused(Bilingual("没有这个标准", "There is no such standard"), "standard")
    kinds: dict[str, Season] = {"cold": "cold", "warm": "warm"}
    if season not in kinds:
        raise Refused(Bilingual("季节应为寒冷或温暖", "The season is cold or warm"), "season")
    return NeedWish(int(days), kinds[season], load_standard(standard))
