"""What allocation asks of a solver of integer flows; all its figures are whole numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Progress = Callable[[int, int], None]
"""Told how much is done of how much; it may raise to cancel."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why not everybody gets what he wants: these demands want more than these depots hold.

    Fields:
        depots: every depot that any of `demands` can be served from; all are used up.
        demands: the least set of which this is true, short ones among them.
    """

    depots: frozenset[int]
    demands: frozenset[int]


class Network(Protocol):
    """The pairs of depot and demand between which one item may travel."""

    def shortage(self, *, supply: Mapping[int, int], want: Mapping[int, int]) -> Shortage | None:
        """Return where the wants cannot be met from the supplies; None when all can.

        Args:
            supply: by depot; other depots take no part.
            want: by demand; other demands take no part.
        """
        ...


@dataclass(slots=True)
class Arcs:
    """Ways for a flow, as columns: hundreds of thousands of them are built and read at once.

    Fields:
        tails, heads: nodes.
        capacities: how much at most.
        unit_costs: of one unit.
    """

    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    capacities: list[int] = field(default_factory=list)
    unit_costs: list[int] = field(default_factory=list)

    def add(self, tail: int, head: int, capacity: int, unit_cost: int = 0) -> None:
        """Add one way."""
        self.tails.append(tail)
        self.heads.append(head)
        self.capacities.append(capacity)
        self.unit_costs.append(unit_cost)


@dataclass(frozen=True, slots=True)
class Way:
    """One item from one depot to one demand, where trucks make items compete.

    Fields:
        item, depot, demand: their positions.
        unit_cost: of one pack.
        weight: of one pack, in the unit of the trucks' limits.
    """

    item: int
    depot: int
    demand: int
    unit_cost: int
    weight: int


@dataclass(frozen=True, slots=True)
class Competition:
    """Items competing for trucks.

    Fields:
        ways: what can travel.
        stock: packs by item and depot.
        most: packs needed by item and demand.
        trucks: weight limit by depot; a depot without one is absent.
        goals: served strictly in order; each is a list of (item, demand, packs), and as many of
            these as possible are to be reached.
    """

    ways: Sequence[Way]
    stock: Mapping[tuple[int, int], int]
    most: Mapping[tuple[int, int], int]
    trucks: Mapping[int, int]
    goals: Sequence[Sequence[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True)
class Settlement:
    """Packs on every way of a competition, and a cost below which its goals cannot be met."""

    packs: Sequence[int]
    cost_bound: int


class FlowSolver(Protocol):
    """Integer flows; the same question gets the same answer."""

    def network(self, *, pairs: Sequence[tuple[int, int]]) -> Network:
        """Return the network of these pairs of depot and demand."""
        ...

    def least_cost(self, *, arcs: Arcs, supplies: Mapping[int, int]) -> Sequence[int]:
        """Return the flow on every arc that moves all supplies at the least cost.

        Args:
            arcs: the ways.
            supplies: by node, negative where it is wanted; together 0.

        Raises:
            RuntimeError: the supplies cannot be moved.
        """
        ...

    def settle(self, competition: Competition) -> Settlement | None:
        """Return the best settlement, cheap too; None when its levels cannot be proved."""
        ...
