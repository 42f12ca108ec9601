"""What kind of division a code and a name stand for: 镇, 苏木, 街道, 嘎查, 盟, 旗 … Pure.

Source: DOMAIN 10, K1–K3: GB/T 2260 for the county groups, GB/T 10114-2003 for townships (001–099
街道, 100–199 镇, 200–399 乡 or 苏木, 400–599 类似乡级). The village ranges (001–199 residents'
committees, 200–399 villagers', 400 and above alike) were seen in samples only: there the name comes
first. A township of 400 and above is 类似乡级 whatever its name.
"""

from collections.abc import Mapping
from typing import Literal

from relief.core.division_code import Level, groups_of, level_of
from relief.core.wording import Bilingual

Kind = Literal[
    "nation",
    "province",
    "municipality",
    "autonomous_region",
    "prefecture_city",
    "autonomous_prefecture",
    "league",
    "prefecture",
    "prefecture_group",
    "district",
    "county_city",
    "county",
    "autonomous_county",
    "banner",
    "autonomous_banner",
    "county_alike",
    "street",
    "town",
    "township",
    "ethnic_township",
    "sumu",
    "ethnic_sumu",
    "township_alike",
    "village",
    "gacha",
    "community",
    "village_alike",
]
LEVEL_NAMES: Mapping[Level, Bilingual] = {
    "nation": Bilingual("全国", "Nation"),
    "province": Bilingual("省级", "Province level"),
    "prefecture": Bilingual("地级", "Prefecture level"),
    "county": Bilingual("县级", "County level"),
    "township": Bilingual("乡级", "Township level"),
    "village": Bilingual("村级", "Village level"),
}
KIND_NAMES: Mapping[Kind, Bilingual] = {
    "nation": Bilingual("全国", "Nation"),
    "province": Bilingual("省", "Province"),
    "municipality": Bilingual("直辖市", "Municipality"),
    "autonomous_region": Bilingual("自治区", "Autonomous region"),
    "prefecture_city": Bilingual("地级市", "Prefecture-level city"),
    "autonomous_prefecture": Bilingual("自治州", "Autonomous prefecture"),
    "league": Bilingual("盟", "League"),
    "prefecture": Bilingual("地区", "Prefecture"),
    "prefecture_group": Bilingual("直辖汇总", "Group of counties"),
    "district": Bilingual("市辖区", "District"),
    "county_city": Bilingual("县级市", "County-level city"),
    "county": Bilingual("县", "County"),
    "autonomous_county": Bilingual("自治县", "Autonomous county"),
    "banner": Bilingual("旗", "Banner"),
    "autonomous_banner": Bilingual("自治旗", "Autonomous banner"),
    "county_alike": Bilingual("类似县级", "County alike"),
    "street": Bilingual("街道", "Subdistrict"),
    "town": Bilingual("镇", "Town"),
    "township": Bilingual("乡", "Township"),
    "ethnic_township": Bilingual("民族乡", "Ethnic township"),
    "sumu": Bilingual("苏木", "Sumu"),
    "ethnic_sumu": Bilingual("民族苏木", "Ethnic sumu"),
    "township_alike": Bilingual("类似乡级", "Township alike"),
    "village": Bilingual("村", "Village"),
    "gacha": Bilingual("嘎查", "Gacha"),
    "community": Bilingual("社区", "Community"),
    "village_alike": Bilingual("类似村级", "Village alike"),
}
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_FIRST_TOWNSHIP_ALIKE, _FIRST_TOWN, _FIRST_RURAL = 400, 100, 200
_FIRST_VILLAGE, _FIRST_VILLAGE_ALIKE = 200, 400
_FIRST_COUNTY, _FIRST_COUNTY_CITY = 21, 81
# The longer ending first: 自治旗 before 旗, 民族乡 before 乡.
_PROVINCE: tuple[tuple[str, Kind], ...] = (("自治区", "autonomous_region"), ("省", "province"))
_PREFECTURE: tuple[tuple[str, Kind], ...] = (
    ("自治州", "autonomous_prefecture"),
    ("地区", "prefecture"),
    ("盟", "league"),
    ("市", "prefecture_city"),
)
_COUNTY: tuple[tuple[str, Kind], ...] = (
    ("自治县", "autonomous_county"),
    ("自治旗", "autonomous_banner"),
    ("林区", "county_alike"),
    ("特区", "county_alike"),
    ("县", "county"),
    ("旗", "banner"),
    ("区", "district"),
    ("市", "county_city"),
)
_TOWNSHIP: tuple[tuple[str, Kind], ...] = (
    ("街道办事处", "street"),
    ("街道", "street"),
    ("民族苏木", "ethnic_sumu"),
    ("族苏木", "ethnic_sumu"),
    ("苏木", "sumu"),
    ("族乡", "ethnic_township"),
    ("乡", "township"),
    ("镇", "town"),
)
_VILLAGE: tuple[tuple[str, Kind], ...] = (
    ("嘎查村委会", "gacha"),
    ("嘎查村民委员会", "gacha"),
    ("嘎查委员会", "gacha"),
    ("嘎查", "gacha"),
    ("村民委员会", "village"),
    ("村委会", "village"),
    ("居民委员会", "community"),
    ("居委会", "community"),
    ("社区", "community"),
    ("村", "village"),
)


def kind_of(code: str, name: str) -> Kind:
    """Return the kind of the division with this 12-digit code and this name.

    Raises:
        InvalidDivisionCode: the code is not twelve digits.
    """
    level = level_of(code)
    if level == "province":
        alike: Kind = "municipality" if code[:2] in _MUNICIPALITIES else "province"
        return _by_name(name, _PROVINCE, alike)
    if level == "prefecture":
        # 市辖区, 县 and 省直辖县级行政区划 are groups the table makes up, no offices.
        own: Kind | None = "prefecture_group" if name in {"市辖区", "县"} else None
        return own or _by_name(name, _PREFECTURE, "prefecture_group")
    if level == "county":
        return _by_name(name, _COUNTY, _county_by_code(code))
    if level == "township":
        return _township(code, name)
    return "nation" if level == "nation" else _by_name(name, _VILLAGE, _village_by_code(code))


def _by_name(name: str, endings: tuple[tuple[str, Kind], ...], otherwise: Kind) -> Kind:
    return next((kind for ending, kind in endings if name.endswith(ending)), otherwise)


def _county_by_code(code: str) -> Kind:
    number = int(groups_of(code)[2])
    if number >= _FIRST_COUNTY_CITY:
        return "county_city"
    return "county_alike" if number >= _FIRST_COUNTY else "district"


def _township(code: str, name: str) -> Kind:
    number = int(groups_of(code)[3])
    if number >= _FIRST_TOWNSHIP_ALIKE:
        return "township_alike"
    by_code: Kind = "township" if number >= _FIRST_RURAL else "town"
    return _by_name(name, _TOWNSHIP, "street" if number < _FIRST_TOWN else by_code)


def _village_by_code(code: str) -> Kind:
    number = int(groups_of(code)[4])
    if number >= _FIRST_VILLAGE_ALIKE:
        return "village_alike"
    return "village" if number >= _FIRST_VILLAGE else "community"
