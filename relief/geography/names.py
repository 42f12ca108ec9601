"""Division names that drift: the same place with another rank or without its nationality."""

import re
from collections.abc import Mapping

# The longest endings first: 藏族乡 before 乡.
_NATIONALITY = (
    r"(?:藏族|回族|土族|蒙古族|撒拉族|保安族|东乡族|裕固族|满族|满|苗族|彝族|壮族|瑶族|白族)*"
)
_TOWNSHIP = re.compile(rf"{_NATIONALITY}(?:民族乡|街道办事处|街道|苏木|镇|乡)$")
_COUNTY = re.compile(
    r"(?:保安族|东乡族|撒拉族|回族|土族|藏族|蒙古族|裕固族|哈萨克族|满族|羌族|彝族|苗族|壮族|瑶族|各族)*(?:自治县|县|市|区|旗)$"
)
_VILLAGE = re.compile(
    r"(?:社区居民委员会|社区居委会|村民委员会|村委会|居民委员会|居委会|嘎查村委会|嘎查|社区|村)$"
)


def township_stem(name: str) -> str:
    """Return a township's name without rank and nationality: 杏儿 for 杏儿藏族乡 and 杏儿乡."""
    return _TOWNSHIP.sub("", name) or name


def county_stem(name: str) -> str:
    """Return a county's name without rank and nationalities, as a map prints it: 积石山, 民和."""
    stem = _COUNTY.sub("", name)
    return stem if len(stem) > 1 else name  # 和县 stays 和县


def prefecture_stem(name: str) -> str:
    """Return a prefecture's short name: 临夏州 for 临夏回族自治州, 海东 for 海东市."""
    if not name.endswith("自治州"):
        return county_stem(name)
    return county_stem(name.removesuffix("自治州") + "自治县") + "州"


def village_stem(name: str) -> str:
    """Return a village's name without its committee: 大河 for 大河村委会."""
    return _VILLAGE.sub("", name) or name


def match_township(published: str, townships: Mapping[str, str]) -> str | None:
    """Return the code of the one township that a published name means, None when unclear.

    Args:
        published: the name as the notice prints it.
        townships: names by code of the county the notice names.
    """
    exact = [code for code, name in townships.items() if name == published]
    stem = township_stem(published)
    near = exact or [code for code, name in townships.items() if township_stem(name) == stem]
    return near[0] if len(near) == 1 else None
