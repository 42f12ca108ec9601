"""A file of places, staged row by row and then moved into the ledger at once (law 11).

The caller owns the transactions: `begin_places`, then `stage_part` until every line is staged, then
`finish_places`, or `discard_places` when it was asked to stop. A crash leaves the batch to go on;
what is doubtful leaves it staged until somebody confirms or discards it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.core.errors import NotFound
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.sheets import Mark
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.place_divisions import lines_of_today
from relief.geography.place_import import PlaceImport, PlaceOutcome
from relief.geography.place_lines import PlaceLine
from relief.geography.place_moving import is_overtaken, move_places
from relief.geography.place_staging import staged_row, standing
from relief.geography.place_tables import PlaceBatch, StagedPlace
from relief.geography.projecting import Projector
from relief.geography.vector import VectorFile

EDIT = "places.edit"
PART = 1_000
"""Rows staged in one short transaction."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A batch to be staged, or what became of it already.

    Fields:
        lines: the file's, their divisions as they are called today.
        staged: how many of them were staged before a crash.
        outcome: what became of the file; None while there is something to do.
    """

    lines: Sequence[PlaceLine]
    staged: int
    outcome: PlaceOutcome | None = None


def begin_places(
    session: Session, scope: Scope, stamp: Stamp, job: PlaceImport, lines: Sequence[PlaceLine]
) -> Begun:
    """Return the batch of this file, begun or gone on with; an imported one says what it became.

    Raises:
        OutOfScope: another desk's office, or a role that does not keep places.
    """
    scope.require(EDIT, job.office)
    take_turn(session, _turn(job))
    batch = session.get(PlaceBatch, job.command_id, populate_existing=True)
    if batch is not None and batch.state == "moved":
        return Begun((), 0, PlaceOutcome(batch=job.command_id, already=True))
    if not lines:
        return Begun((), 0, PlaceOutcome(marks=(_NO_ROWS,)))
    if batch is None:
        batch = PlaceBatch(
            command_id=job.command_id,
            file_name=job.name,
            division_code=job.office,
            rows=len(lines),
            state="staging",
            begun_at=stamp.recorded_at,
            begun_by=scope.account_id,
        )
        session.add(batch)
    elif batch.state == "discarded" or batch.rows != len(lines):
        _forget(session, job)
        batch.state, batch.staged, batch.rows = "staging", 0, len(lines)
    session.flush()
    return Begun(lines_of_today(session, lines), batch.staged)


def stage_part(  # noqa: PLR0913, PLR0917 (a part is checked against all of this)
    session: Session,
    scope: Scope,
    job: PlaceImport,
    file: VectorFile,
    lines: Sequence[PlaceLine],
    start: int,
    project: Projector,
) -> int:
    """Return how many lines are staged after the next part, checked against what is known."""
    take_turn(session, _turn(job))
    batch = session.get_one(PlaceBatch, job.command_id, populate_existing=True)
    if batch.staged != start or batch.state != "staging":
        return batch.staged  # another worker went on with the same batch
    part = lines[start : start + PART]
    known = standing(session, part, file, project)
    session.execute(
        insert(StagedPlace), [staged_row(scope, job, line, known, file) for line in part]
    )
    batch.staged = start + len(part)
    return batch.staged


def finish_places(session: Session, scope: Scope, stamp: Stamp, job: PlaceImport) -> PlaceOutcome:
    """Return what became of a batch that is staged whole: moved at once, or nothing changed.

    All rows, or the good ones when that was asked for; what stands so already is left. Where
    positions are doubtful and not yet confirmed, the batch stays staged and nothing is changed.
    """
    take_turn(session, _turn(job))
    batch = session.get_one(PlaceBatch, job.command_id, populate_existing=True)
    if batch.state == "moved":
        return PlaceOutcome(batch=job.command_id, already=True)
    found = _told(session, job)
    keep = not job.check_only and (not found.refused or job.good_rows)
    keep = keep and found.accepted + found.unchanged > 0
    if keep and found.doubtful and not job.confirmed:
        return replace(found, to_confirm=True)
    if keep and not _move(session, scope, stamp, job, found.accepted):
        discard_places(session, job.command_id)
        return PlaceOutcome(refused=found.accepted, marks=(_RACED,))
    _forget(session, job)
    batch.state = "moved" if keep else "discarded"
    session.flush()
    return replace(
        found,
        batch=job.command_id if keep else None,
        accepted=found.accepted if keep or job.check_only else 0,
    )


def discard_places(session: Session, command_id: str) -> None:
    """Delete what a batch has staged; its file can be imported again from the beginning."""
    session.execute(delete(StagedPlace).where(StagedPlace.batch == command_id))
    batch = session.get(PlaceBatch, command_id, populate_existing=True)
    if batch is not None and batch.state == "staging":
        batch.state, batch.staged = "discarded", 0
    session.flush()


def discard_batch(session: Session, scope: Scope, command_id: str) -> None:
    """Throw away what a file of one's own divisions has staged.

    Raises:
        OutOfScope: another desk's file, or a role that does not keep places.
        NotFound: no such file.
    """
    batch = session.get(PlaceBatch, command_id)
    if batch is None:
        raise NotFound("导入 import", command_id)
    scope.require(EDIT, batch.division_code)
    discard_places(session, command_id)


def _told(session: Session, job: PlaceImport) -> PlaceOutcome:
    counts = {
        row.verdict: row.rows
        for row in session.execute(
            select(StagedPlace.verdict, func.count().label("rows"))
            .where(_own(job))
            .group_by(StagedPlace.verdict)
        )
    }
    rows = session.execute(
        select(StagedPlace.verdict, StagedPlace.marks, StagedPlace.warnings)
        .where(_own(job), StagedPlace.noted)
        .order_by(StagedPlace.row)
    ).all()
    marks = [_mark(told) for row in rows if row.verdict == "wrong" for told in row.marks]
    notes = [_mark(told) for row in rows if row.verdict != "wrong" for told in row.marks]
    warnings = [_mark(told) for row in rows for told in row.warnings]
    doubtful = sum(1 for row in rows if row.warnings and row.verdict == "good")
    good, wrong, same = (counts.get(verdict, 0) for verdict in ("good", "wrong", "same"))
    return PlaceOutcome(
        accepted=good,
        unchanged=same,
        refused=wrong,
        doubtful=doubtful,
        marks=tuple(marks),
        warnings=tuple(warnings),
        notes=tuple(notes),
    )


def _mark(told: Sequence[str]) -> Mark:
    cell, zh, en = told
    return Mark(cell, Bilingual(zh, en))


def _move(session: Session, scope: Scope, stamp: Stamp, job: PlaceImport, good: int) -> bool:
    if not good:
        return True
    if is_overtaken(session, job.command_id):
        return False
    try:
        with session.begin_nested():
            move_places(session, stamp, job.command_id)
    except IntegrityError:
        return False
    write_audit(session, scope.account_id, EDIT, job.command_id, {"rows": good, "file": job.name})
    note_change(session, "places")
    return True


def _own(job: PlaceImport) -> ColumnElement[bool]:
    return StagedPlace.batch == job.command_id


def _forget(session: Session, job: PlaceImport) -> None:
    session.execute(delete(StagedPlace).where(_own(job)))


def _turn(job: PlaceImport) -> str:
    return f"place-batch|{job.command_id}"


_NO_ROWS = Mark("", Bilingual("文件没有数据行", "The file has no rows"))
_RACED = Mark(
    "",
    Bilingual(
        "导入期间有人改了同一位置，未作任何改动；请重新导入",
        "Somebody changed one of these places meanwhile; nothing was changed: import again",
    ),
)
