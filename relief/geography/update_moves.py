"""What the accepted lines of an update do to the divisions, and how that is undone; in sets."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.geography.history_tables import Former, Update, UpdateLine
from relief.geography.loading import add_divisions
from relief.geography.name_index import forget_names, index_names
from relief.geography.rows import NewDivision
from relief.geography.tables import Division

OPENS, CLOSES = frozenset({"new", "recoded"}), frozenset({"closed", "merged", "recoded"})
_CHUNK = 5_000
_NAMES = ("renamed", "recoded", "merged")


@dataclass(frozen=True, slots=True)
class Named:
    """A division's name with its spelling."""

    code: str
    name: str
    pinyin: str
    initials: str


def chunks(codes: Iterable[str], size: int = _CHUNK) -> Iterator[list[str]]:
    """Yield the codes in lists that a statement can take."""
    source = iter(codes)
    while some := list(islice(source, size)):
        yield some


def carry_out(session: Session, row: Update, lines: Sequence[UpdateLine], stamp: Stamp) -> None:
    """Do what the accepted lines say, from the update's day on."""
    before = _named(session, [line.old_code for line in lines if line.old_code])
    _close(session, [line.old_code for line in lines if line.kind in CLOSES], row)
    _open(session, [line for line in lines if line.kind in OPENS], row)
    rename(session, [_newer(line) for line in lines if line.kind == "renamed"])
    _remember(session, [line for line in lines if line.kind in _NAMES], before, row, stamp)


def undo(session: Session, row: Update, lines: Sequence[UpdateLine]) -> None:
    """Put the divisions of applied lines back as they were.

    What was opened was never valid on any day: its row stays, and its code can come again.
    """
    opened = [line.new_code for line in lines if line.kind in OPENS]
    for some in chunks(opened):
        ended = Division.valid_from
        session.execute(update(Division).where(Division.code.in_(some)).values(valid_to=ended))
    for some in chunks(line.old_code for line in lines if line.kind in CLOSES):
        session.execute(update(Division).where(Division.code.in_(some)).values(valid_to=None))
    written = session.scalars(select(Former).where(Former.update_id == row.id)).all()
    spelt = {(f.division_code, f.former_name): (f.pinyin, f.initials) for f in written}
    back = [
        Named(line.old_code, line.old_name, *spelt.get((line.old_code, line.old_name), ("", "")))
        for line in lines
        if line.kind == "renamed"
    ]
    rename(session, back)
    undone = {_key(line) for line in lines}
    gone = [f.id for f in written if (f.division_code, f.former_code, f.former_name) in undone]
    for some in chunks(gone):
        session.execute(delete(Former).where(Former.id.in_(some)))


def rename(session: Session, rows: Sequence[Named]) -> None:
    """Give divisions other names, in the index of names too."""
    if not rows:
        return
    before = _named(session, [row.code for row in rows])
    forget_names(session, ((code, named.name) for code, named in before.items()))
    statement = (
        update(Division)
        .where(Division.code == bindparam("its_code"))
        .values(name=bindparam("its_name"), pinyin=bindparam("its_pinyin"))
        .values(initials=bindparam("its_initials"))
    )
    session.connection().execute(
        statement,
        [
            {
                "its_code": row.code,
                "its_name": row.name,
                "its_pinyin": row.pinyin,
                "its_initials": row.initials,
            }
            for row in rows
        ],
    )
    index_names(session, ((row.code, row.name) for row in rows))


def _newer(line: UpdateLine) -> Named:
    return Named(line.new_code, line.new_name, line.pinyin, line.initials)


def _named(session: Session, codes: Collection[str]) -> dict[str, Named]:
    columns = (Division.code, Division.name, Division.pinyin, Division.initials)
    found: dict[str, Named] = {}
    for some in chunks(codes):
        rows = session.execute(select(*columns).where(Division.code.in_(some)))
        found |= {row.code: Named(*row) for row in rows}
    return found


def _close(session: Session, codes: Collection[str], row: Update) -> None:
    for some in chunks(codes):
        ended = update(Division).where(Division.code.in_(some)).values(valid_to=row.cut_off)
        session.execute(ended)


def _open(session: Session, lines: Sequence[UpdateLine], row: Update) -> None:
    """Open the newer divisions; a code that was closed before is opened again."""
    again = _named(session, [line.new_code for line in lines])
    rename(session, [_newer(line) for line in lines if line.new_code in again])
    for some in chunks(again):
        opened = update(Division).where(Division.code.in_(some))
        session.execute(opened.values(valid_from=row.cut_off, valid_to=None))
    fresh = [
        NewDivision(line.new_code, line.new_name, line.pinyin, line.initials, row.cut_off)
        for line in lines
        if line.new_code not in again
    ]
    for start in range(0, len(fresh), _CHUNK):
        add_divisions(session, fresh[start : start + _CHUNK])


def _key(line: UpdateLine) -> tuple[str, str, str]:
    today = line.successor if line.kind == "merged" else line.new_code
    return today, "" if line.kind == "renamed" else line.old_code, line.old_name


def _remember(
    session: Session,
    lines: Sequence[UpdateLine],
    before: dict[str, Named],
    row: Update,
    stamp: Stamp,
) -> None:
    """Write the former codes and names that the desk does not have yet."""
    known: set[tuple[str, str, str]] = set()
    for some in chunks({_key(line)[0] for line in lines}):
        held = select(Former.division_code, Former.former_code, Former.former_name)
        rows = session.execute(held.where(Former.division_code.in_(some)))
        known |= {(today, code, name) for today, code, name in rows}
    entries = [
        {
            "division_code": _key(line)[0],
            "former_code": _key(line)[1],
            "former_name": line.old_name,
            "pinyin": before[line.old_code].pinyin if line.old_code in before else "",
            "initials": before[line.old_code].initials if line.old_code in before else "",
            "valid_from": None,
            "valid_until": row.cut_off,
            "reason": line.kind,
            "source": row.source,
            "update_id": row.id,
            "recorded_at": stamp.recorded_at,
            "recorded_by": stamp.recorded_by,
        }
        for line in lines
        if _key(line) not in known
    ]
    if entries:
        session.execute(insert(Former), entries)
