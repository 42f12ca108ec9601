"""Where a house case can stand and go: one table, read by services, buttons, counts and tests.

The order is DESIGN section 5's. A case stands at a stage, or beside it in a side state; it goes
back only by way of a side state. Too early is no stage: a family seen living in a house that is not
accepted is recorded and flagged (`EARLY_FROM`), its case stays where it stands and goes on. It is
counted as moved in when, after acceptance, somebody confirms `moved_in`; the flag stays.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal, get_args

from relief.core.wording import Bilingual

Mode = Literal["repair", "in_place", "relocated", "resettlement_site", "purchase"]
Stage = Literal[
    "reported",
    "graded",
    "applied",
    "reviewed",
    "publicised",
    "town_checked",
    "county_approved",
    "contracted",
    "started",
    "main_structure",
    "completed",
    "accepted",
    "moved_in",
    "archived",
]
Side = Literal["rejected", "withdrawn", "transferred", "objection"]
State = Stage | Side
Milestone = Literal["started", "main_structure", "completed", "accepted", "moved_in"]

STAGES: Mapping[Stage, Bilingual] = {
    "reported": Bilingual("已上报", "Reported"),
    "graded": Bilingual("已评定", "Graded"),
    "applied": Bilingual("已申请", "Applied"),
    "reviewed": Bilingual("已评议", "Reviewed by the village"),
    "publicised": Bilingual("公示中", "Publicised"),
    "town_checked": Bilingual("乡镇已审核", "Checked by the township"),
    "county_approved": Bilingual("县已审批", "Approved by the county"),
    "contracted": Bilingual("已签协议", "Contracted"),
    "started": Bilingual("已开工", "Started"),
    "main_structure": Bilingual("主体完工", "Main structure done"),
    "completed": Bilingual("已竣工", "Completed"),
    "accepted": Bilingual("已验收", "Accepted"),
    "moved_in": Bilingual("已入住", "Moved in"),
    "archived": Bilingual("已归档", "Archived"),
}
SIDES: Mapping[Side, Bilingual] = {
    "rejected": Bilingual("未通过", "Rejected"),
    "withdrawn": Bilingual("已撤回", "Withdrawn"),
    "transferred": Bilingual("已转办", "Transferred"),
    "objection": Bilingual("有异议", "Objection"),
}
STATES: Mapping[str, Bilingual] = {
    **{code: words for code, words in STAGES.items()},  # noqa: C416 (a wider key than Stage)
    **{code: words for code, words in SIDES.items()},  # noqa: C416
}
MODES: Mapping[Mode, Bilingual] = {
    "repair": Bilingual("修缮加固", "Repair"),
    "in_place": Bilingual("原址重建", "Rebuild in place"),
    "relocated": Bilingual("异地重建", "Rebuild elsewhere"),
    "resettlement_site": Bilingual("集中安置", "Resettlement site"),
    "purchase": Bilingual("购置住房", "Purchase"),
}
TARGETS: Mapping[str, Bilingual] = {
    "care_institution": Bilingual("供养机构", "A care institution"),
    "dangerous_house": Bilingual("农村危房改造", "The dangerous-house programme"),
    "purchase": Bilingual("另行购房安置", "A purchase programme"),
}
"""Where a transferred case goes (DOMAIN 6.2; R1, M6)."""

INSPECTION_KINDS: Mapping[str, Bilingual] = {
    "foundation": Bilingual("基础查验", "Foundation visit"),
    "structure": Bilingual("主体查验", "Structure visit"),
    "acceptance": Bilingual("竣工验收", "Acceptance visit"),
    "revisit": Bilingual("回访", "Later visit"),
}
RESULTS: Mapping[str, Bilingual] = {
    "passed": Bilingual("合格", "Passed"),
    "rework": Bilingual("要求整改", "Rework asked for"),
}
MILESTONES: tuple[Milestone, ...] = get_args(Milestone)
SKIPS: Mapping[Mode, frozenset[Stage]] = {
    # Repair has no main structure of its own; a bought house stands: contract and proof, then the
    # visit that accepts it (DOMAIN 6.2).
    "repair": frozenset({"main_structure"}),
    "in_place": frozenset(),
    "relocated": frozenset(),
    "resettlement_site": frozenset(),
    "purchase": frozenset({"started", "main_structure", "completed"}),
}
OPENING: Mapping[bool, Stage] = {True: "graded", False: "reported"}
"""Where a case begins: whether its house has a grade."""

ASIDE: Mapping[Side, frozenset[Stage]] = {
    "rejected": frozenset({"applied", "reviewed", "publicised", "town_checked"}),
    "withdrawn": frozenset({
        "reported", "graded", "applied", "reviewed", "publicised", "town_checked",
        "county_approved", "contracted", "started", "main_structure", "completed",
    }),
    "transferred": frozenset({
        "reported", "graded", "applied", "reviewed", "publicised", "town_checked",
        "county_approved", "contracted",
    }),
    "objection": frozenset({"publicised", "town_checked", "county_approved"}),
}  # fmt: skip
"""From which stages a case goes aside."""

BACK: Mapping[Side, frozenset[State]] = {
    "rejected": frozenset({"applied", "transferred"}),
    "withdrawn": frozenset({"applied", "transferred"}),
    "transferred": frozenset({"applied"}),
    # What was objected to is heard again by the village, and posted again (R6).
    "objection": frozenset({"reviewed", "rejected", "withdrawn", "transferred"}),
}
"""Where a case goes on from a side state."""

CLOSED: frozenset[str] = frozenset({"rejected", "withdrawn", "transferred"})
"""Side states in which nothing is built: not in need while they last, and each has a reason."""

EARLY_FROM: frozenset[Stage] = frozenset({
    "reported", "graded", "applied", "reviewed", "publicised", "town_checked", "county_approved",
    "contracted", "started", "main_structure", "completed",
})  # fmt: skip
"""Stages at which a family seen in the house moved in too early."""

NEEDS_REASON: frozenset[str] = frozenset({"rejected", "withdrawn", "transferred", "objection"})
MODE_OPEN: frozenset[str] = frozenset({
    "reported", "graded", "applied", "reviewed", "rejected", "withdrawn", "transferred",
    "objection",
})  # fmt: skip
"""States in which the mode may change: what was posted or agreed for one mode holds for no other.

Later the case goes aside first, and comes back by way of review.
"""

_ORDER: tuple[Stage, ...] = get_args(Stage)
_RANKS: tuple[str, ...] = _ORDER


def _table(mode: Mode) -> Mapping[str, frozenset[str]]:
    course = course_of(mode)
    table: dict[str, set[str]] = {state: set() for state in STATES}
    for before, after in pairwise(course):
        table[before].add(after)
    for side, stages in ASIDE.items():
        for stage in stages & set(course):
            table[stage].add(side)
        table[side] |= BACK[side]
    return {state: frozenset(after) for state, after in table.items()}


def course_of(mode: Mode) -> tuple[Stage, ...]:
    """Return the stages of a mode, in order."""
    return tuple(stage for stage in _ORDER if stage not in SKIPS[mode])


NEXT: Mapping[Mode, Mapping[str, frozenset[str]]] = {mode: _table(mode) for mode in MODES}
"""By mode: from each state to where."""


def rank(stage: str) -> int:
    """Return a stage's place in the order, from 0.

    Raises:
        ValueError: no stage.
    """
    return _RANKS.index(stage)


def reached(stage: str, milestone: str) -> bool:
    """Return whether a case at `stage` has reached the milestone.

    One that the mode skips counts as reached with the next stage the mode has, so that in every
    count started ≥ main structure ≥ completed ≥ accepted ≥ moved in.
    """
    return rank(stage) >= rank(milestone)


def stages_from(milestone: str) -> tuple[Stage, ...]:
    """Return the stages at which the milestone is reached, in order."""
    return tuple(stage for stage in _ORDER if rank(stage) >= rank(milestone))


def name_of(state: str) -> Bilingual:
    """Return the state's name."""
    return STATES[state]


def mode_name(mode: str) -> Bilingual:
    """Return the mode's name; the empty mode is a house without a case."""
    return next((words for code, words in MODES.items() if code == mode), _NO_CASE)


_NO_CASE = Bilingual("尚无个案", "No case yet")
