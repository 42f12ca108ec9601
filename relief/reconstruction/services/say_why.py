"""Records why a family's house is not rebuilt for; a reason can be taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.house_queries import HOUSE, houses_by_id
from relief.damage.houses import HouseRow
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.incidents.closed import require_open
from relief.reconstruction.catalogue import load_reasons
from relief.reconstruction.projections import why_now_row
from relief.reconstruction.services.standing import ROOM, STEP, number_of
from relief.reconstruction.tables import Case, Why, WhyNow

TAKEN_BACK = ""


def say_why(  # noqa: PLR0913, PLR0917 (three words about one house)
    session: Session, scope: Scope, stamp: Stamp, house_id: str, reason: str, words: str
) -> str:
    """Return the id of the entry that says why a house is not rebuilt for.

    An empty reason takes the last one back, with words that say why.

    Raises:
        OutOfScope: another desk's house.
        NotFound: no such house.
        AlreadyDone: that reason stands.
        Refused: a closed incident, no such reason, nothing to take back, or the house has a case:
            what becomes of a case is said there (rejected, withdrawn, transferred).
    """
    house = houses_by_id(session, [house_id]).get(house_id)
    if house is None:
        raise NotFound(HOUSE, house_id)
    scope.require(STEP, house.division_code)
    take_turn(session, f"reconstruction-house|{house_id}")
    if done := find_by_command(session, Why, stamp.command_id):
        return done
    require_open(session, house.incident_id)
    _check_case(session, house_id)
    now = session.get(WhyNow, house_id, populate_existing=True)
    _check(reason, words, now)
    entry = _entry(stamp, house, now, reason, words)
    if not append(session, entry):
        raise AlreadyDone(Bilingual("这处房屋的说明", "Saying why about this house"))
    upsert(session, WhyNow, [why_now_row(entry)])
    facts = {"house": house_id, "reason": reason}
    write_audit(session, scope.account_id, f"{ROOM}.explained", entry.id, facts)
    note_change(session, ROOM)
    return entry.id


def _entry(stamp: Stamp, house: HouseRow, now: WhyNow | None, reason: str, words: str) -> Why:
    return Why(
        **stamped(stamp),
        id=new_id(),
        incident_id=house.incident_id,
        house_id=house.id,
        division_code=house.division_code,
        code=reason,
        words=words.strip(),
        said_on=beijing(stamp.recorded_at).date(),
        corrects=now.entry_id if now else None,
        follows=now.entry_id if now else f"house:{house.id}",
    )


def _check_case(session: Session, house_id: str) -> None:
    case = session.scalar(select(Case).where(Case.house_id == house_id))
    if case is not None:
        number = number_of(case)
        raise Refused(
            Bilingual(
                f"这处房屋有个案 {number}，请在个案中撤回、转办或退回",
                f"This house has case {number}: withdraw, transfer or reject it there",
            ),
            "house_id",
        )


def _check(reason: str, words: str, now: WhyNow | None) -> None:
    if reason == TAKEN_BACK:
        if now is None or now.code == TAKEN_BACK:
            raise Refused(
                Bilingual("没有可撤销的说明", "There is no reason to take back"), "reason"
            )
        if not words.strip():
            raise Refused(Bilingual("请写明撤销的理由", "Say why it is taken back"), "words")
        return
    if reason not in load_reasons():
        raise Refused(Bilingual("请选择原因", "Choose the reason"), "reason")
    if now is not None and now.code == reason:
        raise AlreadyDone(Bilingual("这处房屋的说明", "Saying why about this house"))
