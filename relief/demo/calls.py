"""The telephone in the first forty minutes: generated, since no slip of that night was published.

Every figure stays far below the published totals of its county, and every slip carries the source
"generated", which the screens show as 示例.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from relief.alerts.slip import CallSlip
from relief.core.clock import parse_time

GENERATED = "generated"
_UNKNOWN = "x"
_ORDER = ("deaths", "missing", "injured", "resettled", "rooms_collapsed")
# time, desk, township, caller's post, words, 亡 失 伤 转 倒 ("x" is 待核), villages spoken for
_CALLS: tuple[tuple[str, str, str, str, str, str, int], ...] = (
    (
        "00:06",
        "jishishan",
        "622927101000",
        "镇值班员",
        "震感强烈，镇区停电，正在下村",
        "x x x x x",
        0,
    ),
    (
        "00:11",
        "jishishan",
        "622927100000",
        "镇长",
        "群众已到室外，有房屋倒塌，医院开始接收伤员",
        "x x 4 x x",
        3,
    ),
    (
        "00:17",
        "jishishan",
        "622927200000",
        "乡党委书记",
        "一户房屋倒塌，两人被埋，正在救",
        "0 2 1 x 6",
        1,
    ),
    ("00:21", "jishishan", "622927202000", "乡长", "道路落石，组织转移", "x x 3 120 12", 2),
    (
        "00:24",
        "jishishan",
        "622927101000",
        "镇长",
        "大河村、陈家村多处倒塌，已确认三人遇难",
        "3 x 12 x 40",
        4,
    ),
    ("00:28", "minhe", "630222103000", "镇长", "多户院墙倒塌，正在排查", "x x 2 x x", 2),
    ("00:31", "jishishan", "622927203000", "乡值班员", "尚未进村，电话不通", "x x x x x", 0),
    ("00:34", "jishishan", "622927206000", "乡长", "已清点两个村，无人员死亡", "0 0 1 60 3", 2),
    ("00:37", "minhe", "630222210000", "乡长", "金田村、草滩村通信中断", "x x x x x", 0),
)


@dataclass(frozen=True, slots=True)
class NightCall:
    """One generated slip.

    Fields:
        desk: the demo account that writes it down.
        at: when it rang and was recorded.
        figures: by indicator; None is 待核.
        villages: for how many of its villages the caller spoke.
    """

    id: str
    desk: str
    at: datetime
    division: str
    caller: str
    words: str
    figures: dict[str, Decimal | None]
    villages: int

    def slip(self, incident_id: str, of_township: Sequence[str]) -> CallSlip:
        """Return the slip to be recorded; the villages are the township's first by code."""
        return CallSlip(
            incident_id,
            self.division,
            self.at,
            self.caller,
            "",
            self.words,
            self.figures,
            tuple(sorted(of_township)[: self.villages]),
        )


def night_calls() -> tuple[NightCall, ...]:
    """Return the slips of the first night, in order of time."""
    return tuple(
        NightCall(
            f"{number:02d}",
            desk,
            parse_time(f"2023-12-19T{clock}:00+08:00"),
            division,
            caller,
            words,
            _figures(spoken),
            villages,
        )
        for number, (clock, desk, division, caller, words, spoken, villages) in enumerate(_CALLS)
    )


def _figures(spoken: str) -> dict[str, Decimal | None]:
    values = zip(_ORDER, spoken.split(), strict=True)
    return {code: None if word == _UNKNOWN else Decimal(word) for code, word in values}
