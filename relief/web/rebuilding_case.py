"""Everything the page of one case shows, read in few statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from relief.aid.queries import entitlements, instalments
from relief.aid.rows import EntitlementRow, InstalmentRow
from relief.core.clock import beijing
from relief.core.scope import range_of
from relief.damage.house_queries import houses_by_id
from relief.damage.houses import HouseRow
from relief.geography.place_queries import places
from relief.households.queries import households
from relief.reconstruction.catalogue import load_grade_rules, load_publicity
from relief.reconstruction.rows import CaseView, InspectionRow
from relief.reconstruction.stages import CLOSED, INSPECTION_KINDS, RESULTS, name_of
from relief.shelters.queries import SITE, WITH_RELATIVES
from relief.web.context import Moment, scope
from relief.web.evidence import media_types
from relief.web.language import say
from relief.web.rebuilding_case_view import (
    Deed,
    HistoryLine,
    StageMark,
    files_of,
    history,
    next_deed,
    other_deeds,
    stage_marks,
    target_options,
    visit_due,
    wants_visit,
)
from relief.web.rebuilding_view import CaseLine, case_lines, grade_name, mode_options, yuan

Options = list[tuple[str, str]]
_RELEASED = frozenset({"released", "returned"})


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """An instalment on the screen.

    Fields:
        milestone: name of the stage that releases it; state: its name.
        payable: it is to be paid now; paid: it was, and may come back from the bank.
    """

    row: InstalmentRow
    milestone: str
    amount: Decimal | None
    state: str
    payable: bool
    paid: bool


@dataclass(frozen=True, slots=True)
class Money:
    """What a case is entitled to, its instalments, and what of it is paid, in yuan."""

    row: EntitlementRow
    total: Decimal | None
    loan: Decimal | None
    paid: Decimal | None
    lines: tuple[MoneyLine, ...]


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """One case on the screen.

    Fields:
        grade: name of the house's grade, empty while it is 待核; members: None is 待核.
        site: name of the temporary site, empty for with relatives in `relatives`.
        money: None when no amount stands, or the person may not see money.
        modes: the ways the grade allows, save the present one.
        steps: the verbs' forms, the one next step apart.
        closed: nothing is built while it stands so; wants_visit: the next step waits for a visit.
        visit_kind: the kind of visit that is due.
        posting_days: least days of a posting; media: type of each file kept.
    """

    view: CaseView
    line: CaseLine
    house: HouseRow | None
    grade: str
    members: int | None
    marks: list[StageMark]
    step: Deed | None
    others: list[Deed]
    history: list[HistoryLine]
    visits: tuple[InspectionRow, ...]
    closed: bool
    wants_visit: bool
    visit_kind: str
    site: str
    relatives: str
    money: Money | None
    modes: Options
    targets: Options
    kinds: Mapping[str, str]
    results: Mapping[str, str]
    posting_days: int
    media: Mapping[str, str]


def case_screen(session: Session, view: CaseView, hour: Moment) -> CaseScreen:
    """Return what the page of a case shows."""
    row, today = view.row, beijing(hour.at).date()
    media = media_types(session, files_of(view))
    line = case_lines(session, [row], today)[0]
    house = houses_by_id(session, [row.house_id]).get(row.house_id)
    family = households(session, [row.household_id]).get(row.household_id)
    own_rule = load_grade_rules().get(house.grade or "") if house else None
    return CaseScreen(
        view=view,
        line=line,
        house=house,
        grade=grade_name(house.grade if house else None),
        members=family.members if family else None,
        marks=stage_marks(view),
        step=next_deed(view),
        others=other_deeds(view),
        history=history(view, media),
        visits=view.inspections[::-1],
        closed=row.side in CLOSED,
        wants_visit=wants_visit(view),
        visit_kind=visit_due(view),
        site=_site(session, view),
        relatives=line.township,
        money=_money(session, row.id, hour),
        modes=[
            (code, name)
            for code, name in mode_options(every=False)
            if code != row.mode and (own_rule is None or code in own_rule.modes)
        ],
        targets=target_options(),
        kinds=visit_kinds(),
        results=visit_results(),
        posting_days=load_publicity().least_days,
        media=media,
    )


def visit_kinds() -> dict[str, str]:
    """Return what a visit is made for."""
    return {code: say(name) for code, name in INSPECTION_KINDS.items()}


def visit_results() -> dict[str, str]:
    """Return what a visit can find."""
    return {code: say(name) for code, name in RESULTS.items()}


def money_line(row: InstalmentRow) -> MoneyLine:
    """Return an instalment with its words."""
    return MoneyLine(
        row=row,
        milestone=say(name_of(row.milestone)),
        amount=yuan(row.amount_fen),
        state=money_states()[row.state],
        payable=row.state in _RELEASED,
        paid=row.state == "paid",
    )


def money_states() -> dict[str, str]:
    """Return how the states of an instalment are called."""
    return {
        "planned": _("未到节点"),
        "released": _("应付"),
        "paid": _("已付"),
        "returned": _("银行退回，待重付"),
        "cancelled": _("停付"),
    }


def _money(session: Session, case_id: str, hour: Moment) -> Money | None:
    # What was paid when is not kept by hour on the screen: wound back, the money is not shown.
    if hour.replay or not scope().may("aid.view"):
        return None
    row = entitlements(session, [case_id]).get(case_id)
    if row is None:
        return None
    lines = instalments(session, [case_id]).get(case_id, ())
    return Money(
        row=row,
        total=yuan(row.total_fen),
        loan=yuan(row.loan_fen),
        paid=yuan(row.paid_fen),
        lines=tuple(money_line(line) for line in lines),
    )


def _site(session: Session, view: CaseView) -> str:
    if view.temporary_site == WITH_RELATIVES:
        return ""
    found = places(session, (SITE,), [range_of("")])
    return next((row.name for row in found if row.id == view.temporary_site), view.temporary_site)
