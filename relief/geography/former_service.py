"""Keeps former codes and names: keyed by the desk, or written by a yearly update."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from relief.core.division_code import level_of
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.geography.division_table import code_fault
from relief.geography.history_tables import Former
from relief.geography.tables import Division

EDIT = "divisions.edit"
Speller = Callable[[str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NewFormer:
    """An earlier code or name of a division, as keyed.

    Fields:
        where: the row of the file or the field of the form, for refusals.
        division: 12-digit code of today.
        former_code, former_name: empty where that one did not change.
        valid_from, valid_until: None where nobody knows (待核).
        reason, source: why it changed, and who says so.
    """

    where: str
    division: str
    former_code: str
    former_name: str
    valid_from: date | None
    valid_until: date | None
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Written:
    """How many were new, and how many the desk had already."""

    added: int
    unchanged: int


def write_former(
    session: Session, scope: Scope, stamp: Stamp, rows: Sequence[NewFormer], spell: Speller
) -> Written:
    """Write former codes and names; all of them or none, and the second time nothing.

    Raises:
        RefusedRows: every row that cannot be, with its reason.
        OutOfScope: a division is not this person's.
    """
    check_formers(session, rows)
    for row in rows:
        scope.require(EDIT, row.division)
    keys = {(row.division, row.former_code, row.former_name): row for row in rows}
    known = _known(session, {row.division for row in rows})
    fresh = {key: row for key, row in keys.items() if key not in known}
    session.add_all(_entry(row, stamp, spell) for row in fresh.values())
    session.flush()
    if fresh:
        detail = {"divisions": sorted({row.division for row in fresh.values()})}
        write_audit(session, stamp.recorded_by, "divisions.former", stamp.source, detail)
        note_change(session, "geography")
    return Written(len(fresh), len(rows) - len(fresh))


def remove_former(session: Session, scope: Scope, former_id: str) -> str:
    """Take back a keyed entry; return its division. It stays in the audit log.

    Raises:
        NotFound: no such entry, or a yearly update wrote it (that is taken back as a whole).
        OutOfScope: the division is not this person's.
    """
    row = session.get(Former, former_id)
    if row is None or row.update_id is not None:
        raise NotFound("曾用名 former name", former_id)
    scope.require(EDIT, row.division_code)
    detail = {"code": row.former_code, "name": row.former_name, "reason": row.reason}
    write_audit(session, scope.account_id, "divisions.former_removed", row.division_code, detail)
    session.execute(delete(Former).where(Former.id == former_id))
    note_change(session, "geography")
    return row.division_code


def check_formers(session: Session, rows: Sequence[NewFormer]) -> None:
    """Pass when every row can be written.

    Raises:
        RefusedRows: every row that cannot be, with its reason.
    """
    codes = {row.division for row in rows} | {row.former_code for row in rows}
    found = session.execute(
        select(Division.code, Division.name, Division.valid_to).where(Division.code.in_(codes))
    )
    names = {code: name for code, name, closed in found if closed is None}
    faults = [Refused(reason, row.where) for row in rows for reason in _faults(row, names)]
    if not rows:
        faults.append(Refused(Bilingual("没有数据行", "There are no rows"), "file"))
    if faults:
        raise RefusedRows(faults)


def _faults(row: NewFormer, names: Mapping[str, str]) -> Iterable[Bilingual]:
    if reason := code_fault(row.division):
        yield reason
        return
    if row.division not in names:
        yield Bilingual(
            f"现在没有区划 {row.division}", f"There is no division {row.division} today"
        )
        return
    if not row.former_code and not row.former_name:
        yield Bilingual("请填写原代码或原名称", "Write the former code or the former name")
    if row.former_code:
        yield from _code_faults(row, names)
    if row.former_name == names[row.division] and not row.former_code:
        yield Bilingual(f"“{row.former_name}”就是现名称", f"“{row.former_name}” is today's name")
    if row.valid_from and row.valid_until and row.valid_from > row.valid_until:
        yield Bilingual("起始日期晚于截止日期", "It begins after it ends")
    if not row.source:
        yield Bilingual("请填写来源（文件、公告）", "Write the source (document, notice)")


def _code_faults(row: NewFormer, names: Mapping[str, str]) -> Iterable[Bilingual]:
    if reason := code_fault(row.former_code):
        yield reason
        return
    if row.former_code in names:
        held = names[row.former_code]
        yield Bilingual(
            f"原代码 {row.former_code} 现在仍是“{held}”",
            f"The former code {row.former_code} is “{held}” today",
        )
    elif level_of(row.former_code) != level_of(row.division):
        yield Bilingual(
            f"原代码 {row.former_code} 与现代码 {row.division} 级别不同",
            f"{row.former_code} and {row.division} are of different levels",
        )


def _known(session: Session, divisions: set[str]) -> set[tuple[str, str, str]]:
    rows = session.execute(
        select(Former.division_code, Former.former_code, Former.former_name).where(
            Former.division_code.in_(divisions)
        )
    )
    return {(division, code, name) for division, code, name in rows}


def _entry(row: NewFormer, stamp: Stamp, spell: Speller) -> Former:
    pinyin, initials = spell(row.former_name)
    return Former(
        division_code=row.division,
        former_code=row.former_code,
        former_name=row.former_name,
        pinyin=pinyin,
        initials=initials,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        reason=row.reason,
        source=row.source,
        recorded_at=stamp.recorded_at,
        recorded_by=stamp.recorded_by,
    )
