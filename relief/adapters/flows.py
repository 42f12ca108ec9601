"""Integer flows by OR-Tools; its libraries are loaded when the first flow is asked for."""

from collections.abc import Mapping, Sequence

from relief.allocation.ports import Arcs, Competition, Network, Settlement


class OrtoolsFlows:
    """The solver of `relief.allocation.ports`: one thread, the same answer every time."""

    def network(self, *, pairs: Sequence[tuple[int, int]]) -> Network:
        """Return the network of these pairs of depot and demand."""
        from relief.adapters.graph_flows import PairNetwork

        return PairNetwork(pairs)

    def least_cost(self, *, arcs: Arcs, supplies: Mapping[int, int]) -> Sequence[int]:
        """Return the flow on every arc that moves all supplies at the least cost.

        Raises:
            RuntimeError: the supplies cannot be moved.
        """
        from relief.adapters.graph_flows import least_cost

        return least_cost(arcs, supplies)

    def settle(self, competition: Competition) -> Settlement | None:
        """Return the best settlement, cheap too; None when its levels cannot be proved."""
        from relief.adapters.competition import settle

        return settle(competition)
