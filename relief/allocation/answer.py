"""The plan as JSON: the shape that programs outside rely on."""

from collections.abc import Mapping
from typing import Any

from relief.allocation.plan import Fill, Plan


def as_answer(plan: Plan, seconds: float) -> Mapping[str, Any]:
    """Return a plan in the shape of DESIGN section 5; `seconds` is how long it took."""
    return {
        "lines": [
            {
                "depot": line.depot,
                "demand": line.demand,
                "item": line.item,
                "units": line.units,
            }
            for line in plan.lines
        ],
        "fill": [_fill(fill) for fill in plan.fills],
        "unreachable": list(plan.unreachable),
        "cost": str(plan.cost),
        "cost_bound": str(plan.cost_bound),
        "seconds": seconds,
    }


def _fill(fill: Fill) -> dict[str, Any]:
    return {
        "tier": fill.tier,
        "item": fill.item,
        "levels": [str(level) for level in fill.levels],
        "levels_before_packs": [str(level) for level in fill.levels_before_packs],
        "unserved": fill.unserved,
    }
