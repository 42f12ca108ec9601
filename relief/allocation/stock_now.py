"""The stock of a plan's depots as it is now, in the shape the plan froze it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.allocation.stale import Moved, moved_since
from relief.allocation.tables import Plan
from relief.supplies.places import depot
from relief.supplies.queries import stock


def depot_keys(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the place ids of a plan's depots by their text in the stock ledger."""
    return {
        depot(place_id, row["division"]).key: place_id for place_id, row in inputs["depots"].items()
    }


def stock_now(session: Session, inputs: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return units by depot and planned item; one statement."""
    keys = depot_keys(inputs)
    now = {place_id: dict.fromkeys(inputs["items"], 0) for place_id in keys.values()}
    for row in stock(session, places=list(keys)):
        if row.item in inputs["items"]:
            now[keys[row.place]][row.item] += row.units
    return now


def moved_now(session: Session, plan_id: str) -> tuple[Moved, ...]:
    """Return the positions that have moved since the plan was made; then it is not approved."""
    inputs = session.scalars(select(Plan.inputs).where(Plan.id == plan_id)).one()
    return moved_since(inputs["stock"], stock_now(session, inputs))
