"""The line on top of every screen. Pure."""

from collections.abc import Sequence

from relief.core.division_code import prefix_of
from relief.situation.deadlines import all_dues
from relief.situation.facts import Facts
from relief.situation.picture import Due, SilentTownship, Strip, Tier
from relief.situation.silence import silent_townships, total_people


def build_strip(
    facts: Facts,
    *,
    silent: Sequence[SilentTownship] | None = None,
    dues: Sequence[Due] | None = None,
) -> Strip:
    """Return the strip of a moment; parts already worked out for the table are taken as given."""
    silent = silent_townships(facts) if silent is None else silent
    dues = all_dues(facts) if dues is None else dues
    return Strip(
        incident_name=facts.incident.name,
        tiers=tiers(facts),
        next_due=dues[0] if dues else None,
        silent_villages=sum(len(row.villages) for row in silent),
        silent_people=total_people(silent) if silent else 0,
        latest_change=facts.latest_change,
    )


def tiers(facts: Facts) -> tuple[Tier, ...]:
    """Return the responses in force above and within the scope, the widest division first."""
    found = [
        Tier(
            division=row.division,
            division_name=facts.name(row.division),
            response=row.response,
            level=row.level,
            label=row.label,
            received=row.received,
        )
        for row in facts.levels
        if row.level and _concerns(facts, row.division)
    ]
    return tuple(sorted(found, key=lambda t: (len(prefix_of(t.division)), t.division, t.response)))


def _concerns(facts: Facts, division: str) -> bool:
    own = prefix_of(division)
    above = any(prefix.startswith(own) for prefix in facts.scope.prefixes)
    return above or facts.scope.covers(division)
