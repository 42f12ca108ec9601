"""Which villages under the footprint nobody has spoken for. Pure."""

from collections.abc import Iterable

from relief.core.division_code import at_level
from relief.geography.rows import DivisionRow
from relief.situation.facts import Facts
from relief.situation.picture import SilentTownship

ESTIMATE = "estimate"


def silent_townships(facts: Facts) -> tuple[SilentTownship, ...]:
    """Return the silent villages of each township the publisher named for a zone.

    A village is silent until a slip speaks for it by name: a call about its township does not.
    """
    found = []
    for township in facts.townships:
        villages = facts.villages.get(township.code, ())
        silent = [row for row in villages if row.code not in facts.heard]
        if silent:
            found.append(_silent(facts, township, silent, len(villages)))
    return tuple(found)


def total_people(silent: Iterable[SilentTownship]) -> int | None:
    """Return the people of all silent villages; None when a term is unknown (待核)."""
    people = [row.people for row in silent]
    known = [count for count in people if count is not None]
    return sum(known) if len(known) == len(people) else None


def _silent(
    facts: Facts, township: DivisionRow, silent: list[DivisionRow], of: int
) -> SilentTownship:
    counts = [facts.people[row.code] for row in silent if row.code in facts.people]
    return SilentTownship(
        code=township.code,
        name=township.name,
        county_name=facts.name(at_level(township.code, "county")),
        villages=tuple(row.name for row in silent),
        of=of,
        people=sum(row.people for row in counts) if len(counts) == len(silent) else None,
        estimated=any(row.quality == ESTIMATE for row in counts),
    )
