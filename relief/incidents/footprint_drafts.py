"""A footprint is looked at before it is kept: drafts and their repair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import shapely
from shapely.geometry import Point
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from relief.core.errors import NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append
from relief.geography.footprint_check import Checked, Finding, check, repaired
from relief.geography.footprint_tables import FootprintDraft
from relief.geography.footprints import Way
from relief.geography.sketch import Sketch
from relief.incidents.queries import IncidentRow

ACTION = "footprint.keep"
KEPT_DAYS = 7
_WAYS = frozenset({"drawn", "imported", "made", "restored"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its maker sees it.

    Fields:
        sketches: as they came; `checked` what would be kept of them and what was found.
        publisher, as_of: as the file says, empty and None where nothing says it.
        notes: what reading the file noticed.
    """

    id: str
    way: Way
    sketches: tuple[Sketch, ...]
    checked: Checked
    publisher: str
    as_of: datetime | None
    source: str
    notes: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """Zones to be looked at; `source` names the file, or "desk"."""

    way: Way
    sketches: Sequence[Sketch]
    publisher: str = ""
    as_of: datetime | None = None
    source: str = "desk"
    notes: tuple[Bilingual, ...] = ()


def sketch_footprint(
    session: Session, scope: Scope, stamp: Stamp, incident: IncidentRow, new: NewDraft
) -> str:
    """Return the id of a draft kept for its maker; the same command twice is one draft.

    Raises:
        OutOfScope: the role does not keep footprints.
        Refused: nothing was drawn.
    """
    scope.require(ACTION)
    if not new.sketches:
        raise Refused(Bilingual("还没有画任何区", "No zone was drawn yet"), "zones")
    known = session.scalar(
        select(FootprintDraft.id).where(FootprintDraft.command_id == stamp.command_id)
    )
    if known:
        return known
    old = stamp.recorded_at - timedelta(days=KEPT_DAYS)
    session.execute(
        delete(FootprintDraft).where(
            FootprintDraft.made_by == scope.account_id, FootprintDraft.made_at < old
        )
    )
    row = FootprintDraft(
        id=new_id(),
        command_id=stamp.command_id,
        incident_id=incident.id,
        made_by=scope.account_id,
        made_at=stamp.recorded_at,
        content=_content(new, check(new.sketches, place_of(incident))),
    )
    if not append(session, row):
        return session.scalars(
            select(FootprintDraft.id).where(FootprintDraft.command_id == stamp.command_id)
        ).one()
    return row.id


def repair_draft(
    session: Session, scope: Scope, stamp: Stamp, incident: IncidentRow, draft_id: str
) -> str:
    """Return the id of a further draft with the crossings taken apart; the first one stays.

    Raises:
        OutOfScope: the role does not keep footprints.
        NotFound: no such draft of this person.
    """
    draft = find_draft(session, scope, incident, draft_id)
    new = NewDraft(
        draft.way, repaired(draft.sketches), draft.publisher, draft.as_of, draft.source, draft.notes
    )
    return sketch_footprint(session, scope, stamp, incident, new)


def find_draft(session: Session, scope: Scope, incident: IncidentRow, draft_id: str) -> Draft:
    """Return a draft of this person and incident.

    Raises:
        OutOfScope: the role does not keep footprints.
        NotFound: there is none.
    """
    scope.require(ACTION)
    row = session.get(FootprintDraft, draft_id)
    if row is None or row.made_by != scope.account_id or row.incident_id != incident.id:
        raise NotFound("影响范围草图 footprint draft", draft_id)
    said = row.content
    sketches = _sketches(said["sketches"])
    findings = tuple(_finding(held) for held in said["findings"])
    return Draft(
        id=row.id,
        way=cast("Way", said["way"]),
        sketches=sketches,
        checked=Checked(_sketches(said["zones"]), findings),
        publisher=str(said["publisher"]),
        as_of=datetime.fromisoformat(said["as_of"]) if said["as_of"] else None,
        source=str(said["source"]),
        notes=tuple(Bilingual(**note) for note in said["notes"]),
    )


def place_of(incident: IncidentRow) -> Point | None:
    """Return where the disaster struck, None while nobody knows."""
    if incident.lon is None or incident.lat is None:
        return None
    return Point(float(incident.lon), float(incident.lat))


def _content(new: NewDraft, checked: Checked) -> dict[str, Any]:
    if new.way not in _WAYS:
        message = f"a draft is not {new.way}"
        raise ValueError(message)
    return {
        "way": new.way,
        "sketches": [_written(sketch) for sketch in new.sketches],
        "zones": [_written(sketch) for sketch in checked.zones],
        "findings": [
            {
                "severity": found.severity,
                "zone": found.zone,
                "message": found.message.as_dict(),
                "at": found.at,
                "repairable": found.repairable,
            }
            for found in checked.findings
        ],
        "publisher": new.publisher,
        "as_of": new.as_of.isoformat() if new.as_of else "",
        "source": new.source,
        "notes": [note.as_dict() for note in new.notes],
    }


def _written(sketch: Sketch) -> dict[str, Any]:
    wkb = shapely.to_wkb(sketch.geometry, hex=True)
    return {"rank": sketch.rank, "label": sketch.label, "wkb": wkb}


def _sketches(rows: Sequence[Mapping[str, Any]]) -> tuple[Sketch, ...]:
    return tuple(Sketch(r["rank"], r["label"], shapely.from_wkb(r["wkb"])) for r in rows)


def _finding(held: Mapping[str, Any]) -> Finding:
    at = (float(held["at"][0]), float(held["at"][1])) if held["at"] else None
    message = Bilingual(**held["message"])
    return Finding(held["severity"], held["zone"], message, at, held["repairable"])
