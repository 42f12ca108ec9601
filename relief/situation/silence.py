"""Which villages under the footprint nobody has spoken for: the roll call's rule. Pure."""

from collections.abc import Iterable

from relief.alerts.roll_call import ESTIMATE, RollTownship, call_roll, people_of
from relief.core.division_code import at_level
from relief.situation.facts import Facts
from relief.situation.picture import SilentTownship

__all__ = ["ESTIMATE", "silent_townships", "total_people"]


def silent_townships(facts: Facts) -> tuple[SilentTownship, ...]:
    """Return the silent villages of each township the publisher named for a zone."""
    roll = call_roll(facts.townships, facts.villages, facts.heard, facts.people)
    return tuple(_silent(facts, township) for township in roll if township.silent)


def total_people(silent: Iterable[SilentTownship]) -> int | None:
    """Return the people of all silent villages; None when a term is unknown (待核)."""
    people = [row.people for row in silent]
    known = [count for count in people if count is not None]
    return sum(known) if len(known) == len(people) else None


def _silent(facts: Facts, township: RollTownship) -> SilentTownship:
    silent = township.silent
    return SilentTownship(
        code=township.code,
        name=township.name,
        county_name=facts.name(at_level(township.code, "county")),
        villages=tuple(village.name for village in silent),
        of=len(township.villages),
        people=people_of(silent),
        estimated=any(village.estimated for village in silent),
    )
