"""The plan as JSON: the shape that programs outside rely on."""

from collections.abc import Mapping
from typing import Any

from relief.allocation.explanation import Explanation, Reason
from relief.allocation.plan import Fill, Plan
from relief.allocation.problem import Problem


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


def as_explained_answer(problem: Problem, plan: Plan, seconds: float) -> Mapping[str, Any]:
    """Return the same answer with `why` on every line, and `shortfalls` with theirs."""
    answer = as_answer(plan, seconds)
    explanation = Explanation(problem, plan)
    lines = [
        {**shown, "why": _why(explanation.of_line(line))}
        for shown, line in zip(answer["lines"], plan.lines, strict=True)
    ]
    shortfalls = [
        {
            "demand": short.demand,
            "item": short.item,
            "units": short.units,
            "need": short.need,
            "why": _why(short.reasons),
        }
        for short in explanation.shortfalls()
    ]
    return {**answer, "lines": lines, "shortfalls": shortfalls}


def _why(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"code": reason.code, "message": reason.text.as_dict()} for reason in reasons]


def _fill(fill: Fill) -> dict[str, Any]:
    return {
        "tier": fill.tier,
        "item": fill.item,
        "levels": [str(level) for level in fill.levels],
        "levels_before_packs": [str(level) for level in fill.levels_before_packs],
        "unserved": fill.unserved,
    }
