"""Places written in sets: entries of the ledger, and the projection beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from relief.core.clock import SystemClock
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.geography.place_tables import PlaceEntry
from relief.geography.rows import NewPlace
from relief.geography.tables import Place

AT_ONCE = 5_000
SET_UP = "set-up"
"""Who wrote what a desk is set up with."""

Facts = Mapping[str, Any]
FACTS = ("kind", "name", "division_code", "quality", "source", "generated", "geometry")
"""What a place is, in the projection's words; `surveyed_on` and `ended_on` beside them."""


def load_places(session: Session, rows: Iterable[NewPlace], stamp: Stamp | None = None) -> int:
    """Write what is known of places, and return how many were given; the same again adds nothing.

    `stamp` says who and when; without one it is the set-up's own, by the machine's clock.
    """
    given = list(rows)
    head = stamp or Stamp.make(SystemClock().now(), SET_UP, "set-up")
    for start in range(0, len(given), AT_ONCE):
        part = given[start : start + AT_ONCE]
        known = _known(session, [row.id for row in part])
        write_facts(session, head, [(r.id, _facts(r)) for r in part], known)
    return len(given)


def write_facts(
    session: Session,
    stamp: Stamp,
    rows: Sequence[tuple[str, Facts]],
    known: Mapping[str, Facts],
) -> int:
    """Append an entry for every place whose facts differ from those known; return how many."""
    fresh = [
        {**facts, "id": place_id, "entry_id": new_id()}
        for place_id, facts in rows
        if any(facts[name] != known.get(place_id, {}).get(name, _ABSENT) for name in facts)
    ]
    if not fresh:
        return 0
    session.execute(
        insert(PlaceEntry),
        [_entry(stamp, row, known.get(row["id"], {}).get("entry_id")) for row in fresh],
    )
    dialect = session.get_bind().dialect.name
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(Place)
    rows_now = [{name: value for name, value in row.items() if name != "note"} for row in fresh]
    changed = {name: upsert.excluded[name] for name in rows_now[0] if name != "id"}
    session.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=changed), rows_now)
    return len(fresh)


def _known(session: Session, ids: Sequence[str]) -> dict[str, Facts]:
    columns = (*(getattr(Place, name) for name in FACTS), Place.surveyed_on, Place.ended_on)
    rows = session.execute(select(Place.id, Place.entry_id, *columns).where(Place.id.in_(ids)))
    return {row["id"]: dict(row) for row in rows.mappings()}


def _facts(row: NewPlace) -> Facts:
    return {
        "kind": row.kind,
        "name": row.name,
        "division_code": row.division_code,
        "quality": row.quality,
        "source": row.source,
        "generated": row.generated,
        "geometry": row.point,
        "surveyed_on": None,
        "ended_on": None,
    }


def _entry(stamp: Stamp, row: Mapping[str, Any], corrects: str | None) -> dict[str, Any]:
    return {
        "id": row["entry_id"],
        "recorded_at": stamp.recorded_at,
        "recorded_by": stamp.recorded_by,
        "source": stamp.source,
        "command_id": f"{stamp.command_id}:{row['id']}",
        "corrects": corrects,
        "place_id": row["id"],
        "kind": row["kind"],
        "name": row["name"],
        "division_code": row["division_code"],
        "quality": row["quality"],
        "origin": row["source"],
        "surveyed_on": row["surveyed_on"],
        "ended_on": row["ended_on"],
        "generated": row["generated"],
        "note": row.get("note", ""),
        "geometry": row["geometry"],
    }


_ABSENT = object()
