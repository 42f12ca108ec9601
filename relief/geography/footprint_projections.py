"""The version of each footprint that is in force, derived from the chain of versions."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from relief.db.projections import Projection, Row
from relief.geography.footprint_tables import FootprintNow, FootprintVersion


def now_row(version: FootprintVersion) -> dict[str, Any]:
    """Return the projection's row once this version is in force."""
    return {
        "footprint_id": version.footprint_id,
        "version_id": version.id,
        "number": version.number,
    }


def _derive(session: Session) -> Iterable[Row]:
    later = aliased(FootprintVersion)
    follows = (later.footprint_id == FootprintVersion.footprint_id) & (
        later.follows == FootprintVersion.id
    )
    last = select(FootprintVersion).outerjoin(later, follows).where(later.id.is_(None))
    return [now_row(version) for version in session.scalars(last)]


PROJECTIONS = (Projection(cast("Table", FootprintNow.__table__), _derive),)
