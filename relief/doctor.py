"""Looks at this machine the way a colleague on the telephone would."""

import shutil
import sys
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from relief.bootstrap import alert_gateway, open_desk
from relief.core.errors import Refused
from relief.settings import Settings
from relief.vendor import is_complete

OLDEST_PYTHON = (3, 11)
LEAST_FREE_MB = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it passed, and what was seen."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings) -> list[Check]:
    """Return every check, in the order a set-up needs them."""
    free_mb = shutil.disk_usage(settings.data.parent).free // 1_000_000
    version = ".".join(str(part) for part in sys.version_info[:3])
    files = is_complete()
    return [
        Check("python", sys.version_info >= OLDEST_PYTHON, version),
        Check("disk", free_mb >= LEAST_FREE_MB, f"{free_mb} MB free"),
        Check("browser files and fonts", files, "in place" if files else "run: make setup"),
        _database(settings),
        _gateway(settings),
    ]


def _database(settings: Settings) -> Check:
    desk = open_desk(settings)
    try:
        with desk.database.read() as session:
            version = session.scalar(text("SELECT version_num FROM alembic_version"))
            spatial = (
                "GeoPackage"
                if desk.database.is_sqlite
                else session.scalar(text("SELECT postgis_version()"))
            )
    except SQLAlchemyError as error:
        return Check("database", ok=False, detail=str(error.__cause__ or error).strip())
    return Check("database", ok=True, detail=f"schema {version}, {spatial}")


def _gateway(settings: Settings) -> Check:
    """Say what alerts leave through, or why they stay in the outbox."""
    try:
        gateway = alert_gateway(open_desk(settings))
    except Refused as refused:
        return Check("alert gateway", ok=False, detail=refused.wording().en)
    except SQLAlchemyError:
        return Check("alert gateway", ok=True, detail="asked for when the database answers")
    leaves = "telephones ring" if gateway.leaves_the_house else "nothing leaves, outbox.log"
    return Check("alert gateway", ok=True, detail=f"{type(gateway).__name__}: {leaves}")
