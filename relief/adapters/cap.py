"""Reads the areas of a CAP 1.2 alert: polygons and circles, latitude before longitude.

Source: OASIS Common Alerting Protocol 1.2, 3.2.4 "area": `polygon` is a closed list of
`latitude,longitude` pairs; `circle` is `latitude,longitude radius` with the radius in kilometres.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.sketch import SentFootprint, Sketch, joined

NAMESPACES = tuple(f"urn:oasis:names:tc:emergency:cap:{version}" for version in ("1.2", "1.1"))
SEVERITIES = {
    "Extreme": (4, "特别重大 Extreme"),
    "Severe": (3, "重大 Severe"),
    "Moderate": (2, "较大 Moderate"),
    "Minor": (1, "一般 Minor"),
    "Unknown": (0, "等级待核 Unknown"),
}
_PAIRS = 4


class CapFiles:
    """Reads CAP 1.2 alerts."""

    def read(self, content: bytes) -> SentFootprint:
        """Return the alert's areas by severity; see `read_cap`."""
        return read_cap(content)


def is_cap(content: bytes) -> bool:
    """Return whether the bytes look like a CAP alert."""
    return any(namespace.encode() in content[:4096] for namespace in NAMESPACES)


def read_cap(content: bytes) -> SentFootprint:
    """Return the alert's areas by severity, with who sent it and when.

    An alert says the same in several languages: the Chinese `info` blocks are read, else those of
    the first language.

    Raises:
        Refused: no CAP, a cancelled alert, no area, or a polygon or circle that cannot be read.
    """
    try:
        alert = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise _refused("不是可读的 CAP 文件", "This is no readable CAP file") from None
    space = next((n for n in NAMESPACES if alert.tag == f"{{{n}}}alert"), None)
    if space is None:
        raise _refused("根元素不是 CAP 1.2 的 alert", "The root is no `alert` of CAP 1.2")
    if _text(alert, space, "msgType") == "Cancel":
        said = "这是一份解除通知（Cancel），没有影响范围", "This cancels an alert: it has no area"
        raise _refused(*said)
    shapes: dict[int, list[BaseGeometry]] = {}
    for info in _one_language(alert.findall(f"{{{space}}}info"), space):
        rank, _label = SEVERITIES.get(_text(info, space, "severity"), SEVERITIES["Unknown"])
        shapes.setdefault(rank, []).extend(_areas(info, space))
    labels = dict(SEVERITIES.values())
    zones = tuple(
        Sketch(rank, labels[rank], joined(parts)) for rank, parts in sorted(shapes.items()) if parts
    )
    if not zones:
        said = "没有 polygon 或 circle，只有文字或代码", "It has no polygon and no circle"
        raise _refused(*said)
    status = _text(alert, space, "status")
    return SentFootprint(
        zones=zones,
        publisher=_text(alert, space, "sender"),
        as_of=_time(_text(alert, space, "sent")),
        notes=() if status == "Actual" else (_not_actual(status),),
    )


def _one_language(infos: list[Element], space: str) -> list[Element]:
    spoken = [_text(info, space, "language").lower() or "en-us" for info in infos]
    chosen = next((lang for lang in spoken if lang.startswith("zh")), spoken[0] if spoken else "")
    return [info for info, lang in zip(infos, spoken, strict=True) if lang == chosen]


def _areas(info: Element, space: str) -> Iterator[BaseGeometry]:
    for area in info.findall(f"{{{space}}}area"):
        where = _text(area, space, "areaDesc")
        for polygon in area.findall(f"{{{space}}}polygon"):
            yield _polygon(polygon.text or "", where)
        for round_one in area.findall(f"{{{space}}}circle"):
            yield _circle(round_one.text or "", where)


def _polygon(text: str, where: str) -> Polygon:
    pairs = [_pair(pair, where) for pair in text.split()]
    if len(pairs) < _PAIRS or pairs[0] != pairs[-1]:
        raise _refused(
            f"“{where}”的 polygon 应至少有 4 对坐标、首尾相同",
            f"The polygon of “{where}” needs four pairs or more, the last one the first",
        )
    return Polygon([(lon, lat) for lat, lon in pairs])


def _circle(text: str, where: str) -> Polygon:
    from relief.geography.made_shapes import circle  # brings PROJ: 20 MB that few desks need

    parts = text.split()
    if len(parts) != len(("centre", "radius")):
        raise _bad_number(text, where)
    lat, lon = _pair(parts[0], where)
    (radius_km,) = _numbers([parts[1]], where)
    return circle(lon, lat, radius_km)


def _pair(text: str, where: str) -> tuple[float, float]:
    numbers = _numbers(text.split(","), where)
    if len(numbers) != len(("latitude", "longitude")):
        raise _bad_number(text, where)
    return numbers[0], numbers[1]


def _numbers(texts: Iterable[str], where: str) -> list[float]:
    listed = list(texts)
    try:
        return [float(text) for text in listed]
    except ValueError:
        raise _bad_number(",".join(listed), where) from None


def _text(element: Element, space: str, name: str) -> str:
    return (element.findtext(f"{{{space}}}{name}") or "").strip()


def _time(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _not_actual(status: str) -> Bilingual:
    return Bilingual(
        f"文件状态是 {status}，不是正式发布（Actual）", f"Its status is {status}, not Actual"
    )


def _bad_number(text: str, where: str) -> Refused:
    return _refused(
        f"“{where}”的坐标“{text}”无法识别：应为 纬度,经度",
        f"“{text}” of “{where}” cannot be read: latitude,longitude is expected",
    )


def _refused(zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), "file")
