"""What the pages of payments show: instalments with the case and the family they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from relief.aid.due_queries import DueTotal
from relief.aid.rows import InstalmentRow
from relief.geography.queries import divisions
from relief.households.queries import masked_names
from relief.reconstruction.screen_queries import cases_by_id
from relief.reconstruction.stages import mode_name, name_of
from relief.web.language import say
from relief.web.rebuilding_view import place_names, township_of, yuan


@dataclass(frozen=True, slots=True)
class DueLine:
    """An instalment to be paid: whose, for what, how much in yuan; `again` after the bank's no."""

    row: InstalmentRow
    number: str
    head: str
    village: str
    township: str
    mode: str
    milestone: str
    amount: Decimal | None
    again: bool


@dataclass(frozen=True, slots=True)
class TotalLine:
    """One township's money, in yuan; the last line is all of them together, with no code."""

    code: str
    name: str
    due: int
    due_yuan: Decimal | None
    paid: int
    paid_yuan: Decimal | None
    planned_yuan: Decimal | None
    generated: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """What a list adds up to: how many instalments, how many families, how much in yuan."""

    instalments: int
    families: int
    amount: Decimal | None


def due_lines(session: Session, rows: Sequence[InstalmentRow]) -> list[DueLine]:
    """Return instalments with names; three statements, however many rows."""
    known = cases_by_id(session, {row.subject for row in rows})
    heads = masked_names(session, {case.household_id for case in known.values()})
    names = place_names(session, (row.division_code for row in rows))
    return [
        DueLine(
            row=row,
            number=known[row.subject].number,
            head=heads[known[row.subject].household_id],
            village=names.get(row.division_code, row.division_code),
            township=names.get(township_of(row.division_code), ""),
            mode=say(mode_name(known[row.subject].mode)),
            milestone=say(name_of(row.milestone)),
            amount=yuan(row.amount_fen),
            again=row.state == "returned",
        )
        for row in rows
    ]


def total_lines(session: Session, totals: Sequence[DueTotal]) -> list[TotalLine]:
    """Return the townships' money and the sum of it."""
    names = divisions(session, {total.township for total in totals})
    lines = [
        TotalLine(
            code=total.township,
            name=names[total.township].name if total.township in names else total.township,
            due=total.due,
            due_yuan=yuan(total.due_fen),
            paid=total.paid,
            paid_yuan=yuan(total.paid_fen),
            planned_yuan=yuan(total.planned_fen),
            generated=total.generated,
        )
        for total in totals
    ]
    return [*lines, _sum(totals)]


def whole(lines: Sequence[DueLine]) -> Whole:
    """Return what the list adds up to."""
    return Whole(
        instalments=len(lines),
        families=len({line.row.subject for line in lines}),
        amount=yuan(sum(line.row.amount_fen for line in lines)),
    )


def _sum(totals: Sequence[DueTotal]) -> TotalLine:
    return TotalLine(
        code="",
        name="",
        due=sum(total.due for total in totals),
        due_yuan=yuan(sum(total.due_fen for total in totals)),
        paid=sum(total.paid for total in totals),
        paid_yuan=yuan(sum(total.paid_fen for total in totals)),
        planned_yuan=yuan(sum(total.planned_fen for total in totals)),
        generated=False,
    )
