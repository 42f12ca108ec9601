"""What a GeoPackage says of itself: which incident, as of when, for whom, and what to mind."""

from datetime import datetime

from relief.core.clock import beijing
from relief.core.scope import Scope
from relief.incidents.queries import IncidentRow

About = tuple[str, str, str]
_NATION = ("全国", "the whole country")


_ALWAYS: tuple[About, ...] = (
    (
        "coordinates",
        "CGCS2000/WGS84，经度在前；两系相差小于各自实现的误差",
        "CGCS2000/WGS84, longitude first; the two differ by less than either is realised",
    ),
    (
        "indicative",
        "quality 或 position 为 indicative 的是示意坐标，只为能画出来，不作任何判断依据",
        "Positions marked indicative were invented so that a point can be drawn: nothing may be "
        "decided by them",
    ),
    ("unknown", "空值为待核，不是 0", "Null is to be verified (待核), never 0"),
    (
        "personal_data",
        "不含姓名、证件号、电话、账户；房屋按村汇总",
        "No names, ID numbers, telephones or accounts; houses are counted by village",
    ),
    (
        "return",
        "修改 places 图层后可用 import places 导回；"
        "id、kind、name、division、quality、source 请保留",
        "An edited places layer comes back by import places; keep id, kind, name, division, "
        "quality and source",
    ),
)
_DEMO: About = (
    "demo",
    "示例数据：generated 为真的行由程序生成，未经任何单位公布",
    "Demo data: rows with generated=true were made by the program and published by nobody",
)


def about_rows(
    scope: Scope, incident: IncidentRow, at: datetime, made_by: str
) -> tuple[About, ...]:
    """Return (key, Chinese, English) lines, in the order they are read."""
    hour = f"{beijing(at):%Y-%m-%d %H:%M} (UTC+8)"
    own = [prefix for prefix in scope.prefixes if prefix]
    zh, en = ("、".join(own), ", ".join(own)) if own else _NATION
    return (
        ("incident", incident.name, incident.name_en or incident.name),
        ("as_of", f"数据截至 {hour}", f"Data as of {hour}"),
        ("made_by", made_by, made_by),
        ("divisions", f"区划前缀 {zh}", f"Division prefixes {en}"),
        *_ALWAYS,
        *((_DEMO,) if incident.demo else ()),
    )
