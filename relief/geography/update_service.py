"""The yearly update as it is reviewed: filed from a table, judged line by line, or discarded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import level_of
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.division_table import code_fault
from relief.geography.former_service import EDIT, Speller
from relief.geography.history_tables import Update, UpdateLine
from relief.geography.queries import is_valid, within_ranges
from relief.geography.tables import Division
from relief.geography.update_diff import Change, differences

TURN = "geography_update"
VERDICTS = ("accepted", "rejected", "open")


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """A newer table: its file, its day, its names by code."""

    source: str
    sha256: str
    cut_off: date
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines of an update are meant; empty texts are any."""

    update_id: str
    kind: str = ""
    province: str = ""
    verdict: str = ""


def file_update(
    session: Session, scope: Scope, stamp: Stamp, new: NewUpdate, spell: Speller
) -> tuple[str, int]:
    """Return the id of the update and how many lines there are to review; ("", 0) for no change.

    Raises:
        Refused: another update is waiting for its review.
        OutOfScope: the table speaks of a province that is not this person's.
    """
    provinces = sorted({code[:2] for code in new.names})
    for province in provinces:
        scope.require(EDIT, province.ljust(12, "0"))
    take_turn(session, TURN)
    waiting = session.scalar(select(Update).where(Update.state == "staged"))
    if waiting is not None:
        if waiting.sha256 == new.sha256:
            return waiting.id, _count(session, UpdateLine.update_id == waiting.id)
        raise Refused(_is_waiting(waiting), "file")
    rows = session.execute(
        select(Division.code, Division.name).where(
            is_valid(), func.substr(Division.code, 1, 2).in_(provinces)
        )
    )
    changes = differences({row.code: row.name for row in rows}, new.names)
    if not changes:
        return "", 0
    row = Update(
        source=new.source,
        sha256=new.sha256,
        cut_off=new.cut_off,
        provinces=" ".join(provinces),
        state="staged",
        filed_at=stamp.recorded_at,
        filed_by=stamp.recorded_by,
    )
    session.add(row)
    session.flush()
    session.execute(insert(UpdateLine), [_line(row.id, change, spell) for change in changes])
    note_change(session, "geography")
    return row.id, len(changes)


def judge(session: Session, scope: Scope, stamp: Stamp, wanted: LineFilter, verdict: str) -> int:
    """Accept, reject or open again the open (or, for `open`, the judged) lines that are meant.

    Returns how many; lines that somebody judged meanwhile are left as they are.
    """
    _staged(session, scope, wanted.update_id)
    judged = UpdateLine.verdict != "open" if verdict == "open" else UpdateLine.verdict == "open"
    meant = (*lines_meant(scope, wanted), judged)
    done = session.execute(update(UpdateLine).where(*meant).values(**_by(stamp, verdict)))
    note_change(session, "geography")
    return int(getattr(done, "rowcount", 0))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reviewer says of a line that stood at `seen` on his screen.

    Fields:
        successor: of a closed division, the code of the one that took it in; empty for none.
    """

    line_id: int
    seen: str
    verdict: str
    successor: str = ""


def judge_line(session: Session, scope: Scope, stamp: Stamp, said: Judgement) -> str:
    """Judge one line; return its update.

    Raises:
        AlreadyDone: somebody judged it meanwhile.
        Refused: the successor named is no division's code.
    """
    line = session.get(UpdateLine, said.line_id)
    if line is None or said.verdict not in VERDICTS:
        raise NotFound("更新行 line", str(said.line_id))
    _staged(session, scope, line.update_id)
    scope.require(EDIT, line.code)
    values = _by(stamp, said.verdict)
    if line.kind in {"closed", "merged"}:
        if said.successor and (reason := code_fault(said.successor)):
            raise Refused(reason, "successor")
        kind = "merged" if said.successor else "closed"
        values |= {"successor": said.successor, "kind": kind}
    meant = (UpdateLine.id == said.line_id, UpdateLine.verdict == said.seen)
    done = session.execute(update(UpdateLine).where(*meant).values(values))
    if getattr(done, "rowcount", 0) == 0:
        session.refresh(line)
        deed = Bilingual("这一行的核对", "The review of this line")
        raise AlreadyDone(deed, line.decided_by or "", shown(line.decided_at))
    note_change(session, "geography")
    return line.update_id


def discard(session: Session, scope: Scope, stamp: Stamp, update_id: str) -> None:
    """Put an update aside; nothing of it was applied, and the same file can be filed again."""
    row = _staged(session, scope, update_id)
    row.state, row.decided_at, row.decided_by = "discarded", stamp.recorded_at, stamp.recorded_by
    write_audit(
        session, stamp.recorded_by, "divisions.update_discarded", row.source, {"id": row.id}
    )
    note_change(session, "geography")


def lines_meant(scope: Scope, wanted: LineFilter) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the lines of an update that a filter means, within scope."""
    conditions = [
        UpdateLine.update_id == wanted.update_id,
        within_ranges(UpdateLine.code, scope.ranges()),
    ]
    if wanted.kind:
        conditions.append(UpdateLine.kind == wanted.kind)
    if wanted.province:
        conditions.append(UpdateLine.code.startswith(wanted.province, autoescape=True))
    if wanted.verdict:
        conditions.append(UpdateLine.verdict == wanted.verdict)
    return tuple(conditions)


def require_whole(session: Session, scope: Scope, update_id: str) -> None:
    """Pass when the whole update lies within the person's divisions.

    Raises:
        OutOfScope: a part of it does not.
    """
    scope.require(EDIT)
    every = _count(session, UpdateLine.update_id == update_id)
    if every != _count(session, *lines_meant(scope, LineFilter(update_id))):
        raise OutOfScope(EDIT)


def find_update(session: Session, update_id: str) -> Update:
    """Return an update, read anew.

    Raises:
        NotFound: there is none.
    """
    row = session.get(Update, update_id, populate_existing=True)
    if row is None:
        raise NotFound("年度更新 update", update_id)
    return row


def shown(at: datetime | None) -> str:
    """Return a time as a refusal tells it, Beijing time."""
    return f"{beijing(at):%Y-%m-%d %H:%M}" if at else ""


def _staged(session: Session, scope: Scope, update_id: str) -> Update:
    scope.require(EDIT)
    take_turn(session, TURN)
    row = find_update(session, update_id)
    if row.state != "staged":
        raise AlreadyDone(
            Bilingual("这次年度更新的处理", "The decision on this yearly update"),
            row.decided_by or "",
            shown(row.decided_at),
        )
    return row


def _by(stamp: Stamp, verdict: str) -> dict[str, object]:
    return {
        "verdict": verdict,
        "decided_at": stamp.recorded_at,
        "decided_by": stamp.recorded_by,
    }


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(UpdateLine).where(*conditions)) or 0


def _line(update_id: str, change: Change, spell: Speller) -> dict[str, object]:
    pinyin, initials = spell(change.new_name) if change.new_name else ("", "")
    return {
        "update_id": update_id,
        "kind": change.kind,
        "level": level_of(change.code),
        "code": change.code,
        "old_code": change.old_code,
        "old_name": change.old_name,
        "new_code": change.new_code,
        "new_name": change.new_name,
        "pinyin": pinyin,
        "initials": initials,
        "successor": change.successor,
        "why": change.why,
        "verdict": "open",
    }


def _is_waiting(row: Update) -> Bilingual:
    return Bilingual(
        f"“{row.source}”还在核对：先应用或放弃它",
        f"“{row.source}” is still being reviewed: apply or discard it first",
    )
