"""公示榜: what hangs in a village, as a page that prints on A3 or A4."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.aid.catalogue import amount_for
from relief.core.clock import beijing
from relief.damage.house_queries import houses_by_id
from relief.geography.queries import divisions
from relief.households.queries import households, masked_names
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.reconstruction.catalogue import load_publicity
from relief.reconstruction.screen_queries import BoardRow, board, board_villages
from relief.reconstruction.stages import mode_name
from relief.web.auth import needs
from relief.web.context import desk, moment, scope
from relief.web.incident_page import open_incident, page
from relief.web.language import say
from relief.web.rebuilding_view import grade_name, place_names, township_of, yuan

blueprint = Blueprint("board", __name__, url_prefix="/i/<slug>/board")
PAPERS = ("A3", "A4")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One family on the board; grade is empty and amount None while they are 待核."""

    row: BoardRow
    head: str
    members: int | None
    grade: str
    mode: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Board:
    """What hangs in a village.

    Fields:
        posted_on, until: from the first family put up to the last one taken down.
        generated: every family was made for the demo (示例).
    """

    village: str
    township: str
    posted_on: date | None
    until: date | None
    lines: tuple[BoardLine, ...]
    generated: bool


@blueprint.get("")
@needs("reconstruction.view")
def show(slug: str) -> ResponseReturnValue:
    """Show the villages where something hangs, and the board of the one chosen."""
    paper = request.args.get("paper", "")
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        listed = board_villages(session, scope(), incident.id)
        known = {code for code, _cases in listed}
        asked = request.args.get("village", "")
        village = asked if asked in known else next((code for code, _cases in listed), "")
        names = place_names(session, known)
        return page(
            "rebuilding/board.html",
            session,
            incident,
            villages=[
                (code, f"{names.get(township_of(code), '')} {names.get(code, code)}（{cases}）")
                for code, cases in listed
            ],
            village=village,
            board=_board(session, incident, village) if village else None,
            rule=load_publicity(),
            office=office_of(session, scope().account_id),
            papers=[(name, name) for name in PAPERS],
            paper=paper if paper in PAPERS else PAPERS[0],
            today=beijing(moment(session).at).date(),
        )


def _board(session: Session, incident: IncidentRow, village: str) -> Board:
    rows = board(session, scope(), incident.id, village)
    ids = {row.name.household_id for row in rows}
    heads, families = masked_names(session, ids), households(session, ids)
    houses = houses_by_id(session, {row.house_id for row in rows})
    names = divisions(session, {village, township_of(village)})
    lines = []
    for row in rows:
        name, house = row.name, houses.get(row.house_id)
        known = amount_for(incident.slug, name.mode, name.division_code)
        family = families.get(name.household_id)
        lines.append(
            BoardLine(
                row=row,
                head=heads[name.household_id],
                members=family.members if family else None,
                grade=grade_name(house.grade if house else None),
                mode=say(mode_name(name.mode)),
                amount=yuan(known.total_fen if known else None),
            )
        )
    ends = [row.until for row in rows if row.until]
    return Board(
        village=names[village].name,
        township=names[township_of(village)].name if township_of(village) in names else "",
        posted_on=min((row.posted_on for row in rows), default=None),
        until=max(ends, default=None),
        lines=tuple(lines),
        generated=all(row.generated for row in rows),
    )
