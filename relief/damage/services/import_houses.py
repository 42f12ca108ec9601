"""A house ledger's workbook, staged row by row and then moved into the ledger at once (law 11).

The caller owns the transactions: `begin_houses`, then `stage_part` until every line is staged, then
`finish_houses`, or `discard_houses` when it was asked to stop. A crash leaves the batch to go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.sheets import Mark, RawSheet
from relief.core.wording import Bilingual
from relief.damage.house_import import HouseImport, HouseOutcome, refused_whole
from relief.damage.house_import_tables import HouseBatch, StagedHouse
from relief.damage.house_queries import houses_of
from relief.damage.house_staging import HouseLine, Span, said_in, stage_houses
from relief.damage.house_verdict import Standing, staged_row
from relief.damage.house_villages import names_of, villages_in_scope
from relief.damage.houses import HouseRow
from relief.damage.services.houses import GRADE, RECORD
from relief.damage.services.move_houses import move_houses
from relief.db.audit import write_audit
from relief.db.turn import take_turn
from relief.geography.former_queries import with_leads
from relief.geography.queries import divisions
from relief.households.queries import known_digests
from relief.incidents.closed import require_open

PART = 500
"""Rows staged in one short transaction."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A batch to be staged, or what became of it already.

    Fields:
        lines: the sheet's rows as understood.
        staged: how many of them were staged before a crash.
        outcome: what became of the file; None while there is something to stage.
    """

    lines: tuple[HouseLine, ...]
    staged: int
    outcome: HouseOutcome | None = None


def begin_houses(
    session: Session, scope: Scope, stamp: Stamp, job: HouseImport, raw: RawSheet
) -> Begun:
    """Return the batch of this file, begun or gone on with; an imported one says what it became.

    Raises:
        OutOfScope: another desk's office, or a role that does not record houses.
        NotFound, Refused: no such incident, or a closed one.
    """
    scope.require(RECORD, job.office)
    incident = require_open(session, job.incident_id)
    take_turn(session, f"house-batch|{job.command_id}")
    batch = session.get(HouseBatch, job.command_id, populate_existing=True)
    if batch is not None and batch.state == "moved":
        return Begun((), 0, HouseOutcome(batch=job.command_id, already=True))
    span = Span(beijing(incident.occurred_at).date(), beijing(stamp.recorded_at).date())
    villages = names_of(villages_in_scope(session, scope, job.incident_id))
    sheet = stage_houses(raw, with_leads(session, villages, said_in(raw)), span)
    if sheet.marks:
        return Begun((), 0, refused_whole(sheet.marks))
    if any(line.grading for line in sheet.lines):
        scope.require(GRADE, job.office)
    if batch is None:
        batch = HouseBatch(
            command_id=job.command_id,
            incident_id=job.incident_id,
            division_code=job.office,
            rows=len(sheet.lines),
            state="staging",
            begun_at=stamp.recorded_at,
            begun_by=scope.account_id,
        )
        session.add(batch)
    elif batch.state == "discarded" or batch.rows != len(sheet.lines):
        _forget(session, job)
        batch.state, batch.staged, batch.rows = "staging", 0, len(sheet.lines)
    session.flush()
    return Begun(sheet.lines, batch.staged)


def stage_part(
    session: Session, scope: Scope, job: HouseImport, lines: Sequence[HouseLine], start: int
) -> int:
    """Return how many lines are staged after the next part, checked against the ledger."""
    take_turn(session, f"house-batch|{job.command_id}")
    batch = session.get_one(HouseBatch, job.command_id, populate_existing=True)
    if batch.staged != start or batch.state != "staging":
        return batch.staged  # another worker went on with the same batch
    part = lines[start : start + PART]
    known = known_digests(session, [line.digest for line in part])
    homes: dict[str, list[HouseRow]] = {}
    for home in houses_of(session, job.incident_id, (row.id for row in known.values())):
        homes.setdefault(home.household_id, []).append(home)
    places = divisions(session, {row.division_code for row in known.values()})
    ledger = Standing(known, homes, {code: place.name for code, place in places.items()})
    rows = [staged_row(scope, job.command_id, line, ledger) for line in part]
    session.execute(insert(StagedHouse), rows)
    batch.staged = start + len(part)
    return batch.staged


def finish_houses(session: Session, scope: Scope, stamp: Stamp, job: HouseImport) -> HouseOutcome:
    """Return what became of a batch that is staged whole: moved at once, or nothing changed.

    All rows, or the good ones when that was asked for; what stands in the ledger already is left.
    """
    take_turn(session, f"house-batch|{job.command_id}")
    batch = session.get_one(HouseBatch, job.command_id, populate_existing=True)
    if batch.state == "moved":
        return HouseOutcome(batch=job.command_id, already=True)
    counts = _counts(session, job)
    marks, notes = (_told(session, job, refused=refused) for refused in (True, False))
    good, wrong, same = (counts.get(verdict, 0) for verdict in ("good", "wrong", "same"))
    keep = not job.check_only and (not wrong or job.good_rows) and good + same > 0
    if keep and not _move(session, scope, stamp, job, good):
        discard_houses(session, job)
        return refused_whole([_raced()], refused=good + wrong)
    _forget(session, job)
    batch.state = "moved" if keep else "discarded"
    session.flush()
    return HouseOutcome(
        batch=job.command_id if keep else None,
        accepted=good if keep or job.check_only else 0,
        unchanged=same,
        refused=wrong,
        marks=marks,
        warnings=notes,
    )


def discard_houses(session: Session, job: HouseImport) -> None:
    """Delete what a batch has staged; its file can be imported again from the beginning."""
    _forget(session, job)
    batch = session.get(HouseBatch, job.command_id, populate_existing=True)
    if batch is not None and batch.state == "staging":
        batch.state, batch.staged = "discarded", 0
    session.flush()


def _counts(session: Session, job: HouseImport) -> dict[str, int]:
    rows = session.execute(
        select(StagedHouse.verdict, func.count().label("rows"))
        .where(StagedHouse.batch == job.command_id)
        .group_by(StagedHouse.verdict)
    )
    return {row.verdict: row.rows for row in rows}


def _told(session: Session, job: HouseImport, *, refused: bool) -> tuple[Mark, ...]:
    """Return why rows are refused, or else what is said of the others."""
    is_wrong = StagedHouse.verdict == "wrong"
    rows = session.scalars(
        select(StagedHouse.marks)
        .where(StagedHouse.batch == job.command_id, is_wrong if refused else ~is_wrong)
        .where(func.json_array_length(StagedHouse.marks) > 0)
        .order_by(StagedHouse.row)
    )
    return tuple(Mark(cell, Bilingual(zh, en)) for marks in rows for cell, zh, en in marks)


def _move(session: Session, scope: Scope, stamp: Stamp, job: HouseImport, good: int) -> bool:
    if not good:
        return True
    try:
        with session.begin_nested():
            move_houses(session, stamp, job)
    except IntegrityError:
        return False
    write_audit(session, scope.account_id, RECORD, job.command_id, {"rows": good})
    return True


def _forget(session: Session, job: HouseImport) -> None:
    session.execute(delete(StagedHouse).where(StagedHouse.batch == job.command_id))


def _raced() -> Mark:
    return Mark(
        "",
        Bilingual(
            "导入期间有人登记了同一户，未作任何改动；请重新导入",
            "Somebody registered one of these families meanwhile; nothing changed: import again",
        ),
    )
