"""Families with graded houses, and the people who rebuild for them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from relief.core.clock import BEIJING
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.damage.houses import Grading
from relief.damage.services.houses import grade_house
from relief.incidents.tables import Incident
from relief.reconstruction.rows import CaseStep, Inspection, NewCase
from relief.reconstruction.service import inspect, open_case, step
from relief.shelters.service import NewPlacement, place
from tests import make

DEMO_SLUG = "jishishan-2023"
OPENED = date(2024, 1, 15)
# A course every mode can take, with the days its stages happen on.
DAYS = {
    "graded": date(2024, 1, 20),
    "applied": date(2024, 1, 22),
    "reviewed": date(2024, 1, 25),
    "publicised": date(2024, 2, 1),
    "town_checked": date(2024, 2, 10),
    "county_approved": date(2024, 2, 20),
    "contracted": date(2024, 2, 28),
    "started": date(2024, 3, 10),
    "main_structure": date(2024, 5, 10),
    "completed": date(2024, 6, 20),
    "accepted": date(2024, 6, 28),
    "moved_in": date(2024, 7, 5),
    "archived": date(2024, 7, 12),
}


@dataclass
class Desk:
    incident: str
    officer: Scope
    finance: Scope
    keeper: Scope
    site: str = ""
    families: list[str] = field(default_factory=list)


def on(day: date, who: Scope | None = None, command: str | None = None, **fields) -> Stamp:
    """Return a stamp of a day at 17:00 Beijing time."""
    at = datetime.combine(day, time(17), BEIJING).astimezone(UTC)
    return make.stamp(at, by=who.account_id if who else "rebuild", command=command, **fields)


def seat(session: Session, *, slug: str = DEMO_SLUG) -> Desk:
    incident = make.earthquake(session)
    session.execute(update(Incident).values(slug=slug))
    officer = make.account(session, "rebuild", roles=("reconstruction_officer",))
    finance = make.account(session, "finance", roles=("finance_officer",))
    keeper = make.account(session, "keeper", roles=("desk_officer",))
    make.account(session, "officer")
    return Desk(incident, officer, finance, keeper)


def add_house(session: Session, desk: Desk, grade: str | None = "severe", **fields) -> str:
    """Return a graded house of a family of its own."""
    family = make.family(session, f"马示例{len(desk.families)}", address=f"{len(desk.families)}号")
    desk.families.append(family)
    house = make.house(session, family, **(_rooms(grade) | fields))
    if grade is not None:
        grade_it(session, desk, house, grade, **fields)
    return house


def grade_it(session: Session, desk: Desk, house: str, grade: str, **fields) -> None:
    rooms = _rooms(grade)
    rooms.pop("rooms")
    more = {"sole_dwelling": True} | {
        k: v for k, v in fields.items() if k in {"sole_dwelling", "excluded", "reason", "after"}
    }
    grade_house(
        session, desk.officer, on(date(2024, 1, 10)), house, Grading(grade, None, **rooms, **more)
    )


def _rooms(grade: str | None) -> dict[str, int]:
    worst = {"collapsed": "rooms_collapsed", "severe": "rooms_severe", "general": "rooms_general"}
    rooms = dict.fromkeys(worst.values(), 0)
    return {"rooms": 5} | rooms | {worst[grade or "severe"]: 2}


def opened(
    session: Session, desk: Desk, house: str | None = None, mode: str = "in_place", **fields
) -> str:
    wish = {"temporary_site": desk.site, "people": 4, "responsible": "李示例"} | fields
    own = house or add_house(session, desk, "general" if mode == "repair" else "severe")
    new = NewCase(desk.incident, own, mode, opened_on=OPENED, **wish)
    return open_case(session, desk.officer, on(OPENED), new)


def take(session: Session, desk: Desk, case: str, stage: str, day: date | None = None, **fields):
    """Take one step on its usual day, recorded that day."""
    at = day or DAYS[stage]
    recorded = fields.pop("recorded", at)
    command = fields.pop("command", None)
    wish = CaseStep(case, stage, at, **fields)
    return step(session, desk.officer, on(recorded, desk.officer, command), wish)


def visit(
    session: Session, desk: Desk, case: str, kind: str, day: date, result: str = "passed"
) -> str:
    seen = Inspection(case, kind, day, result, "" if result == "passed" else "圈梁未浇筑", "陈示例")
    return inspect(session, desk.officer, on(day), seen)


def reach(session: Session, desk: Desk, case: str, stage: str, mode: str = "in_place") -> None:
    """Take the case to a stage by its usual days; a visit that passes comes before acceptance."""
    from relief.reconstruction.stages import course_of, rank

    for each in course_of(mode):
        if rank("graded") < rank(each) <= rank(stage):
            if each == "accepted":
                visit(session, desk, case, "acceptance", DAYS["accepted"] - timedelta(days=1))
            take(session, desk, case, each)


def with_relatives(session: Session, desk: Desk, people: int) -> None:
    """Record people with relatives in the township of the houses."""
    new = NewPlacement(desk.incident, "", make.DAHEJIA, people)
    place(session, desk.keeper, make.stamp(by="keeper"), new)
