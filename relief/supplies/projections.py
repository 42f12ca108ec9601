"""The balances, derived from the ledger of moves (DESIGN, law 2)."""

from collections.abc import Iterable
from datetime import date
from itertools import accumulate
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from relief.db.projections import Projection, Row
from relief.supplies.ledger import Position
from relief.supplies.places import OUTSIDE, kind_of
from relief.supplies.tables import Balance, Move


def _balances(session: Session) -> Iterable[Row]:
    added: dict[Position, dict[date, int]] = {}
    divisions: dict[str, str] = {}
    for move in session.scalars(select(Move).order_by(Move.recorded_at, Move.id)):
        ends = (
            (move.from_place, move.from_division, -move.units),
            (move.to_place, move.division_code, move.units),
        )
        for place, division, units in ends:
            if kind_of(place) != OUTSIDE:
                divisions[place] = division
                days = added.setdefault((place, move.item, move.batch), {})
                days[move.on_date] = days.get(move.on_date, 0) + units
    return [row for position, days in added.items() for row in _rows(position, days, divisions)]


def _rows(position: Position, added: dict[date, int], divisions: dict[str, str]) -> list[Row]:
    place, item, batch = position
    days = sorted(added)
    return [
        {
            "place": place,
            "item": item,
            "batch": batch,
            "on_date": day,
            "units": units,
            "kind": kind_of(place),
            "division_code": divisions[place],
        }
        for day, units in zip(days, accumulate(added[day] for day in days), strict=True)
    ]


PROJECTIONS = (Projection(cast("Table", Balance.__table__), _balances),)
