"""How the demo's houses are rebuilt up to mid-July 2024: generated, dated by a fixed seed (示例).

Published are the totals, the ways and the deadlines (E4, E5), and that building began in March 2024
because of frost (E4). Which family stands where was not: every case here is made so that at the
stop `rebuild` repairs are nearly done and some late, half of the houses rebuilt in place are up,
and the resettlement sites are under way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from relief.demo.houses import DemoHouse, demo_houses
from relief.demo.positions import dice
from relief.demo.shelters import townships
from relief.reconstruction.stages import Mode

_OPENED_FROM = date(2024, 1, 22)
_CONTRACTED_FROM = date(2024, 2, 20)
_PAPERS: tuple[tuple[str, int], ...] = (  # days after the one before
    ("applied", 2),
    ("reviewed", 2),
    ("publicised", 1),
    ("town_checked", 9),
    ("county_approved", 6),
)
_STARTED_FROM: Mapping[str, date] = {
    "repair": date(2024, 3, 5),
    "in_place": date(2024, 3, 20),
    "resettlement_site": date(2024, 4, 10),
    "relocated": date(2024, 4, 15),
}
_WORKS: Mapping[str, tuple[tuple[str, int], ...]] = {  # days after the stage before
    "repair": (("completed", 55), ("accepted", 8), ("moved_in", 6)),
    "in_place": (("main_structure", 50), ("completed", 25), ("accepted", 8), ("moved_in", 6)),
    "resettlement_site": (("main_structure", 68),),
    "relocated": (("main_structure", 60),),
    "purchase": (("accepted", 70), ("moved_in", 10)),
}
# How far a case gets: the last stage, with its weight among a hundred.
_FATES: Mapping[str, Mapping[str, int]] = {
    "repair": {"moved_in": 76, "accepted": 8, "completed": 6, "started": 7, "contracted": 3},
    "in_place": {
        "moved_in": 26,
        "accepted": 10,
        "completed": 14,
        "main_structure": 32,
        "started": 18,
    },
    "resettlement_site": {"main_structure": 42, "started": 48, "contracted": 10},
    "relocated": {"main_structure": 40, "started": 40, "contracted": 20},
    "purchase": {"moved_in": 34, "accepted": 33, "contracted": 33},
}
_EARLY_MOVES = 2
_EARLY_ON = date(2024, 7, 6)
_WITHDRAWN_ON = date(2024, 4, 8)
_WITHDRAWN_EVERY, _UNEXPLAINED_EVERY = 47, 71
_VISITS: Mapping[str, str] = {"main_structure": "structure", "accepted": "acceptance"}
_REWORK_EVERY = 5
_HANDS = 3
# What is still to be done at the stop: papers posted, money released and not paid, cases closed.
DAHEJIA = "622927101000"
_LATE_TOWNS = ("622927100000", DAHEJIA)
_LATE_BUILT_ON, _ARCHIVED_ON, _ARCHIVED = date(2024, 7, 11), date(2024, 7, 13), 2
_LATE_OPENED_ON = date(2024, 6, 24)
_LATE_PAPERS: tuple[tuple[str, date], ...] = (
    ("applied", date(2024, 6, 28)),
    ("reviewed", date(2024, 7, 5)),
    ("publicised", date(2024, 7, 10)),
    ("objection", date(2024, 7, 12)),
)
_LATECOMERS: Mapping[int, int] = {3: 3, 4: 3, 5: 4, 6: 2}
"""The number of a house of 大河家镇, and how many of the late papers it has."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step a case takes, the day it happened, and what is said with it."""

    stage: str
    on: date
    reason: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """An inspection of the building; `result` is "passed" or "rework"."""

    kind: str
    on: date
    result: str
    finding: str


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One generated case: its house, way, opening, steps and visits in the order of days."""

    house: DemoHouse
    mode: Mode
    at_site: bool
    people: int
    responsible: str
    opened_on: date
    steps: tuple[PlannedStep, ...]
    visits: tuple[PlannedVisit, ...]


@cache
def demo_cases() -> tuple[DemoCase, ...]:
    """Return the cases in the order of their houses; always the same."""
    built = [house for house in demo_houses() if house.mode_hint]
    kept = [h for n, h in enumerate(built, 1) if n % _UNEXPLAINED_EVERY]
    cases = [_case(house, number) for number, house in enumerate(kept, 1)]
    cases = [_built_late(case) for case in cases]
    early = [c for c in cases if c.mode == "in_place" and _stands_at(c, "main_structure")]
    moved = {case.house.key for case in early[:: max(1, len(early) // _EARLY_MOVES)][:_EARLY_MOVES]}
    done = [c for c in cases if c.mode == "in_place" and _stands_at(c, "moved_in")]
    closed = {case.house.key for case in done[:_ARCHIVED]}
    why = "帐篷点撤并，主体完工后自行搬回"
    early_move = PlannedStep("moved_in", _EARLY_ON, why)
    archived = PlannedStep("archived", _ARCHIVED_ON)
    return tuple(
        _with(case, early_move)
        if case.house.key in moved
        else _with(case, archived)
        if case.house.key in closed
        else case
        for case in cases
    )


def second_homes() -> tuple[DemoHouse, ...]:
    """Return the houses nothing is built for, with the reason; all but the last are explained."""
    return tuple(house for house in demo_houses() if house.excluded)[:-1]


def _case(house: DemoHouse, number: int) -> DemoCase:
    die = dice(f"case:{house.key}")
    mode = next(mode for mode in _FATES if mode == house.mode_hint)
    late = _latecomer(house)
    steps = _steps(house, mode, die, number)
    if late:
        steps = tuple(
            PlannedStep(stage, on, "邻居称该户另有住房" if stage == "objection" else "")
            for stage, on in _LATE_PAPERS[:late]
        )
    return DemoCase(
        house=house,
        mode=mode,  # type: ignore[arg-type]
        at_site=house.grade == "collapsed" and die.random() < 1 / 3,
        people=0 if house.grade == "general" else house.members,
        responsible=f"示例干部{house.township[4:9]}-{die.randint(1, _HANDS)}",
        opened_on=_LATE_OPENED_ON if late else _OPENED_FROM + timedelta(days=_place(house) // 4),
        steps=steps,
        visits=tuple(_visits(steps, number)),
    )


def _steps(house: DemoHouse, mode: str, die: Random, number: int) -> tuple[PlannedStep, ...]:
    on = _OPENED_FROM + timedelta(days=_place(house) // 4)
    steps = []
    for stage, days in _PAPERS:
        on += timedelta(days=days)
        steps.append(PlannedStep(stage, on))
    steps.append(PlannedStep("contracted", _CONTRACTED_FROM + timedelta(days=_place(house))))
    if house.family_type == "destitute" and house.grade == "collapsed":
        why = "特困人员，本人同意由供养机构集中供养，不再建房"
        return (*steps, PlannedStep("transferred", _WITHDRAWN_ON, why, "care_institution"))
    if number % _WITHDRAWN_EVERY == 0:
        return (*steps, PlannedStep("withdrawn", _WITHDRAWN_ON, "户主自行修缮，不申请补助"))
    fates = _FATES[mode]
    last = die.choices([*fates], weights=[*fates.values()])[0]
    for step in _works(house, mode, steps[-1].on):
        if steps[-1].stage == last:
            break
        steps.append(step)
    return tuple(steps)


def _works(house: DemoHouse, mode: str, contracted_on: date) -> Sequence[PlannedStep]:
    steps, on = [], contracted_on
    if mode in _STARTED_FROM:
        on = _STARTED_FROM[mode] + timedelta(days=_place(house))
        steps.append(PlannedStep("started", on))
    for stage, days in _WORKS[mode]:
        on += timedelta(days=days)
        steps.append(PlannedStep(stage, on))
    return steps


def _visits(steps: Sequence[PlannedStep], number: int) -> Sequence[PlannedVisit]:
    visits = []
    for step in steps:
        kind = _VISITS.get(step.stage)
        if kind is None:
            continue
        day = timedelta(days=1)
        if number % _REWORK_EVERY == 0:
            visits.append(PlannedVisit(kind, step.on - 4 * day, "rework", "圈梁钢筋外露，限期整改"))
        visits.append(PlannedVisit(kind, step.on - day, "passed", ""))
    return visits


def _stands_at(case: DemoCase, stage: str) -> bool:
    last = case.steps[-1]
    return last.stage == stage and last.on < _LATE_BUILT_ON


def _with(case: DemoCase, step: PlannedStep) -> DemoCase:
    return replace(case, steps=(*case.steps, step))


def _built_late(case: DemoCase) -> DemoCase:
    """Return the case of the two late towns with its main structure done days before the stop."""
    last = case.steps[-1]
    if case.house.township not in _LATE_TOWNS or last.stage != "main_structure":
        return case
    late = replace(last, on=_LATE_BUILT_ON)
    passed = PlannedVisit("structure", _LATE_BUILT_ON - timedelta(days=1), "passed", "")
    return replace(case, steps=(*case.steps[:-1], late), visits=(passed,))


def _latecomer(house: DemoHouse) -> int:
    number = int(house.key.partition(":")[2])
    return _LATECOMERS.get(number, 0) if house.township == DAHEJIA else 0


def _place(house: DemoHouse) -> int:
    return townships().index(house.township)
