"""Publishes a footprint: every better map is a further version, none is ever changed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import shapely
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.geography.footprint_projections import now_row
from relief.geography.footprint_tables import (
    Footprint,
    FootprintCount,
    FootprintListed,
    FootprintNow,
    FootprintVersion,
    FootprintZone,
)
from relief.geography.rows import NewFootprint
from relief.geography.shapes import multi

Way = Literal["loaded", "drawn", "imported", "made", "restored"]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a version is beside its shapes.

    Fields:
        publisher: who drew or released it, in his own words.
        as_of: the hour it states, aware; None unknown.
        follows: id of the version it was made against, empty for the first of a footprint.
        corrects: that version was wrong, not only older.
    """

    publisher: str
    way: Way
    follows: str = ""
    as_of: datetime | None = None
    corrects: bool = False
    note: str = ""


def load_footprint(session: Session, new: NewFootprint, stamp: Stamp, publisher: str = "") -> str:
    """Return the id of the version in force once `new` is: the content in force makes no other."""
    current = in_force(session, new.id)
    if current is not None and current.digest == digest_of(new):
        return current.id
    follows = "" if current is None else current.id
    return publish(session, stamp, new, Edition(publisher or new.source, "loaded", follows))


def publish(session: Session, stamp: Stamp, new: NewFootprint, edition: Edition) -> str:
    """Return the id of the version kept; the same command twice is one version.

    Raises:
        AlreadyDone: somebody published a version meanwhile.
        NotFound: the version it follows is none of this footprint.
    """
    known = find_by_command(session, FootprintVersion, stamp.command_id)
    if known:
        return known
    if session.get(Footprint, new.id) is None:
        # Two who open one footprint at once: the loser of the version below is told.
        append(session, Footprint(id=new.id, name=new.name, hazard=new.hazard, source=new.source))
    version = _version(session, stamp, new, edition)
    if not append(session, version):
        twin = find_by_command(session, FootprintVersion, stamp.command_id)
        if twin:
            return twin
        raise _somebody_was_first(session, new.id)
    session.add_all(_parts(version.id, new))
    now = session.get(FootprintNow, new.id)
    if now is None:
        session.add(FootprintNow(**now_row(version)))
    else:
        now.version_id, now.number = version.id, version.number
    session.flush()
    note_change(session, "footprint")
    return version.id


def in_force(session: Session, footprint_id: str) -> FootprintVersion | None:
    """Return the version in force now, None while there is none."""
    now = session.get(FootprintNow, footprint_id, populate_existing=True)
    return session.get(FootprintVersion, now.version_id) if now else None


def digest_of(new: NewFootprint) -> str:
    """Return the SHA-256 of zones, names and counts in a stated order."""
    said = hashlib.sha256()
    for zone in sorted(new.zones, key=lambda zone: zone.rank):
        shape = shapely.to_wkb(shapely.normalize(multi(zone.geometry)), hex=True)
        facts = (zone.rank, zone.label, zone.area_km2, zone.quality, zone.source)
        said.update(f"{facts}{shape}\n".encode())
    for part in (new.listed, new.counts):
        said.update("\n".join(sorted(map(repr, part))).encode())
    return said.hexdigest()


def _version(
    session: Session, stamp: Stamp, new: NewFootprint, edition: Edition
) -> FootprintVersion:
    before = session.get(FootprintVersion, edition.follows) if edition.follows else None
    if edition.follows and (before is None or before.footprint_id != new.id):
        raise NotFound("影响范围版本 footprint version", edition.follows)
    return FootprintVersion(
        **stamped(stamp),
        corrects=edition.follows if edition.corrects and before else None,
        footprint_id=new.id,
        number=before.number + 1 if before else 1,
        follows=edition.follows,
        publisher=edition.publisher,
        as_of=edition.as_of,
        way=edition.way,
        note=edition.note,
        digest=digest_of(new),
    )


def _parts(
    version_id: str, new: NewFootprint
) -> list[FootprintZone | FootprintListed | FootprintCount]:
    zones = [
        FootprintZone(
            version_id=version_id,
            rank=zone.rank,
            label=zone.label,
            area_km2=zone.area_km2,
            quality=zone.quality,
            source=zone.source,
            geometry=multi(zone.geometry),
        )
        for zone in new.zones
    ]
    listed = [
        FootprintListed(
            version_id=version_id,
            division_code=row.division_code,
            rank=row.rank,
            published_name=row.published_name,
            source=row.source,
        )
        for row in new.listed
    ]
    counts = [
        FootprintCount(
            version_id=version_id,
            division_code=row.division_code,
            rank=row.rank,
            townships=row.townships,
            source=row.source,
        )
        for row in new.counts
    ]
    return [*zones, *listed, *counts]


def _somebody_was_first(session: Session, footprint_id: str) -> AlreadyDone:
    winner = in_force(session, footprint_id)
    deed = Bilingual("新的影响范围版本", "A new version of the footprint")
    if winner is None:
        return AlreadyDone(deed)
    return AlreadyDone(
        deed, by=winner.recorded_by, at=f"{beijing(winner.recorded_at):%Y-%m-%d %H:%M}"
    )
