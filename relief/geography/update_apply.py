"""Applies a reviewed update in one transaction, and takes it back, whole or line by line.

Nothing is deleted: a closed division keeps its row and its code, so ledgers go on naming it.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.former_service import EDIT
from relief.geography.history_tables import Update, UpdateLine
from relief.geography.update_checks import MOST_FAULTS, check_apply, check_undo
from relief.geography.update_moves import carry_out, undo
from relief.geography.update_service import TURN, find_update, require_whole, shown


def apply_update(session: Session, scope: Scope, stamp: Stamp, update_id: str) -> int:
    """Do what was accepted, from the update's day on; return how many lines that was.

    Raises:
        AlreadyDone: it was applied, discarded or taken back before.
        RefusedRows: lines not judged yet, or that would leave a division without its parent.
        OutOfScope: a part of it is not this person's.
    """
    take_turn(session, TURN)
    row = find_update(session, update_id)
    _require_state(row, "staged")
    require_whole(session, scope, update_id)
    lines = _lines(session, update_id)
    check_apply(session, lines)
    accepted = [line for line in lines if line.verdict == "accepted"]
    carry_out(session, row, accepted, stamp)
    row.state, row.decided_at, row.decided_by = "applied", stamp.recorded_at, stamp.recorded_by
    row.applied_at, row.applied_by = stamp.recorded_at, stamp.recorded_by
    detail = {"id": row.id, "lines": len(accepted), "sha256": row.sha256}
    write_audit(session, stamp.recorded_by, "divisions.update_applied", row.source, detail)
    note_change(session, "geography")
    return len(accepted)


def require_ready(session: Session, scope: Scope, update_id: str) -> int:
    """Return how many lines applying the update would do; nothing is changed.

    Raises:
        As `apply_update`.
    """
    _require_state(find_update(session, update_id), "staged")
    require_whole(session, scope, update_id)
    lines = _lines(session, update_id)
    check_apply(session, lines)
    return sum(line.verdict == "accepted" for line in lines)


def apply_once(session: Session, scope: Scope, stamp: Stamp, update_id: str) -> int:
    """Apply an update as `apply_update` does; to who has applied it already, say so again.

    A worker may die between the commit and the word that it is done.
    """
    take_turn(session, TURN)
    row = find_update(session, update_id)
    if row.state == "applied" and row.applied_by == stamp.recorded_by:
        return sum(line.verdict == "accepted" for line in _lines(session, update_id))
    return apply_update(session, scope, stamp, update_id)


def take_back(
    session: Session, scope: Scope, stamp: Stamp, update_id: str, line_id: int | None = None
) -> int:
    """Undo an applied update, or one line of it; return how many lines that was.

    Raises:
        AlreadyDone: it was taken back before.
        NotFound: no such line was applied.
        RefusedRows: a later update stands on it, or a division would be left without its parent.
    """
    take_turn(session, TURN)
    row = find_update(session, update_id)
    _require_state(row, "applied")
    if line_id is None:
        require_whole(session, scope, update_id)
    lines = [line for line in _lines(session, update_id) if _stands(line, line_id)]
    if not lines:
        raise NotFound("已应用的更新行 applied line", str(line_id or update_id))
    for line in lines:
        scope.require(EDIT, line.code)
    check_undo(session, row, lines)
    undo(session, row, lines)
    for line in lines:
        line.undone_at, line.undone_by = stamp.recorded_at, stamp.recorded_by
    if line_id is None:
        row.state, row.decided_at = "taken_back", stamp.recorded_at
        row.decided_by = stamp.recorded_by
    detail = {"id": row.id, "lines": [line.id for line in lines[:MOST_FAULTS]]}
    write_audit(session, stamp.recorded_by, "divisions.update_taken_back", row.source, detail)
    note_change(session, "geography")
    return len(lines)


def _lines(session: Session, update_id: str) -> Sequence[UpdateLine]:
    wanted = select(UpdateLine).where(UpdateLine.update_id == update_id).order_by(UpdateLine.id)
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


def _stands(line: UpdateLine, line_id: int | None) -> bool:
    applied = line.verdict == "accepted" and line.undone_at is None
    return applied and line_id in {None, line.id}


def _require_state(row: Update, state: str) -> None:
    if row.state != state:
        deed = Bilingual("这次年度更新的处理", "The decision on this yearly update")
        raise AlreadyDone(deed, row.decided_by or "", shown(row.decided_at))
