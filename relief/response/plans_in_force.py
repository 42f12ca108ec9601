"""Which plan judges a tier, what a level is called in it, and who decides it."""

import re
from datetime import date

from relief.response.catalogue import load_plans
from relief.response.cautions import in_force
from relief.response.plan import Plan

RELIEF = "relief"
"""The relief response (救灾); the command response is named by its hazard (抗震, 防汛抗旱 …)."""

COMMAND_RESPONSES: dict[str, str] = {
    "earthquake": "earthquake",
    "flood": "flood",
    "typhoon": "flood",
    "drought": "flood",
    "landslide": "geological",
    "wildfire": "wildfire",
}
ROMAN: dict[int, str] = {1: "Ⅰ级", 2: "Ⅱ级", 3: "Ⅲ级", 4: "Ⅳ级"}
ENDED = 0

_BODY = re.compile(r"^.*?(?:委员会|减灾委(?!员会)|指挥部|领导小组)(?=.)")
_ASIDE = re.compile(r"[（(].*?[）)]")


def responses_of(hazard: str) -> tuple[str, ...]:
    """Return the responses an incident of this hazard can have: relief, and its command's."""
    command = COMMAND_RESPONSES.get(hazard)
    return (RELIEF, command) if command else (RELIEF,)


def plan_of(tier: str, response: str, day: date) -> Plan | None:
    """Return the plan of the tier's own authority in force on the day, None where none is known.

    Only relief plans are kept here: the command systems' plans are not at hand.
    """
    if response != RELIEF:
        return None
    own = [plan for plan in load_plans().values() if plan.scope.within == tier]
    return next((plan for plan in own if in_force(plan, day)), None) or next(
        (plan for plan in own if in_force(plan, day) is None), None
    )


def is_keyed(plan: Plan | None) -> bool:
    """Return whether the plan has any threshold; without one it judges nothing."""
    return plan is not None and any(
        threshold.at_least is not None for rule in plan.rules for threshold in rule.thresholds
    )


def label_of(plan: Plan | None, level: int) -> str:
    """Return what the plan calls a level; Roman where no plan is known; empty for ended."""
    step = None
    if plan is not None and level in ROMAN:
        step = next((entry for entry in plan.levels if entry.step == level), None)
    return step.label if step else ROMAN.get(level, "")


def decider_of(plan: Plan | None, level: int, before: int) -> str:
    """Return the post that decides, in the plan's words; empty where the plan does not say.

    Args:
        plan: of the tier, None where not known.
        level: the level proposed; 0 ends the response.
        before: the level in force, 0 when none is. Whoever started a response ends it.

    Source:
        DOMAIN 1.2 and 1.3 (the body that activated terminates).
    """
    if plan is None:
        return ""
    asked = level or before
    step = next((entry for entry in plan.levels if entry.step == asked), None)
    if step is None:
        return ""
    return (step.ended_by if level == ENDED else None) or step.decided_by or ""


def short_post(post: str) -> str:
    """Return a post without its committee and without what stands in brackets.

    “国家减灾委员会副主任（民政部部长）” is “副主任”; a body that decides as a whole keeps its name.
    """
    return _BODY.sub("", _ASIDE.sub("", post)).strip()


def same_post(held: str, named: str) -> bool:
    """Return whether the post an account holds is the one the plan names."""
    return bool(named) and short_post(held) == short_post(named)
