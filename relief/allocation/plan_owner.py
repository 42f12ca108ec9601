"""Whose plan it is: everybody who carries it out is told; its lines are its own desks' to read."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.allocation.tables import Plan
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.offices.queries import office_of


@dataclass(frozen=True, slots=True)
class PlanOwner:
    """A plan as an order names it.

    Fields:
        number: of the incident.
        office: the authority that made it.
        readable: whether the person may open it: it is one of his desks'.
    """

    id: str
    number: int
    office: Bilingual
    readable: bool


def plan_owner(session: Session, scope: Scope, plan_id: str) -> PlanOwner | None:
    """Return whose plan it is, None when there is no such plan."""
    found = session.execute(
        select(Plan.number, Plan.division_code, Plan.recorded_by).where(Plan.id == plan_id)
    ).one_or_none()
    if found is None:
        return None
    office = office_of(session, found.recorded_by)
    return PlanOwner(
        id=plan_id,
        number=found.number,
        office=Bilingual(office.authority, office.authority_en or office.authority),
        readable=scope.may("allocation.view") and scope.covers(found.division_code),
    )
