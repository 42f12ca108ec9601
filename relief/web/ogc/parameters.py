"""The query parameters of the feature service: what each takes, read strictly or refused.

One table makes both the check of a request and the OpenAPI document, so they cannot disagree.

Source: OGC 17-069r4 (Features, Part 1), 7.15; OGC 18-058r1 (Part 2), 6.2 and 6.3.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shapely.geometry import MultiPolygon, Polygon, box
from werkzeug.datastructures import MultiDict

from relief.core.clock import BEIJING
from relief.core.division_code import check, prefix_of
from relief.core.errors import InvalidDivisionCode, Refused
from relief.core.scope import CodeRange, range_of
from relief.core.wording import Bilingual

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CGCS2000 = "http://www.opengis.net/def/crs/EPSG/0/4490"
SYSTEMS = (CRS84, CGCS2000)
MOST = 10_000
USUAL = 100
Interval = tuple[datetime | None, datetime | None]
_FLAT, _HIGH = 4, 6
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPEN = ("", "..")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter: its name, what it says, its JSON schema, and its reader."""

    name: str
    about: Bilingual
    schema: Mapping[str, Any]
    read: Callable[[str], Any]


def read_parameters(given: MultiDict[str, str], known: Sequence[Parameter]) -> dict[str, Any]:
    """Return the values given, by parameter name, each read by its own rule.

    Raises:
        Refused: a parameter that is not known here, is given twice, or has a value it cannot have.
    """
    readers = {parameter.name: parameter.read for parameter in known}
    for name in given:
        if name not in readers:
            listed = ", ".join(readers)
            raise Refused(
                Bilingual(f"没有参数“{name}”；可用：{listed}", f"No parameter “{name}”: {listed}"),
                name,
            )
        if len(given.getlist(name)) > 1:
            raise Refused(Bilingual("参数只能给一次", "A parameter is given once"), name)
    return {name: readers[name](text) for name, text in given.items()}


def one_of(name: str, choices: Sequence[str]) -> Callable[[str], str]:
    """Return a reader that takes one of the choices."""

    def read(text: str) -> str:
        if text in choices:
            return text
        listed = "、".join(choices)
        raise Refused(
            Bilingual(f"“{text}”无效，可用：{listed}", f"“{text}” is none of {', '.join(choices)}"),
            name,
        )

    return read


def some_of(name: str, choices: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a reader that takes choices separated by commas."""
    one = one_of(name, choices)
    return lambda text: tuple(dict.fromkeys(one(part) for part in text.split(",")))


def read_limit(text: str) -> int:
    """Return how many features are wanted: one above 10,000 is 10,000, as the standard says."""
    if not (text.isascii() and text.isdigit()) or int(text[:9]) == 0:
        raise Refused(
            Bilingual(
                f"limit 应为 1 至 {MOST} 的整数，收到“{text}”",
                f"limit is a whole number from 1 to {MOST}, not “{text}”",
            ),
            "limit",
        )
    return min(int(text[:9]), MOST)


def read_after(text: str) -> str:
    """Return the mark a `next` link carries."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise Refused(Bilingual("翻页标记无效", "The mark of the page is not valid"), "after")
    return text


def read_division(text: str) -> CodeRange:
    """Return the codes within a 12-digit division."""
    try:
        return range_of(prefix_of(check(text)))
    except InvalidDivisionCode as error:
        raise Refused(error.wording(), "division") from None


def read_box(text: str) -> tuple[float, ...]:
    """Return the four numbers of a box as they stand, heights left out."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == _HIGH:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != _FLAT or not all(abs(number) <= 180 for number in numbers):  # noqa: PLR2004 (degrees)
        raise Refused(
            Bilingual(
                f"bbox 应为 4 个（或含高程 6 个）以逗号分隔的度数，收到“{text}”",
                f"bbox is 4 numbers in degrees (or 6 with heights), not “{text}”",
            ),
            "bbox",
        )
    return tuple(numbers)


def box_shape(corners: Sequence[float], system: str) -> Polygon | MultiPolygon:
    """Return the box in longitude and latitude; EPSG:4490 gives latitude first.

    A west edge east of the east edge is a box over the antimeridian.

    Raises:
        Refused: latitudes out of order or beyond a pole.
    """
    west, south, east, north = corners
    if system == CGCS2000:
        south, west, north, east = corners
    if south > north or abs(south) > 90 or abs(north) > 90:  # noqa: PLR2004 (degrees)
        raise Refused(
            Bilingual(
                "bbox 的纬度应由小到大、在 ±90 之内（EPSG:4490 纬度在前）",
                "The latitudes of bbox ascend within ±90 (EPSG:4490 gives latitude first)",
            ),
            "bbox",
        )
    if west <= east:
        return box(west, south, east, north)
    return MultiPolygon([box(west, south, 180, north), box(-180, south, east, north)])


def read_interval(text: str) -> Interval:
    """Return the first and last instant, None where open; a day is a day of Beijing."""
    first, slash, last = text.partition("/")
    try:
        start = None if slash and first in _OPEN else _instant(first, end=False)
        until = first if not slash else last
        stop = None if slash and last in _OPEN else _instant(until, end=True)
    except ValueError:
        raise _no_time(text) from None
    both_open = start is None and stop is None
    if both_open or (start is not None and stop is not None and start > stop):
        raise _no_time(text)
    return start, stop


def _instant(text: str, *, end: bool) -> datetime:
    if _DAY.fullmatch(text):
        midnight = datetime.fromisoformat(text).replace(tzinfo=BEIJING)
        return midnight + timedelta(days=1, microseconds=-1) if end else midnight
    at = datetime.fromisoformat(text.replace(" ", "+"))
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _no_time(text: str) -> Refused:
    return Refused(
        Bilingual(
            f"datetime“{text}”无效：时刻 2023-12-19T00:40:00+08:00、日 2023-12-19，"
            "或区间 a/b、../b、a/..",
            f"datetime “{text}” is not valid: an instant 2023-12-19T00:40:00+08:00, a day "
            "2023-12-19, or an interval a/b, ../b, a/..",
        ),
        "datetime",
    )


_TEXT = {"type": "string"}
FORMAT = Parameter(
    "f",
    Bilingual("格式，只有 json", "Format: json alone"),
    {"type": "string", "enum": ["json"]},
    one_of("f", ("json",)),
)
CRS = Parameter(
    "crs",
    Bilingual("返回坐标系", "Coordinate system of the answer"),
    {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84},
    one_of("crs", SYSTEMS),
)
ITEMS = (
    FORMAT,
    Parameter(
        "limit",
        Bilingual("每页要素数", "Features a page"),
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        read_limit,
    ),
    Parameter(
        "bbox",
        Bilingual("范围：西,南,东,北（度）", "Box: west,south,east,north in degrees"),
        {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        read_box,
    ),
    Parameter(
        "bbox-crs",
        Bilingual("bbox 的坐标系", "Coordinate system of bbox"),
        {"type": "string", "format": "uri", "enum": list(SYSTEMS), "default": CRS84},
        one_of("bbox-crs", SYSTEMS),
    ),
    CRS,
    Parameter(
        "datetime",
        Bilingual("时刻或区间，可一端开放", "An instant or an interval, one end open or none"),
        _TEXT,
        read_interval,
    ),
    Parameter(
        "division",
        Bilingual("12 位区划代码，含其下级", "12-digit division code and what lies within"),
        {"type": "string", "pattern": "^[0-9]{12}$"},
        read_division,
    ),
    Parameter(
        "after", Bilingual("翻页标记，由 next 链接给出", "Mark of a next link"), _TEXT, read_after
    ),
)
