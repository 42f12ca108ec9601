"""The national office and the county desk under the earthquake."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from relief.core.scope import Scope
from tests import make

LEADER = ("duty_leader",)


@dataclass(frozen=True)
class People:
    office: Scope
    deputy: Scope
    secretary: Scope
    vice: Scope
    county: Scope
    county_leader: Scope


def seat(session: Session) -> People:
    make.earthquake(session)
    return People(
        office=make.account(session, "national", make.NATION, "办公室"),
        deputy=make.account(session, "national-deputy", make.NATION, "办公室常务副主任", LEADER),
        secretary=make.account(session, "national-secretary", make.NATION, "秘书长", LEADER),
        vice=make.account(session, "national-vice", make.NATION, "副主任", LEADER),
        county=make.account(session, "jishishan"),
        county_leader=make.account(session, "jishishan-leader", post="县长", roles=LEADER),
    )


@pytest.fixture
def people(session: Session) -> People:
    return seat(session)
