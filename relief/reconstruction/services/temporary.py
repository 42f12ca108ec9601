"""Moving in frees the family's temporary place, in the same transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from relief.core.clock import BEIJING
from relief.core.division_code import prefix_of
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.reconstruction.services.standing import number_of
from relief.reconstruction.tables import Case
from relief.shelters.service import RECORD, NewPlacement, leave

_NOON = time(12)


def free(
    session: Session, scope: Scope, moves: Sequence[tuple[Stamp, Case, date]]
) -> dict[str, int]:
    """Return how many people each case's move took from the register, by case.

    The register may have fewer people than the family has: those are let go, and the step says so.
    Who confirms a move need not be one who keeps the register. This is the narrow way for that
    one deed: people leave the place which the case itself has named since it was opened, no more
    of them than the case has, and nobody can come. The entry is in the acting person's own name.
    """
    freed = {}
    for stamp, case, day in sorted(moves, key=lambda move: _place_of(move[1])):
        wish = NewPlacement(
            incident_id=case.incident_id,
            site=case.temporary_site,
            division=case.temporary_division,
            people_out=case.people,
            occurred_at=min(datetime.combine(day, _NOON, BEIJING), stamp.recorded_at),
            note=f"重建入住 {number_of(case)}",
        )
        own = replace(stamp, command_id=f"{stamp.command_id}:freed")
        freed[case.id] = leave(session, _only_leaving(scope, case.temporary_division), own, wish)
    return freed


def _only_leaving(scope: Scope, division: str) -> Scope:
    prefixes = (prefix_of(division),)
    return Scope(scope.account_id, scope.account_name, prefixes, scope.roles, frozenset({RECORD}))


def _place_of(case: Case) -> tuple[str, str, str]:
    return case.temporary_division, case.temporary_site, case.id
