"""Keeps a looked-at footprint as the incident's next version, or brings an older one back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import update
from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.geography.footprint_queries import listings, versions, zone_counts, zone_shapes
from relief.geography.footprints import Edition, publish
from relief.geography.rows import FigureQuality, NewFootprint, NewZone
from relief.incidents.closed import require_open
from relief.incidents.footprint_drafts import ACTION, Draft, find_draft
from relief.incidents.queries import IncidentRow
from relief.incidents.tables import Incident


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a draft is to be kept.

    Fields:
        follows: id of the version in force when it was looked at, empty when there was none.
        publisher: who drew or released it; as_of: the hour it states, None unknown.
        published: it was published by an authority; else it is the desk's own estimate.
        with_lists: the names and counts of the version before stay beside the new shapes.
        corrects: the version before was wrong, not only older.
    """

    follows: str
    publisher: str
    as_of: datetime | None
    published: bool
    with_lists: bool
    corrects: bool
    note: str = ""


def keep_draft(  # noqa: PLR0913, PLR0917 (who keeps which draft of which incident, and how)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    incident: IncidentRow,
    draft_id: str,
    wish: Keeping,
) -> str:
    """Return the id of the version that is in force from now on.

    Raises:
        OutOfScope: the role does not keep footprints.
        NotFound: no such draft of this person.
        Refused: errors hold it back, nobody is named as publisher, or the incident is closed.
        AlreadyDone: somebody kept a version since the draft was looked at.
    """
    scope.require(ACTION)
    require_open(session, incident.id)
    draft = find_draft(session, scope, incident, draft_id)
    _require_ready(draft, wish)
    edition = Edition(
        publisher=wish.publisher.strip(),
        way=draft.way,
        follows=wish.follows,
        as_of=wish.as_of,
        corrects=wish.corrects,
        note=wish.note.strip(),
    )
    new = _content(session, incident, draft, wish)
    return _publish(session, scope, stamp, incident, new, edition)


def _require_ready(draft: Draft, wish: Keeping) -> None:
    if not draft.checked.sound:
        raise Refused(Bilingual("图形有错误，未存入", "The shapes have errors; nothing was kept"))
    if not wish.publisher.strip():
        raise Refused(Bilingual("请写明谁绘制或发布", "Say who drew or published it"), "publisher")


def _content(session: Session, incident: IncidentRow, draft: Draft, wish: Keeping) -> NewFootprint:
    quality: FigureQuality = "published" if wish.published else "estimate"
    zones = tuple(
        NewZone(zone.rank, zone.label, None, quality, draft.source, zone.geometry)
        for zone in draft.checked.zones
    )
    new = _footprint(incident, draft.source, zones)
    if not (wish.with_lists and wish.follows):
        return new
    return replace(
        new,
        listed=tuple(listings(session, new.id, version_id=wish.follows)),
        counts=tuple(zone_counts(session, new.id, version_id=wish.follows)),
    )


def restore_version(  # noqa: PLR0913, PLR0917 (who brings which version of which incident back)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    incident: IncidentRow,
    version_id: str,
    follows: str,
) -> str:
    """Return the id of a further version with the content of an older one: the way back.

    Raises:
        OutOfScope: the role does not keep footprints.
        NotFound: no such version of this incident.
        AlreadyDone: somebody kept a version meanwhile.
    """
    scope.require(ACTION)
    require_open(session, incident.id)
    known = {row.id: row for row in versions(session, incident.footprint_id)}
    old = known.get(version_id)
    if old is None or incident.footprint_id is None:
        raise NotFound("影响范围版本 footprint version", version_id)
    zones = tuple(
        NewZone(
            shape.rank,
            shape.label,
            shape.area_km2,
            cast("FigureQuality", shape.quality),
            shape.source,
            shape.geometry,
        )
        for shape in zone_shapes(session, incident.footprint_id, version_id=version_id)
    )
    new = replace(
        _footprint(incident, old.source, zones),
        listed=tuple(listings(session, incident.footprint_id, version_id=version_id)),
        counts=tuple(zone_counts(session, incident.footprint_id, version_id=version_id)),
    )
    edition = Edition(old.publisher, "restored", follows, old.as_of, corrects=True)
    return _publish(session, scope, stamp, incident, new, edition)


def _publish(  # noqa: PLR0913, PLR0917 (who, when, where, what and as what)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    incident: IncidentRow,
    new: NewFootprint,
    edition: Edition,
) -> str:
    version_id = publish(session, stamp, new, edition)
    if incident.footprint_id is None:
        session.execute(
            update(Incident).where(Incident.id == incident.id).values(footprint_id=new.id)
        )
    detail = {"incident": incident.id, "follows": edition.follows, "way": edition.way}
    write_audit(session, scope.account_id, ACTION, version_id, detail)
    return version_id


def _footprint(incident: IncidentRow, source: str, zones: tuple[NewZone, ...]) -> NewFootprint:
    # One footprint an incident: two desks that draw the first one at once meet at this key.
    key = incident.footprint_id or f"footprint:{incident.id}"
    return NewFootprint(key, incident.name, incident.hazard, source, zones, (), ())
