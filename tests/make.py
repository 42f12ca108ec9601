"""Factories with valid defaults: a test names only what it is about."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.geography.tables import Division
from relief.incidents.tables import Incident, IncidentDivision
from relief.offices.roles import load_rules

JISHISHAN = "622927000000"
MINHE = "630222000000"
GANSU = "620000000000"
QINGHAI = "630000000000"
DAHEJIA = "622927101000"
CHUIMATAN = "622927100000"
QUAKE_AT = datetime(2023, 12, 18, 15, 59, tzinfo=UTC)
NIGHT = datetime(2023, 12, 18, 16, 40, tzinfo=UTC)


def scope(
    *prefixes: str, roles: tuple[str, ...] = ("desk_officer",), account: str = "officer"
) -> Scope:
    """Return a scope; without prefixes it is the 积石山 desk's."""
    held = prefixes or ("622927",)
    return Scope(account, account, held, roles, load_rules().actions_of(roles))


def stamp(
    at: datetime = NIGHT, *, by: str = "officer", source: str = "test", command: str | None = None
) -> Stamp:
    """Return a stamp of the demo's night."""
    return Stamp.make(at, by, source, command)


DIVISIONS = {
    GANSU: ("甘肃省", "province"),
    "622900000000": ("临夏回族自治州", "prefecture"),
    JISHISHAN: ("积石山保安族东乡族撒拉族自治县", "county"),
    CHUIMATAN: ("吹麻滩镇", "township"),
    DAHEJIA: ("大河家镇", "township"),
    "622927101201": ("大河村委会", "village"),
    QINGHAI: ("青海省", "province"),
    "630200000000": ("海东市", "prefecture"),
    MINHE: ("民和回族土族自治县", "county"),
    "630222103000": ("官亭镇", "township"),
}


def earthquake(session: Session) -> str:
    """Write a few divisions and the earthquake over them; return the incident's id."""
    from relief.core.division_code import parent_of

    for code, (name, level) in DIVISIONS.items():
        session.add(
            Division(
                code=code,
                name=name,
                level=level,
                parent_code=parent_of(code),
                pinyin=name,
                initials=name,
            )
        )
    session.flush()
    session.add(
        Incident(
            id="incident-1",
            slug="quake",
            name="积石山6.2级地震",
            name_en="Jishishan M6.2 earthquake",
            hazard="earthquake",
            occurred_at=QUAKE_AT,
            magnitude="6.2",
            lon="102.79",
            lat="35.70",
            source="E3",
        )
    )
    session.flush()
    for county in (JISHISHAN, MINHE):
        session.add(IncidentDivision(incident_id="incident-1", division_code=county))
    session.flush()
    return "incident-1"


NATION = "000000000000"


def account(
    session: Session,
    username: str,
    division: str = JISHISHAN,
    post: str = "值班员",
    roles: tuple[str, ...] = ("desk_officer",),
) -> Scope:
    """Write an account of the division's office and return its scope; the id is the user name."""
    from relief.core.division_code import prefix_of
    from relief.core.wording import Bilingual
    from relief.offices.accounts import add_authority
    from relief.offices.tables import Account, AccountRole, AccountScope

    add_authority(session, f"office-{division}", Bilingual("应急局", "Bureau"), division)
    session.add(
        Account(
            id=username,
            username=username,
            display_name=username,
            post=post,
            post_en=post,
            authority_id=f"office-{division}",
            password_hash="-",
        )
    )
    session.flush()
    session.add_all(AccountRole(account_id=username, role=role) for role in roles)
    session.add(AccountScope(account_id=username, prefix=prefix_of(division)))
    session.flush()
    return scope(prefix_of(division), roles=roles, account=username)


def published(
    session: Session, values: dict[str, int], *, division: str = GANSU, at: datetime = NIGHT
) -> str:
    """Write a released report of a province as published; return the report's id."""
    from decimal import Decimal

    from sqlalchemy import func, select

    from relief.damage.projections import PROJECTIONS
    from relief.damage.tables import Release, Report, ReportFigure
    from relief.db.base import stamped
    from relief.db.projections import rebuild

    entry = Report(
        **stamped(stamp(at, source="E3")),
        incident_id="incident-1",
        division_code=division,
        kind="follow_up",
        as_of=at,
        drafted_from="published",
        note="截至发稿，遇难人数如下",
    )
    session.add(entry)
    session.flush()
    session.add_all(
        ReportFigure(
            report_id=entry.id,
            division_code=division,
            indicator=indicator,
            value=Decimal(value),
            origin="E3",
            explanation="",
        )
        for indicator, value in values.items()
    )
    before = session.scalar(
        select(func.count()).select_from(Release).where(Release.division_code == division)
    )
    session.add(
        Release(
            **stamped(stamp(at, source="E3")),
            report_id=entry.id,
            incident_id="incident-1",
            division_code=division,
            number=(before or 0) + 1,
            word="published",
            leader="发布会",
        )
    )
    session.flush()
    for projection in PROJECTIONS:
        rebuild(session, projection)
    return entry.id


VILLAGE = "622927101201"


def family(session: Session, head: str = "马示例", *, division: str = VILLAGE, **fields) -> str:
    """Register a household of four and return its id; the ID number is left unknown."""
    from relief.households.rows import NewHousehold
    from relief.households.service import register

    known = {"members": 4, "family_type": "general"} | fields
    new = NewHousehold(division, head=head, **known)
    return register(session, scope(), stamp(), new)


def house(session: Session, household: str, *, division: str = VILLAGE, **fields) -> str:
    """Record a household's house of five rooms, two of them collapsed, and return its id."""
    from datetime import date

    from relief.damage.houses import NewHouse
    from relief.damage.services.houses import record_house

    facts = {
        "structure": "earth_wood",
        "rooms": 5,
        "rooms_collapsed": 2,
        "rooms_severe": 1,
        "rooms_general": 0,
        "occurred_on": date(2023, 12, 18),
        "sole_dwelling": True,
    } | fields
    new = NewHouse("incident-1", household, division, **facts)
    return record_house(session, scope(), stamp(), new)
