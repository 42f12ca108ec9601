"""Which office's desk answers for a division: the one of the nearest desk officer."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.wording import Bilingual
from relief.offices.tables import Account, AccountRole, AccountScope, Authority


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An office with a desk officer, and the division it acts for."""

    authority_id: str
    name: Bilingual
    division: str


def desks_for(session: Session, divisions: Collection[str]) -> dict[str, DeskRow]:
    """Return the desk that answers for each division; one nobody answers for is left out.

    The nearest desk is the one whose officer's prefix is longest; ties are broken by the office's
    id. One statement, however many divisions there are.
    """
    rows = session.execute(
        select(
            Authority.id,
            Authority.name,
            Authority.name_en,
            Authority.division_code,
            AccountScope.prefix,
        )
        .join(Account, Account.authority_id == Authority.id)
        .join(AccountScope, AccountScope.account_id == Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == "desk_officer", Account.disabled.is_(False))
    ).all()
    ordered = sorted(rows, key=lambda row: (-len(row.prefix), row.id))
    found: dict[str, DeskRow] = {}
    for division in divisions:
        near = next((row for row in ordered if division.startswith(row.prefix)), None)
        if near is not None:
            name = Bilingual(near.name, near.name_en)
            found[division] = DeskRow(near.id, name, near.division_code)
    return found
