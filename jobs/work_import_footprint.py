"""Long work: a file of shapes, or a CAP alert, becomes a draft footprint to be looked at."""

from collections.abc import Callable, Mapping
from typing import Any

from relief.bootstrap import Desk, cap_reader, now_in, vector_reader
from relief.core.errors import Refused
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.geography.coordinates import declared
from relief.geography.footprint_sent import features_of
from relief.geography.sketch import SentFootprint
from relief.geography.vector import SentFile
from relief.incidents.footprint_drafts import NewDraft, sketch_footprint
from relief.incidents.queries import find_incident
from relief.offices.queries import scope_of_account

KIND = "import_footprint"
STEPS = 3
Progress = Callable[[int, int], bool]


def run(
    desk: Desk, work_id: str, arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, Any]:
    """Return the draft's id, or the state "cancelled"; twice makes one draft.

    Raises:
        Refused: the file cannot be read, or holds nothing that could be a zone.
    """
    if progress(0, STEPS):
        return {"state": "cancelled"}
    with desk.database.read() as session:
        scope = scope_of_account(session, str(arguments["asked_by"]))
        row, content = desk.files.read(session, scope, str(arguments["file"]))
        name = row.name
    sent = _read(name, content, arguments)
    if progress(1, STEPS):
        return {"state": "cancelled"}
    with desk.database.write() as session:
        incident = find_incident(session, str(arguments["incident_id"]))
        if incident is None:
            raise Refused(Bilingual("没有这次灾害", "There is no such incident"))
        stamp = Stamp.make(now_in(session), scope.account_id, name, f"work:{work_id}")
        new = NewDraft("imported", sent.zones, sent.publisher, sent.as_of, name, sent.notes)
        draft_id = sketch_footprint(session, scope, stamp, incident, new)
    progress(STEPS, STEPS)
    said = Bilingual("已读入，请在图上核对", "It is read: look at it on the map")
    return {"draft_id": draft_id, "slug": incident.slug, "said": said.as_dict()}


def _read(name: str, content: bytes, arguments: Mapping[str, Any]) -> SentFootprint:
    reader = cap_reader()
    if name.lower().endswith((".xml", ".cap")):
        return reader.read(content)
    crs = str(arguments.get("crs", ""))
    file = vector_reader().read(SentFile(name, content, declared(crs) if crs else None))
    return features_of(
        file, str(arguments.get("attribute", "")), str(arguments.get("width_km", ""))
    )
