"""The rows the reconstruction room takes in and gives out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from relief.core.wording import Bilingual
from relief.reconstruction.stages import Milestone, Mode

DayPrecision = Literal["day", "unknown"]
InspectionKind = Literal["foundation", "structure", "acceptance", "revisit"]
Result = Literal["passed", "rework"]


@dataclass(frozen=True, slots=True)
class NewCase:
    """A house case to be opened.

    Fields:
        temporary_site: place id of the site the family is at; empty is with relatives, in the
            township of the house.
        people: of the family there, 0 when it has no temporary place; at most its members.
        responsible: name of the person in charge.
        opened_on: local day; None is the day it is recorded.
    """

    incident_id: str
    house_id: str
    mode: Mode
    temporary_site: str
    people: int
    responsible: str
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A step somebody wants a case to take.

    Fields:
        stage: a stage or a side state; "moved_in" before acceptance is recorded as too early.
        occurred_on: local day it happened; with precision "unknown" it happened by that day.
        reason: needed for a side state.
        evidence: digests of files kept.
        after: the entry the person saw on the screen; empty is whatever stands now.
        target: of "transferred": a code of `stages.TARGETS`.
        until: of "publicised": last day of the posting; None is the least the rule allows.
    """

    case_id: str
    stage: str
    occurred_on: date
    reason: str = ""
    evidence: tuple[str, ...] = ()
    after: str = ""
    target: str = ""
    until: date | None = None
    precision: DayPrecision = "day"


@dataclass(frozen=True, slots=True)
class ModeChange:
    """Another way of rebuilding, with its reason; `after` as in `CaseStep`."""

    case_id: str
    mode: Mode
    reason: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """Another person in charge, by name; `after` as in `CaseStep`."""

    case_id: str
    responsible: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A visit to the building.

    Fields:
        finding: needed when the result is rework; inspector: name; photo: digest of a kept file.
    """

    case_id: str
    kind: InspectionKind
    visited_on: date
    result: Result
    finding: str
    inspector: str
    photo: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it stands.

    Fields:
        number: "COUNTY-n", the n-th case of the county in this incident.
        division_code: the village.
        stage: the stage it stands at, or stood at when it went aside.
        side: the side state it stands in, empty for none; stage_on is the day of either.
        due_on: None is 待核; days_over: None while it is not overdue.
        too_early: the family has moved in before acceptance; stays once it is so.
        counted: moved in after acceptance, counted as re-housed.
        entry_id: the last entry; a step from the screen names it as `after`.
        generated: made for the demo (示例).
    """

    id: str
    number: str
    incident_id: str
    house_id: str
    household_id: str
    division_code: str
    mode: Mode
    stage: str
    stage_on: date
    side: str
    due_on: date | None
    days_over: int | None
    responsible: str
    too_early: bool
    counted: bool
    generated: bool
    entry_id: str
    changed_at: datetime

    @property
    def state(self) -> str:
        """Return the side state it stands in, else its stage."""
        return self.side or self.stage


@dataclass(frozen=True, slots=True)
class StepRow:
    """One entry of a case's history.

    Fields:
        kind: "opened", "step", "too_early", "mode" (the way changed), "responsible".
        state: the state the entry names; of "mode" and "responsible" the one it stands at.
        until: of a posting, its last day.
        note: what the desk itself adds: a place freed, a day within frost.
    """

    id: str
    kind: str
    state: str
    mode: Mode
    occurred_on: date
    precision: DayPrecision
    until: date | None
    reason: str
    target: str
    evidence: tuple[str, ...]
    responsible: str
    notes: tuple[Bilingual, ...]
    recorded_at: datetime
    recorded_by: str
    generated: bool


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One visit."""

    id: str
    kind: InspectionKind
    visited_on: date
    result: Result
    finding: str
    inspector: str
    photo: str
    recorded_at: datetime
    recorded_by: str
    generated: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that belongs to it.

    Fields:
        steps, inspections: the earliest first.
        allowed: states it can go to by the table, in order; "moved_in" is among them wherever a
            too-early move can be recorded.
        waits: of the allowed ones, why a step would be refused today.
        early_move: "moved_in" would be recorded as too early.
        temporary_site: place id, empty for with relatives; temporary_division: the township;
            people: of the family there; freed_on: the day the place was freed, None while it is
            taken (or, with people 0, there is none).
        due: the deadline's rule, None when none is known (待核).
        may_change_mode: the way may be changed where it stands.
    """

    row: CaseRow
    steps: tuple[StepRow, ...]
    inspections: tuple[InspectionRow, ...]
    allowed: tuple[str, ...]
    waits: Mapping[str, Bilingual]
    early_move: bool
    temporary_site: str
    temporary_division: str
    people: int
    freed_on: date | None
    due_source: str
    due_verified: bool
    due_reading: Bilingual | None
    may_change_mode: bool


@dataclass(frozen=True, slots=True)
class MilestoneCount:
    """Cases of one division and mode, as of a day.

    Fields:
        division_code: the township (or the village, where asked for); mode: empty for houses that
            need work and have neither case nor reason.
        need: cases not closed, and those houses. A rejected, withdrawn or transferred case and a
            house with a reason are not in need: they are `explained`.
        started … moved_in: have reached it, whatever they reached since (`stages.reached`).
        too_early: moved in before acceptance and not counted in `moved_in` (yet).
        overdue: not completed by the deadline of their mode.
        unexplained: of `need`, houses with neither case nor reason.
        explained: not rebuilt for, each with a reason.
        generated: every one was made for the demo (示例).
    """

    division_code: str
    mode: str
    need: int
    started: int
    main_structure: int
    completed: int
    accepted: int
    moved_in: int
    too_early: int
    overdue: int
    unexplained: int = 0
    explained: int = 0
    generated: bool = False


@dataclass(frozen=True, slots=True)
class MilestoneDay:
    """How many of the cases counted reached a milestone on a day."""

    on: date
    milestone: Milestone
    households: int


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A case past its deadline, and the person in charge."""

    case_id: str
    number: str
    division_code: str
    household_id: str
    mode: Mode
    stage: str
    due_on: date
    days_over: int
    responsible: str


@dataclass(frozen=True, slots=True)
class WhyRow:
    """Why a house is not rebuilt for: a code of `reasons.toml`, and words."""

    id: str
    house_id: str
    code: str
    words: str
    recorded_at: datetime
    recorded_by: str
    generated: bool


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases.

    Fields:
        division: within it, any level; stage: a stage or a side state; overdue, too_early: only
            those.
        text: part of a case's number or of the name of the person in charge.
    """

    division: str = ""
    stage: str = ""
    mode: str = ""
    overdue: bool = False
    text: str = ""
    too_early: bool = False
