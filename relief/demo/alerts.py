"""The alerts of the first night as the replay comes to them: generated, none was published (示例).

Each desk calls its own zone-Ⅷ townships once, unless it has sent an alert of its own by then. Most
answer; in one township of each desk nobody does, and it climbs to the deputy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY, Answer, Attempt, CallOutcome, How, NewAlert
from relief.alerts.alert_tables import Alert, DivisionNow, MessageNow
from relief.alerts.catalogue import load_templates
from relief.alerts.services.answer import answer
from relief.alerts.services.attempt import record_attempt
from relief.alerts.services.climb import climb_due
from relief.alerts.services.issue import issue_alert
from relief.alerts.services.outbox import Step, locked, step_messages
from relief.alerts.services.release import release_alert
from relief.core.clock import parse_time
from relief.core.division_code import at_level
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import find_by_command
from relief.demo.accounts import OFFICES
from relief.demo.calls import GENERATED
from relief.demo.incident import new_incident
from relief.demo.shelters import townships
from relief.offices.queries import scope_of
from relief.offices.tables import Account

Write = Callable[[], object]
# desk, when it calls, when the first rung is over
_ISSUED = (("jishishan", "00:45", "00:50"), ("minhe", "00:50", "00:55"))
# time, township, how it answered, words
_ANSWERS: tuple[tuple[str, str, How, str], ...] = (
    ("00:47", "622927100000", "sms", "1 收到，正在逐村清点"),
    ("00:47", "622927104000", "sms", "1 收到"),
    ("00:48", "622927101000", "web", "已到岗，干部分组下村"),
    ("00:48", "622927200000", "sms", "1 收到，道路可通行"),
    ("00:49", "622927206000", "sms", "1"),
    ("00:52", "630222103000", "web", "收到，正在清点"),
    ("00:53", "630222209000", "sms", "1 收到"),
    ("00:53", "622927203000", "sms", "1 副乡长代答：乡长在村里，电话不通"),
    ("00:54", "630222211000", "sms", "1"),
    ("00:58", "630222210000", "sms", "1 副乡长：两个村通信中断，已派人步行"),
)
# time, township, outcome of the desk's own call, words
_DIALLED: tuple[tuple[str, str, CallOutcome, str], ...] = (
    ("00:46", "622927203000", "no_answer", ""),
    ("00:46", "622927204000", "busy", ""),
    ("00:48", "622927202000", "answered", "乡长接听：道路落石，正组织转移"),
    ("00:49", "622927203000", "off", ""),
    ("00:49", "622927204000", "answered", "乡长接听：正在清点"),
    ("00:52", "630222210000", "off", ""),
)
_SENDER = "定时作业"


def alert_entries(session: Session, incident_id: str) -> list[tuple[datetime, Write]]:
    """Return what the desks do by telephone and text message, each with its hour and its call."""
    people = _people(session)
    if not {"jishishan", "minhe", "dahejia", "guanting"} <= people.keys():
        return []
    night = _Night(session, people, incident_id)
    entries: list[tuple[datetime, Write]] = []
    for desk, issued, over in _ISSUED:
        entries.append((_at(issued), partial(night.issue, desk, _at(issued))))
        entries.append((_at(over), partial(night.climb, desk, _at(over))))
    entries += [
        (_at(clock), partial(night.answer, number)) for number, (clock, *_) in enumerate(_ANSWERS)
    ]
    entries += [
        (_at(clock), partial(night.dial, number)) for number, (clock, *_) in enumerate(_DIALLED)
    ]
    return entries


@dataclass(frozen=True, slots=True)
class _Night:
    """Writes the entries; what belongs to an alert that was not generated writes nothing."""

    session: Session
    people: Mapping[str, Scope]
    incident_id: str

    def issue(self, desk: str, at: datetime) -> None:
        """Call the desk's townships, unless it has called somebody itself."""
        command = _command(desk)
        division = OFFICES[desk][1]
        sent = select(Alert.id).where(
            Alert.incident_id == self.incident_id, Alert.office_division == division
        )
        if self.session.scalar(sent.limit(1)):
            return
        who = self.people[desk]
        stamp = Stamp(at, who.account_id, GENERATED, command)
        codes = tuple(code for code in townships() if who.covers(code))
        alert = NewAlert(self.incident_id, division, "roll_call", codes, _text(desk))
        alert_id = issue_alert(self.session, who, stamp, alert)
        release_alert(
            self.session, Stamp(at, who.account_id, GENERATED, f"{command}:out"), alert_id
        )
        self._sent(alert_id, at)

    def climb(self, desk: str, at: datetime) -> None:
        """Climb where nobody answered on the first rung."""
        alert_id = self._alert(desk)
        if alert_id is not None:
            climb_due(self.session, at)
            self._sent(alert_id, at)

    def answer(self, number: int) -> None:
        """Answer for a township: by text message, or on its official's web page."""
        clock, township, how, words = _ANSWERS[number]
        alert_id = self._alert(_desk(township))
        if alert_id is None:
            return
        official = next((s for s in self.people.values() if s.prefixes == (township[:9],)), None)
        who = official if how == "web" and official else self.people[_desk(township)]
        asked = self._standing(alert_id, township).person_id
        given = Answer(alert_id, township, how, None if how == "web" else asked, words)
        stamp = Stamp(_at(clock), who.account_id, GENERATED, f"demo:answer:{township}:{number}")
        answer(self.session, who, stamp, given)

    def dial(self, number: int) -> None:
        """Dial the first person of a township from the desk's call list."""
        clock, township, outcome, words = _DIALLED[number]
        alert_id = self._alert(_desk(township))
        if alert_id is None:
            return
        message = self.session.scalar(
            select(MessageNow.message_id)
            .where(
                MessageNow.alert_id == alert_id,
                MessageNow.division_code == township,
                MessageNow.channel == "phone",
                MessageNow.state == "queued",
            )
            .order_by(MessageNow.rung, MessageNow.message_id)
            .limit(1)
        )
        who = self.people[_desk(township)]
        stamp = Stamp(_at(clock), who.account_id, GENERATED, f"demo:dial:{township}:{number}")
        if message is not None:
            record_attempt(self.session, who, stamp, Attempt(message, outcome, words))

    def _alert(self, desk: str) -> str | None:
        return find_by_command(self.session, Alert, _command(desk))

    def _standing(self, alert_id: str, township: str) -> DivisionNow:
        return self.session.get_one(DivisionNow, (alert_id, township))

    def _sent(self, alert_id: str, at: datetime) -> None:
        """Say of the text messages waiting that they went out: no gateway carries a replay's."""
        queued = (
            MessageNow.alert_id == alert_id,
            MessageNow.state == "queued",
            MessageNow.channel.in_(BY_GATEWAY),
        )
        rows = locked(self.session, *queued)
        for state in ("sending", "sent"):
            stamp = Stamp(at, _SENDER, GENERATED, f"demo:{state}:{at.isoformat()}")
            step_messages(self.session, stamp, rows, Step(state, state, 1))


def _people(session: Session) -> dict[str, Scope]:
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    wanted = {"jishishan", "minhe", "dahejia", "guanting"}
    return {a.username: scope_of(session, a) for a in accounts if a.username in wanted}


def _at(clock: str) -> datetime:
    return parse_time(f"2023-12-19T{clock}:00+08:00")


def _desk(township: str) -> str:
    county = at_level(township, "county")
    return next(desk for desk, _issued, _over in _ISSUED if OFFICES[desk][1] == county)


def _command(desk: str) -> str:
    return f"demo:alert:{desk}"


def _text(desk: str) -> str:
    incident = new_incident()
    name = Bilingual(incident.name, incident.name_en)
    return load_templates()["roll_call"].filled(office=OFFICES[desk][0], incident=name).zh
