"""What a form calls the field a reason is about: no page shows a field's inner name."""

import re
from collections.abc import Mapping

from relief.core.wording import Bilingual
from relief.web.language import say

WORDS: Mapping[str, Bilingual] = {
    "as_of": Bilingual("截至", "As of"),
    "attribute": Bilingual("等级字段", "Attribute of the rank"),
    "crs": Bilingual("坐标系", "Coordinate system"),
    "division": Bilingual("区划", "Division"),
    "encoding": Bilingual("文字编码", "Encoding"),
    "file": Bilingual("文件", "File"),
    "geometry": Bilingual("图形", "Shape"),
    "kind": Bilingual("类别", "Kind"),
    "km": Bilingual("半径", "Radius"),
    "layer": Bilingual("图层或工作表", "Layer or sheet"),
    "name": Bilingual("名称", "Name"),
    "note": Bilingual("理由", "Reason"),
    "origin": Bilingual("来源", "Source"),
    "people": Bilingual("人数", "People"),
    "quality": Bilingual("性质", "Quality"),
    "rank": Bilingual("等级", "Rank"),
    "reason": Bilingual("理由", "Reason"),
    "source": Bilingual("来源", "Source"),
    "width_km": Bilingual("宽度（公里）", "Width (km)"),
    "year": Bilingual("年份", "Year"),
    "zones": Bilingual("图形", "Shapes"),
}
_INNER = re.compile(r"[a-z][a-z_]*")


def field_said(path: str) -> str:
    """Return a field's name as its form has it; a cell or a code stays, others are left out."""
    if path in WORDS:
        return say(WORDS[path])
    return "" if _INNER.fullmatch(path) else path
