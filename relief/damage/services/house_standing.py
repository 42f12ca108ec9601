"""Houses as they stand, held against other writers, and the words for who was first."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound
from relief.core.wording import Bilingual
from relief.damage.house_tables import House, HouseNow
from relief.db.turn import take_turn
from relief.offices.queries import account_names

HOUSE = "房屋 house"
ROOM = "houses"


def standing(session: Session, ids: Iterable[str]) -> dict[str, tuple[House, HouseNow]]:
    """Return each house's last entry and projection by id, held to the transaction's end.

    Raises:
        NotFound: no such house, or it was withdrawn.
    """
    wanted = sorted(set(ids))
    for house_id in wanted:  # in the order of ids, so that two batches never wait for each other
        take_turn(session, f"house|{house_id}")
    rows = session.execute(
        select(House, HouseNow)
        .join(HouseNow, HouseNow.facts_id == House.id)
        .where(HouseNow.house_id.in_(wanted))
        .execution_options(populate_existing=True)
    )
    found = {now.house_id: (house, now) for house, now in rows}
    if missing := [house_id for house_id in wanted if house_id not in found]:
        raise NotFound(HOUSE, missing[0])
    return found


def sole_dwellings(
    session: Session, incident_id: str, households: Iterable[str]
) -> dict[str, HouseNow]:
    """Return the houses that stand as the only dwelling of these households, by household."""
    rows = session.scalars(
        select(HouseNow).where(
            HouseNow.incident_id == incident_id,
            HouseNow.household_id.in_(set(households)),
            HouseNow.sole_dwelling.is_(True),
        )
    )
    return {row.household_id: row for row in rows}


def moved_on(session: Session, now: HouseNow) -> AlreadyDone:
    """Return that somebody wrote about this house first: who and when."""
    return _told(session, now, Bilingual("这处房屋的登记或评定", "Recording or grading this house"))


def recorded_before(session: Session, now: HouseNow | None) -> AlreadyDone:
    """Return that the family's only dwelling stands in the ledger: by whom and when."""
    deed = Bilingual("这户唯一住房的登记", "Recording this family's only dwelling")
    return AlreadyDone(deed) if now is None else _told(session, now, deed)


def _told(session: Session, now: HouseNow, deed: Bilingual) -> AlreadyDone:
    by = account_names(session, {now.changed_by})[now.changed_by]
    return AlreadyDone(deed, by, f"{beijing(now.changed_at):%Y-%m-%d %H:%M}")
