"""Writes the demo's rebuilding as the replay comes to it: steps of one day and county together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.aid.queries import instalments
from relief.aid.rows import Payment
from relief.aid.services.pay import pay_all, send_back
from relief.core.clock import BEIJING
from relief.core.division_code import at_level
from relief.core.errors import AlreadyDone, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.damage.house_tables import House
from relief.db.append import commands_done
from relief.demo.calls import GENERATED
from relief.demo.places import JISHISHAN
from relief.demo.rebuild import (
    DAHEJIA,
    DemoCase,
    PlannedStep,
    PlannedVisit,
    demo_cases,
    second_homes,
)
from relief.geography.place_queries import places
from relief.offices.queries import scope_of
from relief.offices.tables import Account
from relief.reconstruction.rows import CaseStep, Inspection, InspectionKind, NewCase, Result
from relief.reconstruction.services.inspect import inspect_all
from relief.reconstruction.services.opening import open_all
from relief.reconstruction.services.say_why import say_why
from relief.reconstruction.services.steps import step_all
from relief.reconstruction.tables import Case
from relief.shelters.queries import SITE, WITH_RELATIVES

Write = Callable[[], object]
Deed = TypeVar("Deed")
Wish = TypeVar("Wish")
_OFFICERS = ("jishishan-rebuild", "minhe-rebuild")
_CASHIERS = ("jishishan-finance", "minhe-finance")
_OPENING, _VISIT, _STEP = time(9, 30), time(15), time(17)
_PAY = time(10)
_FIRST_RUN, _LAST_RUN, _RUNS_APART = date(2024, 3, 15), date(2024, 7, 12), timedelta(days=7)
_PAID_AFTER = timedelta(days=5)
_WHY_ON = date(2024, 2, 1)
_RETURNED_ON = date(2024, 7, 13)


def rebuild_entries(session: Session, incident_id: str) -> list[tuple[datetime, Write]]:
    """Return what the desks learn of rebuilding, each with its hour and the call that writes it."""
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    wanted = {*_OFFICERS, *_CASHIERS}
    people = {a.username: scope_of(session, a) for a in accounts if a.username in wanted}
    if not wanted <= people.keys():
        return []  # a demo built before it had these accounts
    writer = _Writer(session, people, incident_id)
    return [
        *_openings(writer),
        *_steps(writer),
        *_visits(writer),
        *_payments(writer),
        (_at(_RETURNED_ON, _PAY), writer.send_back),
        *((_at(_WHY_ON, _STEP), partial(writer.why, house.key)) for house in second_homes()),
    ]


def _openings(writer: "_Writer") -> list[tuple[datetime, Write]]:
    days = _by_day((case.opened_on, case, case) for case in demo_cases())
    return [(_at(on, _OPENING), partial(writer.open, _cases(taken))) for on, taken in days]


def _steps(writer: "_Writer") -> list[tuple[datetime, Write]]:
    days = _by_day((step.on, case, step) for case in demo_cases() for step in case.steps)
    return [(_at(on, _STEP), partial(writer.step, taken)) for on, taken in days]


def _visits(writer: "_Writer") -> list[tuple[datetime, Write]]:
    days = _by_day((visit.on, case, visit) for case in demo_cases() for visit in case.visits)
    return [(_at(on, _VISIT), partial(writer.visit, taken)) for on, taken in days]


def _by_day(
    deeds: Iterable[tuple[date, DemoCase, Deed]],
) -> list[tuple[date, list[tuple[DemoCase, Deed]]]]:
    """Return what is written together: the deeds of one day in one county."""
    days: dict[tuple[date, str], list[tuple[DemoCase, Deed]]] = defaultdict(list)
    for on, case, deed in deeds:
        days[on, _county(case)].append((case, deed))
    return [(on, taken) for (on, _county_code), taken in days.items()]


def _cases(taken: Iterable[tuple[DemoCase, DemoCase]]) -> list[DemoCase]:
    return [case for case, _ in taken]


def _payments(writer: "_Writer") -> list[tuple[datetime, Write]]:
    runs = range((_LAST_RUN - _FIRST_RUN) // _RUNS_APART + 1)
    return [
        (_at(day, _PAY), partial(writer.pay, day, county))
        for day in (_FIRST_RUN + run * _RUNS_APART for run in runs)
        for county in sorted({_county(case) for case in demo_cases()})
    ]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what the two counties' offices do."""

    session: Session
    people: Mapping[str, Scope]
    incident_id: str

    def open(self, cases: Sequence[DemoCase]) -> None:
        who = self._officer(_county(cases[0]))
        keys = [f"demo:house:{case.house.key}" for case in cases]
        houses = commands_done(self.session, House, keys)
        wishes = [
            (
                _stamp(_at(case.opened_on, _OPENING), who, f"demo:case:{case.house.key}"),
                self._new(case, houses[f"demo:house:{case.house.key}"]),
            )
            for case in cases
            if f"demo:house:{case.house.key}" in houses
        ]
        self._together(partial(open_all, self.session, who), wishes)

    def _new(self, case: DemoCase, house_id: str) -> NewCase:
        site = self._site(case.house.township) if case.at_site else WITH_RELATIVES
        return NewCase(
            self.incident_id,
            house_id,
            case.mode,
            site,
            case.people,
            case.responsible,
            case.opened_on,
        )

    def step(self, taken: Sequence[tuple[DemoCase, PlannedStep]]) -> None:
        who = self._officer(_county(taken[0][0]))
        ids = self._cases(case for case, _ in taken)
        wishes = [
            (
                _stamp(_at(s.on, _STEP), who, f"demo:step:{case.house.key}:{s.stage}"),
                CaseStep(ids[case.house.key], s.stage, s.on, s.reason, target=s.target),
            )
            for case, s in taken
            if case.house.key in ids
        ]
        self._together(partial(step_all, self.session, who), wishes)

    def visit(self, taken: Sequence[tuple[DemoCase, PlannedVisit]]) -> None:
        who = self._officer(_county(taken[0][0]))
        ids = self._cases(case for case, _ in taken)
        wishes = [
            (
                _stamp(
                    _at(visit.on, _VISIT),
                    who,
                    f"demo:visit:{case.house.key}:{visit.kind}:{visit.result}",
                ),
                _inspection(ids[case.house.key], visit),
            )
            for case, visit in taken
            if case.house.key in ids
        ]
        self._together(partial(inspect_all, self.session, who), wishes)

    def _together(self, write: Callable[[list[Wish]], object], wishes: list[Wish]) -> None:
        """Write all at once, or those that nobody on this desk has made impossible meanwhile."""
        try:
            with self.session.begin_nested():
                write(wishes)
        except (AlreadyDone, Refused):
            if len(wishes) == 1:
                return
            for wish in wishes:
                self._together(write, [wish])

    def pay(self, day: date, county: str) -> None:
        """Pay what was released in time for this week's run."""
        who = self.people[_CASHIERS[county != JISHISHAN]]
        ids = self._cases(case for case in demo_cases() if _county(case) == county)
        due = [
            row
            for rows in instalments(self.session, ids.values()).values()
            for row in rows
            if row.state == "released" and row.released_on is not None
            if row.released_on <= day - _PAID_AFTER
        ]
        if due:
            at, voucher = _at(day, _PAY), f"示例拨付{day:%m%d}"
            wishes = [
                (_stamp(at, who, f"demo:pay:{row.id}"), Payment(row.id, day, voucher))
                for row in due
            ]
            pay_all(self.session, who, wishes)

    def send_back(self) -> None:
        """Say that the bank returned the last payment of one family of 大河家镇."""
        who = self.people[_CASHIERS[0]]
        ids = self._cases(case for case in demo_cases() if case.house.township == DAHEJIA)
        known = instalments(self.session, ids.values())
        paid = [row for subject in sorted(known) for row in known[subject] if row.state == "paid"]
        if paid:
            last = max(paid, key=lambda row: (row.paid_on, row.id))
            stamp = _stamp(_at(_RETURNED_ON, _PAY), who, "demo:returned")
            send_back(self.session, who, stamp, last.id, "户名与卡号不符，银行退回")

    def why(self, key: str) -> None:
        who = self._officer(at_level(key.partition(":")[0], "county"))
        houses = commands_done(self.session, House, [f"demo:house:{key}"])
        stamp = _stamp(_at(_WHY_ON, _STEP), who, f"demo:why:{key}")
        say_why(self.session, who, stamp, houses[f"demo:house:{key}"], "second_home", "")

    def _officer(self, county: str) -> Scope:
        return self.people[_OFFICERS[county != JISHISHAN]]

    def _site(self, township: str) -> str:
        found = places(self.session, (SITE,), [range_of(township[:9])])
        return found[0].id if found else WITH_RELATIVES

    def _cases(self, cases: Iterable[DemoCase]) -> dict[str, str]:
        keys = [case.house.key for case in cases]
        done = commands_done(self.session, Case, [f"demo:case:{key}" for key in keys])
        return {command.removeprefix("demo:case:"): case_id for command, case_id in done.items()}


def _inspection(case_id: str, visit: PlannedVisit) -> Inspection:
    kind: InspectionKind = "structure" if visit.kind == "structure" else "acceptance"
    result: Result = "passed" if visit.result == "passed" else "rework"
    return Inspection(case_id, kind, visit.on, result, visit.finding, "示例质监员")


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, BEIJING)


def _stamp(at: datetime, who: Scope, command: str) -> Stamp:
    return Stamp(at, who.account_id, GENERATED, command)


def _county(case: DemoCase) -> str:
    return at_level(case.house.township, "county")
