"""Opens house cases: one or many at once, one a house and a family."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.division_code import at_level, contains
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.core.wording import Bilingual
from relief.damage.house_queries import HOUSE, houses_by_id
from relief.damage.houses import HouseRow
from relief.db.append import append, commands_done
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.geography.place_queries import places
from relief.geography.rows import PlaceRow
from relief.households.queries import households
from relief.incidents.closed import require_open
from relief.incidents.queries import IncidentRow
from relief.offices.queries import account_names
from relief.reconstruction.house_rules import house_fault
from relief.reconstruction.projections import GENERATED, case_now_row
from relief.reconstruction.rows import NewCase
from relief.reconstruction.services.persons import person_ids
from relief.reconstruction.services.standing import ROOM, STEP, mode_of, number_of
from relief.reconstruction.stages import OPENING
from relief.reconstruction.tables import Case, CaseEntry, CaseNow, WhyNow
from relief.shelters.queries import SITE

_Wish = tuple[Stamp, NewCase]


def open_case(session: Session, scope: Scope, stamp: Stamp, new: NewCase) -> str:
    """Return the id of the case; the same command again gets the first one's.

    It begins graded, or reported while its house has no grade yet.

    Raises:
        OutOfScope: another desk's village, or a role that does not open cases.
        NotFound: no such incident, house or site.
        AlreadyDone: the house has a case: by whom and when.
        Refused: a closed incident; a house that is not rebuilt for (with its reason and source), a
            way that does not go with its grade; more people than the family has; no person in
            charge; a day to come or before the damage.
    """
    return open_all(session, scope, [(stamp, new)])[0]


def open_all(session: Session, scope: Scope, wishes: Sequence[_Wish]) -> tuple[str, ...]:
    """Return the ids of cases opened together, in order. All, or none.

    Raises:
        As `open_case`, for the first that cannot be opened.
    """
    found = _houses(session, [new.house_id for _stamp, new in wishes])
    for house in found.values():
        scope.require(STEP, house.division_code)
    for turn in sorted(f"reconstruction-house|{house_id}" for house_id in found):
        take_turn(session, turn)
    for turn in sorted({_turn(new, found) for _stamp, new in wishes}):
        take_turn(session, turn)
    commands = [stamp.command_id for stamp, _new in wishes]
    done = commands_done(session, Case, commands)
    todo = [(stamp, new) for stamp, new in wishes if stamp.command_id not in done]
    _check(session, todo, found)
    cases = _cases(session, todo, found)
    entries = _entries(session, todo, cases, found)
    nows = [CaseNow(**case_now_row(c, e)) for c, e in zip(cases, entries, strict=True)]
    if not append(session, *cases) or not append(session, *entries, *nows):
        raise _other_case()
    for case in cases:
        facts = {"number": number_of(case), "house": case.house_id}
        write_audit(session, scope.account_id, f"{ROOM}.opened", case.id, facts)
    note_change(session, ROOM)
    ids = done | {case.command_id: case.id for case in cases}
    return tuple(ids[command] for command in commands)


def _houses(session: Session, ids: Sequence[str]) -> dict[str, HouseRow]:
    found = houses_by_id(session, ids)
    if missing := [house_id for house_id in ids if house_id not in found]:
        raise NotFound(HOUSE, missing[0])
    return found


def _turn(new: NewCase, found: Mapping[str, HouseRow]) -> str:
    county = at_level(found[new.house_id].division_code, "county")
    return f"reconstruction-number|{new.incident_id}|{county}"


def _check(session: Session, todo: Sequence[_Wish], found: Mapping[str, HouseRow]) -> None:
    incidents = {i: require_open(session, i) for i in {new.incident_id for _s, new in todo}}
    houses = [new.house_id for _stamp, new in todo]
    _check_new(session, houses)
    sites = _sites(session, todo)
    families = households(session, {house.household_id for house in found.values()})
    for stamp, new in todo:
        house = found[new.house_id]
        mode = mode_of(new.mode)
        if house.incident_id != new.incident_id:
            raise NotFound(HOUSE, new.house_id)
        if fault := house_fault(house, mode):
            raise Refused(fault, "house_id")
        _check_people(new, families[house.household_id].members)
        _check_site(new, incidents[new.incident_id], sites)
        _check_day(stamp, new, house)


def _check_new(session: Session, houses: Sequence[str]) -> None:
    case = session.scalar(select(Case).where(Case.house_id.in_(houses)).limit(1))
    if case is not None:
        deed = Bilingual(
            f"这处房屋的个案 {number_of(case)}", f"Case {number_of(case)} of this house"
        )
        by = account_names(session, {case.recorded_by})[case.recorded_by]
        raise AlreadyDone(deed, by, f"{beijing(case.recorded_at):%Y-%m-%d %H:%M}")
    said = select(WhyNow.code).where(WhyNow.house_id.in_(houses), WhyNow.code != "").limit(1)
    if session.scalar(said):
        raise Refused(
            Bilingual(
                "这处房屋已说明不重建的原因，请先撤销该说明",
                "A reason why this house is not rebuilt for stands: first take it back",
            ),
            "house_id",
        )


def _check_people(new: NewCase, members: int) -> None:
    if not 0 <= new.people <= members:
        raise Refused(
            Bilingual(f"临时安置人数应为 0 至 {members}（家庭人口）", f"0 to {members} people"),
            "people",
        )


def _check_site(new: NewCase, incident: IncidentRow, sites: Mapping[str, PlaceRow]) -> None:
    if not new.temporary_site:
        return
    site = sites.get(new.temporary_site)
    if site is None:
        raise NotFound("安置点 site", new.temporary_site)
    if not any(contains(county, site.division_code) for county in incident.counties):
        raise Refused(
            Bilingual("安置点不在本次灾害范围内", "That site is not part of this incident"),
            "temporary_site",
        )


def _check_day(stamp: Stamp, new: NewCase, house: HouseRow) -> None:
    day = _opened_on(stamp, new)
    if day > beijing(stamp.recorded_at).date() or day < house.occurred_on:
        raise Refused(
            Bilingual("日期晚于今天或早于房屋受损", "A day to come, or before the damage"),
            "opened_on",
        )


def _opened_on(stamp: Stamp, new: NewCase) -> date:
    return new.opened_on or beijing(stamp.recorded_at).date()


def _sites(session: Session, todo: Sequence[_Wish]) -> dict[str, PlaceRow]:
    if not any(new.temporary_site for _stamp, new in todo):
        return {}
    return {row.id: row for row in places(session, (SITE,), [range_of("")])}


def _cases(session: Session, todo: Sequence[_Wish], found: Mapping[str, HouseRow]) -> list[Case]:
    sites = _sites(session, todo)
    highest: dict[tuple[str, str], int] = {}
    cases = []
    for stamp, new in todo:
        house = found[new.house_id]
        key = (new.incident_id, at_level(house.division_code, "county"))
        if key not in highest:
            highest[key] = _highest(session, key)
        highest[key] += 1
        site = sites.get(new.temporary_site)
        cases.append(
            Case(
                **stamped(stamp),
                id=new_id(),
                incident_id=new.incident_id,
                house_id=house.id,
                household_id=house.household_id,
                division_code=house.division_code,
                county_code=key[1],
                number=highest[key],
                temporary_site=new.temporary_site,
                temporary_division=(
                    site.division_code if site else at_level(house.division_code, "township")
                ),
                people=new.people,
            )
        )
    return cases


def _highest(session: Session, key: tuple[str, str]) -> int:
    return (
        session.scalar(
            select(func.max(Case.number)).where(
                Case.incident_id == key[0], Case.county_code == key[1]
            )
        )
        or 0
    )


def _entries(
    session: Session,
    todo: Sequence[_Wish],
    cases: Sequence[Case],
    found: Mapping[str, HouseRow],
) -> list[CaseEntry]:
    named: dict[str, set[str]] = {}
    for (_stamp, new), case in zip(todo, cases, strict=True):
        named.setdefault(case.county_code, set()).add(new.responsible)
    made = all(stamp.source == GENERATED for stamp, _new in todo)
    people = {
        county: person_ids(session, county, names, generated=made)
        for county, names in sorted(named.items())
    }
    return [
        _entry(stamp, new, case, found[new.house_id], people[case.county_code][new.responsible])
        for (stamp, new), case in zip(todo, cases, strict=True)
    ]


def _entry(stamp: Stamp, new: NewCase, case: Case, house: HouseRow, person: str) -> CaseEntry:
    day = _opened_on(stamp, new)
    return CaseEntry(
        **stamped(stamp),
        id=new_id(),
        case_id=case.id,
        seq=1,
        incident_id=case.incident_id,
        division_code=case.division_code,
        kind="opened",
        stage=OPENING[house.grade is not None],
        side="",
        stage_on=day,
        mode=new.mode,
        responsible_id=person,
        early_on=None,
        freed_on=None,
        freed=0,
        occurred_on=day,
        precision="day",
        counts_on=day,
        until=None,
        reason="",
        target="",
        evidence=[],
        follows=f"case:{case.id}",
    )


def _other_case() -> Refused:
    return Refused(
        Bilingual(
            "这户在本次灾害中另有办理中的个案，一户一案",
            "The family has another open case in this incident: one a family",
        ),
        "house_id",
    )
