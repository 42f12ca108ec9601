"""Builds the demo's desk, or moves the one that is there forward."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from relief.bootstrap import geography_sources, name_speller, open_desk, shipped_formers
from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.db.migrate import upgrade
from relief.db.tables import Setting
from relief.demo.accounts import PASSWORD, add_demo_accounts
from relief.demo.geography import load_demo_geography
from relief.demo.incident import SLUG
from relief.demo.replay import advance, present
from relief.demo.roster import add_demo_roster
from relief.demo.stops import STOPS, Stop
from relief.geography.former_service import write_former
from relief.incidents.queries import find_incident
from relief.offices.queries import DEMO_PASSWORD, count_accounts, scope_of_account
from relief.settings import Settings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """The demo as it stands: the incident's name and the desk's present, Beijing time."""

    incident: str
    present: str


def build(settings: Settings, stop_name: str | None, say: Say) -> Built:
    """Return the demo, built or moved forward to the stop.

    Raises:
        Refused: the folder holds a real desk, or a demo that is past the stop asked for.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    desk = open_desk(settings)
    upgrade(desk.database.writer)
    settings.protect()
    with desk.database.write() as session:
        if present(session) is None:
            _first(session, say)
        at = _forward(session, stop_name, say)
        incident = find_incident(session, SLUG)
    name = incident.name if incident else SLUG
    desk.database.dispose()
    return Built(name, f"{beijing(at):%Y-%m-%d %H:%M}")


def _first(session: Session, say: Say) -> None:
    if count_accounts(session):
        raise Refused(
            Bilingual(
                "此数据目录是一个真实的值班台，示例数据不写入其中；请用 --data 另选目录",
                "This data folder holds a real desk: the demo is not written into it; give --data",
            ),
            "data",
        )
    say("1/3 divisions, boundaries, places of Gansu and Qinghai …")
    incident_id = load_demo_geography(session, geography_sources())
    say("2/3 accounts …")
    add_demo_accounts(session)
    add_demo_roster(session)
    administrator = scope_of_account(session, "admin")
    stamp = Stamp.make(STOPS[0].at, administrator.account_id, "geo_data")
    write_former(session, administrator, stamp, shipped_formers(), name_speller())
    session.merge(Setting(name=DEMO_PASSWORD, value=PASSWORD))
    say("3/3 the first forty minutes …")
    incident = find_incident(session, incident_id)
    if incident is not None:
        advance(session, incident.id, STOPS[0].at, since=incident.occurred_at)


def _forward(session: Session, stop_name: str | None, say: Say) -> datetime:
    at = present(session) or STOPS[0].at
    if stop_name is None:
        return at
    stop = next(s for s in STOPS if s.name == stop_name)
    if stop.at < at:
        raise _past(stop, at)
    incident = find_incident(session, SLUG)
    if stop.at > at and incident is not None:
        say(f"replaying to {beijing(stop.at):%Y-%m-%d %H:%M} …")
        advance(session, incident.id, stop.at, since=at)
    return stop.at


def _past(stop: Stop, at: datetime) -> Refused:
    here = f"{beijing(at):%Y-%m-%d %H:%M}"
    return Refused(
        Bilingual(
            f"示例已推进到 {here}，不能退回“{stop.name}”；请用 --data 另建一个",
            f"The demo stands at {here} and does not go back to “{stop.name}”; give --data",
        ),
        "at",
    )
