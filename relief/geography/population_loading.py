"""People of divisions written in sets: entries of the ledger, and the projection beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from relief.core.clock import SystemClock
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.db.base import stamped
from relief.geography.place_loading import AT_ONCE, SET_UP
from relief.geography.population_tables import PopulationEntry
from relief.geography.rows import NewPopulation
from relief.geography.tables import Population

_FACTS = ("people", "kind", "year", "quality", "source")


def load_populations(
    session: Session, rows: Iterable[NewPopulation], stamp: Stamp | None = None
) -> int:
    """Write how many people live in each division; the same again adds nothing.

    `stamp` says who and when; without one it is the set-up's own, by the machine's clock.
    """
    given = list(rows)
    head = stamp or Stamp.make(SystemClock().now(), SET_UP, "set-up")
    for start in range(0, len(given), AT_ONCE):
        part = {row.division_code: row for row in given[start : start + AT_ONCE]}
        standing = heads(session, part)
        fresh = [
            (code, _facts(row), "")
            for code, row in part.items()
            if code not in standing or _facts(row) != _known(standing[code])
        ]
        write_populations(session, head, fresh, standing)
    return len(given)


def heads(session: Session, codes: Iterable[str]) -> dict[str, PopulationEntry]:
    """Return the last entry of each division, also where it took a figure back."""
    later = select(PopulationEntry.corrects).where(PopulationEntry.corrects.is_not(None))
    rows = session.scalars(
        select(PopulationEntry).where(
            PopulationEntry.division_code.in_(sorted(set(codes))), PopulationEntry.id.not_in(later)
        )
    )
    return {row.division_code: row for row in rows}


def write_populations(
    session: Session,
    stamp: Stamp,
    rows: Sequence[tuple[str, Mapping[str, Any], str]],
    standing: Mapping[str, PopulationEntry],
) -> None:
    """Append an entry for each division (code, facts, note) and bring the projection up to it."""
    if not rows:
        return
    entries = []
    for code, facts, note in rows:
        before = standing.get(code)
        head = stamped(stamp) | {"command_id": f"{stamp.command_id}:{code}"}
        own = {"id": new_id(), "division_code": code, "note": note}
        corrects = {"corrects": before.id if before else None}
        kept = {name: value for name, value in facts.items() if name != "source"}
        entries.append(head | own | corrects | kept | {"origin": facts["source"]})
    session.execute(insert(PopulationEntry), entries)
    codes = [entry["division_code"] for entry in entries if entry["people"] is None]
    if codes:
        session.execute(delete(Population).where(Population.division_code.in_(codes)))
    _project(session, [entry for entry in entries if entry["people"] is not None])


def _project(session: Session, entries: Sequence[Mapping[str, Any]]) -> None:
    if not entries:
        return
    dialect = session.get_bind().dialect.name
    upsert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(Population)
    names = ("division_code", "people", "kind", "year", "quality")
    rows = [
        {name: entry[name] for name in names} | {"source": entry["origin"], "entry_id": entry["id"]}
        for entry in entries
    ]
    changed = {name: upsert.excluded[name] for name in rows[0] if name != "division_code"}
    statement = upsert.on_conflict_do_update(index_elements=["division_code"], set_=changed)
    session.execute(statement, rows)


def _facts(row: NewPopulation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FACTS}


def _known(entry: PopulationEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _FACTS[:-1]} | {"source": entry.origin}
