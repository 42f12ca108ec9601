"""What stands in the way of applying an update, or of taking it back."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.division_code import NATION, parent_of
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.geography.history_tables import Update, UpdateLine
from relief.geography.queries import is_valid
from relief.geography.tables import Division
from relief.geography.update_moves import CLOSES, OPENS, chunks

MOST_FAULTS = 50


def check_apply(session: Session, lines: Iterable[UpdateLine]) -> None:
    """Pass when every line is judged and what was accepted leaves nothing without its parent.

    Raises:
        RefusedRows: otherwise, by code.
    """
    accepted = [line for line in lines if line.verdict == "accepted"]
    waiting = sum(line.verdict == "open" for line in lines)
    if waiting:
        raise RefusedRows(
            [Refused(Bilingual(f"还有 {waiting} 行未核对", f"{waiting} lines are not judged yet"))]
        )
    opened = {line.new_code for line in accepted if line.kind in OPENS}
    closed = {line.old_code for line in accepted if line.kind in CLOSES}
    named = {line.successor for line in accepted if line.kind == "merged"}
    faults = _orphans(session, opened, closed)
    after = (_valid(session, named) | opened) - closed
    faults += [
        Refused(
            Bilingual(f"去向 {code} 不是现有区划", f"The successor {code} is no division"), code
        )
        for code in sorted(named - after)
    ]
    if faults:
        raise RefusedRows(faults[:MOST_FAULTS])


def check_undo(session: Session, row: Update, lines: Sequence[UpdateLine]) -> None:
    """Pass when these applied lines can be undone.

    Raises:
        RefusedRows: a later update stands on them, or a division would be left without its parent.
    """
    later = select(Update.source).where(
        Update.state == "applied", Update.applied_at > row.applied_at, Update.id != row.id
    )
    if newer := session.scalar(later.limit(1)):
        words = Bilingual(f"其后已应用“{newer}”：先撤回它", f"Take “{newer}” back first")
        raise RefusedRows([Refused(words)])
    opened = {line.old_code for line in lines if line.kind in CLOSES}
    closed = {line.new_code for line in lines if line.kind in OPENS}
    if faults := _orphans(session, opened, closed):
        raise RefusedRows(faults[:MOST_FAULTS])


def _orphans(session: Session, opened: set[str], closed: set[str]) -> list[Refused]:
    """Return why these cannot be opened and closed: what would lie in nothing."""
    parents = {parent_of(code): code for code in opened if parent_of(code) != NATION}
    there = (_valid(session, parents) | opened) - closed
    faults = [
        Refused(
            Bilingual(
                f"{code} 的上级 {parent} 不存在或将撤销",
                f"{parent}, which {code} lies in, is not there or is closed",
            ),
            code,
        )
        for parent, code in sorted(parents.items())
        if parent not in there
    ]
    left: dict[str, str] = {}
    for some in chunks(closed):
        inner = session.execute(
            select(Division.parent_code, Division.code)
            .where(Division.parent_code.in_(some), is_valid())
            .order_by(Division.code)
        )
        left |= {parent: code for parent, code in inner if code not in closed}
    return faults + [
        Refused(
            Bilingual(f"{parent} 之下仍有 {code}", f"{code} still lies within {parent}"), parent
        )
        for parent, code in left.items()
    ]


def _valid(session: Session, codes: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(codes):
        found |= set(
            session.scalars(select(Division.code).where(Division.code.in_(some), is_valid()))
        )
    return found
