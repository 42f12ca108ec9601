"""What the lists of rebuilding show: rows put together, so that templates do not compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.core.division_code import at_level, prefix_of
from relief.core.scope import range_of
from relief.damage.grading import load_grading
from relief.damage.houses import HouseRow
from relief.geography.queries import divisions, townships_of
from relief.households.queries import households, masked_names
from relief.incidents.ground import first_day
from relief.incidents.queries import IncidentRow
from relief.reconstruction.rows import CaseFilter, CaseRow
from relief.reconstruction.screen_queries import StateCounts
from relief.reconstruction.stages import (
    CLOSED,
    MODES,
    SIDES,
    STAGES,
    STATES,
    course_of,
    mode_name,
    name_of,
    rank,
)
from relief.shelters.queries import WITH_RELATIVES, sites
from relief.web.context import scope
from relief.web.language import say

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list.

    Fields:
        head: the household's head, masked.
        state: name of the stage, or of the side state; late: days over, None when it is not.
        left: days to the deadline, None when there is none, it is over, or nothing is left to do.
        next_step: name of the stage that comes next, empty when the case is closed or at its end.
    """

    row: CaseRow
    head: str
    village: str
    township: str
    mode: str
    state: str
    late: int | None
    left: int | None
    next_step: str


@dataclass(frozen=True, slots=True)
class HouseLine:
    """A house without a case in a list; `grade` is empty while it is 待核."""

    row: HouseRow
    head: str
    village: str
    township: str
    grade: str
    members: int | None


@dataclass(frozen=True, slots=True)
class FunnelCell:
    """One stage on top of the list: cases that stand there; `width` of 100 have come so far."""

    state: str
    name: str
    cases: int
    so_far: int
    width: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A number beside the funnel, and what leads to its list."""

    name: str
    cases: int
    asked: Mapping[str, str]
    endpoint: str = "rebuilding.index"
    late: bool = True
    chosen: bool = False


def case_lines(session: Session, rows: Sequence[CaseRow], today: date) -> list[CaseLine]:
    """Return the rows with names; two statements, however many rows."""
    names = place_names(session, (row.division_code for row in rows))
    heads = masked_names(session, {row.household_id for row in rows})
    return [case_line(row, names, heads, today) for row in rows]


def case_line(
    row: CaseRow, names: Mapping[str, str], heads: Mapping[str, str], today: date
) -> CaseLine:
    """Return one row with its names."""
    ahead = row.due_on is not None and row.days_over is None and _is_built_for(row)
    return CaseLine(
        row=row,
        head=heads.get(row.household_id, ""),
        village=names.get(row.division_code, row.division_code),
        township=names.get(township_of(row.division_code), ""),
        mode=say(mode_name(row.mode)),
        state=say(name_of(row.state)),
        late=row.days_over,
        left=(row.due_on - today).days if ahead and row.due_on else None,
        next_step=_next_step(row),
    )


def house_lines(session: Session, rows: Sequence[HouseRow]) -> list[HouseLine]:
    """Return houses with names; three statements, however many rows."""
    names = place_names(session, (row.division_code for row in rows))
    ids = {row.household_id for row in rows}
    heads, families = masked_names(session, ids), households(session, ids)
    return [
        HouseLine(
            row=row,
            head=heads.get(row.household_id, ""),
            village=names.get(row.division_code, row.division_code),
            township=names.get(township_of(row.division_code), ""),
            grade=grade_name(row.grade),
            members=families[row.household_id].members if row.household_id in families else None,
        )
        for row in rows
    ]


def grade_name(grade: str | None) -> str:
    """Return how a grade is called, empty while it is 待核."""
    terms = load_grading().grades
    return say(terms[grade].name) if grade else ""


def temporary_options(
    session: Session, incident: IncidentRow, village: str
) -> list[tuple[str, str]]:
    """Return where a family may live meanwhile: relatives, then the county's sites by nearness."""
    county = range_of(prefix_of(at_level(village, "county")))
    listed = sites(session, incident.id, [county])
    names = divisions(session, {row.division for row in listed})
    own = township_of(village)
    listed.sort(key=lambda row: (row.division != own, row.division, row.name))
    named = [(row.id, f"{names[row.division].name} {row.name}") for row in listed]
    return [(WITH_RELATIVES, _("投亲靠友")), *named]


def township_of(village: str) -> str:
    """Return the code of a village's township."""
    return at_level(village, "township")


def place_names(session: Session, villages: Iterable[str]) -> dict[str, str]:
    """Return the names of villages and of their townships by code; one statement."""
    codes = set(villages)
    rows = divisions(session, codes | {township_of(code) for code in codes})
    return {code: row.name for code, row in rows.items()}


def yuan(fen: int | None) -> Decimal | None:
    """Return an amount as people write it: whole yuan without decimals; None is 待核."""
    if fen is None:
        return None
    return Decimal(fen // _HUNDRED) if fen % _HUNDRED == 0 else Decimal(fen).scaleb(-2)


def funnel(counts: StateCounts) -> list[FunnelCell]:
    """Return the stages in order, with how many cases stand at each and have come so far."""
    so_far = 0
    cells = []
    whole = sum(counts.stages.values())
    for stage, name in reversed([*STAGES.items()]):
        here = counts.stages.get(stage, 0)
        so_far += here
        width = so_far * _HUNDRED // whole if whole else 0
        cells.append(FunnelCell(stage, say(name), here, so_far, width))
    return cells[::-1]


def beside(counts: StateCounts, wanted: CaseFilter, unexplained: int) -> list[Beside]:
    """Return the numbers beside the funnel: what is late or odd first, then the side states."""
    early = {"early": "1"}
    listed = [
        Beside(_("逾期"), counts.overdue, {}, "rebuilding.overdue"),
        Beside(_("提前入住"), counts.too_early, early, chosen=wanted.too_early),
        Beside(_("尚无个案、未说明"), unexplained, {}, "rebuilding.without"),
    ]
    sides = [
        Beside(
            name=say(name),
            cases=counts.sides.get(side, 0),
            asked={"stage": side},
            late=False,
            chosen=wanted.stage == side,
        )
        for side, name in SIDES.items()
    ]
    return [*listed, *sides]


def town_options(session: Session, incident: IncidentRow) -> list[tuple[str, str]]:
    """Return the incident's townships in scope to choose from."""
    struck = townships_of(session, incident.counties, first_day(incident))
    rows = [row for row in struck if scope().covers(row.code)]
    return [("", _("全部")), *((row.code, row.name) for row in rows)]


def mode_options(*, every: bool = True) -> list[tuple[str, str]]:
    """Return the ways of rebuilding to choose from; `every` puts all of them first."""
    modes = [(str(code), say(name)) for code, name in MODES.items()]
    return [("", _("全部")), *modes] if every else modes


def state_options() -> list[tuple[str, str]]:
    """Return the stages and side states to choose from."""
    return [("", _("全部")), *((str(code), say(name)) for code, name in STATES.items())]


def _is_built_for(row: CaseRow) -> bool:
    return row.side not in CLOSED and rank(row.stage) < rank("completed")


def _next_step(row: CaseRow) -> str:
    if row.side:
        return say(name_of("reviewed")) if row.side == "objection" else ""
    course = course_of(row.mode)
    ahead = next((stage for stage in course if rank(stage) > rank(row.stage)), "")
    return say(name_of(ahead)) if ahead else ""
