"""A file of places: its columns, and the empty workbook to fill in. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from relief.core.cells import first_line, text_of
from relief.core.division_code import CODE_LENGTH, at_level
from relief.core.sheets import Choice, Column, Template
from relief.core.wording import Bilingual
from relief.geography.place_words import KINDS, QUALITIES
from relief.geography.vector import OutField, VectorFile

SHEET = "位置"
TITLE = Bilingual("位置表", "Places")
OFFICE, SYSTEM = Bilingual("填报单位", "Reporting office"), Bilingual("坐标系", "Coordinate system")
FIELDS: tuple[OutField, ...] = (
    OutField("id", Bilingual("编号", "Id")),
    OutField("kind", Bilingual("类别", "Kind")),
    OutField("name", Bilingual("名称", "Name")),
    OutField("division", Bilingual("区划代码", "Division code")),
    OutField("quality", Bilingual("坐标质量", "Quality of the position")),
    OutField("surveyed", Bilingual("测量日期", "Surveyed on")),
    OutField("source", Bilingual("坐标来源", "Source of the position")),
    OutField("ended", Bilingual("结束日期", "Ended on")),
    OutField("note", Bilingual("说明", "Note")),
)
POSITION = (
    Bilingual("经度或东坐标", "Longitude or easting"),
    Bilingual("纬度或北坐标", "Latitude or northing"),
)
HEADINGS = frozenset(name for f in FIELDS for name in (f.name, f.heading.zh))


def place_template(office: str = "", divisions: Sequence[Choice] = ()) -> Template:
    """Return the empty workbook of places; the coordinate system is chosen in its head block."""
    choices: Mapping[str, tuple[str, ...]] = {
        "kind": tuple(word.zh for word in KINDS.values()),
        "quality": tuple(word.zh for word in QUALITIES.values()),
    }
    columns = [
        Column(f.heading, text=f.name not in choices, choices=choices.get(f.name, ()))
        for f in FIELDS
    ]
    return Template(
        TITLE,
        ((OFFICE, office), (SYSTEM, "")),
        (),  # 46 systems are more than a list in a cell can hold: the help names them
        (*columns, *(Column(heading) for heading in POSITION)),
        tuple(divisions),
        HELP,
        SHEET,
        named=False,
    )


def office_named(file: VectorFile) -> str:
    """Return the 12-digit code of the office whose file it is, empty where nothing names it.

    It stands in a workbook's head block; elsewhere it is the one county all the rows lie in.
    """
    above = file.sheet.rows[: file.heading_row] if file.sheet is not None else ()
    for row in above:
        if len(row) > 1 and first_line(row[0]) == OFFICE.zh:
            digits = "".join(letter for letter in text_of(row[1]) if letter.isdigit())
            if len(digits) == CODE_LENGTH:
                return digits
    names = ("区划代码", "division")
    told = {text_of(f.values.get(name)) for f in file.features for name in names}
    codes = {
        code for code in told if len(code) == CODE_LENGTH and code.isascii() and code.isdigit()
    }
    counties = {at_level(code, "county") for code in codes}
    return counties.pop() if len(counties) == 1 else ""


def unused_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a file that say nothing to this import, to be shown."""
    known = {name.lower() for name in HEADINGS} | _OF_READERS
    return tuple(c for c in columns if c and c.lower() not in known)


_OF_READERS = frozenset(
    {
        *("经度", "纬度", "东坐标", "北坐标", "坐标系", "crs", "lon", "lat", "lng"),
        *(heading.zh for heading in POSITION),
        *("longitude", "latitude", "easting", "northing", "description"),
    }
)

HELP = (
    Bilingual(
        "每行一个位置。表头“坐标系”必填，系统不猜测：EPSG:4326（WGS84）、EPSG:4490（CGCS2000）、"
        "EPSG:4513–4554（CGCS2000 三度带）、GCJ-02、BD-09。",
        "One place a row. Say the coordinate system in the head, it is never guessed: EPSG:4326 "
        "(WGS84), EPSG:4490 (CGCS2000), EPSG:4513–4554 (its 3-degree zones), GCJ-02 or BD-09.",
    ),
    Bilingual(
        "编号：仓库、安置点、房屋填其公共编号；没有的留空，按类别、区划和名称编号。",
        "Id: the public id of the depot, site or house; empty makes one by kind, place and name.",
    ),
    Bilingual(
        "区划代码为 12 位数字，该列须为“文本”格式。",
        "Division codes have twelve digits; the column is text.",
    ),
    Bilingual(
        "坐标质量：实测、地名录、示意坐标；示意坐标不作判断依据。",
        "Quality: surveyed, gazetteer, indicative; an indicative position never decides.",
    ),
    Bilingual(
        "道路中断点填中断处的一个点；恢复通行填结束日期。",
        "A closed road is the point where it is blocked; its end is the day it reopened.",
    ),
    Bilingual(
        "房屋不写名称，位置表不存个人信息。", "A house has no name: places hold no personal data."
    ),
)
