"""One case on the screen: where it stands, the one next step, what else may be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from relief.core.wording import Bilingual
from relief.reconstruction.rows import CaseRow, CaseView, StepRow
from relief.reconstruction.stages import (
    CLOSED,
    NEEDS_REASON,
    STAGES,
    TARGETS,
    course_of,
    mode_name,
    name_of,
    rank,
)
from relief.web.language import say

MOVED_IN, POSTED, ARCHIVED = "moved_in", "publicised", "archived"
_NO_DAY = "unknown"


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage on the line: `kind` done, now, ahead (the next one), todo or early.

    Fields:
        on: the day it was reached, None when it was not, or before the case was opened.
        open_day: it was reached, on a day that is 待核.
    """

    code: str
    name: str
    kind: str
    on: date | None
    open_day: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """A step the page offers.

    Fields:
        state: the stage or side state it leads to; label: the button.
        asks: what has to be filled in beside the day: "reason", "target", "until".
        waits: why it would be refused today, None when it would not.
        message: the question before it is done, empty for none.
        kind: the button's kind; early: a move before acceptance.
    """

    state: str
    label: str
    asks: frozenset[str]
    waits: Bilingual | None
    message: str
    kind: str
    early: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of the case's history, as the timeline shows it.

    Fields:
        mode: name of the way it stands at; target: where it was handed to, empty for nowhere.
        files: digest and type of the evidence.
    """

    step: StepRow
    title: str
    mode: str
    target: str
    files: tuple[tuple[str, str], ...]


def stage_marks(view: CaseView) -> list[StageMark]:
    """Return the case's course with what was reached and when."""
    row = view.row
    reached = {step.state: step for step in view.steps if step.kind in {"opened", "step"}}
    course = course_of(row.mode)
    closed = row.side in CLOSED
    ahead = next((s for s in course if rank(s) > rank(row.stage)), "")
    marks = []
    for stage in course:
        done = rank(stage) <= rank(row.stage)
        kind = "done" if done else "ahead" if stage == ahead and not closed else "todo"
        if stage == row.stage and not row.side:
            kind = "now"
        if stage == MOVED_IN and row.too_early and not row.counted:
            kind = "early"
        step = reached.get(stage) if done else _early(view) if kind == "early" else None
        known = step is not None and step.precision != _NO_DAY
        day = step.occurred_on if step and known else None
        marks.append(StageMark(stage, say(STAGES[stage]), kind, day, bool(step) and not known))
    return marks


def next_deed(view: CaseView) -> Deed | None:
    """Return the one step that is due: the next stage, or hearing an objection again."""
    row = view.row
    if row.side in CLOSED:
        return None
    wanted = "reviewed" if row.side else _ahead(row)
    if wanted not in view.allowed or (wanted == MOVED_IN and view.early_move):
        return None
    return _deed(view, wanted, primary=True)


def other_deeds(view: CaseView) -> list[Deed]:
    """Return the other steps allowed, those that build first, those that close it last."""
    first = next_deed(view)
    rest = [state for state in view.allowed if first is None or state != first.state]
    return [_deed(view, state, primary=False) for state in rest]


def history(view: CaseView, media: Mapping[str, str]) -> list[HistoryLine]:
    """Return the case's entries, the latest first."""
    return [
        HistoryLine(
            step=step,
            title=_title(step),
            mode=say(mode_name(step.mode)),
            target=say(TARGETS[step.target]) if step.target else "",
            files=tuple((file, media.get(file, "")) for file in step.evidence),
        )
        for step in reversed(view.steps)
    ]


def files_of(view: CaseView) -> set[str]:
    """Return the digests of every file of the case."""
    shown = {file for step in view.steps for file in step.evidence}
    return shown | {visit.photo for visit in view.inspections if visit.photo}


def target_options() -> list[tuple[str, str]]:
    """Return where a case may be handed to."""
    return [("", _("请选择")), *((code, say(name)) for code, name in TARGETS.items())]


def _early(view: CaseView) -> StepRow | None:
    return next((step for step in reversed(view.steps) if step.kind == "too_early"), None)


def _ahead(row: CaseRow) -> str:
    return next((s for s in course_of(row.mode) if rank(s) > rank(row.stage)), "")


def _deed(view: CaseView, state: str, *, primary: bool) -> Deed:
    early = state == MOVED_IN and view.early_move
    asks = set()
    if state in NEEDS_REASON:
        asks.add("reason")
    if state == "transferred":
        asks.add("target")
    if state == POSTED:
        asks.add("until")
    closes = state in CLOSED
    label = _verbs()[state]
    if early:
        label = _("登记提前入住")
    elif view.row.side in CLOSED and not closes:
        label = _("重新申请")
    return Deed(
        state=state,
        label=label,
        asks=frozenset(asks),
        waits=view.waits.get(state),
        message=_question(state, early=early, closes=closes),
        kind="primary" if primary else "danger" if closes else "plain",
        early=early,
    )


def _question(state: str, *, early: bool, closes: bool) -> str:
    question = ""
    if early:
        question = _("尚未验收：将如实登记并标出，不计入已入住。")
    elif closes:
        question = _("此户将不再重建，未付款项停付；以后可重新申请。")
    elif state == ARCHIVED:
        question = _("归档后本案办结。")
    elif state == "objection":
        question = _("登记异议后须重新评议。")
    return str(question)


def _verbs() -> dict[str, str]:
    return {
        "graded": _("登记已评定"),
        "applied": _("登记申请"),
        "reviewed": _("登记民主评议通过"),
        "publicised": _("张榜公示"),
        "town_checked": _("乡镇审核通过"),
        "county_approved": _("县级审批通过"),
        "contracted": _("登记签订协议"),
        "started": _("登记开工"),
        "main_structure": _("登记主体完工"),
        "completed": _("登记竣工"),
        "accepted": _("登记验收通过"),
        "moved_in": _("登记入住"),
        "archived": _("归档销号"),
        "rejected": _("不予通过"),
        "withdrawn": _("撤回申请"),
        "transferred": _("转办"),
        "objection": _("登记异议"),
    }


def _title(step: StepRow) -> str:
    name = say(name_of(step.state))
    titles = {
        "opened": _("开案：%(stage)s", stage=name),
        "too_early": _("提前入住（尚未验收）"),
        "mode": _("改变重建方式"),
        "responsible": _("更换责任人：%(person)s", person=step.responsible),
    }
    return str(titles.get(step.kind, name))


def wants_visit(view: CaseView) -> bool:
    """Return whether the house is built and waits for the visit that accepts it."""
    return not view.row.side and view.row.stage == before_acceptance(view.row)


def visit_due(view: CaseView) -> str:
    """Return the kind of visit the form opens with: the building's next one."""
    stage = view.row.stage
    if wants_visit(view):
        return "acceptance"
    if rank(stage) >= rank("accepted"):
        return "revisit"
    return "structure" if rank(stage) >= rank("main_structure") else "foundation"


def before_acceptance(row: CaseRow) -> str:
    """Return the stage of the case's way from which it is accepted."""
    course = course_of(row.mode)
    return course[course.index("accepted") - 1]
