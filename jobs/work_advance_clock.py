"""Advances the demo clock: the event is replayed up to the hour that was asked for."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from relief.bootstrap import Desk
from relief.core.clock import beijing, parse_time
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.demo.incident import SLUG
from relief.demo.replay import Part, advance_part, present
from relief.demo.stops import target_of
from relief.incidents.queries import find_incident

KIND = "advance_clock"
# A part is one transaction: short enough that who types meanwhile does not wait.
PART_ENTRIES = 60
Progress = Callable[[int, int], bool]


def run(
    desk: Desk, work_id: str, arguments: Mapping[str, Any], progress: Progress
) -> Mapping[str, Any]:
    """Replay and return how many entries were written and where the clock stands.

    The hour was fixed when it was asked for (`to`): a worker that takes over from a dead one, and
    two people who ask at once, move the clock once.

    Raises:
        Refused: no demo, or the hour asked for is not ahead: the clock moves forward only.
    """
    del work_id
    to, at = _target(desk, arguments)
    written, total, stopped = 0, 1, False
    while at < to and not stopped:
        part = _part(desk, to)
        at, written = part.at, written + part.written
        total = max(1, written + part.left)
        stopped = progress(written, total) and at < to
    return _answer(written, at, stopped=stopped)


def _target(desk: Desk, arguments: Mapping[str, Any]) -> tuple[datetime, datetime]:
    with desk.database.write() as session:
        at = present(session)
    asked = str(arguments.get("to", ""))
    if at is not None and asked:
        return parse_time(asked), at
    to = target_of(str(arguments["target"]), at) if at else None
    if at is None or to is None:
        raise _not_ahead()
    return to, at


def _part(desk: Desk, to: datetime) -> Part:
    with desk.database.write() as session:
        at = present(session)
        incident = find_incident(session, SLUG)
        if at is None or incident is None:
            raise _not_ahead()
        if at >= to:
            return Part(0, at, 0)  # another worker has moved it on meanwhile
        return advance_part(session, incident.id, to, since=at, most=PART_ENTRIES)


def _not_ahead() -> Refused:
    return Refused(
        Bilingual("时钟只能向前，前面没有这个停点", "The clock moves forward only"), "target"
    )


def _answer(written: int, at: datetime, *, stopped: bool) -> Mapping[str, Any]:
    hour = f"{beijing(at):%Y-%m-%d %H:%M}"
    said = Bilingual(
        f"示例时钟停在 {hour}，台账新增 {written} 条",
        f"The demo clock stands at {hour}; {written} entries were written",
    )
    answer = {"entries": written, "at": hour, "said": said.as_dict()}
    return answer | ({"state": "cancelled"} if stopped else {})
