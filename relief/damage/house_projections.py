"""Each house as it stands, derived from what was reported and how it was graded."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, exists, select
from sqlalchemy.orm import Session, aliased

from relief.damage.house_tables import House, HouseGrading, HouseNow
from relief.db.projections import Projection, Row

GENERATED = "generated"


def house_now_row(house: House, grading: HouseGrading | None, *, generated: bool) -> dict[str, Any]:
    """Return the projection's row: the house as it reads, then as its last grading has it."""
    last = grading or house
    newest = max((house, last), key=lambda entry: (entry.recorded_at, entry.id))
    return {
        "house_id": house.house_id,
        "entry_id": last.id,
        "facts_id": house.id,
        "incident_id": house.incident_id,
        "household_id": house.household_id,
        "division_code": house.division_code,
        "structure": house.structure,
        "rooms": house.rooms,
        "rooms_collapsed": last.rooms_collapsed,
        "rooms_severe": last.rooms_severe,
        "rooms_general": last.rooms_general,
        "grade": grading.grade if grading else None,
        "appraisal": grading.appraisal if grading else None,
        "sole_dwelling": last.sole_dwelling,
        "excluded": last.excluded,
        "occurred_on": house.occurred_on,
        "generated": generated,
        "changed_at": newest.recorded_at,
        "changed_by": newest.recorded_by,
    }


def derive_houses(
    session: Session,
    incident_id: str | None = None,
    at: datetime | None = None,
    house_id: str | None = None,
) -> Iterable[Row]:
    """Yield the projection's rows from the ledger: of one incident or house, as known at `at`."""
    chosen = _last_entries(at)
    if incident_id is not None:
        chosen = chosen.where(House.incident_id == incident_id)
    if house_id is not None:
        chosen = chosen.where(House.house_id == house_id)
    for house, source, grading in session.execute(chosen):
        yield house_now_row(house, grading, generated=source == GENERATED)


def _last_entries(at: datetime | None) -> Select[House, str, HouseGrading]:
    """Return each house's last entry, its first one's source, and its last grading; none withdrawn.

    "Last" is what nothing known at `at` corrects or follows.
    """
    first, corrected, later = aliased(House), aliased(House), aliased(HouseGrading)
    standing = ~exists().where(corrected.corrects == House.id, *_known(corrected, at))
    unfollowed = ~exists().where(later.follows == HouseGrading.id, *_known(later, at))
    mine = and_(HouseGrading.house_id == House.house_id, unfollowed, *_known(HouseGrading, at))
    return (
        select(House, first.source, HouseGrading)
        .join(first, first.id == House.house_id)
        .outerjoin(HouseGrading, mine)
        .where(standing, House.withdrawn.is_(False), *_known(House, at))
    )


def _known(entry: Any, at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return () if at is None else (entry.recorded_at <= at,)


def _houses_now(session: Session) -> Iterable[Row]:
    return derive_houses(session)


PROJECTIONS = (Projection(cast("Table", HouseNow.__table__), _houses_now),)
