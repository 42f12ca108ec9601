"""What the desks owed and sent between the notices: generated, since none of it was published.

Reports carry figures only where some were published (province totals; 积石山's, E3) or spoken in
the generated night; the others say that they came and leave every figure 待核. When it was stable,
when the final reports left and when the national responses ended were not published either.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.queries import call_figures
from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.core.clock import parse_time
from relief.core.division_code import NATION, at_level, contains
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.office_now import standing
from relief.damage.report import Line, NewReport
from relief.damage.services.release import enter_released
from relief.damage.services.stability import declare
from relief.damage.stability import NewStability
from relief.damage.versions import released_lines
from relief.demo.calls import GENERATED
from relief.demo.incident import COUNTIES
from relief.demo.places import JISHISHAN
from relief.demo.samples import read_sample
from relief.geography.queries import townships_of
from relief.offices.queries import scope_of
from relief.offices.roles import load_rules
from relief.offices.tables import Account
from relief.response.decisions import Received
from relief.response.services.receive import receive

Write = Callable[[], object]
Entry = tuple[datetime, Write]
_DESKS = {JISHISHAN: "jishishan", "630222000000": "minhe"}
_PROVINCES = {"620000000000": "gansu", "630000000000": "qinghai"}
_APART = timedelta(minutes=3)
_INITIAL_AT = parse_time("2023-12-19T01:35+08:00")
_FIRST_DAILY_AT = parse_time("2023-12-19T08:30+08:00")
_DAILY = 7
_MORNING_AT = parse_time("2023-12-20T06:40+08:00")
_STABLE_AT = parse_time("2023-12-25T10:00+08:00")
_FINAL_AT = parse_time("2023-12-27T10:00+08:00")
_PROVINCE_FINAL_AT = parse_time("2024-01-03T15:00+08:00")
_ENDED_AT = parse_time("2024-01-20T10:00+08:00")
_ENDED = ("relief", "earthquake")
_UNPUBLISHED = "示例：报送时间为示意，数字未公布（待核）"


def report_entries(session: Session, incident_id: str) -> list[Entry]:
    """Return the reports, declarations and endings, each with its hour and its call."""
    accounts = session.scalars(select(Account).where(Account.demo.is_(True))).all()
    people = {account.username: scope_of(session, account) for account in accounts}
    if not {*_DESKS.values(), *_PROVINCES.values()} <= people.keys():
        return []
    return [
        *_mornings(session, people, incident_id),
        *_county_reports(session, people, incident_id),
        *_province_reports(session, people, incident_id),
        *_ends(session, people["gansu"], incident_id),
    ]


def _mornings(session: Session, people: Mapping[str, Scope], incident_id: str) -> list[Entry]:
    """Each township's word on the second morning: nothing new, no figures, no village named."""
    entries: list[Entry] = []
    for place, town in enumerate(townships_of(session, sorted(_DESKS))):
        at = _MORNING_AT + place * timedelta(minutes=1)
        who = people[_DESKS[at_level(town.code, "county")]]
        slip = CallSlip(incident_id, town.code, at, "值班员", words="每日续报：没有新情况")
        stamp = Stamp(at, who.account_id, GENERATED, f"demo:morning:{town.code}")
        entries.append((at, partial(record_call, session, who, stamp, slip)))
    return entries


def _county_reports(session: Session, people: Mapping[str, Scope], incident_id: str) -> list[Entry]:
    entries: list[Entry] = []
    for place, county in enumerate(COUNTIES):
        who = _leader(people, county)
        write = partial(_report, session, who, incident_id, county)
        at = _INITIAL_AT + place * _APART
        entries.append((at, partial(write, at, "initial")))
        for day in range(_DAILY):
            at = _FIRST_DAILY_AT + timedelta(days=day) + place * _APART
            entries.append((at, partial(write, at, "follow_up")))
        at = _STABLE_AT + place * _APART
        entries.append((at, partial(_stable, session, who, incident_id, county, at)))
        at = _FINAL_AT + place * _APART
        entries.append((at, partial(write, at, "final")))
    return entries


def _province_reports(
    session: Session, people: Mapping[str, Scope], incident_id: str
) -> list[Entry]:
    at = _PROVINCE_FINAL_AT
    return [
        (at, partial(_report, session, people[name], incident_id, province, at, "final"))
        for province, name in _PROVINCES.items()
    ]


def _report(  # noqa: PLR0913, PLR0917 (who reports, for which office, when, and what)
    session: Session, who: Scope, incident_id: str, office: str, at: datetime, kind: str
) -> str:
    """Enter a generated report, unless somebody at the desk is drafting the office's himself."""
    if standing(session, incident_id, office).draft_id is not None:
        raise Refused(Bilingual("本单位正在起草", "The office is drafting one"))
    lines, note = _lines(session, incident_id, office, kind)
    stamp = Stamp(at, who.account_id, GENERATED, f"demo:report:{office}:{kind}:{at.isoformat()}")
    new = NewReport(incident_id, office, kind, at, GENERATED, note, lines=lines)
    return enter_released(session, stamp, new, GENERATED, "示例")


def _lines(
    session: Session, incident_id: str, office: str, kind: str
) -> tuple[tuple[Line, ...], str]:
    if kind == "initial":
        return _spoken(session, incident_id, office), "示例：按当夜电话单（示例）汇总"
    if kind == "follow_up":
        return (), _UNPUBLISHED
    if office == JISHISHAN:
        return _published(office), "示例：核报时间为示意；所列数字为公开发布的合计，其余待核"
    carried = tuple(released_lines(session, incident_id, office))
    if office in _PROVINCES and carried:
        return carried, "示例：核报时间为示意；沿用此前公开发布的数字"
    return (), _UNPUBLISHED


def _spoken(session: Session, incident_id: str, office: str) -> tuple[Line, ...]:
    newest: dict[tuple[str, str], Line] = {}
    for row in call_figures(session, incident_id):  # newest first within a division and figure
        if contains(office, row.division) and row.value is not None:
            line = Line(row.division, row.indicator, row.value, f"call:{row.call_id}")
            newest.setdefault((row.division, row.indicator), line)
    return tuple(newest.values())


def _published(office: str) -> tuple[Line, ...]:
    return tuple(
        Line(office, row["indicator"], Decimal(row["value"]), row["source"])
        for row in read_sample("totals")
        if row["division"] == office and row["indicator"]
    )


def _stable(session: Session, who: Scope, incident_id: str, county: str, at: datetime) -> str:
    stamp = Stamp(at, who.account_id, GENERATED, f"demo:stable:{county}")
    reason = "示例：稳定时间未公布，此处为示意"
    new = NewStability(incident_id, county, stable=True, occurred_at=at, reason=reason)
    return declare(session, who, stamp, new)


def _ends(session: Session, who: Scope, incident_id: str) -> list[Entry]:
    return [
        (at, partial(_end, session, who, incident_id, response, at))
        for place, response in enumerate(_ENDED)
        for at in (_ENDED_AT + place * _APART,)
    ]


def _end(session: Session, who: Scope, incident_id: str, response: str, at: datetime) -> str:
    stamp = Stamp(at, who.account_id, GENERATED, f"demo:end:{response}")
    reason = "示例：终止时间和决定机构未公布，此处为示意"
    wish = Received(incident_id, NATION, response, 0, "待核", at, "unknown", reason=reason)
    return receive(session, who, stamp, wish)


def _leader(people: Mapping[str, Scope], county: str) -> Scope:
    """Return the leader of a county's desk; a county without one is spoken for by the demo."""
    if county in _DESKS:
        return people[f"{_DESKS[county]}-leader"]
    roles = ("duty_leader",)
    return Scope("示例", "示例", (county[:6],), roles, load_rules().actions_of(roles))
