"""Why a line is what it is, and why a demand goes short: read off the plan, in both languages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from relief.allocation.levels import four_decimals
from relief.allocation.plan import Line, Plan
from relief.allocation.problem import Demand, Depot, Item, Problem, packs_held
from relief.allocation.reach import open_depots, prices
from relief.core.wording import Bilingual

Code = Literal[
    "nearest",
    "nearer_empty",
    "nearer_trucks",
    "nearer_closed",
    "pack_rounding",
    "tier",
    "shortage",
    "trucks",
    "out_of_reach",
    "unreachable",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code for programs, a sentence for people."""

    code: Code
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a demand does not get, and why.

    Fields:
        units: received.
        need: raw need in units, more than `units`.
    """

    demand: str
    item: str
    units: int
    need: int
    reasons: tuple[Reason, ...]


class Explanation:
    """Answers "why?" for every line of a plan; made once a plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """Read the plan of a problem."""
        self._problem = problem = problem.ordered()
        self._plan = plan
        self._items = {item.code: item for item in problem.items}
        self._depots = {depot.id: depot for depot in problem.depots}
        self._demands = {demand.id: demand for demand in problem.demands}
        table = prices(problem).table
        self._open = self._names(open_depots(problem, table))
        self._roads = self._names(
            [
                sorted(range(len(table)), key=lambda i: (table[i][j], i))
                for j in range(len(problem.demands))
            ]
        )
        self._first_tier: dict[str, int] = {}
        for demand in sorted(problem.demands, key=lambda demand: -demand.tier):
            self._first_tier |= dict.fromkeys(demand.need, demand.tier)
        self._got: dict[tuple[str, str], int] = {}
        self._sent: dict[tuple[str, str], int] = {}
        for line in plan.lines:
            for book, place in ((self._got, line.demand), (self._sent, line.depot)):
                book[place, line.item] = book.get((place, line.item), 0) + line.units

    def _names(self, rows: list[list[int]]) -> Mapping[str, list[Depot]]:
        """Return depots by the id of a demand."""
        return {
            demand.id: [self._problem.depots[i] for i in row]
            for demand, row in zip(self._problem.demands, rows, strict=True)
        }

    def of_line(self, line: Line) -> tuple[Reason, ...]:
        """Return why this depot, and why so much."""
        demand, item = self._demands[line.demand], self._items[line.item]
        got, need = self._got[line.demand, line.item], demand.need[line.item]
        reasons = list(self._why_this_depot(line))
        if got > need:
            reasons.append(_pack_rounding(item, got, need))
        if got < need:
            reasons += self._why_short(demand, item)
        return tuple(reasons)

    def shortfalls(self) -> Iterator[Shortfall]:
        """Yield every need that stays open, in the order of demands and items."""
        for demand in self._problem.demands:
            for item in self._problem.items:
                got, need = self._got.get((demand.id, item.code), 0), demand.need.get(item.code, 0)
                if got < need:
                    why = tuple(self._why_short(demand, item))
                    yield Shortfall(demand.id, item.code, got, need, why)

    def _why_this_depot(self, line: Line) -> Iterator[Reason]:
        nearer = []
        for depot in self._roads[line.demand]:
            if depot.id == line.depot:
                break
            if self._held(depot, line.item):
                nearer.append(depot)
        if not nearer:
            yield NEAREST
            return
        sorts: dict[Callable[[Bilingual], Reason], list[str]] = {}
        for depot in nearer:
            sorts.setdefault(self._why_not(depot, line), []).append(depot.id)
        for reason, ids in sorts.items():
            yield reason(Bilingual("、".join(ids), ", ".join(ids)))

    def _why_not(self, depot: Depot, line: Line) -> Callable[[Bilingual], Reason]:
        if (depot.id, line.demand) in self._problem.closed:
            return _nearer_closed
        return _nearer_empty if self._spent(depot, line.item) else _nearer_trucks

    def _why_short(self, demand: Demand, item: Item) -> Iterator[Reason]:
        if not self._open[demand.id]:
            yield UNREACHABLE
            return
        holding = [depot for depot in self._open[demand.id] if self._held(depot, item.code)]
        if not holding:
            yield OUT_OF_REACH
            return
        if self._first_tier[item.code] < demand.tier:
            yield TIER
        if all(self._spent(depot, item.code) for depot in holding):
            got = self._got.get((demand.id, item.code), 0)
            yield _shortage(got, demand.need[item.code])
        elif any(depot.truck_kg is not None for depot in holding):
            yield TRUCKS
        else:
            yield NEAREST_LIMIT

    def _held(self, depot: Depot, item: str) -> int:
        return packs_held(depot.stock.get(item, 0), self._items[item].pack)

    def _spent(self, depot: Depot, item: str) -> bool:
        """Say whether a depot has no whole pack of an item left."""
        sent = self._sent.get((depot.id, item), 0)
        return depot.stock.get(item, 0) - sent < self._items[item].pack


NEAREST = Reason("nearest", Bilingual("最近的有货库点", "The nearest depot that holds it"))
UNREACHABLE = Reason(
    "unreachable", Bilingual("所有库点到此的道路均不通", "Closed to this place from every depot")
)
OUT_OF_REACH = Reason(
    "out_of_reach", Bilingual("可达库点均无整包存货", "No depot it can be reached from has a pack")
)
NEAREST_LIMIT = Reason(
    "out_of_reach",
    Bilingual("只看最近的几个库点，其存货已用完", "The few nearest depots looked at are used up"),
)
TIER = Reason(
    "tier",
    Bilingual("先保障更紧急一级的需求点", "Places of a more urgent tier are served first"),
)
TRUCKS = Reason("trucks", Bilingual("库点运力已满", "The trucks of the depots cannot carry more"))


def _nearer_empty(depots: Bilingual) -> Reason:
    return Reason(
        "nearer_empty",
        Bilingual(
            f"更近的 {depots.zh} 存货已全部分出", f"Nearer {depots.en}: all stock is given out"
        ),
    )


def _nearer_closed(depots: Bilingual) -> Reason:
    return Reason(
        "nearer_closed",
        Bilingual(f"更近的 {depots.zh} 道路不通", f"Nearer {depots.en}: the road is closed"),
    )


def _nearer_trucks(depots: Bilingual) -> Reason:
    return Reason(
        "nearer_trucks",
        Bilingual(f"更近的 {depots.zh} 运力不足", f"Nearer {depots.en}: its trucks are full"),
    )


def _pack_rounding(item: Item, got: int, need: int) -> Reason:
    return Reason(
        "pack_rounding",
        Bilingual(
            f"整包发放（每包 {item.pack}）：需 {need:,}，发 {got:,}",
            f"Whole packs of {item.pack}: {need:,} needed, {got:,} sent",
        ),
    )


def _shortage(got: int, need: int) -> Reason:
    fill = four_decimals(got, need)
    return Reason(
        "shortage",
        Bilingual(
            f"可达库点存货不足，按最公平的比例分配：需 {need:,}，得 {got:,}（{fill}）",
            f"Too little within reach, shared as fairly as can be: {got:,} of {need:,} ({fill})",
        ),
    )
