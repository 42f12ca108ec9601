"""The level in force per tier and response, derived from the chain of decisions."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, and_, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.response.decisions import in_chain
from relief.response.tables import Decision, LevelNow


def level_now_row(decision: Decision) -> dict[str, Any]:
    """Return the projection's row once this decision is in force."""
    return {
        "incident_id": decision.incident_id,
        "division_code": decision.division_code,
        "response": decision.response,
        "level": decision.level,
        "decision_id": decision.id,
        "since": decision.occurred_at,
    }


def _levels_now(session: Session) -> Iterable[Row]:
    later = aliased(Decision)
    follows = and_(later.incident_id == Decision.incident_id, later.follows == Decision.id)
    last = select(Decision).outerjoin(later, follows).where(later.id.is_(None))
    rows = session.scalars(last.where(Decision.accepted))
    return [level_now_row(row) for row in rows if in_chain(row.follows)]


PROJECTIONS = (Projection(cast("Table", LevelNow.__table__), _levels_now),)
