"""Advances the demo clock: the event is replayed up to the next notice or a stop."""

from collections.abc import Callable, Mapping
from typing import Any

from relief.bootstrap import Desk
from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.demo.incident import SLUG
from relief.demo.replay import advance, present
from relief.demo.stops import target_of
from relief.incidents.queries import find_incident

KIND = "advance_clock"


def run(
    desk: Desk,
    work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Replay and return how many entries were written and where the clock stands.

    Raises:
        Refused: no demo, or the hour asked for is not ahead: the clock moves forward only.
    """
    del work_id
    progress(0, 1)
    with desk.database.write() as session:
        at = present(session)
        incident = find_incident(session, SLUG)
        to = target_of(str(arguments["target"]), at) if at else None
        if at is None or to is None or incident is None:
            raise Refused(
                Bilingual("时钟只能向前，前面没有这个停点", "The clock moves forward only"),
                "target",
            )
        written = advance(session, incident.id, to, since=at)
    progress(1, 1)
    hour = f"{beijing(to):%Y-%m-%d %H:%M}"
    said = Bilingual(
        f"示例时钟停在 {hour}，台账新增 {written} 条",
        f"The demo clock stands at {hour}; {written} entries were written",
    )
    return {"entries": written, "at": hour, "said": said.as_dict()}
