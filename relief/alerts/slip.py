"""A telephone slip (电话记录单): what was said, of which township, and what makes it acceptable."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from relief.core.division_code import at_level, contains, level_of
from relief.core.errors import InvalidDivisionCode, Refused
from relief.core.wording import Bilingual

FIVE_FIGURES = ("deaths", "missing", "injured", "resettled", "rooms_collapsed")
"""亡 失 伤 转 倒: what every caller is asked for."""

GENERATED = "generated"
"""The source of a slip made for the demo, never spoken: every screen shows it as 示例."""

LARGEST_FIGURE = Decimal(100_000_000)
LONGEST_WORDS = 4_000
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class CallSlip:
    """One call as the officer wrote it down.

    Fields:
        division: the township (or village) spoken of, 12 digits.
        occurred_at: when the telephone rang, aware.
        caller, phone, words: personal data; kept apart from the ledger.
        figures: of the five, those asked; None is 待核, a figure not asked is absent.
        villages: codes of the villages the caller spoke for.
        corrects: id of the slip this one replaces.
    """

    incident_id: str
    division: str
    occurred_at: datetime
    caller: str = ""
    phone: str = ""
    words: str = ""
    figures: Mapping[str, Decimal | None] = field(default_factory=dict)
    villages: tuple[str, ...] = ()
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a slip is checked against.

    Fields:
        present: the desk's present.
        closed: the refusal of a closed incident, None while it is open.
        counties: the counties it struck.
        known: the codes of the slip that the division table has.
    """

    present: datetime
    closed: Refused | None
    counties: tuple[str, ...]
    known: Collection[str]


def heard_divisions(division: str, villages: Collection[str]) -> tuple[str, ...]:
    """Return every division a slip makes heard: its own, its township and the villages named."""
    return tuple(sorted({division, at_level(division, "township"), *villages}))


def faults(slip: CallSlip, ground: Ground) -> list[Refused]:
    """Return why a slip cannot be recorded, in the order of the form; empty when it can."""
    return [
        *_incident_faults(slip, ground),
        *_figure_faults(slip.figures),
        *_text_faults(slip),
    ]


def _incident_faults(slip: CallSlip, ground: Ground) -> Iterator[Refused]:
    if ground.closed:
        yield ground.closed
    yield from _division_faults(slip, ground)
    if slip.occurred_at > ground.present:
        yield _refused(
            "occurred_at",
            "来电时间晚于本台现在时间",
            "The call's time lies after the desk's present",
        )


def _division_faults(slip: CallSlip, ground: Ground) -> Iterator[Refused]:
    try:
        level = level_of(slip.division)
        villages_lie_within = all(
            level_of(code) == "village" and at_level(code, "township") == _township(slip.division)
            for code in slip.villages
        )
    except InvalidDivisionCode as error:
        yield Refused(error.wording(), "division")
        return
    if slip.division not in ground.known:
        yield _refused("division", "区划表中没有该乡镇", "The division table has no such township")
    elif level not in {"township", "village"}:
        yield _refused("division", "请选到乡镇或村", "Choose a township or a village")
    elif not any(contains(county, slip.division) for county in ground.counties):
        yield _refused(
            "division",
            "该乡镇不在本次灾害涉及的县内",
            "The township lies outside the counties this incident struck",
        )
    if not villages_lie_within or not set(slip.villages) <= set(ground.known):
        yield _refused(
            "villages", "所选村不属于该乡镇", "A village chosen is not one of this township"
        )


def _township(division: str) -> str:
    return at_level(division, "township")


def _figure_faults(figures: Mapping[str, Decimal | None]) -> Iterator[Refused]:
    for code, value in figures.items():
        path = f"figures.{code}"
        if code not in FIVE_FIGURES:
            yield _refused(path, f"电话单没有指标“{code}”", f"A slip has no figure “{code}”")
        elif value is None:
            continue
        elif not value.is_finite() or value < 0:
            yield _refused(path, "不能为负数", "Below zero")
        elif value != value.to_integral_value():
            yield _refused(path, "人数、间数应为整数", "People and rooms are whole numbers")
        elif value > LARGEST_FIGURE:
            yield _refused(path, "数字过大，请核对", "The number is too large; please check")


def _text_faults(slip: CallSlip) -> Iterator[Refused]:
    limits = (("caller", LONGEST_NAME), ("phone", LONGEST_NAME), ("words", LONGEST_WORDS))
    for name, limit in limits:
        if len(getattr(slip, name)) > limit:
            yield _refused(name, f"最多 {limit} 个字", f"At most {limit} characters")


def _refused(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)
