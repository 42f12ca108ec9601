"""Records who came to and left a site or relatives, and how many a site holds."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import contains, level_of
from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.core.wording import Bilingual
from relief.db.append import find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.db.upsert import upsert
from relief.geography.place_queries import places
from relief.geography.queries import divisions
from relief.geography.rows import PlaceRow
from relief.incidents.closed import closed
from relief.incidents.queries import find_incident
from relief.shelters.projections import GENERATED
from relief.shelters.queries import SITE, WITH_RELATIVES
from relief.shelters.tables import Capacity, OccupancyNow, Placement

RECORD = "shelters.record"
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True)
class NewPlacement:
    """People who came and left.

    Fields:
        site: place id, empty for people who moved in with relatives in `division`.
        division: the township; of a site it is the site's own and may be left empty.
        occurred_at: aware; None is when it is recorded.
    """

    incident_id: str
    site: str
    division: str
    people_in: int = 0
    people_out: int = 0
    occurred_at: datetime | None = None
    note: str = ""


def place(session: Session, scope: Scope, stamp: Stamp, new: NewPlacement) -> str:
    """Return the id of the entry; the same command again gets the first one's.

    More people than a site holds are recorded: they are there. The screens flag it.

    Raises:
        OutOfScope: another desk's township.
        NotFound: no such incident or site.
        Refused: nobody moved, a wrong count, more left than were there, a time to come, or somebody
            comes while the incident is closed.
    """
    division = _township(session, new)
    scope.require(RECORD, division)
    take_turn(session, f"shelters|{new.incident_id}|{division}|{new.site}")
    if done := find_by_command(session, Placement, stamp.command_id):
        return done
    _check(session, stamp, new, division)
    key = (new.incident_id, division, new.site)
    now = session.get(OccupancyNow, key, populate_existing=True)
    before = now.people if now else 0
    people = before + new.people_in - new.people_out
    if people < 0:
        raise Refused(
            Bilingual(
                f"登记在住 {before:,} 人，不能离开 {new.people_out:,} 人",
                f"{before:,} people are recorded there; {new.people_out:,} cannot have left",
            ),
            "people_out",
        )
    entry = _entry(stamp, new, division)
    session.add(entry)
    session.flush()
    row = dict(zip(("incident_id", "division_code", "site"), key, strict=True))
    generated = (now is None or now.generated) and stamp.source == GENERATED
    facts = {"people": people, "generated": generated, "changed_at": stamp.recorded_at}
    upsert(session, OccupancyNow, [row | facts])
    moved = {"division": division, "in": new.people_in, "out": new.people_out}
    write_audit(session, scope.account_id, RECORD, entry.id, moved)
    note_change(session, "shelters")
    return entry.id


def leave(session: Session, scope: Scope, stamp: Stamp, new: NewPlacement) -> int:
    """Return how many of `people_out` left: all of them, or as many as are recorded there.

    For families whose own record says where they were, when the register has fewer people.

    Raises:
        As `place`.
    """
    division = _township(session, new)
    take_turn(session, f"shelters|{new.incident_id}|{division}|{new.site}")
    key = (new.incident_id, division, new.site)
    now = session.get(OccupancyNow, key, populate_existing=True)
    people = min(new.people_out, now.people if now else 0)
    if people:
        place(session, scope, stamp, replace(new, people_out=people))
    return people


def measure(session: Session, scope: Scope, stamp: Stamp, site: str, people: int) -> str:
    """Return the id of the entry that says how many people a site holds.

    Raises:
        OutOfScope: another desk's site.
        NotFound: no such site.
        Refused: a wrong count.
    """
    division = _site(session, site).division_code
    scope.require(RECORD, division)
    if done := find_by_command(session, Capacity, stamp.command_id):
        return done
    _count(people, "capacity")
    entry = Capacity(
        **stamped(stamp), id=new_id(), site=site, division_code=division, people=people
    )
    session.add(entry)
    session.flush()
    write_audit(session, scope.account_id, "shelters.measure", entry.id, {"people": people})
    note_change(session, "shelters")
    return entry.id


def _township(session: Session, new: NewPlacement) -> str:
    if new.site != WITH_RELATIVES:
        return _site(session, new.site).division_code
    if not divisions(session, [new.division]) or level_of(new.division) != "township":
        raise Refused(Bilingual("请选择乡镇", "Choose the township"), "division")
    return new.division


def _site(session: Session, site: str) -> PlaceRow:
    found = next((r for r in places(session, (SITE,), [range_of("")]) if r.id == site), None)
    if found is None:
        raise NotFound("安置点 site", site)
    return found


def _check(session: Session, stamp: Stamp, new: NewPlacement, division: str) -> None:
    incident = find_incident(session, new.incident_id)
    if incident is None:
        raise NotFound("灾害事件 incident", new.incident_id)
    # Who is still there when the incident ends leaves later: nobody comes any more.
    if new.people_in and (refusal := closed(incident)):
        raise refusal
    if not any(contains(county, division) for county in incident.counties):
        raise Refused(
            Bilingual("该乡镇不在本次灾害范围内", "The township is not part of this incident"),
            "division",
        )
    _count(new.people_in, "people_in")
    _count(new.people_out, "people_out")
    if new.people_in + new.people_out == 0:
        raise Refused(Bilingual("请填写入住或离开人数", "Say how many came or left"), "people_in")
    if new.occurred_at is not None and new.occurred_at > stamp.recorded_at:
        at = f"{beijing(new.occurred_at):%Y-%m-%d %H:%M}"
        raise Refused(Bilingual(f"时间 {at} 晚于现在", f"{at} lies in the future"), "occurred_at")


def _count(people: object, path: str) -> None:
    whole = isinstance(people, int) and not isinstance(people, bool)
    if not whole or not 0 <= int(str(people)) <= MOST_PEOPLE:
        raise Refused(
            Bilingual(f"人数“{people}”无效：应为整数", f"“{people}”: a whole number is expected"),
            path,
        )


def _entry(stamp: Stamp, new: NewPlacement, division: str) -> Placement:
    return Placement(
        **stamped(stamp),
        id=new_id(),
        incident_id=new.incident_id,
        site=new.site,
        division_code=division,
        people_in=new.people_in,
        people_out=new.people_out,
        occurred_at=new.occurred_at or stamp.recorded_at,
        note=new.note.strip(),
    )
