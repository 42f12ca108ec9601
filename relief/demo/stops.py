"""The demo clock: its stops, and what lies ahead of it."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from relief.bootstrap import DEMO_CLOCK
from relief.core.clock import beijing, parse_time
from relief.core.wording import Bilingual
from relief.db.tables import Setting
from relief.demo.samples import Notice, read_notices

DEMO_STOPS = "demo_stops"
NEXT = "next"


@dataclass(frozen=True, slots=True)
class Stop:
    """An hour the demo can be opened on."""

    name: str
    at: datetime
    title: Bilingual


STOPS = (
    Stop("night", parse_time("2023-12-19T00:40+08:00"), Bilingual("震后第一夜", "The first night")),
    Stop("goods", parse_time("2023-12-20T09:00+08:00"), Bilingual("物资在途", "Goods on the road")),
    Stop("rebuild", parse_time("2024-07-15T09:00+08:00"), Bilingual("重建过半", "Half rebuilt")),
)


def next_notice(after: datetime) -> Notice | None:
    """Return the first notice the desk has not read at `after`."""
    return next((notice for notice in read_notices() if notice.recorded_at > after), None)


def target_of(name: str, present: datetime) -> datetime | None:
    """Return the hour an advance leads to: the next notice, or a stop ahead; None for neither."""
    if name == NEXT:
        notice = next_notice(present)
        return notice.recorded_at if notice else None
    return next((s.at for s in STOPS if s.name == name and s.at > present), None)


def set_clock(session: Session, at: datetime) -> None:
    """Set the desk's present and tell the administrator's page what lies ahead."""
    session.merge(Setting(name=DEMO_CLOCK, value=at.isoformat()))
    session.merge(Setting(name=DEMO_STOPS, value=json.dumps(_ahead(at), ensure_ascii=False)))
    session.flush()


def _ahead(present: datetime) -> list[dict[str, str]]:
    listed = [_choice(s.name, s.at, s.title) for s in STOPS if s.at > present]
    notice = next_notice(present)
    if notice:
        title = Bilingual(f"下一条通报：{notice.reading}", f"Next notice: {notice.reading}")
        listed.insert(0, _choice(NEXT, notice.recorded_at, title))
    return listed


def _choice(name: str, at: datetime, title: Bilingual) -> dict[str, str]:
    return {"name": name, "at": f"{beijing(at):%Y-%m-%d %H:%M}", **title.as_dict()}
