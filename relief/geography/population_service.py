"""People of one division by hand: keyed, corrected, taken back; each is a ledger entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import find_by_command
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.population_loading import heads, write_populations
from relief.geography.population_queries import around
from relief.geography.population_tables import PopulationEntry
from relief.geography.queries import divisions

EDIT = "population.edit"
KINDS = {
    "resident": Bilingual("常住人口", "Resident (census)"),
    "registered": Bilingual("户籍人口", "Registered (hukou)"),
}
QUALITIES = {
    "published": Bilingual("公布", "Published"),
    "estimate": Bilingual("估算", "Estimate"),
}
_FIRST_YEAR = 1949
_MOST_PEOPLE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people a division has.

    Fields:
        people: whole, 0 or more. year: the year it is of, None unknown.
        kind, quality: as `KINDS` and `QUALITIES`. origin: who says so. note: why it changes.
    """

    people: int
    kind: str
    year: int | None
    quality: str
    origin: str
    note: str = ""


def set_population(  # noqa: PLR0913, PLR0917 (whose figure, and what it was typed against)
    session: Session, scope: Scope, stamp: Stamp, code: str, new: Figure, follows: str
) -> str:
    """Return the id of the entry that says so; the same command again is the first one's answer.

    `follows` is the entry the person saw standing, empty for none.

    Raises:
        NotFound: no such division within scope.
        OutOfScope: a role that does not key people.
        Refused: a figure that cannot be, nothing that says whose it is, a correction without its
            reason, or somebody was faster.
    """
    _check(new, stamp.recorded_at.year)
    facts = {
        "people": new.people,
        "kind": new.kind,
        "year": new.year,
        "quality": new.quality,
        "source": new.origin.strip(),
    }
    if follows and not new.note.strip():
        raise Refused(Bilingual("请写明更正的理由", "Say why the figure changes"), "note")
    return _append(session, scope, stamp, code, facts, new.note.strip(), follows)


def undo_population(session: Session, scope: Scope, stamp: Stamp, code: str, follows: str) -> str:
    """Return the id of the entry that sets the figure back to the one before, or to none.

    Raises:
        NotFound, OutOfScope: as above.
        Refused: nothing stands to be taken back, or somebody was faster.
    """
    standing = session.get(PopulationEntry, follows) if follows else None
    if standing is None or standing.division_code != code:
        raise Refused(Bilingual("没有可撤回的人口数", "There is no figure to take back"), "follows")
    before = session.get(PopulationEntry, standing.corrects) if standing.corrects else None
    told = before or standing
    facts = {
        "people": before.people if before else None,
        "kind": told.kind,
        "year": told.year,
        "quality": told.quality,
        "source": told.origin,
    }
    return _append(session, scope, stamp, code, facts, "撤回 undo", follows)


def doubts(session: Session, code: str, people: int) -> list[Bilingual]:
    """Return what a figure contradicts: the division around it, or one within it."""
    found = []
    for row in around(session, code):
        if row.outer and people > row.people:
            found.append(
                Bilingual(
                    f"多于所在的{row.name}（{row.people:,} 人）",
                    f"more than {row.name} around it ({row.people:,})",
                )
            )
        if not row.outer and people < row.people:
            found.append(
                Bilingual(
                    f"少于其下的{row.name}（{row.people:,} 人）",
                    f"fewer than {row.name} within it ({row.people:,})",
                )
            )
    return found


def _check(new: Figure, this_year: int) -> None:
    if not 0 <= new.people <= _MOST_PEOPLE:
        raise Refused(Bilingual("人数应为 0 或正整数", "People are 0 or more"), "people")
    if new.year is not None and not _FIRST_YEAR <= new.year <= this_year:
        words = f"年份应在 {_FIRST_YEAR}–{this_year}", f"The year is {_FIRST_YEAR}–{this_year}"
        raise Refused(Bilingual(*words), "year")
    if new.kind not in KINDS:
        raise Refused(Bilingual("请选择人口口径", "Choose which people are counted"), "kind")
    if new.quality not in QUALITIES:
        raise Refused(Bilingual("请选择公布还是估算", "Say published or estimate"), "quality")
    if not new.origin.strip():
        raise Refused(Bilingual("请写明来源", "Say where the figure comes from"), "origin")


def _append(  # noqa: PLR0913, PLR0917 (an entry and what it corrects)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    code: str,
    facts: Mapping[str, Any],
    note: str,
    follows: str,
) -> str:
    scope.require(EDIT)
    if not scope.covers(code) or code not in divisions(session, [code]):
        raise NotFound("区划 division", code)
    take_turn(session, f"population|{code}")
    done = find_by_command(session, PopulationEntry, f"{stamp.command_id}:{code}")
    if done:
        return done
    standing = heads(session, [code])
    if (standing[code].id if code in standing else "") != follows:
        raise Refused(_OVERTAKEN, "follows")
    try:
        with session.begin_nested():
            write_populations(session, stamp, [(code, facts, note)], standing)
    except IntegrityError:
        raise Refused(_OVERTAKEN, "follows") from None
    write_audit(session, scope.account_id, EDIT, code, {"people": facts["people"], "note": note})
    note_change(session, "population")
    return heads(session, [code])[code].id


_OVERTAKEN = Bilingual(
    "有人刚改了这里的人口，您填的没有存入；请重看后再改",
    "Somebody changed this figure just now; yours was not kept: look again first",
)
