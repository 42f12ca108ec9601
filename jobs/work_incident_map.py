"""Draws the incident's offline map, one HTML file, and keeps it in the file store."""

from collections.abc import Callable, Mapping
from typing import Any

from relief.bootstrap import Desk, map_maker, now_in
from relief.db.files import NewFile
from relief.situation.incident_map import map_file_name
from relief.situation.incident_map_queries import incident_map
from relief.situation.progress_papers import MEDIA_TYPES, read_progress_order
from relief.situation.progress_queries import the_incident

KIND = "incident_map"
STEPS = 3


def run(
    desk: Desk,
    work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Return the file's SHA-256 and name, or the state "cancelled"; twice makes the same map.

    Raises:
        NotFound: the incident is gone.
        Refused: the map would load something from outside.
    """
    del work_id
    order = read_progress_order(arguments)
    if progress(0, STEPS):
        return {"state": "cancelled"}
    with desk.database.read() as session:
        incident = the_incident(session, order.incident)
        content = incident_map(
            session,
            order.scope(),
            incident,
            order.ask,
            order.language,
            ordered_at=order.printed_at,
        )
    made = map_maker().html(content=content)
    if progress(2, STEPS):
        return {"state": "cancelled"}
    name = map_file_name(incident, order.ask, order.language)
    with desk.database.write() as session:
        new = NewFile(name, MEDIA_TYPES["html"], made, order.division)
        digest = desk.files.keep(session, order.scope(), new, now_in(session))
    return {"sha256": digest, "name": name}
