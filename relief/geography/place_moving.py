"""Staged places become entries of the ledger and its projection, in two set-based statements."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.geography.place_tables import PlaceEntry, StagedPlace
from relief.geography.tables import Place

_FACTS = ("kind", "name", "division_code", "quality", "surveyed_on", "ended_on", "geometry")


def move_places(session: Session, stamp: Stamp, batch: str) -> None:
    """Write the good rows of a batch to the ledger, and how their places stand now beside it."""
    good = (StagedPlace.batch == batch) & (StagedPlace.verdict == "good")
    facts: dict[str, Any] = {name: getattr(StagedPlace, name) for name in _FACTS}
    entry: dict[str, Any] = {
        **facts,
        "id": StagedPlace.id,
        "place_id": StagedPlace.place_id,
        "origin": StagedPlace.origin,
        "note": StagedPlace.note,
        "corrects": StagedPlace.corrects,
        "generated": false(),
        "recorded_at": literal(stamp.recorded_at, PlaceEntry.recorded_at.type),
        "recorded_by": literal(stamp.recorded_by),
        "source": literal(stamp.source),
        "command_id": literal(f"{stamp.command_id}:") + StagedPlace.place_id,
    }
    chosen: Select[Any] = select(*(value.label(name) for name, value in entry.items())).where(good)
    session.execute(insert(PlaceEntry).from_select(list(entry), chosen))
    now: dict[str, Any] = {
        **facts,
        "id": StagedPlace.place_id,
        "source": StagedPlace.origin,
        "generated": false(),
        "entry_id": StagedPlace.id,
    }
    _project(session, now, good)


def is_overtaken(session: Session, batch: str) -> bool:
    """Return whether a place of the batch was changed by somebody else since it was staged."""
    good = (StagedPlace.batch == batch) & (StagedPlace.verdict == "good")
    changed = Place.entry_id.is_distinct_from(StagedPlace.corrects)
    known = (Place.id == StagedPlace.place_id) & changed
    return bool(session.scalar(select(exists().where(good, known))))


def _project(session: Session, values: Mapping[str, Any], good: ColumnElement[bool]) -> None:
    dialect = session.get_bind().dialect.name
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(Place)
    chosen = select(*(value.label(name) for name, value in values.items())).where(good)
    changed = {name: upsert.excluded[name] for name in values if name != "id"}
    session.execute(
        upsert.from_select(list(values), chosen).on_conflict_do_update(
            index_elements=["id"], set_=changed
        )
    )
