"""What people type into the forms of rebuilding, read into what the services take."""

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import request
from sqlalchemy.orm import Session

from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.reconstruction.rows import (
    CaseFilter,
    CaseRow,
    CaseStep,
    Inspection,
    InspectionKind,
    NewCase,
    Result,
)
from relief.reconstruction.stages import MODES, STATES, Mode
from relief.web.evidence import kept_files
from relief.web.goods_view import page_number

Refusal = Refused | RefusedRows
_MOST_FEN_DIGITS = 12


def read_filter() -> tuple[CaseFilter, int]:
    """Return which cases the address asks for, and the page."""
    args = request.args
    stage, mode = args.get("stage", ""), args.get("mode", "")
    wanted = CaseFilter(
        division=args.get("township", "").strip(),
        stage=stage if stage in STATES else "",
        mode=mode if mode in MODES else "",
        overdue=args.get("overdue") == "1",
        text=args.get("q", "").strip(),
        too_early=args.get("early") == "1",
    )
    return wanted, page_number()


def read_day(name: str, today: date) -> date:
    """Return the local day typed, today where none was.

    Raises:
        Refused: no day, or one to come.
    """
    text = request.form.get(name, "").strip().replace("/", "-")
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(
            Bilingual(f"“{text}”不是日期，如 2024-07-15", f"“{text}” is no day like 2024-07-15"),
            name,
        ) from None
    if day > today:
        raise Refused(Bilingual(f"{day} 晚于今天", f"{day} lies in the future"), name)
    return day


def read_fen(name: str) -> int:
    """Return the amount typed in yuan as whole fen.

    Raises:
        Refused: no amount above 0 with at most two decimals.
    """
    text = request.form.get(name, "").strip().replace(",", "").replace("，", "")
    whole, _point, part = text.partition(".")
    digits = whole + part.ljust(2, "0")
    fits = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_FEN_DIGITS
    if not fits or not whole or int(digits) == 0 or len(part) > len("00"):
        raise Refused(
            Bilingual(f"“{text}”应为金额（元）", f"“{text}”: an amount in yuan is expected"), name
        )
    return int(digits)


def read_case(incident_id: str, house_id: str, today: date) -> NewCase:
    """Return the case to be opened."""
    form = request.form
    mode = form.get("mode", "")
    if mode not in MODES:
        raise Refused(Bilingual("请选择重建方式", "Choose the way of rebuilding"), "mode")
    return NewCase(
        incident_id=incident_id,
        house_id=house_id,
        mode=cast("Mode", mode),
        temporary_site=form.get("temporary_site", ""),
        people=_people(form.get("people", "")),
        responsible=form.get("responsible", "").strip(),
        opened_on=read_day("opened_on", today),
    )


def read_step(session: Session, row: CaseRow, today: date) -> CaseStep:
    """Return the step typed; the files sent with it are kept as the village's."""
    form = request.form
    until = form.get("until", "").strip()
    return CaseStep(
        case_id=row.id,
        stage=form.get("stage", ""),
        occurred_on=read_day("occurred_on", today),
        reason=form.get("reason", "").strip(),
        evidence=kept_files(session, "evidence", row.division_code),
        after=form.get("after", ""),
        target=form.get("target", ""),
        until=_until(until) if until else None,
        precision="unknown" if form.get("day_unknown") == "1" else "day",
    )


def read_visit(session: Session, row: CaseRow, today: date) -> Inspection:
    """Return the visit typed; its photo is kept as the village's."""
    form = request.form
    photos = kept_files(session, "photo", row.division_code)
    return Inspection(
        case_id=row.id,
        kind=cast("InspectionKind", form.get("kind", "")),
        visited_on=read_day("visited_on", today),
        result=cast("Result", form.get("result", "")),
        finding=form.get("finding", "").strip(),
        inspector=form.get("inspector", "").strip(),
        photo=photos[0] if photos else "",
    )


def reasons_of(error: Refusal, said: Callable[[str], str]) -> list[Refused]:
    """Return the faults of a refusal, their fields named as the form names them."""
    faults = error.reasons if isinstance(error, RefusedRows) else [error]
    return [Refused(fault.reason, said(fault.path)) for fault in faults]


def _people(text: str) -> int:
    word = text.strip()
    if not (word.isascii() and word.isdigit()):
        raise Refused(Bilingual(f"“{text}”应为整数", f"“{text}”: a whole number"), "people")
    return int(word)


def _until(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Bilingual(f"“{text}”不是日期", f"“{text}” is no day"), "until") from None
