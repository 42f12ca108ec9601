"""In whose name a command writes, and for which incident."""

from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.incidents.queries import find_incident
from relief.offices.queries import (
    desk_officer_for,
    first_administrator,
    office_of,
    scope_of_account,
)


def id_of(session: Session, incident: str) -> str:
    """Return the id of an incident by its id or slug.

    Raises:
        NotFound: there is none.
    """
    found = find_incident(session, incident)
    if found is None:
        raise NotFound(kind="灾害事件 incident", key=incident)
    return found.id


def administrator(session: Session, username: str) -> Scope:
    """Return the scope of the account named, else of the first administrator.

    Raises:
        NotFound: there is none.
    """
    if username:
        return scope_of_account(session, username)
    found = first_administrator(session)
    if found is None:
        raise NotFound(kind="系统管理员 administrator", key="init --admin NAME")
    return found


def actor(session: Session, username: str, office: str) -> tuple[Scope, str]:
    """Return who acts and for which office.

    Raises:
        Refused: neither the workbook nor an option says which office reports.
        NotFound: no such account, or no desk officer has the office in his area.
    """
    if username:
        scope = scope_of_account(session, username)
        return scope, office or office_of(session, scope.account_id).division
    if not office:
        raise Refused(
            Bilingual(
                "表中“填报单位”没有 12 位代码，各行也不在同一个县：请填写，或用 --office、--as",
                "The workbook names no office (填报单位, 12 digits) and its rows lie in no one "
                "county: fill it in, or give --office or --as",
            ),
            "填报单位",
        )
    officer = desk_officer_for(session, office)
    if officer is None:
        raise NotFound(kind="应急值班员 desk officer", key=office)
    return officer, office
