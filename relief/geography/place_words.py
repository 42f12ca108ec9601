"""What kinds of places there are, and how well a position is known, in the words of a file."""

from collections.abc import Mapping

from relief.core.wording import Bilingual

KINDS: Mapping[str, Bilingual] = {
    "township": Bilingual("乡镇驻地", "Township seat"),
    "village": Bilingual("村", "Village"),
    "depot": Bilingual("救灾物资库", "Depot"),
    "site": Bilingual("安置点", "Resettlement site"),
    "shelter": Bilingual("避难场所", "Shelter"),
    "house": Bilingual("房屋", "House"),
    "road": Bilingual("道路中断点", "Road closed"),
}
QUALITIES: Mapping[str, Bilingual] = {
    "surveyed": Bilingual("实测", "Surveyed"),
    "gazetteer": Bilingual("地名录", "Gazetteer"),
    "indicative": Bilingual("示意坐标", "Indicative"),
}
ENDING: Mapping[str, tuple[Bilingual, Bilingual]] = {
    "road": (Bilingual("恢复通行", "Reopened"), Bilingual("再次中断", "Closed again")),
    "shelter": (Bilingual("关闭", "Closed"), Bilingual("重新启用", "In use again")),
    "site": (Bilingual("撤销", "Dissolved"), Bilingual("重新启用", "In use again")),
}
"""The kinds that come to an end, what the end is called, and the way back."""

OF_A_DIVISION = frozenset({"township", "village"})
"""Kinds that are one a division of that level."""


def kind_of(text: str) -> str | None:
    """Return the kind that a file's word means, None for an unknown one."""
    return _meant(text, KINDS)


def quality_of(text: str) -> str | None:
    """Return the quality that a file's word means, None for an unknown one."""
    return _meant(text, QUALITIES)


def _meant(text: str, words: Mapping[str, Bilingual]) -> str | None:
    said = text.strip().lower()
    return next(
        (key for key, word in words.items() if said in {key, word.zh, word.en.lower()}), None
    )
