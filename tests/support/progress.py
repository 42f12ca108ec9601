"""A made-up progress report of the 积石山 desk, with a name that few fonts can write."""

from datetime import UTC, date, datetime, timedelta

from shapely.geometry import Point, box

from relief.core.wording import Bilingual
from relief.situation.progress import (
    Counts,
    DayCount,
    ModeDue,
    ModeRow,
    OverdueCase,
    ProgressReport,
    ProgressRow,
    total_of,
)
from relief.situation.progress_curve import curve
from relief.situation.progress_ground import Ground, GroundPoint, make_ground
from relief.situation.progress_published import published_totals

DAY = date(2024, 7, 15)
KNOWN = datetime(2024, 7, 15, 1, tzinfo=UTC)
COUNTY = "622927000000"
RARE = "𠮷"
TOWNSHIPS = (
    ("622927100000", "吹麻滩镇", 102.88, 35.72),
    ("622927101000", "大河家镇", 102.76, 35.84),
    ("622927102000", f"石{RARE}镇", 102.80, 35.80),
    ("622927201000", "刘集乡", 102.79, 35.83),
    ("622927202000", "柳沟乡", 102.84, 35.76),
)
UNKNOWN_TOWNSHIP = "622927206000"


def counts(step: int) -> Counts:
    """Return counts of which every one is different from its neighbours'."""
    need = 205 + 7 * step
    started, structure, completed = need - 51 - step, need - 90 - step, need - 118 - step
    accepted, moved = completed - 9, completed - 20 - step
    return Counts(need, started, structure, completed, accepted, moved, 2, step, 1, 3)


def report(**changes) -> ProgressReport:
    """Return a whole report: five townships, one unknown, four ways, thirty overdue cases."""
    rows = [
        ProgressRow(code, name, counts(step))
        for step, (code, name, _lon, _lat) in enumerate(TOWNSHIPS)
    ]
    rows.append(ProgressRow(UNKNOWN_TOWNSHIP, "郭干乡", None))
    total = total_of({row.code: row.counts for row in rows if row.counts})
    values = {
        "office": "积石山县应急管理局",
        "office_en": "Jishishan emergency bureau",
        "incident": "积石山6.2级地震",
        "incident_en": "Jishishan M6.2 earthquake",
        "as_of": DAY,
        "known_at": KNOWN,
        "corrected": False,
        "replay": False,
        "demo": True,
        "by": "township",
        "rows": tuple(rows),
        "total": total,
        "modes": _modes(),
        "overdue": tuple(_late(number) for number in range(30)),
        "overdue_total": 30,
        "curve": curve(_days(total), DAY),
        "published": published_totals("jishishan-2023"),
    }
    return ProgressReport(**(values | changes))


def ground() -> Ground:
    """Return lines under the report's map."""
    points = [
        GroundPoint(code, name, lon, lat, step == 0)
        for step, (code, name, lon, lat) in enumerate(TOWNSHIPS)
    ]
    made = make_ground(
        {COUNTY: ("积石山县", box(102.6, 35.5, 103.1, 36.0))},
        {"Ⅷ": Point(102.8, 35.78).buffer(0.1)},
        points,
        around_points=True,
    )
    assert made is not None
    return made


def _modes() -> tuple[ModeRow, ...]:
    due = date(2024, 6, 30), date(2024, 7, 31)
    return (
        ModeRow("repair", Bilingual("修缮加固", "Repair"), counts(3), _due(due[0])),
        ModeRow("in_place", Bilingual("原址重建", "In place"), counts(5), _due(due[1])),
        ModeRow("purchase", Bilingual("购置住房", "Purchase"), Counts(5), ()),
    )


def _due(on: date) -> tuple[ModeDue, ...]:
    return (ModeDue("", on, "E5", verified=False),)


def _late(number: int) -> OverdueCase:
    return OverdueCase(
        case_id=f"case-{number}",
        number=f"622927-{number}",
        division="622927101201",
        place="大河家镇 大河村",
        mode="repair",
        mode_name=Bilingual("修缮加固", "Repair"),
        stage="started",
        stage_name=Bilingual("已开工", "Started"),
        due_on=date(2024, 6, 30),
        days_over=15,
        responsible=f"责任人{RARE}○" if number % 2 else "",
    )


def _days(total: Counts) -> list[DayCount]:
    first = date(2024, 3, 11)
    return [
        DayCount(first, "started", total.started - 10),
        DayCount(first + timedelta(days=40), "started", 10),
        DayCount(first + timedelta(days=60), "main_structure", total.main_structure),
        DayCount(first + timedelta(days=80), "completed", total.completed),
        DayCount(first + timedelta(days=90), "accepted", total.accepted),
        DayCount(DAY, "moved_in", total.moved_in),
    ]
