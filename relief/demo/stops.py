"""The demo clock: its stops and steps, and what lies ahead of it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

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


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch the clock can be moved on by, wherever it stands."""

    name: str
    by: timedelta
    title: Bilingual


STOPS = (
    Stop("night", parse_time("2023-12-19T00:40+08:00"), Bilingual("震后第一夜", "The first night")),
    Stop("goods", parse_time("2023-12-20T09:00+08:00"), Bilingual("物资在途", "Goods on the road")),
    Stop("rebuild", parse_time("2024-07-15T09:00+08:00"), Bilingual("重建过半", "Half rebuilt")),
)
STEPS = (
    Step("plus-5m", timedelta(minutes=5), Bilingual("+5 分钟", "+5 min")),
    Step("plus-1h", timedelta(hours=1), Bilingual("+1 小时", "+1 hour")),
    Step("plus-1d", timedelta(days=1), Bilingual("+1 天", "+1 day")),
)


def next_notice(after: datetime) -> Notice | None:
    """Return the first notice the desk has not read at `after`."""
    return next((notice for notice in read_notices() if notice.recorded_at > after), None)


def target_of(name: str, present: datetime) -> datetime | None:
    """Return the hour an advance leads to: a step on, the next notice, or a stop ahead.

    None when the name is none of them, or lies behind.
    """
    if name == NEXT:
        notice = next_notice(present)
        return notice.recorded_at if notice else None
    step = next((step for step in STEPS if step.name == name), None)
    if step is not None:
        return present + step.by
    return next((s.at for s in STOPS if s.name == name and s.at > present), None)


def set_clock(session: Session, at: datetime) -> None:
    """Set the desk's present and tell the pages what lies ahead."""
    session.merge(Setting(name=DEMO_CLOCK, value=at.isoformat()))
    session.merge(Setting(name=DEMO_STOPS, value=json.dumps(_ahead(at), ensure_ascii=False)))
    session.flush()


def _ahead(present: datetime) -> list[dict[str, str]]:
    listed = [_choice("step", s.name, present + s.by, s.title) for s in STEPS]
    notice = next_notice(present)
    if notice:
        title = Bilingual(f"下一条通报：{notice.reading}", f"Next notice: {notice.reading}")
        listed.append(_choice("notice", NEXT, notice.recorded_at, title))
    return listed + [_choice("stop", s.name, s.at, s.title) for s in STOPS if s.at > present]


def _choice(kind: str, name: str, at: datetime, title: Bilingual) -> dict[str, str]:
    return {
        "kind": kind,
        "name": name,
        "to": at.isoformat(),
        "at": f"{beijing(at):%Y-%m-%d %H:%M}",
        **title.as_dict(),
    }
