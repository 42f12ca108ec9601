"""One place by hand: its position corrected, its end, the way back; each is a ledger entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select
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
from relief.geography.place_loading import write_facts
from relief.geography.place_tables import PlaceEntry
from relief.geography.place_words import ENDING, QUALITIES
from relief.geography.tables import Place

EDIT = "places.edit"
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Correction:
    """Where a place really is: `point` as stored, how well that is known, and why it changes."""

    point: Point
    quality: str
    origin: str
    surveyed_on: date | None
    reason: str


def correct_position(
    session: Session, scope: Scope, stamp: Stamp, place_id: str, new: Correction
) -> str:
    """Return the id of the place, its position corrected; the same command again changes nothing.

    Raises:
        NotFound: no such place within scope.
        OutOfScope: a role that does not keep places.
        Refused: no reason, an unknown quality, or a point that is none on earth.
    """
    if not new.reason.strip():
        raise Refused(Bilingual("请写明更正的理由", "Say why the position changes"), "reason")
    if new.quality not in QUALITIES:
        raise Refused(Bilingual("请选择坐标质量", "Choose the quality of the position"), "quality")
    facts = {
        "geometry": new.point,
        "quality": new.quality,
        "source": new.origin.strip() or DESK,
        "surveyed_on": new.surveyed_on,
        "generated": False,
        "note": new.reason.strip(),
    }
    return _write(session, scope, stamp, place_id, facts)


def end_place(  # noqa: PLR0913, PLR0917 (a day and a reason beside what every deed has)
    session: Session, scope: Scope, stamp: Stamp, place_id: str, on: date, reason: str
) -> str:
    """Return the id of the place, which ended on a day: a road open again, a shelter closed.

    Raises:
        NotFound, OutOfScope: as above.
        Refused: a kind without an end, or one that has ended already.
    """
    place = _find(session, scope, place_id)
    if place.kind not in ENDING:
        raise Refused(Bilingual("这类位置没有结束", "A place of this kind does not end"), "kind")
    facts = {"ended_on": on, "note": reason.strip()}
    return _write(session, scope, stamp, place_id, facts)


def reopen_place(session: Session, scope: Scope, stamp: Stamp, place_id: str, reason: str) -> str:
    """Return the id of a place that had ended and stands again.

    Raises:
        NotFound, OutOfScope: as above.
    """
    return _write(session, scope, stamp, place_id, {"ended_on": None, "note": reason.strip()})


def _write(
    session: Session, scope: Scope, stamp: Stamp, place_id: str, changed: Mapping[str, Any]
) -> str:
    scope.require(EDIT)
    take_turn(session, f"place|{place_id}")
    place = _find(session, scope, place_id)
    if find_by_command(session, PlaceEntry, f"{stamp.command_id}:{place_id}"):
        return place_id
    before = {name: getattr(place, name) for name in _COLUMNS}
    facts = {name: before[name] for name in _COLUMNS if name != "entry_id"} | dict(changed)
    known = {place_id: before | {"note": facts["note"]}}
    try:
        with session.begin_nested():
            written = write_facts(session, stamp, [(place_id, facts)], known)
    except IntegrityError:
        raise Refused(_OVERTAKEN, "id") from None
    if written:
        write_audit(session, scope.account_id, EDIT, place_id, {"note": facts["note"]})
        note_change(session, "places")
    return place_id


_OVERTAKEN = Bilingual(
    "有人刚改了这个位置，您的更正没有存入；请重看后再改",
    "Somebody changed this place just now; yours was not kept: look again first",
)


def _find(session: Session, scope: Scope, place_id: str) -> Place:
    chosen = select(Place).where(Place.id == place_id).execution_options(populate_existing=True)
    place = session.scalar(chosen)
    if place is None or not scope.covers(place.division_code):
        raise NotFound("位置 place", place_id)
    return place


_COLUMNS = (
    *("kind", "name", "division_code", "quality", "source", "generated", "geometry"),
    *("surveyed_on", "ended_on", "entry_id"),
)
