"""People of one division by hand: keyed, corrected, taken back; each is a ledger entry."""

from collections.abc import Mapping
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
from relief.geography.population_figure import Figure, fault_of
from relief.geography.population_loading import heads, write_populations
from relief.geography.population_queries import around
from relief.geography.population_tables import PopulationEntry
from relief.geography.queries import divisions

EDIT = "population.edit"


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
    facts = facts_of(new)
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


def facts_of(new: Figure) -> dict[str, Any]:
    """Return a figure in the ledger's words."""
    return {
        "people": new.people,
        "kind": new.kind,
        "year": new.year,
        "quality": new.quality,
        "source": new.origin.strip(),
    }


def _check(new: Figure, this_year: int) -> None:
    if fault := fault_of(new, this_year):
        raise Refused(fault[1], fault[0])


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
        raise Refused(OVERTAKEN, "follows")
    try:
        with session.begin_nested():
            write_populations(session, stamp, [(code, facts, note)], standing)
    except IntegrityError:
        raise Refused(OVERTAKEN, "follows") from None
    write_audit(session, scope.account_id, EDIT, code, {"people": facts["people"], "note": note})
    note_change(session, "population")
    return heads(session, [code])[code].id


OVERTAKEN = Bilingual(
    "有人刚改了这里的人口，您填的没有存入；请重看后再改",
    "Somebody changed this figure just now; yours was not kept: look again first",
)
