"""Makes the waybill of an order that has left and keeps it in the file store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relief.bootstrap import Desk, now_in, waybill_maker
from relief.db.files import NewFile
from relief.delivery.queries import order, steps
from relief.delivery.waybill import departure, file_name, make_waybill, read_waybill_order

KIND = "waybill"
STEPS = 2


@dataclass(frozen=True, slots=True)
class _Hour:
    at: datetime
    replay: bool = False


def run(
    desk: Desk,
    work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Return the file's SHA-256 and name, or the state "cancelled"; twice makes the same paper.

    Raises:
        NotFound: no such order within the asker's reach.
        Refused: the goods have not left.
    """
    del work_id
    asked = read_waybill_order(arguments)
    if progress(0, STEPS):
        return {"state": "cancelled"}
    with desk.database.read() as session:
        hour = _Hour(now_in(session))
        row = order(session, asked.scope(), asked.order_id, hour)
        paper = make_waybill(row, departure(steps(session, row.id, hour)), asked)
    content = waybill_maker(desk.settings).waybill(paper=paper)
    if progress(1, STEPS):
        return {"state": "cancelled"}
    name = file_name(row, asked.language)
    with desk.database.write() as session:
        new = NewFile(name, "application/pdf", content, asked.division)
        digest = desk.files.keep(session, asked.keeper_scope(), new, now_in(session))
    return {"sha256": digest, "name": name}
